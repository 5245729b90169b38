// Package batch collects commands that are sent together: as a transaction that
// the server executes as one (atomic), or as a pipeline, which saves round trips
// and nothing else.
//
//	b := batch.New(true)
//	b.Set("greeting", "hello")
//	length := b.LPush("log", []string{"greeted"})
//	results, err := client.Exec(ctx, b, false)
//	if err != nil {
//		return err
//	}
//	n, err := length.Result() // int64, without a cast
//	fmt.Println(results[0], n)
//
// Each method of [Commands] adds one command and returns a [Handle], from which its
// typed result can be had once the batch was executed. The same results come as a
// slice from the client's Exec, in the order in which the commands were added; a
// command that failed has its error there, and touches no other.
//
// A batch may be executed more than once; its handles then hold the results of the
// last time. It is not for use by several goroutines at once.
package batch

import (
	"slices"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/slot"
)

// Batch is a list of commands to be sent together. Make one with [New].
type Batch struct {
	Commands
	atomic bool
}

// New returns an empty batch. An atomic batch is executed as a transaction, between
// MULTI and EXEC; one that is not is a pipeline, between whose commands those of
// other clients may be executed.
// See https://valkey.io/topics/transactions/ and https://valkey.io/topics/pipelining/
func New(atomic bool) *Batch {
	return &Batch{Commands: Commands{queue: new(queue)}, atomic: atomic}
}

// Atomic reports whether the batch is a transaction.
func (b *Batch) Atomic() bool { return b.atomic }

// Len returns the number of commands.
func (b *Batch) Len() int { return len(b.queue.entries) }

// Commands are the methods that add a command to a batch. Their parameters are
// those of the client's methods of the same name.
type Commands struct {
	queue *queue
}

// queue holds the encoded commands and what is to become of their replies.
type queue struct {
	args    command.Args
	encoded [][]byte // parts, none of which grows in place: that would copy it
	size    int      // of all parts, in bytes
	entries []entry
	err     error

	blocks  bool          // some command may block
	forEver bool          // and one of them without limit
	block   time.Duration // how long they may block together
	slabs   []any         // a *slab for each of the last few types of handles
}

type entry struct {
	name   string
	handle resolver
	// The command lies in encoded[part], from start to end.
	start, end int
	part       int32
	slot       uint16 // of the keys, if they have one
	keys       keys
}

// keys says what is to be known of a command's keys to find its server in a cluster.
type keys uint8

const (
	noKeys keys = iota
	oneSlot
	severalSlots
)

// resolver is a [Handle] of any type.
type resolver interface {
	resolve(frame []byte) (any, error)
	fail(err error)
}

// next returns the arguments of the command to be added.
func (c *Commands) next() *command.Args {
	c.queue.args.Reset()
	return &c.queue.args
}

// add takes the command that was built in next's arguments.
func add[T any](c *Commands, reply command.Reply[T]) *Handle[T] {
	handle := newHandle[T](c.queue)
	handle.reply = reply
	c.queue.add(&c.queue.args, handle)
	return handle
}

// slab makes handles of one type several at a time: a batch often holds many
// commands of a kind.
type slab[T any] struct {
	free []Handle[T]
	next int // how many to make next time
}

const (
	largestSlab = 64
	// mostSlabs bounds the types that a batch makes handles of several at a time.
	mostSlabs = 4
)

func newHandle[T any](q *queue) *Handle[T] {
	s := slabOf[T](q)
	if len(s.free) == 0 {
		s.free = make([]Handle[T], s.next)
		s.next = min(2*s.next, largestSlab)
	}
	handle := &s.free[0]
	s.free = s.free[1:]
	return handle
}

// slabOf returns the slab of a type. Of many types, the one that came first makes room.
func slabOf[T any](q *queue) *slab[T] {
	for _, known := range q.slabs {
		if s, ok := known.(*slab[T]); ok {
			return s
		}
	}
	s := &slab[T]{next: 1}
	if len(q.slabs) == mostSlabs {
		q.slabs = append(q.slabs[:0], q.slabs[1:]...)
	}
	q.slabs = append(q.slabs, s)
	return s
}

const firstEntries = 8

func (q *queue) add(args *command.Args, handle resolver) {
	if err := args.Err(); err != nil && q.err == nil {
		q.err = err
	}
	if timeout, blocks := args.Blocking(); blocks {
		q.blocks = true
		q.forEver = q.forEver || timeout == 0
		q.block += timeout
	}
	e := entry{name: args.Name(), handle: handle}
	e.part, e.start, e.end = q.encode(args.Encoded())
	args.EachKey(func(key []byte) bool {
		switch s := slot.Of(key); {
		case e.keys == noKeys:
			e.keys, e.slot = oneSlot, s
		case s != e.slot:
			e.keys = severalSlots
		}
		return e.keys != severalSlots
	})
	if len(q.entries) == cap(q.entries) {
		q.entries = slices.Grow(q.entries, max(firstEntries, 3*len(q.entries)))
	}
	q.entries = append(q.entries, e)
}

const (
	firstPart   = 1 << 10
	nextPart    = 4 << 10
	largestPart = 64 << 10
)

// encode keeps a command, and returns where.
func (q *queue) encode(command []byte) (part int32, start, end int) {
	last := len(q.encoded) - 1
	if last < 0 || cap(q.encoded[last])-len(q.encoded[last]) < len(command) {
		size := firstPart
		if last >= 0 {
			size = min(max(nextPart, q.size/2), largestPart)
		}
		q.encoded = append(q.encoded, make([]byte, 0, max(size, len(command))))
		last++
	}
	start = len(q.encoded[last])
	q.encoded[last] = append(q.encoded[last], command...)
	q.size += len(command)
	return int32(last), start, len(q.encoded[last])
}

// Handle is the result of one command of a batch, to be had after the batch was
// executed.
type Handle[T any] struct {
	reply command.Reply[T]
	value T
	err   error
	known bool
}

// Result returns the command's result, or its error: a *failure.ServerError if the
// server refused the command, or the error with which the whole batch failed.
// Before the batch was executed it is a *failure.ConfigurationError.
func (h *Handle[T]) Result() (T, error) {
	if !h.known {
		return h.value, &failure.ConfigurationError{
			Field: "Handle", Message: "the batch was not executed yet; call the client's Exec first",
		}
	}
	return h.value, h.err
}

func (h *Handle[T]) resolve(frame []byte) (any, error) {
	h.value, h.err = h.reply.Decode(frame)
	h.known = true
	if text, ok := any(&h.value).(*string); ok && *text == "OK" {
		return okResult, h.err // without another allocation for the most frequent result
	}
	return h.value, h.err
}

var okResult any = "OK"

func (h *Handle[T]) fail(err error) {
	var none T
	h.value, h.err, h.known = none, err, true
}
