// Package fakeserver is a server whose answers a test decides, for what a real one cannot
// be brought to: faults, delays, replies at a certain moment, versions that are nowhere to
// be had.
//
//	server := fakeserver.New(t, func(c *fakeserver.Conn, command []string) string {
//		if command[0] == "GET" {
//			return "$5\r\nvalue\r\n"
//		}
//		return fakeserver.Reply(command)
//	})
//	client, err := core.NewClient(t.Context(), server, options.ClientConfiguration{})
//
// A client reaches it in memory, by [Server.Dial], or over TCP, by [Server.Listen]. In
// memory waiting for it is durable in the sense of testing/synctest. It is for tests only.
package fakeserver

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

// ErrRefused is why a server that is stopped cannot be dialled.
var ErrRefused = errors.New("fakeserver: connection refused")

// Handler answers a command with the bytes that it returns; none are no answer. It may as
// well write to the connection or end it, or wait before it returns. Connections have
// their handlers called at the same time.
type Handler func(c *Conn, command []string) string

// Server is a fake server. It is a stream.Dialer. Its zero value may be used where a test
// calls [Server.Close] by itself, or ends all clients before it ends.
type Server struct {
	// Handle answers commands. Nil stands for [Reply]. It may be changed until the first
	// connection is made.
	Handle Handler

	mu       sync.Mutex
	delay    time.Duration
	refuses  bool
	dials    int
	conns    []*Conn
	commands [][]string
	listener net.Listener
	running  sync.WaitGroup
}

// New returns a server that ends with the test.
func New(t testing.TB, handle Handler) *Server {
	s := &Server{Handle: handle}
	t.Cleanup(s.Close)
	return s
}

// Dial returns a connection in memory. The address does not matter.
func (s *Server) Dial(ctx context.Context, _ string) (stream.Stream, error) {
	s.mu.Lock()
	s.dials++
	delay := s.delay
	s.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	client, c := Pipe()
	if !s.start(c) {
		return nil, ErrRefused
	}
	return client, nil
}

// start serves a connection, unless the server is stopped.
func (s *Server) start(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses {
		return false
	}
	c.Number = len(s.conns)
	s.conns = append(s.conns, c)
	s.running.Go(func() { s.serve(c) })
	return true
}

func (s *Server) serve(c *Conn) {
	defer c.Close()
	defer c.ended.Store(true)
	handle := s.Handle
	if handle == nil {
		handle = func(_ *Conn, command []string) string { return Reply(command) }
	}
	for {
		command, ok := c.Next()
		if !ok {
			return
		}
		if c.handshaken {
			s.mu.Lock()
			s.commands = append(s.commands, command)
			s.mu.Unlock()
		}
		if !c.reply(handle, command) {
			return
		}
	}
}

// Listen has the server be reached over TCP too, and returns its address.
func (s *Server) Listen(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.listener = listener
	s.mu.Unlock()
	s.running.Go(func() {
		accept(listener, func(connection net.Conn) {
			if !s.start(NewConn(connection)) {
				_ = connection.Close()
			}
		})
	})
	return listener.Addr().String()
}

// Delay has dialling in memory take as long.
func (s *Server) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// Refuse has the server refuse connections from now on. It keeps those that it has.
func (s *Server) Refuse() { s.refuse(true) }

// Accept has the server accept connections again.
func (s *Server) Accept() { s.refuse(false) }

func (s *Server) refuse(refuses bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses = refuses
}

// Reset resets all connections, after which the client makes others.
func (s *Server) Reset() {
	for _, c := range s.Conns() {
		c.Reset()
	}
}

// Stop has the server refuse connections from now on, and resets those that it has.
func (s *Server) Stop() {
	s.Refuse()
	s.Reset()
}

// Close ends the server with all of its connections, and waits for its handlers.
func (s *Server) Close() {
	s.Refuse()
	s.mu.Lock()
	if s.listener != nil {
		_ = s.listener.Close()
	}
	s.mu.Unlock()
	for _, c := range s.Conns() {
		_ = c.Close()
	}
	s.running.Wait()
}

// Dials returns how often the server was dialled in memory, whether or not it accepted.
func (s *Server) Dials() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dials
}

// Conns returns the connections that were made, also those that have ended.
func (s *Server) Conns() []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.conns)
}

// Commands returns the commands that came after the handshakes. A handshake is over with
// the first PING of its connection.
func (s *Server) Commands() [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Requests returns the commands as text, each as its words with spaces between.
func (s *Server) Requests() []string {
	var requests []string
	for _, command := range s.Commands() {
		requests = append(requests, strings.Join(command, " "))
	}
	return requests
}

// Forget drops the commands that came.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = nil
}
