package core

import (
	"context"
	"sync"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/options"
)

// executor is what a client is to its commands.
type executor interface {
	// execute sends the command in r.args and leaves its reply in r.call.
	execute(ctx context.Context, r *request) error
	// route returns where With has commands go, or nil.
	route() options.Route
}

// request is a command on its way, pooled with all the memory that it needs.
type request struct {
	args    command.Args
	call    mux.Call
	encoded []byte // of a batch
	tree    bool   // the reply is returned as a tree of values, whatever its shape
	shape   command.Shape
	framed  bool // the reply is wanted as the bytes that came

	cached cachedReply // of clients with a cache

	// What follows is only for clients with middleware.
	operation *Operation
	executor  executor // that the operation is performed by
	traced    bool     // the operation wants to know of attempts
}

// trace returns what attempts at the request are noted in, or nil.
func (r *request) trace() *retry.Trace {
	if !r.traced {
		return nil
	}
	return &r.operation.trace
}

// keptBatchBytes is the most that a request keeps of a batch's bytes for the next.
const keptBatchBytes = 64 << 10

var requests = sync.Pool{New: func() any { return new(request) }}

func newRequest() *request { return requests.Get().(*request) }

func (r *request) release() {
	r.args.Reset()
	r.call.Release()
	if cap(r.encoded) > keptBatchBytes {
		r.encoded = nil
	}
	r.framed, r.shape = false, 0
	r.cached.forgetAnswer()
	requests.Put(r)
}

// errNoClient is the error of Commands that belong to no client.
var errNoClient = nilError("Commands", "get them from a client that {NewClient} has made")

func none[T any]() (value T) { return value }

// isTree reports whether a reply of the shape is returned as a tree of plain values,
// which may as well hold the replies of several servers.
func isTree[T any](shape command.Shape) bool {
	if shape != command.ShapeAny {
		return false
	}
	_, is := any((*T)(nil)).(*any)
	return is
}

// run executes the command that was built in r and decodes its reply.
func run[T any](ctx context.Context, e executor, r *request, reply command.Reply[T]) (T, error) {
	if e == nil {
		r.release()
		return none[T](), errNoClient
	}
	r.tree, r.shape = isTree[T](reply.Shape), reply.Shape
	if err := e.execute(ctx, r); err != nil {
		r.release()
		return none[T](), err
	}
	if r.cached.answered {
		return fromCache(r, reply)
	}
	value, err := reply.Value(r.call.Frame(0))
	if isOfAnotherCommand(err) {
		r.call.Distrust()
	}
	r.release()
	return value, err
}

// isOfAnotherCommand reports whether the error is that of a reply which its command
// cannot have, so that it may be another's.
func isOfAnotherCommand(err error) bool {
	_, odd := err.(*command.ShapeError)
	return odd
}
