// Package batch collects commands that are sent together: as a transaction that
// the server executes as one (atomic), or as a pipeline, which saves round trips
// and nothing else.
//
//	b := batch.NewTransaction()
//	b.Set("greeting", "hello")
//	length := b.LPush("log", []string{"greeted"})
//	results, err := client.Exec(ctx, b, false)
//	if err != nil {
//		return err
//	}
//	n, err := length.Result() // int64, without a cast
//	fmt.Println(results[0], n)
//
// Each method of [Commands], by families such as [StringCommands], adds one command and
// returns a [Handle], from which its typed result can be had once the batch was
// executed. The same results come as a slice from the client's Exec, in the order in
// which the commands were added; a command that failed has its error there, and touches
// no other.
//
// A batch may be executed more than once; its handles then hold the results of the
// last time. It is not for use by several goroutines at once.
package batch

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
)

// Batch is a list of commands to be sent together. Make one with [NewTransaction] or
// [NewPipeline]: the zero value takes no commands, and is not executed.
type Batch struct {
	Commands
}

// New returns an empty batch. An atomic batch is executed as a transaction, between
// MULTI and EXEC; one that is not is a pipeline, between whose commands those of
// other clients may be executed.
// See https://valkey.io/topics/transactions/ and https://valkey.io/topics/pipelining/
func New(atomic bool) *Batch {
	var made struct {
		Batch
		commands list
	}
	made.commands.Atomic = atomic
	made.Commands = commandsOf(&made.commands)
	return &made.Batch
}

// NewTransaction returns an empty batch that is executed as a transaction: New(true).
func NewTransaction() *Batch { return New(true) }

// NewPipeline returns an empty batch that is executed as a pipeline: New(false).
func NewPipeline() *Batch { return New(false) }

// Atomic reports whether the batch is a transaction.
func (b *Batch) Atomic() bool { return b.list != nil && b.list.Atomic }

// Len returns the number of commands.
func (b *Batch) Len() int {
	if b.list == nil {
		return 0
	}
	return b.list.Len()
}

// queued is a *Batch. The wasm file, which has no batches in Go, is spared the type and
// all that belongs to it where it is asked for by this.
type queued interface{ queue() *queue.Queue }

func init() {
	queue.Of = func(batch any) *queue.Queue { return batch.(queued).queue() }
}

// queue returns the commands as those see them who execute a batch.
func (b *Batch) queue() *queue.Queue {
	if b.list == nil {
		var empty queue.Queue
		empty.Refuse(errZeroBatch)
		return &empty
	}
	return &b.list.Queue
}

// errZeroBatch is the error of a batch that belongs to no list.
var errZeroBatch = &failure.ConfigurationError{Field: "Batch", Message: "is a zero value; make one by batch.New"}

// list is the commands of a batch. Of a batch that is a zero value it is nil.
type list struct {
	queue.Queue
	arenas []any // an *arena for each of the last few types of handles
}

// next returns the arguments of the command to be added.
func (l *list) next() *command.Args {
	if l == nil {
		return new(command.Args)
	}
	l.Args.Reset()
	return &l.Args
}

// add takes the command that was built in next's arguments.
func add[T any](l *list, reply command.Reply[T]) *Handle[T] {
	if l == nil {
		return failed[T](errZeroBatch)
	}
	handle := newHandle[T](l)
	handle.decode = reply.Decode
	l.Add(&l.Args, (*resolver[T])(handle))
	return handle
}

// failed returns the handle of a command that is in no batch.
func failed[T any](err error) *Handle[T] {
	handle := new(Handle[T])
	(*resolver[T])(handle).Fail(err)
	return handle
}
