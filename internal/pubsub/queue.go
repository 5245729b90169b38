package pubsub

import (
	"context"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

const (
	// messageOverhead is what a message takes beside its texts, as a queue counts it.
	messageOverhead = 128
	// takenAtOnce is how many messages a consumer takes out together at most, so that it
	// and the reader do not meet at each of them, and takenBytes how large they are.
	takenAtOnce = 64
	takenBytes  = 64 << 10
	// keptEntries is the capacity that an empty queue keeps.
	keptEntries = 1024
)

// entry is what a queue holds: a message, or what is told in place of one.
type entry struct {
	message models.PubSubMessage
	err     error
}

// size is what an entry counts for in bytes.
func (e *entry) size() int {
	return messageOverhead + len(e.message.Message) + len(e.message.Channel) + len(e.message.Pattern.Value())
}

// queue holds what waits for a consumer. It is bounded in messages, and never blocks who
// adds to it.
type queue struct {
	limits options.SubscriptionQueue

	mu       sync.Mutex
	entries  []entry
	first    int // entries before it are gone
	messages int
	bytes    int
	dropped  int               // messages before first, not told yet
	missed   *failure.GapError // that came before first, not told yet
	open     *failure.GapError // that is not complete: nothing behind it is taken
	joined   bool              // it names channels of gaps before it, which it may name again
	ended    error             // why nothing more comes; nil while more may
	isEnded  bool

	signal chan struct{} // holds a token when there may be something to take
}

func newQueue(limits options.SubscriptionQueue) *queue {
	return &queue{limits: limits.WithDefaults(), signal: make(chan struct{}, 1)}
}

// put adds entries, and returns how many messages were dropped, and whether that has
// ended the queue.
func (q *queue) put(entries []entry) (dropped int, overflowed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range entries {
		if q.isEnded {
			break
		}
		e := &entries[i]
		if e.err != nil {
			if gap, ok := e.err.(*failure.GapError); ok {
				q.openGap(gap)
			}
			q.entries = append(q.entries, *e)
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
	q.wake()
	return dropped, overflowed
}

// openGap makes room for a gap. It stands for those that no message has come between since,
// too, and what was dropped between them is told together: so who does not read costs no
// more than the limits, however often connections are lost. The lock is held.
func (q *queue) openGap(gap *failure.GapError) {
	q.open = gap
	end := len(q.entries)
	for end > q.first && q.entries[end-1].err != nil {
		end--
	}
	kept := q.entries[:end]
	var overflow *failure.OverflowError
	for _, e := range q.entries[end:] {
		switch err := e.err.(type) {
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
		kept = append(kept, e)
	}
	clear(q.entries[len(kept):])
	q.entries = kept
}

// putMessage adds a message. The lock is held.
func (q *queue) putMessage(e *entry) (dropped int, full bool) {
	size := e.size()
	if q.fits(size) {
		q.add(e, size)
		return 0, false
	}
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
	q.add(e, size)
	return dropped, false
}

func (q *queue) fits(size int) bool {
	return q.messages < q.limits.MaxMessages && q.bytes+size <= q.limits.MaxBytes
}

func (q *queue) add(e *entry, size int) {
	// What is gone is a quarter at most, so that entries stay within what they count for.
	if len(q.entries) == cap(q.entries) && q.first > len(q.entries)/4 {
		q.compact()
	}
	q.entries = append(q.entries, *e)
	q.messages++
	q.bytes += size
}

// compact moves what is left to the front.
func (q *queue) compact() {
	left := copy(q.entries, q.entries[q.first:])
	clear(q.entries[left:])
	q.entries, q.first = q.entries[:left], 0
}

// addDropped notes at the end that a message was dropped there.
func (q *queue) addDropped() {
	if len(q.entries) > q.first {
		if told, ok := q.entries[len(q.entries)-1].err.(*failure.OverflowError); ok {
			told.Dropped++
			return
		}
	}
	q.entries = append(q.entries, entry{err: &failure.OverflowError{Dropped: 1}})
}

// dropOldest drops the message that has waited longest. What is told before it is kept,
// and told together.
func (q *queue) dropOldest() {
	for {
		e := &q.entries[q.first]
		isMessage := e.err == nil
		switch err := e.err.(type) {
		case nil:
			q.messages--
			q.bytes -= e.size()
			q.dropped++
		case *failure.GapError:
			q.addMissed(err)
		case *failure.OverflowError:
			q.dropped += err.Dropped
		}
		*e = entry{}
		q.first++
		if isMessage {
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

// take moves what can be taken to dst, and reports whether there was anything.
func (q *queue) take(dst []entry) []entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.missed != nil && q.missed != q.open {
		dst = append(dst, entry{err: q.missed})
		q.missed = nil
	}
	if q.missed == nil && q.dropped > 0 {
		dst = append(dst, entry{err: &failure.OverflowError{Dropped: q.dropped}})
		q.dropped = 0
	}
	for bytes := 0; q.missed == nil && q.first < len(q.entries) && len(dst) < takenAtOnce && bytes < takenBytes; q.first++ {
		e := &q.entries[q.first]
		if q.isOpen(e) {
			break
		}
		if e.err == nil {
			size := e.size()
			q.messages--
			q.bytes -= size
			bytes += size
		}
		dst = append(dst, *e)
		*e = entry{}
	}
	if q.first == len(q.entries) {
		q.entries, q.first = q.entries[:0], 0
		if cap(q.entries) > keptEntries && len(dst) < takenAtOnce {
			q.entries = nil
		}
	}
	if q.isEnded || q.canTake() {
		q.wake() // for another consumer, or the next time
	}
	return dst
}

// canTake reports whether there is anything that no open gap holds back. The lock is held.
func (q *queue) canTake() bool {
	switch {
	case q.missed != nil:
		return q.missed != q.open
	case q.dropped > 0:
		return true
	default:
		return q.first < len(q.entries) && !q.isOpen(&q.entries[q.first])
	}
}

// isOpen reports whether an entry is the gap that is not complete. The lock is held.
func (q *queue) isOpen(e *entry) bool {
	gap, ok := e.err.(*failure.GapError)
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
	if !q.isEnded || q.first < len(q.entries) || q.missed != nil || q.dropped > 0 {
		return nil, false
	}
	q.wake() // for the next that asks
	return q.ended, true
}

// wake has a consumer look.
func (q *queue) wake() {
	select {
	case q.signal <- struct{}{}:
	default:
	}
}

// wait waits until there may be something to take.
func (q *queue) wait(ctx context.Context) error {
	select {
	case <-q.signal:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
