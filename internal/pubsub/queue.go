package pubsub

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// queue holds what waits for a consumer. It is bounded in messages and bytes, and never
// blocks who adds to it.
type queue struct {
	limits options.SubscriptionQueue

	mu       sync.Mutex
	first    *block // nil while nothing waits
	last     *block
	messages int
	bytes    int
	dropped  int               // messages before first, not told yet
	missed   *failure.GapError // that came before first, not told yet
	open     *failure.GapError // that is not complete: nothing behind it is taken
	joined   bool              // it names channels of gaps before it, which it may name again
	ended    error             // why nothing more comes; nil while more may
	isEnded  bool

	waiting atomic.Int32  // consumers
	signal  chan struct{} // holds a token when a consumer that waits is to look
}

func newQueue(limits options.SubscriptionQueue) *queue {
	return &queue{limits: limits.WithDefaults(), signal: make(chan struct{}, 1)}
}

// put adds entries, and returns how many messages were dropped, and whether that has
// ended the queue. It wakes nobody.
func (q *queue) put(entries []entry) (dropped int, overflowed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range entries {
		if q.isEnded {
			break
		}
		e := &entries[i]
		if err := e.err(); err != nil {
			if gap, ok := err.(*failure.GapError); ok {
				q.openGap(gap)
			}
			q.append(e, 0)
			continue
		}
		d, full := q.putMessage(e)
		dropped += d
		if full {
			overflowed = true
			q.isEnded, q.ended = true, &failure.OverflowError{Dropped: 1, Ended: true}
			q.closeGap()
		}
	}
	return dropped, overflowed
}

// openGap makes room for a gap. It stands for those that no message has come between since,
// too, and what was dropped between them is told together: so who does not read costs no
// more than the limits, however often connections are lost. The lock is held.
func (q *queue) openGap(gap *failure.GapError) {
	q.open = gap
	var overflow *failure.OverflowError
	for _, e := range q.cutTold() {
		switch err := e.err().(type) {
		case *failure.GapError:
			q.join(gap, err)
			continue
		case *failure.OverflowError:
			if overflow != nil {
				overflow.Dropped += err.Dropped
				continue
			}
			overflow = err
		}
		q.append(&e, 0)
	}
}

// cutTold cuts off what is told behind the last message.
func (q *queue) cutTold() (told []entry) {
	for q.last != nil && q.last.back().err() != nil {
		told = append(told, *q.last.back())
		q.last.dropBack()
		if q.last.isEmpty() {
			q.unlink(q.last).release()
		}
	}
	slices.Reverse(told)
	return told
}

// putMessage adds a message. The lock is held.
func (q *queue) putMessage(e *entry) (dropped int, full bool) {
	size := e.size()
	if !q.fits(size) {
		switch {
		case q.limits.WhenFull == options.EndSubscription:
			return 1, true
		case q.limits.WhenFull == options.DropNewest, size > q.limits.MaxBytes:
			q.addDropped()
			return 1, false
		}
		for !q.fits(size) {
			q.dropOldest()
			dropped++
		}
	}
	q.append(e, size)
	q.messages++
	q.bytes += size
	return dropped, false
}

func (q *queue) fits(size int) bool {
	return q.messages < q.limits.MaxMessages && q.bytes+size <= q.limits.MaxBytes
}

// append adds an entry at the end. A block that is taken never has a gap behind its
// beginning, which may have to wait there.
func (q *queue) append(e *entry, size int) {
	last := q.last
	if last == nil || last.isFull() || isGap(e.err()) {
		last = blocks.Get().(*block)
		if last.previous = q.last; q.last == nil {
			q.first = last
		} else {
			q.last.next = last
		}
		q.last = last
	}
	last.entries[last.last] = *e
	last.last++
	last.bytes += size
}

func isGap(err error) bool {
	_, is := err.(*failure.GapError)
	return is
}

// unlink takes out a block, the first or the last.
func (q *queue) unlink(b *block) *block {
	if b == q.first {
		q.first = b.next
	} else {
		b.previous.next = nil
	}
	if b == q.last {
		q.last = b.previous
	} else {
		b.next.previous = nil
	}
	return b
}

