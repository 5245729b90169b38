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
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/queue"
)

// Batch is a list of commands to be sent together. Make one with [New]; the zero value
// is an empty pipeline.
type Batch struct {
	Commands
}

// New returns an empty batch. An atomic batch is executed as a transaction, between
// MULTI and EXEC; one that is not is a pipeline, between whose commands those of
// other clients may be executed.
// See https://valkey.io/topics/transactions/ and https://valkey.io/topics/pipelining/
func New(atomic bool) *Batch {
	b := new(Batch)
	b.list().Atomic = atomic
	return b
}

// NewTransaction returns an empty batch that is executed as a transaction: New(true).
func NewTransaction() *Batch { return New(true) }

// NewPipeline returns an empty batch that is executed as a pipeline: New(false).
func NewPipeline() *Batch { return New(false) }

// Atomic reports whether the batch is a transaction.
func (b *Batch) Atomic() bool { return b.list().Atomic }

// Len returns the number of commands.
func (b *Batch) Len() int { return b.list().Len() }

func init() {
	queue.Of = func(batch any) *queue.Queue { return &batch.(*Batch).list().Queue }
}

// Commands are the methods that add a command to a batch. Their parameters are
// those of the client's methods of the same name.
type Commands struct {
	added *list
}

// list is the commands of a batch.
type list struct {
	queue.Queue
	slabs []any // a *slab for each of the last few types of handles
}

// next returns the arguments of the command to be added.
func (c *Commands) next() *command.Args {
	l := c.list()
	l.Args.Reset()
	return &l.Args
}

// list returns the commands, of a zero value too.
func (c *Commands) list() *list {
	if c.added == nil {
		c.added = new(list)
	}
	return c.added
}

// add takes the command that was built in next's arguments.
func add[T any](c *Commands, reply command.Reply[T]) *Handle[T] {
	handle := newHandle[T](c.added)
	handle.decode = reply.Decode
	c.added.Add(&c.added.Args, (*resolver[T])(handle))
	return handle
}
