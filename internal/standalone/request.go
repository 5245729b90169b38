package standalone

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/retry"
)

// Request is a request with what is to be known to choose a server for it and to
// try it again.
type Request struct {
	mux.Request
	// Reads says that the request only reads: a replica can execute it, and it can
	// be executed twice.
	Reads bool
	// Command, if set, is asked whether the request only reads where Reads is not set,
	// and only when it matters: after an attempt has failed. It does not lead to a
	// replica.
	Command interface{ ReadOnly() bool }
	// Idempotent says that executing it twice does no harm.
	Idempotent bool
	// Replica demands a replica for a request that reads.
	Replica bool
	// Transaction says that the replies are those to MULTI, to each command and to
	// EXEC.
	Transaction bool
	// Trace, if set, has each attempt noted.
	Trace *retry.Trace

	budget retry.Budget // of all attempts together
}

func (r *Request) onlyReads() bool { return r.Reads || r.Command != nil && r.Command.ReadOnly() }

// Do executes a request on the server that is right for it. Where it is certain
// that no server has executed it, or no harm in it, it is tried again within its
// time: when the connection was lost, and when the server is not ready or no longer
// the primary. Errors are those of [node.Node.Do].
func (g *Group) Do(ctx context.Context, call *mux.Call, r Request) error {
	return g.retry(ctx, call, r, g.execute)
}

// DoDedicated is Do on a connection that is not shared; see [node.Node.DoDedicated].
func (g *Group) DoDedicated(ctx context.Context, call *mux.Call, r Request) error {
	return g.retryDedicated(ctx, call, r, func(ctx context.Context, n *node.Node, call *mux.Call, request mux.Request) error {
		return n.DoDedicated(ctx, call, request)
	})
}

// retryDedicated counts the time from now on: it takes some to get a connection, of which
// the call knows nothing.
func (g *Group) retryDedicated(ctx context.Context, call *mux.Call, r Request, execute attempt) error {
	r.budget.Start(r.Timeout, 0)
	return g.retry(ctx, call, r, execute)
}

// execute lets a single server be waited for; of several, another may be the one to
// wait for by the time it is back.
func (g *Group) execute(ctx context.Context, n *node.Node, call *mux.Call, request mux.Request) error {
	if g.isSingle {
		return n.Do(ctx, call, request)
	}
	return n.Try(ctx, call, request)
}

// attempt gets a request by value: by its address it would have to be on the heap.
type attempt func(context.Context, *node.Node, *mux.Call, mux.Request) error

func (g *Group) retry(ctx context.Context, call *mux.Call, r Request, execute attempt) error {
	for try := 0; ; try++ {
		n := g.choose(g.snapshot.Load(), &r)
		if n == nil {
			var err error
			if n, err = g.await(ctx, &r); err != nil {
				return r.budget.Error(err)
			}
		}
		r.Trace.Attempt(n.Address())
		err := execute(ctx, n, call, r.Request)
		var decision verdict
		if err == nil {
			decision = judgeReplies(call.Frames(), &r)
		} else {
			decision = judgeError(err, n, &r)
		}
		if decision == final {
			return r.budget.Error(err)
		}
		g.applyVerdict(n, decision)
		pause, again := r.again(call.Elapsed(), decision, try)
		if !page.Only && again && g.config.Notify != nil {
			g.notifyRetry(n, &r, call, err, try, pause)
		}
		if !again || !retry.Sleep(ctx, g.life, pause) {
			return r.budget.Error(err)
		}
		g.retries.Add(1)
		r.remaining()
	}
}

// verdict is what is to be done about an outcome.
type verdict uint8

const (
	// final outcomes are the caller's.
	final verdict = iota
	// lost connections are made again, or another server is turned to.
	lost
	// notReady servers may be ready soon, and others may be now.
	notReady
	// demoted servers are no primaries any more.
	demoted
)

// judgeError tells whether a request may be tried again that failed with an error.
// A server that was never connected to may not be one. A reply that could not be taken
// will be the same next time, and end the connection once more.
func judgeError(err error, n *node.Node, r *Request) verdict {
	if closing, ok := err.(*failure.ClosingError); ok && closing.Delivery == failure.NotSent {
		return lost // The server is no part of the group any more, or the group is closed.
	}
	connection, isConnection := err.(*failure.ConnectionError)
	switch {
	case !isConnection, !n.Known(), connection.Delivery == failure.Answered:
		return final
	case connection.Delivery == failure.NotSent, r.Idempotent, r.onlyReads():
		return lost
	default:
		return final
	}
}

// judgeReplies tells whether a request may be tried again that was answered so. A
// batch is only if none of its commands was executed.
func judgeReplies(frames []byte, r *Request) verdict {
	var refused refusal.Kind
	switch {
	case r.Transaction:
		refused, _ = refusal.OfTransaction(frames)
	case len(frames) > 0 && frames[0] == byte(resp.TypeSimpleError):
		refused = refusal.OfAll(frames)
	}
	switch refused {
	case refusal.NotReady:
		return notReady
	case refusal.NotPrimary:
		return demoted
	default:
		return final
	}
}

// applyVerdict takes in what an outcome says of a server.
func (g *Group) applyVerdict(n *node.Node, decision verdict) {
	if decision != demoted {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.isSingle, g.isStatic() && n == g.primary:
		// The name may stand for the new primary by now.
		if now := time.Now(); now.Sub(g.renewed) > renewInterval {
			g.renewed = now
			go n.Reconnect(drainTimeout) // It tells of itself, for which the lock must be free.
		}
	case n == g.primary:
		g.forgetPrimary(&failure.ConnectionError{
			Address: n.Address(), Delivery: failure.Answered, Reason: "the server is no primary any more",
		})
	}
}

// renewInterval keeps a server that stays a replica from being dialled all the time.
const renewInterval = 500 * time.Millisecond

// again reports whether there is time for another attempt, and for how long to wait before.
// A connection that was lost is replaced at once the first time.
func (r *Request) again(elapsed time.Duration, decision verdict, try int) (pause time.Duration, again bool) {
	r.budget.Start(r.Timeout, elapsed)
	if decision != lost || try > 0 {
		pause = retry.Pause(try)
	}
	return pause, r.budget.Allows(pause)
}

// remaining leaves an attempt the time that is left.
func (r *Request) remaining() {
	if r.budget.Started() {
		r.Timeout = r.budget.Remaining()
	}
}

// await waits until there is a server for the request.
func (g *Group) await(ctx context.Context, r *Request) (*node.Node, error) {
	var expired <-chan time.Time
	if r.Timeout > 0 {
		r.budget.Start(r.Timeout, 0)
		r.remaining()
		timer := time.NewTimer(r.Timeout)
		defer timer.Stop()
		expired = timer.C
	}
	for {
		s := g.snapshot.Load()
		if s.closed {
			return nil, &failure.ClosingError{Command: r.Name, Delivery: failure.NotSent}
		}
		if n := g.choose(s, r); n != nil {
			r.remaining()
			return n, nil
		}
		if err := s.lacksReplica(r); err != nil {
			return nil, err
		}
		g.startWatching()
		select {
		case <-s.replaced:
		case <-expired:
			return nil, s.missing(r)
		case <-ctx.Done():
			if ctx.Err() == context.DeadlineExceeded {
				return nil, s.missing(r)
			}
			return nil, &failure.CanceledError{Command: r.Name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
		}
	}
}
