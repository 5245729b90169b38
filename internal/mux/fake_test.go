package mux

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
)

// fakeServer is the server's side of an in-memory stream, so that tests decide when a
// reply comes, and in how many pieces.
type fakeServer struct{ *fakeserver.Conn }

// answer replies to every request with what handle returns, until the stream ends.
func (f *fakeServer) answer(handle func(words []string) []byte) {
	f.Serve(func(_ *fakeserver.Conn, command []string) string { return string(handle(command)) })
}

// echo answers each request with its last word.
func echo(words []string) []byte { return resp.AppendBulk(nil, words[len(words)-1]) }

// bare hides everything of a stream but the stream, as a TLS connection would.
type bare struct{ stream.Stream }

// dial returns a connection without a handshake, and its server.
func dial(t testing.TB, config Config, wrap func(*streamtest.End) stream.Stream) (*Conn, *fakeServer) {
	t.Helper()
	client, server := fakeserver.Pipe()
	var s stream.Stream = client
	if wrap != nil {
		s = wrap(client)
	}
	config.Address = "fake:6379"
	c := newConn(s, config)
	t.Cleanup(c.Close)
	return c, &fakeServer{server}
}

// connect performs the handshake with a server that answers with handle.
func connect(t testing.TB, config Config, handle func(words []string) []byte) (*Conn, error) {
	t.Helper()
	client, server := fakeserver.Pipe()
	f := &fakeServer{server}
	go f.answer(handle)
	config.Address = "fake:6379"
	c, err := Connect(t.Context(), client, config)
	if err == nil {
		t.Cleanup(c.Close)
	}
	return c, err
}

func ask(words ...string) Request {
	request := resp.AppendArrayHeader(nil, len(words))
	for _, word := range words {
		request = resp.AppendBulk(request, word)
	}
	return Request{Name: words[0], Bytes: request}
}

// text executes a request and returns the text of its reply.
func text(t testing.TB, c *Conn, ctx context.Context, words ...string) string {
	t.Helper()
	var call Call
	require.NoError(t, c.Do(ctx, &call, ask(words...)))
	value, err := resp.Decode(call.Frame(0))
	require.NoError(t, err)
	return value.Text
}

func readingRole(c *Conn) role {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reader
}
