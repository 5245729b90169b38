package queue

import (
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

// AddRaw adds a command whose reply is not decoded; its result is nil.
func (q *Queue) AddRaw(args *command.Args) { q.Add(args, discarded{}) }

type discarded struct{}

func (discarded) Resolve([]byte) (any, error) { return nil, nil }
func (discarded) Fail(error)                  {}

// Len returns the number of commands.
func (q *Queue) Len() int { return q.entries.count }

// Err returns the first error of an argument that cannot be sent, or that the batch
// is empty: both are *failure.ConfigurationError. Such a batch is not executed.
func (q *Queue) Err() error {
	if err := q.ErrDedicated(); err != nil {
		return err
	}
	return q.sharedErr
}

// ErrDedicated is Err for a dedicated connection, where commands may change the
// connection.
func (q *Queue) ErrDedicated() error {
	if q.err == nil && q.entries.count == 0 {
		return &failure.ConfigurationError{Field: "Batch", Message: "is empty; add a command before it is executed"}
	}
	return q.err
}

// NeedsDedicated reports whether the commands change the connection that the batch is
// executed on, and so must have one that is not shared.
func (q *Queue) NeedsDedicated() bool { return q.needsDedicated }

// AppendTo appends the commands to dst, back to back as they are sent, without MULTI
// and EXEC.
func (q *Queue) AppendTo(dst []byte) []byte {
	for _, buffer := range q.encoded {
		dst = append(dst, buffer...)
	}
	return dst
}

// Name returns the name of the i-th command.
func (q *Queue) Name(i int) string { return q.entries.at(i).name }

// Command returns the i-th command as it is sent.
func (q *Queue) Command(i int) []byte {
	e := q.entries.at(i)
	return q.encoded[e.buffer][e.start:e.end:e.end]
}

// Slot returns the slot of the i-th command's keys, and whether it has keys at all and
// whether they lie in one slot.
func (q *Queue) Slot(i int) (slot uint16, hasKeys, same bool) {
	e := q.entries.at(i)
	return e.slot, e.keys != noKeys, e.keys != crossSlot
}

// Blocks reports whether the i-th command may block, and so must have a connection that is
// not shared.
func (q *Queue) Blocks(i int) bool { return q.entries.at(i).blocks }

// Unproven reports whether a command is not known to be answered exactly once, as one
// given to CustomCommand that the catalog does not have.
func (q *Queue) Unproven() bool { return q.unproven }

// ReadOnly reports whether every command of the batch only reads keys, see
// [command.Args.ReadOnly].
func (q *Queue) ReadOnly() bool {
	for e := range q.entries.all() {
		if !command.IsReadOnly(e.name) {
			return false
		}
	}
	return true
}

// FirstWrite returns the name of the first command that may write, or "".
func (q *Queue) FirstWrite() string {
	for e := range q.entries.all() {
		if command.MayWrite(e.name) {
			return e.name
		}
	}
	return ""
}

// Blocking reports whether the batch is to have a dedicated connection, so that it
// holds up nobody else while one of its commands blocks, and how long the server may
// hold back its replies then, 0 meaning for ever. In a transaction nothing blocks.
func (q *Queue) Blocking() (timeout time.Duration, blocks bool) {
	if q.Atomic || !q.blocks {
		return 0, false
	}
	return q.Waiting()
}

// Waiting returns how long the server may hold back the replies of the batch, 0
// meaning for ever, and whether it may at all, on a dedicated connection or not.
func (q *Queue) Waiting() (timeout time.Duration, waits bool) {
	switch {
	case q.Atomic || !q.waits:
		return 0, false
	case q.unbounded:
		return 0, true
	default:
		return q.wait, true
	}
}

// Resolve decodes the reply to the i-th command into its handle and returns what
// the handle then holds.
func (q *Queue) Resolve(i int, frame []byte) (any, error) {
	return q.entries.at(i).handle.Resolve(frame)
}

// Fail gives the i-th command's handle an error in place of a result.
func (q *Queue) Fail(i int, err error) { q.entries.at(i).handle.Fail(err) }

// FailAll gives every handle the error with which the whole batch failed.
func (q *Queue) FailAll(err error) {
	for e := range q.entries.all() {
		e.handle.Fail(err)
	}
}
