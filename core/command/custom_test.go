package command_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestCustomCommandFindsOutHowLongItBlocks(t *testing.T) {
	const no = -1
	tests := map[string]time.Duration{
		"GET k":                                    no,
		"blpop a b 1.5":                            1500 * time.Millisecond,
		"BRPOP a 0":                                0,
		"BLMOVE a b LEFT RIGHT 2":                  2 * time.Second,
		"BRPOPLPUSH a b 3":                         3 * time.Second,
		"BZPOPMIN a 0.01":                          10 * time.Millisecond,
		"BZPOPMAX a 1e1":                           10 * time.Second,
		"BLMPOP 4 1 a LEFT":                        4 * time.Second,
		"BZMPOP 0 1 a MIN":                         0,
		"XREAD COUNT 1 BLOCK 250 STREAMS a $":      250 * time.Millisecond,
		"xread block 0 streams a $":                0,
		"XREAD STREAMS block 5":                    no,
		"XREADGROUP GROUP g c BLOCK 7 STREAMS a >": 7 * time.Millisecond,
		"XREAD BLOCK":                              no, // the server refuses these
		"XREAD BLOCK soon STREAMS a $":             no,
		"BLPOP 5":                                  no,
		"BLPOP a soon":                             no,
		"BLMPOP":                                   no,
		"WAIT 1 1000":                              no, // it needs the connection that wrote
	}
	for text, want := range tests {
		var a command.Args
		command.CustomCommand(&a, strings.Split(text, " "))
		require.NoError(t, a.Err(), text)
		timeout, blocks := a.Blocking()
		require.Equal(t, want != no, blocks, text)
		if blocks {
			require.Equal(t, want, timeout, text)
		}
	}
}

// WAIT and the like go where others are sent, but are given their time.
func TestCommandsThatWaitSayHowLong(t *testing.T) {
	custom := func(text string) func(a *command.Args) {
		return func(a *command.Args) { command.CustomCommand(a, strings.Split(text, " ")) }
	}
	const no = -1
	for i, test := range []struct {
		build func(a *command.Args)
		want  time.Duration
	}{
		{func(a *command.Args) { command.Wait(a, 1, time.Second) }, time.Second},
		{func(a *command.Args) { command.Wait(a, 1, 0) }, 0},
		{func(a *command.Args) { command.WaitAOF(a, 1, 1, time.Minute) }, time.Minute},
		{func(a *command.Args) { command.Migrate(a, "h", 1, []string{"k"}, 0, time.Minute) }, time.Minute},
		{func(a *command.Args) { command.Migrate(a, "h", 1, []string{"k"}, 0, 0) }, no}, // of which the server makes a second
		{func(a *command.Args) {
			command.ClusterSetSlotWithOptions(a, 1, options.SlotStable{}, options.ClusterSetSlotOptions{Timeout: pointer(time.Hour)})
		}, time.Hour},
		{custom("wait 1 1000"), time.Second},
		{custom("WAITAOF 1 1 0"), 0},
		{custom("CLUSTER SETSLOT 7 NODE id TIMEOUT 1500"), 1500 * time.Millisecond},
		{custom("WAIT 1 -1"), no}, // which the server refuses
		{custom("WAIT"), no},
		{custom("MIGRATE h 1 k 0 5000"), 5 * time.Second},
		{custom("MIGRATE h 1 k 0 0"), no},
		{custom("GET k"), no},
	} {
		var a command.Args
		test.build(&a)
		require.NoError(t, a.Err())
		wait, waits := a.Waiting()
		require.Equal(t, test.want != no, waits, i)
		if waits {
			require.Equal(t, test.want, wait, i)
		}
		_, blocks := a.Blocking()
		require.False(t, blocks, i)
	}
}

// Scripts' statistics show what was sent.
func TestCustomCommandSendsTheWordsAsTheyAreGiven(t *testing.T) {
	for _, words := range [][]string{{"fCaLL", "f", "0"}, {"get", "k"}, {"config", "Get", "maxmemory"}, {"no.Such", "Word"}} {
		var a command.Args
		command.CustomCommand(&a, words)
		require.NoError(t, a.Err())
		require.Equal(t, wire(words...), string(a.Encoded()))
		require.Equal(t, strings.ToUpper(a.Name()), a.Name())
	}
}

func TestCustomCommandKnowsTheCommand(t *testing.T) {
	tests := []struct {
		words, name string
		keys        []string
	}{
		{"get k", "GET", []string{"k"}},
		{"mset a 1 b 2", "MSET", []string{"a", "b"}},
		{"config get maxmemory", "CONFIG GET", nil},
		{"object encoding k", "OBJECT ENCODING", []string{"k"}},
		{"XREAD COUNT 1 STREAMS a b 0 0", "XREAD", []string{"a", "b"}},
		{"zunionstore to 2 a b", "ZUNIONSTORE", []string{"to", "a", "b"}},
		{"json.get k", "JSON.GET", nil},
	}
	for _, test := range tests {
		var a command.Args
		command.CustomCommand(&a, strings.Split(test.words, " "))
		require.NoError(t, a.Err())
		require.Equal(t, test.name, a.Name())
		var keys []string
		a.EachKey(func(key []byte) bool {
			keys = append(keys, string(key))
			return true
		})
		require.Equal(t, test.keys, keys, test.words)
	}
}

