package pubsub

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Servers are those that a client can subscribe at.
type Servers interface {
	// Home returns the server at which to subscribe a name, or nil while there is none. It
	// must take no lock.
	Home(name string) *node.Node
	// Primaries returns the servers that messages are taken from.
	Primaries() []*node.Node
	// Refused takes in that a server has refused a name by an error reply that says
	// something of the server.
	Refused(n *node.Node, reply []byte)
	// Missed takes in that there is no server for a name, or none that is connected, or one
	// that has it no more: others may have taken over. It is called again and again, and must
	// take no lock.
	Missed()
	// Unreachable reports whether nothing is to be expected of a server that could not be
	// connected to, nor of another in its place.
	Unreachable(n *node.Node) bool
}

// Subscriptions are what a client is subscribed to. Nothing runs until there is
// something.
type Subscriptions struct {
	servers  Servers
	interval time.Duration
	life     context.Context // ends with the subscriptions
	stop     context.CancelFunc
	changed  atomic.Bool   // which servers there are may have changed
	signal   chan struct{} // holds a token when there is something to do

	mu          sync.Mutex
	closed      bool
	started     bool
	routes      [modes]map[string]*route
	links       map[*node.Node]*link
	isPrimary   map[*node.Node]bool // the servers that messages are taken from
	primaries   []*link             // of all of them, if anybody wants something there
	unchecked   map[*route]struct{} // to be compared
	unsynced    map[*route]struct{} // that are not as they are wanted
	retries     map[*route]struct{} // to be tried again soon
	subscribers map[*Subscriber]struct{}
	touched     []*Subscriber // that something has come for, and who waits is not woken yet
	stats       models.PubSubStatistics
	lastErr     error // why no server could be connected to, last
	notify      func(models.ClientEvent)
	gap         *models.ClientEvent // that is about to be told
}

// New returns subscriptions to nothing. interval is how often all is compared without a
// reason; 0 means 3 s.
func New(interval time.Duration) *Subscriptions {
	if interval <= 0 {
		interval = options.DefaultPubSubReconciliationInterval
	}
	s := &Subscriptions{
		interval: interval, signal: make(chan struct{}, 1),
		links: map[*node.Node]*link{}, unchecked: map[*route]struct{}{}, unsynced: map[*route]struct{}{},
		retries: map[*route]struct{}{}, subscribers: map[*Subscriber]struct{}{},
	}
	s.life, s.stop = context.WithCancel(context.Background())
	return s
}

// Follow says which servers there are. It comes before the first subscriber.
func (s *Subscriptions) Follow(servers Servers) { s.servers = servers }

// Notify has listen told of gaps and of refusals. It comes before the first subscriber.
// listen must not block.
func (s *Subscriptions) Notify(listen func(models.ClientEvent)) { s.notify = listen }

// Changed says that there may be other servers, or connections to them. It takes no lock.
func (s *Subscriptions) Changed() {
	s.changed.Store(true)
	s.wake()
}

// wake has the subscriptions compared with what is wanted.
func (s *Subscriptions) wake() {
	select {
	case s.signal <- struct{}{}:
	default:
	}
}

// start has the comparing begin, once. The lock is held.
func (s *Subscriptions) start() {
	if !s.started {
		s.started = true
		go s.run()
	}
	s.wake()
}

// route returns the route of a name, which is made if there is none. The lock is held.
func (s *Subscriptions) route(mode models.PubSubMode, name string) *route {
	if s.routes[mode] == nil {
		s.routes[mode] = map[string]*route{}
	}
	r := s.routes[mode][name]
	if r == nil {
		r = newRoute(mode, name)
		s.routes[mode][name] = r
	}
	return r
}

// check has a route compared. The lock is held.
func (s *Subscriptions) check(r *route) {
	s.unchecked[r] = struct{}{}
}

// RemoveAll has no subscriber want names any more; nil stands for all of the mode. A
// subscriber that is left without any ends, unless it is the one that stays.
func (s *Subscriptions) RemoveAll(mode models.PubSubMode, names []string, stays *Subscriber) (*Pending, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	p := newPending(s, stays, mode)
	p.wait.removes = true
	for b := range s.subscribers {
		had := !b.isEmpty()
		b.remove(mode, names, p)
		if had && b.isEmpty() && b != stays {
			b.close(nil)
		}
	}
	p.start()
	return p, nil
}

// State returns what is wanted, and what servers have confirmed.
func (s *Subscriptions) State() (desired, actual [3][]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for mode, routes := range s.routes {
		for name, r := range routes {
			if r.isWanted() {
				desired[mode] = append(desired[mode], name)
			}
			if r.isConfirmed() {
				actual[mode] = append(actual[mode], name)
			}
		}
	}
	return desired, actual
}

// Stats returns the counts so far.
func (s *Subscriptions) Stats() models.PubSubStatistics {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Close ends all subscribers. It closes no connection that others use.
func (s *Subscriptions) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.stop()
	for b := range s.subscribers {
		b.close(errClosed)
	}
	var released []func()
	for _, l := range s.links {
		released = append(released, l.release())
	}
	for _, routes := range s.routes {
		for _, r := range routes {
			r.waits, r.subscribers, r.onPrimaries = endWaits(r.waits, errClosed), nil, nil
		}
	}
	s.mu.Unlock()
	for _, release := range released {
		release()
	}
}
