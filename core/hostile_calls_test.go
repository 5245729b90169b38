package core

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// hostileCall is what a caller asks for, and what it got.
type hostileCall struct {
	run      *hostileRun
	kind     callKind
	numbers  []int // of the values that it asks for
	cancel   context.CancelFunc
	canceled bool
	began    time.Duration
	took     time.Duration
	ended    bool
	results  []hostileResult
}

// hostileResult is one value that a caller got, or the error in its place.
type hostileResult struct {
	number int
	text   string
	err    error
	right  bool // it had been sent for this very request by then
	step   int
	at     time.Duration
	call   *hostileCall
	// old are the connections that a new password may have left as they were.
	old []*hostileConn
}

// isRight reports whether a result is right. A new password is, too, that left as they
// were only connections that are not used any more.
func (r *hostileResult) isRight() bool {
	if r.right || r.old == nil {
		return r.right
	}
	return !slices.ContainsFunc(r.old, func(c *hostileConn) bool {
		return slices.ContainsFunc(c.requests, func(request *hostileRequest) bool {
			return request.step > r.step && len(request.numbers) > 0 && !request.hello
		})
	})
}

// callKind is a kind of call, with as many values as it asks for.
type callKind struct {
	name   string
	values int
	do     func(ctx context.Context, c *Client, call *hostileCall)
}

const (
	shortTimeout   = 30 * time.Millisecond
	patientTimeout = 2 * time.Second
	longestCall    = 10 * time.Second // of all that callers ask for
)

var callKinds = []callKind{
	{"get", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.Get(ctx, call.key("k", 0)))
	}},
	{"incr", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.Incr(ctx, call.key("k", 0)))
	}},
	{"set", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.Set(ctx, call.key("k", 0), "x"))
	}},
	{"echo", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.Echo(ctx, call.key("e", 0)))
	}},
	{"mget", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.MGet(ctx, []string{call.key("k", 0), call.key("b", 0)}))
	}},
	{"hgetall", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.HGetAll(ctx, call.key("k", 0)))
	}},
	{"big get", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.Get(ctx, call.key("b", 0)))
	}},
	{"big set", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.Set(ctx, call.key("k", 0), strings.Repeat("x", 300<<10)))
	}},
	{"short get", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		ctx, cancel := context.WithTimeout(ctx, shortTimeout)
		defer cancel()
		call.into(0)(c.Get(ctx, call.key("k", 0)))
	}},
	{"patient get", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.With(options.CallOptions{Timeout: patientTimeout}).Get(ctx, call.key("k", 0)))
	}},
	{"idempotent incr", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.With(options.CallOptions{Idempotent: true}).Incr(ctx, call.key("k", 0)))
	}},
	{"custom get", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.CustomCommand(ctx, []string{"GET", call.key("k", 0)}))
	}},
	{"blpop", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.BLPop(ctx, []string{call.key("k", 0)}, time.Second))
	}},
	{"pipeline", 3, func(ctx context.Context, c *Client, call *hostileCall) {
		b := batch.New(false)
		b.Get(call.key("k", 0))
		b.Incr(call.key("k", 1))
		b.Get(call.key("k", 2))
		call.gotAll(c.Exec(ctx, b, false))
	}},
	{"transaction", 2, func(ctx context.Context, c *Client, call *hostileCall) {
		call.gotAll(c.Exec(ctx, call.transaction(), false))
	}},
	{"submitted get", 1, func(_ context.Context, c *Client, call *hostileCall) {
		var args command.Args
		reply := command.Get(&args, call.key("k", 0))
		ended := make(chan struct{})
		submitter{c}.Submit(context.Background(), &args, noOptions, func(frame []byte, err error) {
			defer close(ended)
			if err != nil {
				call.got(0, nil, err)
				return
			}
			call.into(0)(reply.Decode(frame))
		})
		<-ended
	}},
	{"submitted transaction", 2, func(_ context.Context, c *Client, call *hostileCall) {
		b := call.transaction()
		ended := make(chan struct{})
		submitter{c}.SubmitBatch(context.Background(), queue.Of(b), options.BatchOptions{}, func(replies [][]byte, err error) {
			defer close(ended)
			var values []any
			for i := range replies {
				value, err := queue.Of(b).Resolve(i, replies[i])
				if err != nil {
					value = err
				}
				values = append(values, value)
			}
			call.gotAll(values, err)
		})
		<-ended
	}},
	{"password", 1, func(ctx context.Context, c *Client, call *hostileCall) {
		call.into(0)(c.UpdateConnectionPassword(ctx, call.key("p", 0), true))
	}},
	{"dedicated", 3, func(ctx context.Context, c *Client, call *hostileCall) {
		d, err := c.Dedicated(ctx)
		if err != nil {
			call.gotNothing(err)
			return
		}
		defer d.Release()
		if err := d.Watch(ctx, []string{"watched"}); err != nil {
			call.gotNothing(err)
			return
		}
		call.into(2)(d.Get(ctx, call.key("k", 2)))
		call.gotAll(d.Exec(ctx, call.transaction(), false))
	}},
}

