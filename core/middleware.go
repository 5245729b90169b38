package core

import (
	"context"
	"slices"
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/breaker"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// Handler performs an operation, and returns its error: what the caller is going to get, a
// *failure.ServerError if a command was refused. failure.DeliveryOf says of an error
// whether the operation may have been executed.
type Handler func(ctx context.Context, o *Operation) error

// Middleware stands around the operations of a client: commands, batches, subscriptions
// and dials. It is called once, when the client is made, and what it returns for each
// operation, on the caller's goroutine where there is one. That calls next, once, or
// returns an error, which the caller gets instead:
//
//	func Timed(record func(name string, took time.Duration, err error)) core.Middleware {
//		return func(next core.Handler) core.Handler {
//			return func(ctx context.Context, o *core.Operation) error {
//				start := time.Now()
//				err := next(ctx, o)
//				record(o.Name(), time.Since(start), err)
//				return err
//			}
//		}
//	}
//
// It may change the context and the error, and try an operation again by calling next once
// more; an error in place of nil has the caller get no reply, and nil in place of an error
// changes nothing, since there is none. It must not use the operation when it has returned,
// nor call next on another goroutine.
//
// A call of a script by its hash is an operation, and so is each step of a scan, each
// command on a dedicated connection, and each batch. What the client does by itself is
// none: handshakes, the search for servers, the proof of orders. Neither are
// [Connections.Select], [PubSub.SubscribeLazy] and kin, and [Client.Monitor].
type Middleware func(next Handler) Handler

// WithMiddleware has middleware stand around the operations of the client, the first one
// outermost. Given more than once, what is given later stands within. Dials are made on
// goroutines of the client's: if a middleware panics there the attempt to connect fails.
func WithMiddleware(middleware ...Middleware) Option {
	return func(c *clientOptions) {
		for i, m := range middleware {
			c.need("WithMiddleware["+strconv.Itoa(i)+"]", m == nil)
		}
		c.middleware = append(c.middleware, middleware...)
	}
}

// WithMiddleware returns a client with middleware around its commands and batches, within
// that which the client has, and with all else in common; see [Client.With].
func (c *Client) WithMiddleware(middleware ...Middleware) *Client {
	derived := *c
	derived.around, derived.call = c.around.with(middleware, c.call)
	derived.Commands = commandsOf(derived.stacked())
	return &derived
}

// WithMiddleware is [Client.WithMiddleware] in a cluster.
func (c *ClusterClient) WithMiddleware(middleware ...Middleware) *ClusterClient {
	derived := *c
	derived.around, derived.call = c.around.with(middleware, c.call)
	derived.Commands = commandsOf(derived.stacked())
	return &derived
}

// around is what stands around the operations of a client. Its zero value is nothing.
type around struct {
	middleware []Middleware
	handle     Handler // all of it, nil if there is none
	origin     origin
}

// aroundOf returns what a configuration and settings have stand around: the circuit breaker
// innermost, so that middleware sees what it refuses. A dialer is not asked for its leave.
func aroundOf(s *clientOptions, b *breaker.Breaker) around {
	middleware := s.middleware
	if !page.Only && b != nil {
		middleware = append(slices.Clip(middleware), breaking(b))
	}
	return newAround(middleware, s.origin)
}

func newAround(middleware []Middleware, origin origin) around {
	if page.Only || len(middleware) == 0 {
		return around{origin: origin}
	}
	handle := Handler(perform)
	for _, m := range slices.Backward(middleware) {
		handle = m(handle)
	}
	return around{middleware, handle, origin}
}

// with returns what has more middleware within, and the settings of a client that has it.
func (a around) with(middleware []Middleware, call callSettings) (around, callSettings) {
	for i, m := range middleware {
		if m == nil {
			if call.err == nil {
				call.err = nilError("middleware["+strconv.Itoa(i)+"]", "leave it out")
			}
			return a, call
		}
	}
	return newAround(slices.Concat(a.middleware, middleware), a.origin), call
}

// executor returns what the commands of a client are executed by.
func (a around) executor(client executor) executor {
	if page.Only || a.handle == nil {
		return client
	}
	return &surrounded{executor: client, handle: a.handle, origin: a.origin}
}

// do performs an operation that is no command.
func (a around) do(ctx context.Context, o *Operation, perform func(ctx context.Context, o *Operation) error) error {
	o.performer, o.origin = performing(perform), a.origin
	return o.outcome(a.handle(ctx, o))
}

type performing func(ctx context.Context, o *Operation) error

func (p performing) perform(ctx context.Context, o *Operation) error { return p(ctx, o) }

// perform is the innermost handler.
func perform(ctx context.Context, o *Operation) error {
	o.performed = true
	o.err = o.performer.perform(ctx, o)
	return o.err
}

// outcome returns the error of an operation whose middleware has returned err. Without an
// error there has to be a reply.
func (o *Operation) outcome(err error) error {
	switch {
	case err != nil:
		return err
	case !o.performed:
		return errNotPerformed
	default:
		return o.err
	}
}

var errNotPerformed = &failure.ConfigurationError{
	Field: "WithMiddleware", Message: "has returned no error, and has not called the next handler; do one of the two",
}

// surrounded executes commands with a handler around them.
type surrounded struct {
	executor
	handle Handler
	origin origin
}

func (s *surrounded) execute(ctx context.Context, r *request) error {
	o := r.operation
	if o == nil {
		o = new(Operation)
		r.operation = o
	}
	o.name, o.args, o.route, o.performer, o.origin = r.args.Name(), &r.args, s.route(), r, s.origin
	r.executor, r.traced = s.executor, true
	err := o.outcome(s.handle(ctx, o))
	o.reset()
	r.executor, r.traced = nil, false
	return err
}

// perform executes the command, possibly once more.
func (r *request) perform(ctx context.Context, _ *Operation) error {
	return r.executor.execute(ctx, r)
}

// batch executes a batch with what stands around it.
func (a around) batch(ctx context.Context, b *queue.Queue, route options.Route, exec func(ctx context.Context, o *Operation) ([]any, error)) ([]any, error) {
	o := &Operation{kind: PipelineOperation, name: "PIPELINE", queue: b, route: route}
	if b.Atomic {
		o.kind, o.name = TransactionOperation, "MULTI"
	}
	err := a.do(ctx, o, func(ctx context.Context, o *Operation) (err error) {
		o.results, err = exec(ctx, o)
		return err
	})
	if err != nil {
		if !o.performed {
			b.FailAll(err)
		}
		return nil, err
	}
	return o.results, nil
}
