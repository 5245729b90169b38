package pubsub

import (
	"cmp"
	"slices"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// modes is how many modes there are.
const modes = int(models.Sharded) + 1

// Subscriber wants some channels and patterns, and gets what is published there. Its
// methods may be called from any number of goroutines.
type Subscriber struct {
	subscriptions *Subscriptions
	queue         *queue

	// The lock of the Subscriptions guards these.
	names       [modes]map[string]*route
	onPrimaries bool              // it wants its names on all primaries
	gaps        map[*route][]gap  // to be told of
	refusals    map[*route]string // that it was told of
	gap         *failure.GapError // that is put, and not complete
	gapLinks    int               // servers that it is not complete for
	incoming    []entry           // to be put
	isTouched   bool              // something has come that nobody has been woken for
	isClosed    bool

	done    chan struct{} // closed when the program has closed it
	setDone func()        // closes that

	consuming sync.Mutex
	taken     *block // out of the queue, and not all handed on; guarded by consuming
}

// NewSubscriber returns a subscriber that wants nothing yet.
func (s *Subscriptions) NewSubscriber(limits options.SubscriptionQueue) *Subscriber {
	return s.newSubscriber(limits, false)
}

// NewSubscriberOnPrimaries returns a subscriber that wants its names on all primaries.
func (s *Subscriptions) NewSubscriberOnPrimaries(limits options.SubscriptionQueue) *Subscriber {
	return s.newSubscriber(limits, true)
}

func (s *Subscriptions) newSubscriber(limits options.SubscriptionQueue, onPrimaries bool) *Subscriber {
	b := &Subscriber{subscriptions: s, queue: newQueue(limits), onPrimaries: onPrimaries, done: make(chan struct{})}
	b.setDone = sync.OnceFunc(func() { close(b.done) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		b.close(errClosed)
		return b
	}
	s.subscribers[b] = struct{}{}
	return b
}

var errClosed = &failure.ClosingError{Delivery: failure.NotSent}

// errSubscriptionClosed is what a subscriber that was closed says.
var errSubscriptionClosed = &failure.ClosingError{Reason: "the subscription is closed", Delivery: failure.NotSent}

// Add has the subscriber want names, and does not wait for them. It returns what to wait
// with, or an error if it is closed.
func (b *Subscriber) Add(mode models.PubSubMode, names []string) (*Pending, error) {
	p := newPending(b.subscriptions, b, mode)
	if err := b.add(mode, names, p); err != nil {
		return nil, err
	}
	return p, nil
}

// AddLazy is Add for who does not wait: what a server refuses comes among the messages.
func (b *Subscriber) AddLazy(mode models.PubSubMode, names []string) error {
	return b.add(mode, names, nil)
}

// add adds names, with what is waited with, if anything is.
func (b *Subscriber) add(mode models.PubSubMode, names []string, p *Pending) error {
	s := b.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := b.refusal(); err != nil {
		return err
	}
	for _, name := range names {
		r := b.names[mode][name]
		if r == nil {
			r = b.addRoute(mode, name)
			if p != nil {
				p.added = append(p.added, name)
			}
		}
		r.paused = false
		s.check(r)
		if p != nil {
			p.await(r)
		}
	}
	if p == nil {
		s.start()
		return nil
	}
	p.start()
	return nil
}

// addRoute has the subscriber want a name. The lock is held.
func (b *Subscriber) addRoute(mode models.PubSubMode, name string) *route {
	r := b.subscriptions.route(mode, name)
	if b.names[mode] == nil {
		b.names[mode] = map[string]*route{}
	}
	b.names[mode][name] = r
	if b.onPrimaries {
		r.onPrimaries = append(r.onPrimaries, b)
	} else {
		r.subscribers = append(r.subscribers, b)
	}
	return r
}

// Remove has the subscriber want names no more; nil stands for all of the mode.
func (b *Subscriber) Remove(mode models.PubSubMode, names []string) (*Pending, error) {
	s := b.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := b.refusal(); err != nil {
		return nil, err
	}
	p := newPending(s, b, mode)
	p.wait.removes = true
	b.remove(mode, names, p)
	p.start()
	return p, nil
}

// remove removes names. The lock is held.
func (b *Subscriber) remove(mode models.PubSubMode, names []string, p *Pending) {
	if names == nil {
		for name := range b.names[mode] {
			names = append(names, name)
		}
	}
	for _, name := range names {
		r := b.names[mode][name]
		if r == nil {
			continue
		}
		delete(b.names[mode], name)
		delete(b.gaps, r)
		delete(b.refusals, r)
		r.endWaitsOf(b, errRemoved)
		is := func(other *Subscriber) bool { return other == b }
		r.subscribers = slices.DeleteFunc(r.subscribers, is)
		r.onPrimaries = slices.DeleteFunc(r.onPrimaries, is)
		r.established = slices.DeleteFunc(r.established, is)
		b.subscriptions.check(r)
		if p != nil && !r.isWanted() {
			p.await(r)
		}
	}
}

// refusal says why the subscriber takes no changes, or nil. The lock is held.
func (b *Subscriber) refusal() error {
	switch {
	case b.subscriptions.closed:
		return errClosed
	case b.isClosed:
		return errSubscriptionClosed
	default:
		return nil
	}
}

// Close has the subscriber want nothing any more. What it has got already can still be
// taken.
func (b *Subscriber) Close() {
	s := b.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	b.close(errSubscriptionClosed)
	b.setDone()
	s.wake()
}

// close ends the subscriber, with what it says when all is taken; nil is nothing. The lock
// is held.
func (b *Subscriber) close(reason error) {
	if b.isClosed {
		return
	}
	b.isClosed = true
	for mode, routes := range b.names {
		for _, r := range routes {
			r.endWaitsOf(b, cmp.Or(reason, error(errSubscriptionClosed)))
		}
		b.remove(models.PubSubMode(mode), nil, nil)
	}
	b.flush()
	b.queue.end(reason)
	delete(b.subscriptions.subscribers, b)
}

// isEmpty reports whether it wants nothing. The lock is held.
func (b *Subscriber) isEmpty() bool {
	for mode := range b.names {
		if len(b.names[mode]) > 0 {
			return false
		}
	}
	return true
}

// receive has an entry put soon. The lock is held.
func (b *Subscriber) receive(e entry) {
	b.incoming = append(b.incoming, e)
	b.touch()
}

// touch has what is incoming put, and who waits for it woken. The lock is held.
func (b *Subscriber) touch() {
	if !b.isTouched {
		b.isTouched = true
		b.subscriptions.touched = append(b.subscriptions.touched, b)
	}
}

// flush puts what is incoming, and wakes who waits for it. The lock is held.
func (b *Subscriber) flush() {
	b.put()
	b.queue.wake()
}

// put puts what is incoming. The lock is held.
func (b *Subscriber) put() {
	if len(b.incoming) == 0 {
		return
	}
	dropped, overflowed := b.queue.put(b.incoming)
	clear(b.incoming)
	b.incoming = b.incoming[:0]
	b.subscriptions.stats.Dropped += uint64(dropped)
	if overflowed {
		b.close(nil)
		b.subscriptions.wake()
	}
}
