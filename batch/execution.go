package batch

import (
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

// What follows is for those who execute batches: the clients.

// Add adds a command that was built elsewhere; its reply is not decoded, and its
// result in Exec's slice is nil.
func (b *Batch) Add(args *command.Args) {
	if args == nil {
		b.list().refuse(&failure.ConfigurationError{Field: "args", Message: "is nil; give the arguments of a command"})
		return
	}
	b.list().add(args, raw{})
}

type raw struct{}

func (raw) resolve([]byte) (any, error) { return nil, nil }
func (raw) fail(error)                  {}

// Err returns the first error of an argument that cannot be sent, or that the batch
// is empty: both are *failure.ConfigurationError. Such a batch is not executed.
func (b *Batch) Err() error {
	if err := b.ErrUnshared(); err != nil {
		return err
	}
	return b.list().shared
}

// ErrUnshared is Err for a connection that its user has to itself, where commands may
// change the connection.
func (b *Batch) ErrUnshared() error {
	q := b.list()
	if q.err == nil && q.entries.count == 0 {
		return &failure.ConfigurationError{Field: "Batch", Message: "is empty; add a command before it is executed"}
	}
	return q.err
}

// NeedsOwnConnection reports whether the batch changes the connection that it is
// executed on, and so must have one that is nobody else's.
func (b *Batch) NeedsOwnConnection() bool { return b.list().own }

// AppendTo appends the commands to dst, back to back as they are sent, without MULTI
// and EXEC.
func (b *Batch) AppendTo(dst []byte) []byte {
	for _, part := range b.list().encoded {
		dst = append(dst, part...)
	}
	return dst
}

// Name returns the name of the i-th command.
func (b *Batch) Name(i int) string { return b.queue.entries.at(i).name }

// Command returns the i-th command as it is sent.
func (b *Batch) Command(i int) []byte {
	e := b.queue.entries.at(i)
	return b.queue.encoded[e.part][e.start:e.end:e.end]
}

// Slot returns the slot of the i-th command's keys, and whether it has keys at all and
// whether they lie in one slot.
func (b *Batch) Slot(i int) (slot uint16, hasKeys, same bool) {
	e := b.queue.entries.at(i)
	return e.slot, e.keys != noKeys, e.keys != severalSlots
}

// Unproven reports whether a command is not known to be answered exactly once, as one
// given to CustomCommand that the catalog does not have.
func (b *Batch) Unproven() bool { return b.list().unproven }

// ReadOnly reports whether every command of the batch only reads keys, see
// [command.Args.ReadOnly].
func (b *Batch) ReadOnly() bool {
	for e := range b.list().entries.all() {
		if !command.IsReadOnly(e.name) {
			return false
		}
	}
	return true
}

// Writing returns the name of the first command that may write, or "".
func (b *Batch) Writing() string {
	for e := range b.list().entries.all() {
		if command.MayWrite(e.name) {
			return e.name
		}
	}
	return ""
}

// Blocking reports whether the batch is to have a connection of its own, so that it
// holds up nobody else while one of its commands blocks, and how long the server may
// hold back its replies then, 0 meaning for ever. In a transaction nothing blocks.
func (b *Batch) Blocking() (timeout time.Duration, blocks bool) {
	if b.atomic || !b.list().blocks {
		return 0, false
	}
	return b.Waiting()
}

// Waiting returns how long the server may hold back the replies of the batch, 0
// meaning for ever, and whether it may at all, on a connection of its own or not.
func (b *Batch) Waiting() (timeout time.Duration, waits bool) {
	switch {
	case b.atomic || !b.list().waits:
		return 0, false
	case b.list().forEver:
		return 0, true
	default:
		return b.list().wait, true
	}
}

// Resolve decodes the reply to the i-th command into its handle and returns what
// the handle then holds.
func (b *Batch) Resolve(i int, frame []byte) (any, error) {
	return b.queue.entries.at(i).handle.resolve(frame)
}

// Fail gives the i-th command's handle an error in place of a result.
func (b *Batch) Fail(i int, err error) { b.queue.entries.at(i).handle.fail(err) }

// FailAll gives every handle the error with which the whole batch failed.
func (b *Batch) FailAll(err error) {
	for e := range b.list().entries.all() {
		e.handle.fail(err)
	}
}
