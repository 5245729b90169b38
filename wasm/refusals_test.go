package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What Go refuses of commands mentions names that JavaScript has.
func TestRefusalsNameWhatJavaScriptHas(t *testing.T) {
	d := newDispatcher(newJavaScript())
	for _, command := range []string{
		"SUBSCRIBE a", "UNSUBSCRIBE", "PSUBSCRIBE a", "PUNSUBSCRIBE", "SSUBSCRIBE a", "SUNSUBSCRIBE", "MONITOR", "SYNC", "PSYNC ? -1", "REPLCONF a", "POST", "HOST:",
		"CLIENT REPLY OFF", "CLIENT TRACKING ON", "CLUSTER SYNCSLOTS", "SCRIPT DEBUG YES", "DEBUG SEGFAULT",
		"MULTI", "EXEC", "DISCARD", "WATCH a", "UNWATCH", "AUTH a", "QUIT", "SELECT 1", "RESET", "ASKING", "READONLY", "READWRITE", "HELLO 3", "BLPOP a -1",
	} {
		d.parser.Parse(&d.args, words(strings.Fields(command)...))
		require.Error(t, d.args.Err(), command)
		refusal := inJavaScript(d.args.Err())
		require.NotContains(t, refusal, "{", "a name that is not spelled")
		for _, word := range regexp.MustCompile(`(?:^|[ .({])([A-Z]\w*)`).FindAllStringSubmatch(refusal, -1) {
			isOfServer := word[1] == strings.ToUpper(word[1]) // a command or a keyword
			isOfGo := strings.Contains(refusal, word[1]+" in Go (JavaScript has no such method)")
			isOther := word[1] == "Go" || word[1] == "JavaScript"
			require.True(t, isOfServer || isOfGo || isOther, "%s, in: %s", word[1], refusal)
		}
	}
}
