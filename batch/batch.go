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

import "github.com/glissade-io/glissade/core/command"

// Batch is a list of commands to be sent together. Make one with [New]; the zero value
// is an empty pipeline.
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
func (b *Batch) Len() int { return b.list().entries.count }

// Commands are the methods that add a command to a batch. Their parameters are
// those of the client's methods of the same name.
type Commands struct {
	queue *queue
}

// next returns the arguments of the command to be added.
func (c *Commands) next() *command.Args {
	q := c.list()
	q.args.Reset()
	return &q.args
}

// list returns the commands, of a zero value too.
func (c *Commands) list() *queue {
	if c.queue == nil {
		c.queue = new(queue)
	}
	return c.queue
}

// add takes the command that was built in next's arguments.
func add[T any](c *Commands, reply command.Reply[T]) *Handle[T] {
	handle := newHandle[T](c.queue)
	handle.decode = reply.Decode
	c.queue.add(&c.queue.args, handle)
	return handle
}
