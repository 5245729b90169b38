package glissadetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

// ErrRefused is why a server that refuses connections cannot be dialled.
var ErrRefused = errors.New("glissadetest: connection refused")

// Server is a server in memory. It is a stream.Dialer, for clients that [Server.Client]
// does not make as they are needed:
//
//	client, err := glissade.NewClient(ctx, configuration, glissade.WithDialer(server))
//
// Its methods may be called from any goroutine.
type Server struct {
	t       testing.TB
	address string
	engine  *engine // nil if it only has a script
	cluster *Cluster
	setting settings

	mu       sync.Mutex
	closed   bool
	refuses  bool
	dials    int
	lastID   int64
	conns    []*conn
	commands [][]string
	steps    []*Step
	running  sync.WaitGroup

	pubsub pubsub
}

// NewServer returns a server that executes commands in memory, and ends with the test. It
// is empty.
func NewServer(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := newServer(t, "localhost:6379", options)
	s.execute()
	s.endWithTest()
	return s
}

// NewScripted returns a server that answers what [Server.Expect] says, and ends with the
// test. It answers by itself what clients ask on their own account: handshakes, PING, ROLE,
// and commands that subscribe. Any other command that is not expected fails the test, and
// so does an expected one that has not come when the test ends.
func NewScripted(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := newServer(t, "localhost:6379", options)
	s.endWithTest()
	return s
}

func newServer(t testing.TB, address string, options []Option) *Server {
	s := &Server{t: t, address: address}
	for _, set := range options {
		set(&s.setting)
	}
	return s
}

// execute has the server execute commands.
func (s *Server) execute() {
	engine, err := newEngine(s)
	if err != nil {
		s.t.Helper()
		s.t.Fatalf("the engine cannot start: %v", err)
	}
	s.engine = engine
}

func (s *Server) endWithTest() {
	s.t.Cleanup(func() {
		s.close()
		s.checkSteps()
	})
}

// close ends the server with all of its connections, and waits for what runs for them.
func (s *Server) close() {
	s.mu.Lock()
	s.closed, s.refuses = true, true
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	for _, c := range conns {
		c.end()
	}
	s.running.Wait()
	if s.engine != nil {
		s.engine.close()
	}
}

// Dial returns a connection. The address does not matter.
func (s *Server) Dial(ctx context.Context, _ string) (stream.Stream, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials++
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case s.refuses:
		return nil, ErrRefused
	}
	s.lastID++
	c := newConn(s, s.lastID)
	s.conns = append(s.conns, c)
	s.running.Go(c.serve)
	return c.client, nil
}

// Refuse has the server refuse connections from now on. It keeps those that it has.
func (s *Server) Refuse() { s.refuse(true) }

// Accept has the server accept connections again.
func (s *Server) Accept() { s.refuse(false) }

func (s *Server) refuse(refuses bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses = refuses || s.closed
}

// Disconnect resets all connections: what clients have not read is lost to them. They make
// others, unless the server refuses those.
func (s *Server) Disconnect() {
	for _, c := range s.connections() {
		c.reset()
	}
}

// Vanish has all connections lose what either side writes from now on, without an end,
// like those of a machine that has lost its power. New connections work.
func (s *Server) Vanish() {
	for _, c := range s.connections() {
		c.Vanish()
	}
}

// Split has clients read at most n bytes at once on the connections that there are, so that
// replies come in pieces; 0 lifts the limit.
func (s *Server) Split(n int) {
	for _, c := range s.connections() {
		c.client.LimitReads(n)
	}
}

// connections are those that have not ended.
func (s *Server) connections() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(s.conns, (*conn).hasEnded)
	return slices.Clone(s.conns)
}

// Connections returns how many connections there are.
func (s *Server) Connections() int { return len(s.connections()) }

// Dials returns how often the server was dialled, whether or not it accepted.
func (s *Server) Dials() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dials
}

// Commands returns the commands that have come, as their words, in the order in which the
// server took them up. What clients send on their own account is not among them: their
// handshakes, and PING.
func (s *Server) Commands() [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Requests returns the same, each command as its words with spaces between.
func (s *Server) Requests() []string {
	var requests []string
	for _, command := range s.Commands() {
		requests = append(requests, strings.Join(command, " "))
	}
	return requests
}

// Forget drops the commands that have come.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = nil
}

func (s *Server) record(command []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
}

// FastForward lets time pass at the server: keys and fields expire, TIME and the IDs of
// stream entries go on. It does not end commands that block; in a bubble of
// testing/synctest time.Sleep lets time pass everywhere. It needs a server that executes
// commands.
func (s *Server) FastForward(d time.Duration) {
	s.t.Helper()
	if s.engine == nil {
		s.t.Fatal("a scripted server has no time; use NewServer")
	}
	s.engine.fastForward(d)
}

// Now returns what time it is at the server.
func (s *Server) Now() time.Time {
	if s.engine == nil {
		return time.Now()
	}
	return s.engine.now()
}
