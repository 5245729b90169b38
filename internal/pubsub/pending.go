package pubsub

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

// Pending is a change that servers have not confirmed yet.
type Pending struct {
	subscriptions *Subscriptions
	subscriber    *Subscriber
	mode          models.PubSubMode
	added         []string
	wait          *wait
}

func newPending(s *Subscriptions, b *Subscriber, mode models.PubSubMode) *Pending {
	return &Pending{subscriptions: s, subscriber: b, mode: mode, wait: &wait{subscriber: b, done: make(chan struct{})}}
}

// await counts a route that is not as it is wanted. The lock is held.
func (p *Pending) await(r *route) {
	if !r.isInSync(p.subscriptions.primaries) {
		p.wait.left++
		r.waits = append(slices.DeleteFunc(r.waits, func(w *wait) bool { return w.isOver }), p.wait)
	}
}

// start has what has changed brought about, and ends the wait if there is nothing. The lock
// is held.
func (p *Pending) start() {
	if p.wait.left == 0 {
		p.wait.end(nil)
	}
	p.subscriptions.start()
}

// Wait waits until servers have confirmed the change. A *failure.ServerError says that
// one has refused it. When the context ends, the change stays wanted.
func (p *Pending) Wait(ctx context.Context) error {
	select {
	case <-p.wait.done:
		return p.wait.err
	case <-ctx.Done():
	}
	s := p.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.wait.isOver {
		return p.wait.err
	}
	p.wait.isCanceled = true
	p.wait.end(nil)
	return waitError(ctx, s.lastErr)
}

// Undo has the subscriber not want what the change had added.
func (p *Pending) Undo() {
	s := p.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(p.added) > 0 {
		p.subscriber.remove(p.mode, p.added, nil)
	}
	s.wake()
}

// wait is somebody who waits until routes are as they are wanted.
type wait struct {
	subscriber *Subscriber
	removes    bool // it waits for names to be unsubscribed
	left       int  // routes
	isCanceled bool // nobody waits any more
	isOver     bool
	err        error
	done       chan struct{}
}

// reached counts a route that is as it is wanted.
func (w *wait) reached() {
	if w.left--; w.left <= 0 {
		w.end(nil)
	}
}

func (w *wait) end(err error) {
	if !w.isOver {
		w.isOver, w.err = true, err
		close(w.done)
	}
}

// endWaits ends the waits of those who subscribe, and returns the others.
func endWaits(waits []*wait, err error) (left []*wait) {
	for _, w := range waits {
		if w.removes && err != errClosed {
			left = append(left, w)
			continue
		}
		w.end(err)
	}
	return left
}

// endWaitsOf ends the waits of a subscriber for a name that it wants no more.
func (r *route) endWaitsOf(b *Subscriber, err error) {
	r.waits = slices.DeleteFunc(r.waits, func(w *wait) bool {
		if w.subscriber != b || w.removes {
			return false
		}
		w.end(err)
		return true
	})
}

// errRemoved is what is said of a name that was removed before a server had confirmed it.
var errRemoved = &failure.ClosingError{Reason: "the channel was unsubscribed meanwhile", Command: subscribeCommand}

// subscribeCommand stands in errors for what servers are asked.
const subscribeCommand = "SUBSCRIBE"

// endOf is what is said of an end.
func endOf(reason error) error {
	if reason == nil {
		return io.EOF
	}
	return reason
}

// waitError is the error of who waited in vain.
func waitError(ctx context.Context, lastErr error) error {
	cause := context.Cause(ctx)
	if ctx.Err() == context.DeadlineExceeded {
		if lastErr != nil {
			cause = errors.Join(cause, lastErr)
		}
		return &failure.TimeoutError{Command: subscribeCommand, Reason: "no server has confirmed it", Cause: cause}
	}
	return &failure.CanceledError{Command: subscribeCommand, Cause: cause}
}