// addDropped notes at the end that a message was dropped there.
func (q *queue) addDropped() {
	if q.last != nil {
		if told, ok := q.last.back().err().(*failure.OverflowError); ok {
			told.Dropped++
			return
		}
	}
	e := telling(&failure.OverflowError{Dropped: 1})
	q.append(&e, 0)
}

// dropOldest drops the message that has waited longest. What is told before it is kept,
// and told together.
func (q *queue) dropOldest() {
	for {
		e := q.first.front()
		told := e.err()
		switch err := told.(type) {
		case nil:
			q.messages--
			q.bytes -= e.size()
			q.dropped++
		case *failure.GapError:
			q.addMissed(err)
		case *failure.OverflowError:
			q.dropped += err.Dropped
		}
		q.first.pop()
		if q.first.isEmpty() {
			q.unlink(q.first).release()
		}
		if told == nil {
			return
		}
	}
}

// addMissed adds to the gap that is told before all that waits.
func (q *queue) addMissed(gap *failure.GapError) {
	if q.missed != nil {
		q.join(gap, q.missed)
	}
	q.missed = gap
}

// join has a gap stand for one before it too.
func (q *queue) join(gap, before *failure.GapError) {
	gap.Channels = union(gap.Channels, before.Channels)
	q.joined = q.joined || gap == q.open
}

// union returns the names that are among the given ones, each once.
func union(given ...[]string) (names []string) {
	known := map[string]struct{}{}
	for _, some := range given {
		for _, name := range some {
			if _, isKnown := known[name]; !isKnown {
				known[name] = struct{}{}
				names = append(names, name)
			}
		}
	}
	return names
}

// complete says that a gap that was put is complete. What is behind it can be taken.
func (q *queue) complete() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closeGap()
	q.wake()
}

// closeGap has the gap hold nothing back any more. The lock is held.
func (q *queue) closeGap() {
	if q.joined {
		q.open.Channels = union(q.open.Channels)
	}
	q.open, q.joined = nil, false
}

// take takes out what can be taken together, or returns nil.
func (q *queue) take() *block {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case !q.canTake():
		return nil
	case q.missed != nil || q.dropped > 0:
		return q.takeLoss()
	}
	b := q.unlink(q.first)
	for i := b.first; i < b.last; i++ {
		if e := &b.entries[i]; e.err() == nil {
			q.messages--
			q.bytes -= e.size()
		}
	}
	return b
}

// takeLoss takes out what is told before all that waits. The lock is held.
func (q *queue) takeLoss() *block {
	b := blocks.Get().(*block)
	add := func(err error) {
		b.entries[b.last] = telling(err)
		b.last++
	}
	if q.missed != nil {
		add(q.missed)
	}
	if q.dropped > 0 {
		add(&failure.OverflowError{Dropped: q.dropped})
	}
	q.missed, q.dropped = nil, 0
	return b
}

// canTake reports whether there is anything that no open gap holds back. The lock is held.
func (q *queue) canTake() bool {
	switch {
	case q.missed != nil:
		return q.missed != q.open
	case q.dropped > 0:
		return true
	default:
		return q.first != nil && !q.isOpen(q.first.front())
	}
}

// isOpen reports whether an entry is the gap that is not complete. The lock is held.
func (q *queue) isOpen(e *entry) bool {
	gap, ok := e.err().(*failure.GapError)
	return ok && gap == q.open
}

// end says why nothing more comes; nil is no reason to tell. What waits can still be taken.
func (q *queue) end(reason error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.isEnded {
		q.isEnded, q.ended = true, reason
		q.closeGap()
	}
	q.wake()
}

// over reports whether the queue has ended and is empty, and why.
func (q *queue) over() (reason error, over bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.isEnded || q.first != nil || q.missed != nil || q.dropped > 0 {
		return nil, false
	}
	q.wake() // the next that waits
	return q.ended, true
}

// wake has a consumer look, if one waits. What there is to see comes before.
func (q *queue) wake() {
	if q.waiting.Load() == 0 {
		return
	}
	select {
	case q.signal <- struct{}{}:
	default:
	}
}

// wait waits until there may be something to take. The consumer counts as waiting, and has
// looked since it does.
func (q *queue) wait(ctx context.Context) error {
	select {
	case <-q.signal:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
