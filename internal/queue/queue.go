// Package queue is what a batch is made of: encoded commands, what is known of each, and
// what is to become of their replies. Package batch fills it, clients execute it, and
// programs see neither.
package queue

import (
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/slot"
)

// Queue holds the encoded commands and what is to become of their replies. Its zero value
// is an empty pipeline.
type Queue struct {
	// Atomic makes it a transaction.
	Atomic bool
	// Args are for the next command to be built in.
	Args command.Args

	encoded        [][]byte // buffers, none of which grows in place: that would copy it
	size           int      // of all buffers, in bytes
	entries        entries
	err            error
	sharedErr      error // why a shared connection does not take the batch
	needsDedicated bool  // the batch needs a dedicated connection

	unproven bool // some command is not known to be answered exactly once

	blocks    bool          // some command may block, and hold up others
	waits     bool          // some command may have its reply held back
	unbounded bool          // and one of them without limit
	wait      time.Duration // how long they may be held back together
}

// Handle is where the result of a command goes.
type Handle interface {
	// Resolve decodes the reply, and returns what the handle then holds.
	Resolve(frame []byte) (any, error)
	// Fail gives the handle an error in place of a result.
	Fail(err error)
}

// Of returns the commands of a *batch.Batch. Package batch sets it.
var Of func(batch any) *Queue

type entry struct {
	name   string
	handle Handle
	// The command lies in encoded[buffer], from start to end.
	start, end int
	buffer     int32
	slot       uint16 // of the keys, if they have one
	keys       keys
	blocks     bool // the command may block
}

// keys says what is to be known of a command's keys to find its server in a cluster.
type keys uint8

const (
	noKeys keys = iota
	oneSlot
	crossSlot
)

// Add adds a command that was built.
func (q *Queue) Add(args *command.Args, handle Handle) {
	switch err, onlyShared := args.ErrInBatch(); {
	case err == nil:
	case onlyShared && q.sharedErr == nil:
		q.sharedErr = err
	case !onlyShared:
		q.Refuse(err)
	}
	q.needsDedicated = q.needsDedicated || args.NeedsOwnConnection()
	timeout, blocks := args.Blocking()
	waits := blocks
	if !blocks {
		timeout, waits = args.Waiting()
	}
	if waits {
		q.blocks, q.waits = q.blocks || blocks, true
		q.unbounded = q.unbounded || timeout == 0
		q.wait += timeout
	}
	q.unproven = q.unproven || args.Unproven()
	e := entry{name: args.Name(), handle: handle, blocks: blocks}
	e.buffer, e.start, e.end = q.encode(args.Encoded())
	args.EachKey(func(key []byte) bool {
		switch s := slot.Of(key); {
		case e.keys == noKeys:
			e.keys, e.slot = oneSlot, s
		case s != e.slot:
			e.keys = crossSlot
		}
		return e.keys != crossSlot
	})
	q.entries.add(e)
}

// Refuse keeps the first error of what cannot be sent.
func (q *Queue) Refuse(err error) {
	if q.err == nil {
		q.err = err
	}
}

const (
	firstBuffer = 1 << 10
	nextBuffer  = 4 << 10
	maxBuffer   = 64 << 10
)

// encode keeps a command, and returns where.
func (q *Queue) encode(command []byte) (buffer int32, start, end int) {
	last := len(q.encoded) - 1
	if last < 0 || cap(q.encoded[last])-len(q.encoded[last]) < len(command) {
		size := firstBuffer
		if last >= 0 {
			size = min(max(nextBuffer, q.size/2), maxBuffer)
		}
		q.encoded = append(q.encoded, make([]byte, 0, max(size, len(command))))
		last++
	}
	start = len(q.encoded[last])
	q.encoded[last] = append(q.encoded[last], command...)
	q.size += len(command)
	return int32(last), start, len(q.encoded[last])
}