// key returns a key, message or password for the i-th value that the call asks for.
func (call *hostileCall) key(prefix string, i int) string {
	return prefix + strconv.Itoa(call.numbers[i])
}

func (call *hostileCall) transaction() *batch.Batch {
	b := batch.New(true)
	b.Get(call.key("k", 0))
	b.Incr(call.key("k", 1))
	return b
}

// into returns what takes in the i-th value of a call, or its error.
func (call *hostileCall) into(i int) func(value any, err error) {
	return func(value any, err error) { call.got(i, value, err) }
}

// gotAll takes in the values of a batch, or its error. A transaction that was not
// executed has neither.
func (call *hostileCall) gotAll(values []any, err error) {
	if err != nil {
		call.got(0, nil, err)
	}
	for i, value := range values {
		if err, failed := value.(error); failed {
			call.got(i, nil, err)
			continue
		}
		call.got(i, value, nil)
	}
}

// got compares a result with what was sent so far for this very request. Of errors
// only those count that a server made for one request.
func (call *hostileCall) got(i int, value any, err error) {
	s := call.run.server
	s.mu.Lock()
	defer s.mu.Unlock()
	r := hostileResult{number: call.numbers[i], err: err, step: s.step, at: s.now(), call: call}
	var refused *failure.ServerError
	switch {
	case err == nil:
		r.text = textOf(value)
		r.right = slices.Contains(s.sent[r.number], r.text)
		if call.kind.name == "password" && !r.right {
			r.right, r.old = call.hasNoEffect(), call.run.used()
		}
	case errors.As(err, &refused) && err == error(refused) && strings.Contains(refused.Message, errorMark):
		r.text = "-" + refused.Code + " " + refused.Message
		// An error in a batch may be that of any of its commands.
		for _, n := range call.numbers {
			r.right = r.right || slices.Contains(s.sent[n], r.text)
		}
	default:
		r.right = true
	}
	call.results = append(call.results, r)
	s.log("call " + strconv.Itoa(call.numbers[0]) + " got for " + strconv.Itoa(r.number) + ": " + r.describe())
}

// gotNothing takes in an error of something that has no value.
func (call *hostileCall) gotNothing(err error) {
	s := call.run.server
	s.mu.Lock()
	defer s.mu.Unlock()
	call.results = append(call.results, hostileResult{
		number: call.numbers[0], err: err, step: s.step, at: s.now(), call: call, right: true,
	})
}

// hasNoEffect reports whether a new password was not sent for good reason: another call had
// replaced it meanwhile, or the client is closed. The lock is held.
func (call *hostileCall) hasNoEffect() bool {
	return call.run.closedStep > 0 || slices.ContainsFunc(call.run.calls, func(other *hostileCall) bool {
		return other != call && other.kind.name == "password" && (!other.ended || other.began+other.took >= call.began)
	})
}

// used returns the connections that seem to be used. The lock is held.
func (run *hostileRun) used() []*hostileConn {
	used := []*hostileConn{}
	for _, c := range run.server.connections {
		if !c.greeting && !c.dedicated && !c.ended && !c.slow {
			used = append(used, c)
		}
	}
	return used
}

func (r *hostileResult) describe() string {
	decision := r.text
	if len(decision) > 40 {
		decision = decision[:40] + "…"
	}
	if r.err != nil {
		decision = "error " + r.err.Error()
	}
	if !r.right {
		decision += " (WRONG)"
	}
	return decision
}
