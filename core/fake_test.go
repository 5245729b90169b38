package core

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// script is a server that answers requests, written as their words, with what it
// was given; it repeats its last answer. Others it answers with OK, or with QUEUED
// between MULTI and EXEC.
type script struct {
	fakeserver.Server
	bound sync.Once // its handler is set

	mu      sync.Mutex
	answers map[string][]string
	queuing bool
}

func (s *script) Dial(ctx context.Context, address string) (stream.Stream, error) {
	s.bound.Do(func() { s.Handle = s.answer })
	return s.Server.Dial(ctx, address)
}

func (s *script) answer(_ *fakeserver.Conn, command []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := strings.Join(command, " ")
	queued := s.queuing && request != "EXEC"
	s.queuing = queued || request == "MULTI"
	answers := s.answers[request]
	if queued && (len(answers) == 0 || answers[0][0] != '-') {
		return "+QUEUED\r\n"
	}
	switch len(answers) {
	case 0:
		return fakeserver.Reply(command)
	case 1:
		return answers[0]
	}
	s.answers[request] = answers[1:]
	return answers[0]
}

// last is the connection that was made last.
func (s *script) last() *fakeserver.Conn {
	all := s.Conns()
	return all[len(all)-1]
}

// client returns a client of the script.
func (s *script) client(t *testing.T) *Client {
	t.Helper()
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

const (
	reset  = "reset"  // an answer that resets the connection
	silent = "silent" // one that never comes
)

// actor returns a server that answers each request, written as its words, as a function
// says; where that says nothing, with OK. Connection 0 is the shared one.
func actor(t *testing.T, act func(connection int, request string) string) *fakeserver.Server {
	return fakeserver.New(t, fakeserver.AfterHandshake(func(c *fakeserver.Conn, command []string) string {
		switch answer := act(c.Number, strings.Join(command, " ")); answer {
		case silent:
			return ""
		case reset:
			c.Reset()
			return ""
		case "":
			return fakeserver.Reply(command)
		default:
			return answer
		}
	}))
}

// acting returns a client of a server that acts so, and the server.
func acting(t *testing.T, act func(connection int, request string) string) (*Client, *fakeserver.Server) {
	t.Helper()
	a := actor(t, act)
	c, err := NewClient(t.Context(), a, options.ClientConfiguration{Protocol: options.ProtocolRESP2, RequestTimeout: time.Second})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c, a
}

func obedient(int, string) string { return "" }