func TestCustomCommandRefuses(t *testing.T) {
	tests := map[string]string{
		"":                         "names no command",
		"SUBSCRIBE c":              "SUBSCRIBE args[0]",
		"psubscribe c":             "PSUBSCRIBE",
		"SSUBSCRIBE c":             "use the client's Subscribe",
		"UNSUBSCRIBE":              "use the client's Subscribe",
		"PUNSUBSCRIBE":             "use the client's Subscribe",
		"SUNSUBSCRIBE":             "use the client's Subscribe",
		"MONITOR":                  "takes a connection",
		"PSYNC ? -1":               "takes a connection",
		"MULTI":                    "atomic batch",
		"exec":                     "atomic batch",
		"WATCH k":                  "dedicated connection",
		"UNWATCH":                  "dedicated connection",
		"AUTH secret":              "UpdateConnectionPassword",
		"QUIT":                     "close the client",
		"client tracking on":       "nobody expects",
		"script debug yes":         "debugger",
		"SELECT 1":                 "Select",
		"HELLO 2":                  "ClientConfiguration",
		"RESET":                    "dedicated connection",
		"client reply off":         "CLIENT REPLY args",
		"replconf ACK 0":           "REPLCONF args[0]",
		"cluster syncslots ack":    "leave it to them",
		"SHUTDOWN NOSAVE":          "ShutdownServer",
		"debug segfault":           "command-line client",
		"host: x":                  "closes the connection",
		"post":                     "closes the connection",
		"asking":                   "dedicated connection",
		"READONLY":                 "ReadFrom",
		"readwrite":                "ReadFrom",
		"BLPOP a -1":               "BLPOP timeout",
		"BLPOP a nan":              "negative or too large",
		"BLPOP a 1e300":            "negative or too large",
		"BLPOP a inf":              "negative or too large",
		"XREAD BLOCK -1 STREAMS a": "negative or too large",
		"XREAD BLOCK 9223372036854775807 STREAMS a": "negative or too large",
		"MONITOR\x00":             "args[0]: holds a zero byte",
		"auth\x0019 secret":       "args[0]: holds a zero byte",
		"client reply\x00 off":    "args[1]: holds a zero byte",
		"CLUSTER syncslots\x0012": "args[1]: holds a zero byte",
	}
	for text, want := range tests {
		var a command.Args
		command.CustomCommand(&a, strings.Split(text, " "))
		var err *failure.ConfigurationError
		require.ErrorAs(t, a.Err(), &err, text)
		require.ErrorContains(t, err, want, text)
	}

	var a command.Args
	command.CustomCommand(&a, nil)
	require.ErrorContains(t, a.Err(), "names no command")
	command.CustomCommand(&a, []string{"CONFIG GET", "s3cr3t"})
	require.ErrorContains(t, a.Err(), "each word as an element of its own")
	require.NotContains(t, a.Err().Error(), "s3cr3t")
	command.CustomCommand(&a, []string{"HELLO"}) // only asks
	require.NoError(t, a.Err())
	command.CustomCommand(&a, []string{"SET", "k\x00", "v\x00"})
	require.NoError(t, a.Err())
}

// A connection of one's own takes what changes nothing else.
func TestCustomCommandOnAConnectionOfOnesOwn(t *testing.T) {
	for text, refused := range map[string]bool{
		"WATCH k": false, "UNWATCH": false, "MULTI": false, "exec": false, "DISCARD": false,
		"SELECT 1": false, "AUTH secret": false, "HELLO 2": false, "RESET": false, "QUIT": false,
		"ASKING": false, "READONLY": false, "readwrite": false, "REPLCONF GETACK": true, "SHUTDOWN": true, "POST": true,
		"MONITOR": true, "SUBSCRIBE c": true, "SYNC": true, "CLIENT REPLY OFF": true, "CLIENT TRACKING ON": true,
		"SCRIPT DEBUG YES": true, "BLPOP a -1": true,
	} {
		var a command.Args
		command.CustomCommand(&a, strings.Split(text, " "))
		require.Error(t, a.Err(), text)
		require.True(t, a.Custom())
		if refused {
			require.Equal(t, a.Err(), a.ErrUnshared(), text)
		} else {
			require.NoError(t, a.ErrUnshared(), text)
		}
		command.Get(&a, "k")
		require.NoError(t, a.Err(), "nothing is left of it")
		require.False(t, a.Custom())
	}
}

// A batch with SELECT has a connection of its own, however the command is written.
func TestCustomCommandInABatch(t *testing.T) {
	var a command.Args
	for text, shared := range map[string]bool{"WATCH k": false, "MULTI": false, "QUIT": false, "AUTH secret": true, "HELLO 2": true, "READONLY": true} {
		command.CustomCommand(&a, strings.Split(text, " "))
		err, onlyShared := a.ErrInBatch()
		require.Error(t, err, text)
		require.Equal(t, shared, onlyShared, text)
		require.False(t, a.NeedsOwnConnection(), text)
	}
	command.CustomCommand(&a, []string{"select", "1"})
	err, _ := a.ErrInBatch()
	require.NoError(t, err)
	require.True(t, a.NeedsOwnConnection())
}
