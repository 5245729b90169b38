package core

import (
	"context"
	"iter"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/options"
)

// OperationKind says what an [Operation] is.
type OperationKind uint8

const (
	// CommandOperation is a single command.
	CommandOperation OperationKind = iota
	// PipelineOperation is a batch that is not atomic.
	PipelineOperation
	// TransactionOperation is an atomic batch.
	TransactionOperation
	// SubscribeOperation subscribes to channels or patterns, or ends that.
	SubscribeOperation
	// DialOperation opens a stream to a server, for a connection of the client's. The
	// handshake comes after it.
	DialOperation
)

// Operation is what a client is about to do, or has done, as a [Middleware] sees it. It is
// valid until the middleware has returned: keep what its methods return, copied where it is
// bytes, but not the Operation itself. It is for one goroutine at a time.
type Operation struct {
	kind      OperationKind
	performed bool
	err       error // with which it was performed last
	name      string
	route     options.Route
	args      *command.Args // of a command
	queue     *queue.Queue  // of a batch
	channels  []string      // of a subscription
	address   string        // of a dial
	results   []any         // of a batch
	trace     retry.Trace
	performer performer
	origin    origin
}

// performer does what an operation is.
type performer interface {
	perform(ctx context.Context, o *Operation) error
}

// Kind says what the operation is.
func (o *Operation) Kind() OperationKind { return o.kind }

// Name returns the name of a command in capitals, "CONFIG GET"; of a batch "PIPELINE" or
// "MULTI"; of a subscription "SUBSCRIBE", "PUNSUBSCRIBE" and so on; and "DIAL".
func (o *Operation) Name() string { return o.name }

// Route returns the route that the caller has given, or nil.
func (o *Operation) Route() options.Route { return o.route }

// Commands iterates over the commands: one, those of a batch in order, or none.
func (o *Operation) Commands() iter.Seq[OperationCommand] {
	return func(yield func(OperationCommand) bool) {
		switch {
		case o.args != nil:
			yield(OperationCommand{name: o.args.Name(), args: o.args})
		case o.queue != nil:
			for i := range o.queue.Len() {
				if !yield(OperationCommand{name: o.queue.Name(i), encoded: o.queue.Command(i)}) {
					return
				}
			}
		}
	}
}

// Len returns how many commands there are: 0 of an operation that is neither a command nor
// a batch.
func (o *Operation) Len() int {
	switch {
	case o.args != nil:
		return 1
	case o.queue != nil:
		return o.queue.Len()
	default:
		return 0
	}
}

// ReadOnly reports whether all commands only read keys, so that to execute them twice does
// no harm.
func (o *Operation) ReadOnly() bool {
	switch {
	case o.args != nil:
		return o.args.ReadOnly()
	case o.queue != nil:
		return o.queue.ReadOnly()
	default:
		return false
	}
}

// Channels returns the channels or patterns of a subscription; of an end of one none means
// all. They are not to be changed.
func (o *Operation) Channels() []string { return o.channels }

// Address returns the address of the server: of a dial the one that is dialled, else the
// one that was asked last, which is known once the operation was performed. It is "" where
// no server was asked. A pipeline in a cluster may have asked several.
func (o *Operation) Address() string {
	if o.kind == DialOperation {
		return o.address
	}
	return o.trace.Last()
}

// Attempts returns how often the operation was sent, or was about to be, once it was
// performed: more than once if it was redirected or tried again, or executed in parts.
func (o *Operation) Attempts() int { return o.trace.Attempts() }

// CommandErrors iterates over the errors of single commands of a batch that was
// performed, with their numbers, counted from 0. The batch itself may have succeeded.
func (o *Operation) CommandErrors() iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i, result := range o.results {
			if err, failed := result.(error); failed && !yield(i, err) {
				return
			}
		}
	}
}

// reset has the memory of one that is used again hold nothing.
func (o *Operation) reset() {
	o.performed, o.err, o.name, o.route, o.args, o.performer = false, nil, "", nil, nil, nil
	o.origin = origin{}
	o.trace.Reset()
}

// OperationCommand is a command of an [Operation], and valid as long as that.
type OperationCommand struct {
	name    string
	args    *command.Args
	encoded []byte
}

// Name returns the name of the command in capitals.
func (c OperationCommand) Name() string { return c.name }

// Keys iterates over the keys. Their bytes are the client's.
func (c OperationCommand) Keys() iter.Seq[[]byte] {
	if c.args != nil {
		return c.args.EachKey
	}
	return func(yield func([]byte) bool) {
		sent := words(c.encoded)
		metadata, known := command.LookupArguments(sent)
		if !known {
			return
		}
		places, _ := metadata.Keys(sent)
		for _, place := range places {
			if !yield([]byte(sent[place])) {
				return
			}
		}
	}
}

// Arguments iterates over all arguments, the words of the name and values included, which
// may be secret: do not log them. Their bytes are the client's.
func (c OperationCommand) Arguments() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if c.args == nil {
			for _, word := range words(c.encoded) {
				if !yield([]byte(word)) {
					return
				}
			}
			return
		}
		for i := range c.args.Len() {
			if !yield(c.args.Arg(i)) {
				return
			}
		}
	}
}
