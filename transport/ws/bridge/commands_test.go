//go:build !js

package bridge

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/transport/ws/bridge/internal/request"
)

// decided asks rules about a command, with as many words as they want.
func decided(c *commandRules, text string) request.Decision {
	var words [][]byte
	fields := strings.Split(text, " ")
	for i, word := range fields {
		words = append(words, []byte(word))
		if d := c.decide(request.Command{Words: words, Count: int64(len(fields))}); d != request.More || i == len(fields)-1 {
			return d
		}
	}
	return request.Pass
}

func TestRulesForCommands(t *testing.T) {
	for _, test := range []struct{ rules, pass, refuse string }{
		{"+@all", "GET k,set k v,CONFIG SET a b,FT.SEARCH i q,FOO", "GET\x00 k,CONFIG SET\x00x a"},
		{"+@read", "get k,GET k,HGETALL k,SCAN 0", "SET k v,FLUSHALL,CONFIG GET x,PING,FT.SEARCH i q,FOO,EVAL x 0"},
		{"+@read +@connection -select", "GET k,PING,CLIENT SETNAME x,HELLO 3", "SELECT 1,SET k v"},
		{"+@all -@dangerous", "GET k,SET k v,CONFIG HELP x,ACL WHOAMI", "FLUSHALL,KEYS *,CONFIG SET a b,config get a,Acl SetUser x,DEBUG SLEEP 1,FOO,FT.SEARCH i q"},
		{"+@all -@dangerous +ft.search", "FT.SEARCH i q", "FT.DROPINDEX i"},
		{"+@read +config|get", "CONFIG GET a,CONFIG get a", "CONFIG SET a b,CONFIG RESETSTAT,CONFIG"},
		{"+config -config|set", "CONFIG GET a,CONFIG RESETSTAT", "CONFIG SET a b,GET k"},
		{"+config -config|set", "CONFIG NEW x", "CONFIGURE x"},
		{"+@all -config", "GET k,FOO", "CONFIG GET a,CONFIG SET a b,CONFIG,CONFIG NEW x"},
		{"+@all -@all +get", "GET k", "SET k v,FOO"},
		{"+GET +Config|Get", "get k,config get x", "set k v"},
	} {
		rules, err := newCommandRules(strings.Fields(test.rules))
		require.NoError(t, err)
		for command := range strings.SplitSeq(test.pass, ",") {
			require.Equal(t, request.Pass, decided(rules, command), "%s: %s", test.rules, command)
		}
		for command := range strings.SplitSeq(test.refuse, ",") {
			require.True(t, decided(rules, command).Refused(), "%s: %s", test.rules, command)
		}
	}
}
