package otel

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// looking returns a client of a server that answers OK, and calls look with each operation.
func looking(t testing.TB, look func(o *core.Operation)) *core.Client {
	t.Helper()
	server := fakeserver.New(t, fakeserver.AfterHandshake(func(*fakeserver.Conn, []string) string { return "+OK\r\n" }))
	c, err := core.NewClient(t.Context(), stream.DialerFunc(server.Dial), options.ClientConfiguration{Protocol: options.ProtocolRESP2},
		core.WithMiddleware(func(next core.Handler) core.Handler {
			return func(ctx context.Context, o *core.Operation) error {
				if o.Kind() != core.DialOperation {
					look(o)
				}
				return next(ctx, o)
			}
		}))
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestOfACommandOnlyKeysAreShown(t *testing.T) {
	var text string
	c := looking(t, func(o *core.Operation) { text = queryText(o) })
	for _, command := range []struct{ words, want string }{
		{"GET k", "GET k"},
		{"set k v EX 10", "SET k ? ? ?"},
		{"MSET a 1 b 2", "MSET a ? b ?"},
		{"HMSET myhash field1 Hello field2 World", "HMSET myhash field1 ? field2 ?"},
		{"HSETNX h f v", "HSETNX h f ?"},
		{"HDEL h f g", "HDEL h f g"},
		{"HSETEX h EX 10 FIELDS 1 f v", "HSETEX h ? ? ? ? ? ?"},
		{"SADD s member member", "SADD s ? ?"},
		{"ZSCORE z member", "ZSCORE z ?"},
		{"EVAL return(1) 1 k v", "EVAL ? ? k ?"},
		{"CONFIG SET requirepass p", "CONFIG SET ? ?"},
		{"PING hello", "PING ?"},
		{"NOSUCH k v", "NOSUCH ? ?"},
		{"SET k k", "SET k ?"},
	} {
		_, _ = c.CustomCommand(t.Context(), strings.Fields(command.words))
		require.Equal(t, command.want, text)
	}
	for key, shown := range map[string]string{"": `""`, "a b": `"a b"`, `"\`: `"\"\\"`, "\xff\n": `"\xff\x0a"`, "it's": `"it's"`} {
		_, _ = c.Get(t.Context(), key)
		require.Equal(t, "GET "+shown, text)
	}
	_, _ = c.MGet(t.Context(), make([]string, 3000))
	require.Less(t, len(text), maxQueryText+10)

	b := batch.NewPipeline()
	for range 3000 {
		b.Get("key")
	}
	_, _ = c.Exec(t.Context(), b, false)
	require.Less(t, len(text), maxQueryText+10)
	require.True(t, strings.HasPrefix(text, "GET key; GET key; "))
}

func TestWhichProcedureIsCalled(t *testing.T) {
	var name string
	c := looking(t, func(o *core.Operation) { name = procedureOf(o) })
	script := options.NewScript("return 1")
	for words, want := range map[string]string{
		"EVALSHA " + script.Hash() + " 0": script.Hash(),
		"FCALL f 0":                       "f",
		"FCALL_RO f 0":                    "f",
		"GET k":                           "",
		"EVAL":                            "",
	} {
		_, _ = c.CustomCommand(t.Context(), strings.Fields(words))
		require.Equal(t, want, name, words)
	}
	_, _ = c.CustomCommand(t.Context(), []string{"EVAL", script.Source(), "0"})
	require.Equal(t, script.Hash(), name)
	b := batch.NewPipeline()
	b.FCall("f")
	b.FCall("f")
	_, _ = c.Exec(t.Context(), b, false)
	require.Equal(t, "f", name)
	b.FCall("g")
	_, _ = c.Exec(t.Context(), b, false)
	require.Empty(t, name)
}
