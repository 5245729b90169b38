package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

func encoded(commands ...string) (all []byte) {
	for _, each := range commands {
		words := strings.Fields(each)
		all = resp.AppendArrayHeader(all, len(words))
		for _, word := range words {
			all = resp.AppendBulk(all, word)
		}
	}
	return all
}

func TestPlain(t *testing.T) {
	for text, plain := range map[string]bool{
		"GET k":                         true,
		"GET":                           true, // which the server refuses
		"SET k v EX 1|GET k|MGET a b c": true,
		"PING|DBSIZE|ZADD z 1 a":        true,
		"get k":                         false,
		"BLPOP k 0":                     false,
		"XREAD STREAMS s 0":             false,
		"GET k|BLPOP k 0":               false,
		"WAIT 1 0":                      false,
		"CLIENT SETNAME x":              false,
		"CONFIG GET x":                  false,
		"SELECT 1":                      false,
		"MULTI":                         false,
		"SUBSCRIBE c":                   false,
		"MONITOR":                       false,
		"AUTH x":                        false,
		"HELLO 3":                       false,
		"QUIT":                          false,
		"RESET":                         false,
		"SHUTDOWN":                      false,
		"NOBODY.KNOWS k":                false,
		"GET\tk":                        true,
		"WATCH k":                       false,
		"CLIENT REPLY OFF":              false,
		"READONLY":                      false,
		"ASKING":                        false,
		"PSYNC ? -1":                    false,
		"EVAL return 0":                 false,
		"SORT k":                        false,
		"DEBUG SLEEP 1":                 false,
	} {
		commands := strings.Split(text, "|")
		require.Equal(t, plain, new(Parser).Plain(encoded(commands...), len(commands)), text)
	}
}

// No command is plain of which a client has to know more than its name.
func TestPlainIsWhatNeedsNoOtherCare(t *testing.T) {
	var p Parser
	seen := 0
	for line := range strings.Lines(strings.TrimPrefix(catalogTable, "\n")) {
		name := Metadata{strings.TrimSuffix(line, "\n")}.Name()
		bytes := encoded(name + " 1 1 1 1 1")
		if !p.Plain(bytes, 1) {
			continue
		}
		seen++
		var a Args
		p.Parse(&a, bytes)
		require.NoError(t, a.Err(), name)
		_, blocks := a.Blocking()
		_, waits := a.Waiting()
		batched, _ := a.ErrInBatch()
		require.False(t, blocks || waits || a.Unproven() || a.NeedsOwnConnection() || a.ErrUnshared() != nil || batched != nil, name)
		require.Equal(t, name, a.Name())
	}
	require.Greater(t, seen, 150)
}

func TestWhatIsMalformedIsNotPlain(t *testing.T) {
	whole := encoded("GET k", "GET k")
	var p Parser
	require.True(t, p.Plain(whole, 2))
	require.False(t, p.Plain(whole, 1), "more than there should be")
	require.False(t, p.Plain(whole, 3), "less")
	for i := range whole {
		require.False(t, p.Plain(whole[:i], 2), i)
		broken := append([]byte(nil), whole...)
		broken[i] = 0
		if isText := string(whole[i]) == "k"; !isText {
			require.False(t, p.Plain(broken, 2), "%d", i)
		}
	}
	require.False(t, p.Plain([]byte("*0\r\n"), 1))
	require.False(t, p.Plain([]byte("*1\r\n$99999999999999999999\r\n"), 1))
}

func TestParseFirst(t *testing.T) {
	var p Parser
	var a Args
	rest := p.ParseFirst(&a, encoded("GET a", "SET b c"))
	require.Equal(t, "GET", a.Name())
	rest = p.ParseFirst(&a, rest)
	require.Equal(t, "SET", a.Name())
	require.Equal(t, string(encoded("SET b c")), string(a.Encoded()))
	require.Empty(t, rest)
	require.Empty(t, p.ParseFirst(&a, []byte("*1\r\n$1\r\n")))
	require.ErrorContains(t, a.Err(), "are not an array of bulk strings")
}
