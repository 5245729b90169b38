package pubsub

import (
	"sync"

	"github.com/glissade-io/glissade/models"
)

// entry is what a queue holds: a message, or what is told in place of one. It is kept
// small, since it goes from one processor to another.
type entry struct {
	message string
	channel string
	aside   *aside // nil where the channel itself is subscribed
}

// aside is what few entries have, and what messages of one pattern share.
type aside struct {
	pattern models.Result[string]
	err     error // what is told; the entry is then no message
}

// telling returns an entry that tells something in place of a message.
func telling(err error) entry { return entry{aside: &aside{err: err}} }

// err returns what is told, or nil for a message.
func (e *entry) err() error {
	if e.aside == nil {
		return nil
	}
	return e.aside.err
}

// event returns the entry as it is handed on.
func (e *entry) event() (models.PubSubMessage, error) {
	m := models.PubSubMessage{Message: e.message, Channel: e.channel}
	if e.aside == nil {
		return m, nil
	}
	m.Pattern = e.aside.pattern
	return m, e.aside.err
}

// size is what an entry counts for in bytes.
func (e *entry) size() int {
	size := messageOverhead + len(e.message) + len(e.channel)
	if e.aside != nil {
		size += len(e.aside.pattern.Value())
	}
	return size
}

const (
	// messageOverhead is what a message takes beside its texts, as a queue counts it.
	messageOverhead = 128
	// A consumer takes so many messages out of a queue together at most, so that it and the
	// reader do not meet at each of them,
	blockEntries = 64
	// and no more once they have so many bytes.
	blockBytes = 64 << 10
)

// block is a piece of a queue, which a consumer takes as a whole.
type block struct {
	next        *block
	previous    *block
	first, last int // the entries that are in use
	bytes       int // that were added
	entries     [blockEntries]entry
}

// blocks keeps blocks for all queues, so that one that is empty has none.
var blocks = sync.Pool{New: func() any { return new(block) }}

// release gives a block back, all entries of which are gone.
func (b *block) release() {
	b.next, b.previous, b.first, b.last, b.bytes = nil, nil, 0, 0, 0
	blocks.Put(b)
}

func (b *block) isEmpty() bool { return b.first == b.last }

func (b *block) isFull() bool { return b.last == blockEntries || b.bytes >= blockBytes }

// front returns the entry that has waited longest.
func (b *block) front() *entry { return &b.entries[b.first] }

// back returns the entry that has come last.
func (b *block) back() *entry { return &b.entries[b.last-1] }

// dropBack drops the back.
func (b *block) dropBack() {
	b.last--
	b.entries[b.last] = entry{}
}

// pop drops the front.
func (b *block) pop() {
	b.entries[b.first] = entry{}
	b.first++
}
