package pubsub

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// The runtime has a goroutine of its own in JavaScript.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("runtime.handleEvent"))
}

// server is a server in memory, and how it is reached.
type server struct {
	*fakeserver.Server
	pubsub  *fakeserver.PubSub
	node    *node.Node
	session *node.Session

	before   atomic.Pointer[func(c *fakeserver.Conn, command []string)]
	refusals sync.Map // errors by name

	refusesMarkers atomic.Bool // of handovers
}

// does has the server do something before it answers a command.
func (s *server) does(before func(c *fakeserver.Conn, command []string)) { s.before.Store(&before) }

// refuses has the server refuse names, with an error; with none it does so no more.
func (s *server) refuses(refusal string, names ...string) {
	for _, name := range names {
		s.refusals.Store(name, refusal)
	}
}

// environment is subscriptions to servers in memory. Its time is that of a synctest bubble.
// The first server is the home of all names, and all are primaries, until a test says
// otherwise.
type environment struct {
	*testing.T
	*Subscriptions
	protocol mux.Protocol
	servers  []*server

	mu        sync.Mutex
	homes     map[string]*server // "" stands for the others
	primaries []*node.Node
	refused   []string
	missed    int
	waits     bool // others may take the place of a server that cannot be reached
}

// Home and the other methods of Servers. The lock is no one else's.
func (e *environment) Home(name string) *node.Node {
	e.mu.Lock()
	defer e.mu.Unlock()
	home, known := e.homes[name]
	if !known {
		home = e.homes[""]
	}
	if home == nil {
		return nil
	}
	return home.node
}

func (e *environment) Primaries() []*node.Node {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.primaries)
}

func (e *environment) Refused(n *node.Node, reply []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.refused = append(e.refused, n.Address()+" "+strings.TrimSpace(string(reply)))
}

func (e *environment) Missed() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.missed++
}

func (e *environment) Unreachable(n *node.Node) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.waits && !n.Known()
}

// refusals are what Refused was called with.
func (e *environment) refusals() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.refused)
}

// inMemory runs a test under both protocols, with so many servers.
func inMemory(t *testing.T, servers int, test func(e *environment)) {
	for name, protocol := range map[string]mux.Protocol{"RESP2": mux.RESP2, "RESP3": mux.RESP3} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(newEnvironment(t, protocol, servers)) })
		})
	}
}

func newEnvironment(t *testing.T, protocol mux.Protocol, servers int) *environment {
	e := &environment{T: t, Subscriptions: New(0), protocol: protocol, homes: map[string]*server{}}
	for range servers {
		e.start()
	}
	e.homes[""] = e.servers[0]
	e.Follow(e)
	t.Cleanup(e.Subscriptions.Close)
	return e
}

// start starts another server, which is a primary.
func (e *environment) start() *server {
	s := &server{}
	s.pubsub = &fakeserver.PubSub{
		Before: func(c *fakeserver.Conn, command []string) {
			if before := s.before.Load(); before != nil {
				(*before)(c, command)
			}
		},
		Refuse: func(_, name string) string {
			if s.refusesMarkers.Load() && strings.HasPrefix(name, markerPrefix) {
				return "NOPERM No permissions to access a channel"
			}
			refusal, _ := s.refusals.Load(name)
			text, _ := refusal.(string)
			return text
		},
	}
	s.Server = fakeserver.New(e.T, s.pubsub.Answer)
	s.session = node.NewSession(mux.Handshake{Protocol: e.protocol})
	s.node = node.New(node.Config{Dialer: s, Address: fmt.Sprintf("server%d:6379", len(e.servers)), Session: s.session})
	e.Cleanup(s.node.Close)
	e.change(func() {
		e.servers = append(e.servers, s)
		e.primaries = append(e.primaries, s.node)
	})
	return s
}

// change changes which servers there are.
func (e *environment) change(how func()) {
	e.mu.Lock()
	how()
	e.mu.Unlock()
	e.Changed()
}

// gate holds commands back, as a server does that is slow.
type gate struct{ open chan struct{} }

// hold has the server answer a command no more until the gate is opened.
func (s *server) hold(command string) *gate {
	g := &gate{make(chan struct{})}
	s.does(func(_ *fakeserver.Conn, got []string) {
		if got[0] == command && len(got) > 1 {
			<-g.open
		}
	})
	return g
}

func (g *gate) release() {
	close(g.open)
	synctest.Wait()
}

// subscriber returns one that has names, which servers have confirmed.
func (e *environment) subscriber(mode models.PubSubMode, names ...string) *Subscriber {
	e.Helper()
	b := e.NewSubscriber(options.SubscriptionQueue{})
	e.add(b, mode, names...)
	return b
}

// add adds names, and waits for servers to confirm them.
func (e *environment) add(b *Subscriber, mode models.PubSubMode, names ...string) {
	e.Helper()
	require.NoError(e, e.request(b, mode, names...).Wait(e.Context()))
	synctest.Wait()
}

// request adds names, and waits for nothing.
func (e *environment) request(b *Subscriber, mode models.PubSubMode, names ...string) *Pending {
	e.Helper()
	p, err := b.Add(mode, names)
	require.NoError(e, err)
	return p
}

// remove removes names, and waits for servers to confirm it.
func (e *environment) remove(b *Subscriber, mode models.PubSubMode, names ...string) {
	e.Helper()
	p, err := b.Remove(mode, names)
	require.NoError(e, err)
	require.NoError(e, p.Wait(e.Context()))
	synctest.Wait()
}

// remembered is how many routes are known, and noted for one reason or another.
func (e *environment) remembered() int {
	synctest.Wait()
	s := e.Subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	count := len(s.unchecked) + len(s.unsynced) + len(s.retries)
	for _, routes := range s.routes {
		count += len(routes)
	}
	return count
}

// publish publishes on the first server, and waits until it has come.
func (e *environment) publish(channel string, messages ...string) {
	for _, message := range messages {
		e.servers[0].pubsub.Publish(channel, message)
	}
	synctest.Wait()
}

// taken takes everything that has come for a subscriber, as texts.
func (e *environment) taken(b *Subscriber) (texts []string) {
	e.Helper()
	synctest.Wait()
	for {
		m, ok, err := b.TryNext()
		if !ok && err == nil {
			return texts
		}
		last := text(m, err)
		texts = append(texts, last)
		if last == "end" || last == "closed" || last == "EOF" {
			return texts
		}
	}
}

// text describes a message, or what is told in place of one.
func text(m models.PubSubMessage, told error) string {
	switch err := told.(type) {
	case nil:
		return m.Channel + "=" + m.Message
	case *failure.GapError:
		names := slices.Clone(err.Channels)
		slices.Sort(names)
		return "gap " + strings.Join(names, ",")
	case *failure.OverflowError:
		if err.Ended {
			return "end"
		}
		return fmt.Sprintf("dropped %d", err.Dropped)
	case *failure.SubscriptionError:
		names := slices.Clone(err.Channels)
		slices.Sort(names)
		return "refused " + strings.Join(names, ",")
	case *failure.ClosingError:
		return "closed"
	default:
		return err.Error()
	}
}

// lost resets all connections of a server, and waits until what can be is made again.
func (s *server) lost() {
	s.Reset()
	time.Sleep(time.Second)
	synctest.Wait()
}

const (
	exact   = models.Exact
	pattern = models.Pattern
	sharded = models.Sharded
)

// soon is a context that ends before anything is tried again.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}
