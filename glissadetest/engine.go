package glissadetest

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// engine executes commands, by miniredis.
type engine struct {
	mini *miniredis.Miniredis

	mu      sync.Mutex
	frozen  time.Time     // where the clock stands still; zero where it does not
	forward time.Duration // by how much it is ahead
}

func newEngine(s *Server) (*engine, error) {
	e := &engine{mini: miniredis.NewMiniRedis(), frozen: s.setting.at}
	// It starts without a listener by a connection of its own, which nobody needs.
	connection, err := e.mini.Dial()
	if err != nil {
		return nil, err
	}
	_ = connection.Close()
	if s.setting.password != "" {
		e.mini.RequireUserAuth(s.setting.username, s.setting.password)
	}
	e.mini.ClockTTL(true)
	e.setTime()
	// Scripts have it execute commands past us.
	e.mini.Server().SetPreHook(func(peer *server.Peer, name string, args ...string) bool {
		return s.executeInScript(peer, name, args)
	})
	return e, nil
}

func (e *engine) close() { e.mini.Close() }

func (e *engine) now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.frozen
	if now.IsZero() {
		now = time.Now()
	}
	return now.Add(e.forward)
}

func (e *engine) fastForward(d time.Duration) {
	e.mu.Lock()
	e.forward += d
	e.mu.Unlock()
	e.setTime()
}

// setTime hands on the time where it is not the real one.
func (e *engine) setTime() {
	e.mu.Lock()
	differs := e.forward != 0 || !e.frozen.IsZero()
	e.mu.Unlock()
	if differs {
		e.mini.SetTime(e.now())
	}
}

// dispatch executes a command, and leaves the reply in c.output.
func (e *engine) dispatch(c *conn, command []string) {
	e.setTime()
	e.mini.Server().Dispatch(c.peer, command)
	c.peer.Flush()
}

// ask executes a command beside what the client has asked for, and returns the reply.
func (e *engine) ask(c *conn, command ...string) string {
	c.output.Reset()
	e.dispatch(c, command)
	reply := c.output.String()
	c.output.Reset()
	return reply
}

// interrupt has a command end that blocks for a connection which is gone.
func (e *engine) interrupt(peer *server.Peer) {
	peer.Close()
	// Whatever is executed wakes those that block, which look whether they are wanted yet.
	e.mini.Server().Dispatch(server.NewPeer(bufio.NewWriter(io.Discard)), []string{"CLIENT", "GETNAME"})
}

// lacking are commands that the engine has a name for, but executes as no server does.
var lacking = []string{"CLUSTER", "COMMAND", "DUMP", "RESTORE"}

// has reports whether the engine executes a command at all.
func (e *engine) has(command []string) bool {
	name := strings.ToUpper(command[0])
	return e.mini.Server().IsRegisteredCommand(name) && !slices.Contains(lacking, name)
}

const missing = "; the in-memory server of package glissadetest does not have it, so test what needs it with a real one"
