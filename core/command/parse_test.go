package command_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
)

func encoded(words ...string) []byte { return resp.AppendCommand(nil, words...) }

// What is taken in encoded is what CustomCommand makes of the same words, the first time and
// when the command is known.
func TestParseIsAsCustomCommand(t *testing.T) {
	for _, words := range [][]string{
		{"GET", "key"},
		{"get", "key"},
		{"Get", "key"},
		{"SET", "key", "value"},
		{"DEL", "a", "b", "c"},
		{"MSET", "a", "1", "b", "2"},
		{"PING"},
		{"PING", "text"},
		{"DBSIZE"},
		{"CONFIG", "GET", "maxmemory"},
		{"CLIENT", "SETNAME", "x"},
		{"OBJECT", "ENCODING", "key"},
		{"EVAL", "return 1", "2", "a", "b", "c"},
		{"EVALSHA", "abc", "0"},
		{"FCALL", "f", "1", "k"},
		{"SORT", "a", "STORE", "b"},
		{"XREAD", "COUNT", "1", "STREAMS", "a", "b", "0", "0"},
		{"XREAD", "BLOCK", "100", "STREAMS", "a", "$"},
		{"BLPOP", "a", "b", "1.5"},
		{"BLPOP", "a", "-1"},
		{"BLMPOP", "1", "2", "a", "b", "LEFT"},
		{"WAIT", "1", "100"},
		{"MIGRATE", "h", "1", "k", "0", "5"},
		{"ZUNIONSTORE", "to", "2", "a", "b"},
		{"SINTERCARD", "2", "a", "b"},
		{"GEORADIUS", "a", "1", "1", "1", "m", "STORE", "b"},
		{"SUBSCRIBE", "a"},
		{"MULTI"},
		{"SELECT", "1"},
		{"HELLO", "3"},
		{"HELLO"},
		{"SHUTDOWN", "ABORT"},
		{"CLIENT", "REPLY", "OFF"},
		{"MONITOR\x00"},
		{"CLIENT", "REPLY\x00", "OFF"},
		{"NOSUCH", "a"},
		{"NOSUCH.COMMAND", "a", "b"},
		{"CONFIG", "NOSUCH"},
		{"SPUBLISH", "channel", "x"},
		{"PUBLISH", "channel", "x"},
		{"GET"},
		{"SET", "key"},
		{"BITOP", "AND", "to", "a", "b"},
		{"MEMORY", "USAGE", "key"},
		{"GET", ""},
		{"LCS", "a", "b"},
		{"a b", "c"},
		{"MGET"},
		{"SET", "key", strings.Repeat("x", 100_000)},
		{"COPY", "a", "b"},
		{"RENAME", "a", "b"},
		{"CLUSTER", "KEYSLOT", "a"},
		{"ACL", "WHOAMI"},
	} {
		var want command.Args
		command.CustomCommand(&want, words)
		var p command.Parser
		for _, time := range []string{"first", "again"} {
			var got command.Args
			p.Parse(&got, encoded(words...))
			name := strings.Join(words, " ")[:min(len(strings.Join(words, " ")), 40)] + ", " + time
			require.Equal(t, want.Name(), got.Name(), name)
			if want.Err() == nil {
				require.Equal(t, string(want.Encoded()), string(got.Encoded()), name)
			}
			require.Equal(t, keysOf(&want), keysOf(&got), name)
			require.Equal(t, want.Err(), got.Err(), name)
			require.Equal(t, want.ErrUnshared(), got.ErrUnshared(), name)
			wantErr, wantShared := want.ErrInBatch()
			err, shared := got.ErrInBatch()
			require.Equal(t, wantErr, err, name)
			require.Equal(t, wantShared, shared, name)
			require.Equal(t, want.NeedsOwnConnection(), got.NeedsOwnConnection(), name)
			require.Equal(t, want.Unproven(), got.Unproven(), name)
			require.Equal(t, want.Custom(), got.Custom(), name)
			wantBlock, wantBlocks := want.Blocking()
			block, blocks := got.Blocking()
			require.Equal(t, wantBlocks, blocks, name)
			require.Equal(t, wantBlock, block, name)
			wantWait, wantWaits := want.Waiting()
			wait, waits := got.Waiting()
			require.Equal(t, wantWaits, waits, name)
			require.Equal(t, wantWait, wait, name)
			require.Equal(t, want.ReadOnly(), got.ReadOnly(), name)
		}
	}
}

// The method that ends a server has no function for custom commands to send it by.
func TestParseTakesShutdown(t *testing.T) {
	var p command.Parser
	var a command.Args
	for _, words := range [][]string{{"SHUTDOWN"}, {"shutdown", "NOSAVE"}} {
		p.Parse(&a, encoded(words...))
		require.NoError(t, a.Err())
		require.Equal(t, "SHUTDOWN", a.Name())
		err, onlyShared := a.ErrInBatch()
		require.ErrorContains(t, err, "ShutdownServer")
		require.False(t, onlyShared)
	}
	p.Parse(&a, encoded("SHUTDOWN", "ABORT"))
	err, _ := a.ErrInBatch()
	require.NoError(t, err)
}

func keysOf(a *command.Args) (keys []string) {
	for key := range a.EachKey {
		keys = append(keys, string(key))
	}
	return keys
}

// All commands of the catalog are found by the names that they have there, and what is kept
// of one is right for others of its name.
func TestParseWithAnyNumberOfArguments(t *testing.T) {
	var p command.Parser
	for _, name := range command.Names() {
		if name == "SHUTDOWN" {
			continue // see TestParseTakesShutdown
		}
		for n := range 8 {
			words := strings.Fields(name)
			for i := range n {
				words = append(words, string(rune('0'+i)))
			}
			var want, got command.Args
			command.CustomCommand(&want, words)
			p.Parse(&got, encoded(words...))
			require.Equal(t, keysOf(&want), keysOf(&got), "%s with %d arguments", name, n)
			require.Equal(t, want.Err(), got.Err(), "%s with %d arguments", name, n)
			require.Equal(t, want.Name(), got.Name(), "%s with %d arguments", name, n)
		}
	}
}

func TestParseRefusesWhatIsMalformed(t *testing.T) {
	for _, text := range []string{
		"", "*", "*0\r\n", "*1\r\n", "*1\r\n$3\r\nGET", "*1\r\n$3\r\nGET\r", "*1\r\n$0\r\n\r\n", "*2\r\n$3\r\nGET\r\n", "*1\r\n$3\r\nGET\r\nx", "*-1\r\n", "*1\r\n$-1\r\n",
		"*99999999999\r\n", "*1\r\n$99999999999\r\n", "$3\r\nGET\r\n", "*1\n$3\r\nGET\r\n", "*1\r\n:3\r\nGET\r\n", "*1\r\n$3\r\nGETxx", "+PING\r\n", "PING\r\n",
	} {
		var p command.Parser
		var a command.Args
		p.Parse(&a, []byte(text))
		require.EqualError(t, a.Err(), "configuration: CustomCommand args: are not an array of bulk strings", "%q", text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"))
	f.Add([]byte("*3\r\n$4\r\nEVAL\r\n$1\r\nx\r\n$1\r\n9\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p command.Parser
		for range 2 {
			var a command.Args
			p.Parse(&a, text)
			if a.Err() == nil && string(a.Encoded()) != string(text) {
				t.Fatalf("%q became %q", text, a.Encoded())
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	var p command.Parser
	var a command.Args
	get := encoded("GET", "some:key:of:a:usual:length")
	b.ReportAllocs()
	for b.Loop() {
		p.Parse(&a, get)
	}
}
