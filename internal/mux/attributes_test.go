package mux

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// described puts data about it before a reply, as a server may since RESP3.
func described(reply string) []byte {
	return []byte("|1\r\n+ttl\r\n:3600\r\n|2\r\n+a\r\n*1\r\n#t\r\n+b\r\n_\r\n" + reply)
}

// Who compares a reply with what it should be, or looks whether it is an error, never
// meets what a server tells about the reply.
func TestRepliesComeWithoutAttributes(t *testing.T) {
	replies := map[string]string{
		"AUTH": "+OK\r\n", "SELECT": "+OK\r\n", "CLIENT": "+OK\r\n", "PING": "+PONG\r\n", "HELLO": "-NOPROTO unsupported\r\n",
		"MULTI": "+QUEUED\r\n", "GET": "-MOVED 1 h:1\r\n", "LRANGE": "*2\r\n+x\r\n|1\r\n+k\r\n+v\r\n+y\r\n", "LARGE": "$20000\r\n" + strings.Repeat("x", 20000) + "\r\n",
	}
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server := dial(t, Config{}, wrap)
		go server.answer(func(words []string) []byte { return described(replies[words[0]]) })
		for _, name := range []string{"MULTI", "GET", "LRANGE", "LARGE"} {
			var call Call
			require.NoError(t, c.Do(t.Context(), &call, ask(name)))
			require.Equal(t, replies[name], string(call.Frame(0)))
		}
		many := ask("GET")
		many.Bytes, many.Replies = append(many.Bytes, ask("MULTI").Bytes...), 2
		var call Call
		require.NoError(t, c.Do(t.Context(), &call, many))
		require.Equal(t, replies["GET"]+replies["MULTI"], string(call.Frames()))
		c.Close()
	})
	c, err := connect(t, Config{Handshake: Handshake{Username: "u", Password: "p", DatabaseID: 1, ClientName: "n"}}, func(words []string) []byte {
		return described(replies[words[0]])
	})
	require.NoError(t, err)
	require.Equal(t, 2, c.Server().Protocol)
}

// Of a push message they are a part, as before.
func TestPushMessagesKeepTheirAttributes(t *testing.T) {
	pushed := make(chan string, 1)
	c, err := connect(t, Config{}, func(words []string) []byte {
		if words[0] == "ECHO" {
			return append(described(">1\r\n+x\r\n"), echo(words)...)
		}
		return []byte(map[string]string{"HELLO": "-NOPROTO unsupported\r\n", "PING": "+PONG\r\n"}[words[0]])
	})
	require.NoError(t, err)
	require.NoError(t, c.Listen(pushes(func(frame []byte) { pushed <- string(frame) })))
	require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
	require.Equal(t, string(described(">1\r\n+x\r\n")), <-pushed)
}
