package core

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/restate"
	"github.com/glissade-io/glissade/options"
)

// executeAround executes a command with what stands around it. It does not call it an executor,
// by which pages would download how commands of all clients are executed by those who wait.
func (d *Dedicated) executeAround(ctx context.Context, r *request) error {
	if page.Only || d.around.handle == nil {
		return d.execute(ctx, r)
	}
	r.operation, r.traced = &Operation{name: r.args.Name(), args: &r.args}, true
	err := d.around.do(ctx, r.operation, func(ctx context.Context, _ *Operation) error { return d.execute(ctx, r) })
	r.operation, r.traced = nil, false
	return err
}

func (d *Dedicated) route() options.Route { return nil }

func (d *Dedicated) execute(ctx context.Context, r *request) error {
	r.trace().Attempt(d.conn.Address())
	if err := r.args.ErrUnshared(); err != nil {
		return err
	}
	req := mux.Request{Name: r.args.Name(), Bytes: r.args.Encoded(), Timeout: d.timeout}
	if err := d.client.check(req.Name); err != nil {
		return err
	}
	wait, blocks := r.args.Blocking()
	if !blocks {
		wait, blocks = r.args.Waiting()
	}
	if blocks {
		req.Timeout = blockingTimeout(wait, req.Timeout)
	}
	s, err := d.start(ctx, req.Name, r.args.Custom(), blocks)
	if err != nil {
		return err
	}
	req.Verify = r.args.Unproven() && !s.queuing
	conn := d.conn
	err = conn.Do(ctx, &r.call, req)
	err = d.finish(conn, &d.state, s, &r.call, err)
	if err == nil && isError(r.call.Frame(0)) {
		conn, err = d.follow(ctx, s, &r.call, req)
	}
	if err == nil && isError(r.call.Frame(0)) {
		err = d.refine(mux.ErrorOf(r.call.Frame(0)), conn)
	}
	if err == nil && req.Name == "SELECT" && !s.queuing {
		d.selected(r.args.Arg(1))
	}
	return err
}

// refine adds to an error of the server what its reply does not tell, and takes in
// whether it was one that is not there for the slot.
func (d *Dedicated) refine(err error, conn *node.DedicatedConn) error {
	if isElsewhere(err) {
		d.mu.Lock()
		d.refused = true
		d.mu.Unlock()
	}
	return d.client.refine(err, conn)
}

// start registers a command, unless none is taken any more.
func (d *Dedicated) start(ctx context.Context, name string, custom, blocks bool) (sent, error) {
	d.lockToSend(ctx)
	defer d.mu.Unlock()
	if err := d.refusal(name, custom); err != nil {
		return sent{}, err
	}
	d.running++
	s := d.state.send(name)
	if s.blocks = blocks; blocks {
		d.blocking++
	}
	return s, nil
}

// startBatch is start for the commands of a batch.
func (d *Dedicated) startBatch(ctx context.Context, b *queue.Queue, name string) (sent, error) {
	d.lockToSend(ctx)
	defer d.mu.Unlock()
	if err := d.refusal(name, false); err != nil {
		return sent{}, err
	}
	d.running++
	for i := range b.Len() {
		d.state.send(b.Name(i))
	}
	if !b.Atomic {
		return d.state.send(name), nil
	}
	s := d.state.send("EXEC")
	s.transaction = true
	return s, nil
}

// refusal says why no command of that name is taken, or nil. The lock is held.
func (d *Dedicated) refusal(name string, custom bool) error {
	switch {
	case d.ended != nil:
		return restate.For(d.ended, restate.Request{Command: name, Delivery: failure.NotSent})
	case d.state.queuing && !custom && name != "RESET": // which is never queued
		return &failure.ConfigurationError{
			Field: name, Message: "would be queued after MULTI instead of being executed; use {Client.CustomCommand} until EXEC or DISCARD, or an atomic batch alone",
		}
	default:
		return nil
	}
}

// finish takes in what became of a command on a connection, whose state changes by it,
// and returns its error.
func (d *Dedicated) finish(conn *node.DedicatedConn, state *connectionState, s sent, call *mux.Call, err error) error {
	useless := err == nil && d.client.observe(conn, call.Frames(), s.transaction)
	d.mu.Lock()
	d.running--
	if s.blocks {
		d.blocking--
	}
	ended := d.ended
	state.changed = state.changed || useless
	if err == nil {
		state.receive(s, call.Frame(max(call.Replies()-1, 0)))
	} else {
		state.fail(s, failure.DeliveryOf(err))
	}
	d.mu.Unlock()
	switch e := err.(type) {
	case *failure.ClosingError:
		if ended != nil {
			return restate.For(ended, restate.Request{Command: e.Command, Delivery: e.Delivery})
		}
	case *failure.TimeoutError, *failure.CanceledError:
		if ended == nil && failure.DeliveryOf(err) == failure.MaybeExecuted {
			d.end(&failure.ConnectionError{
				Address: conn.Address(), Reason: "closed, since " + failure.Text(s.name) + " was given up before its reply came",
			})
		}
	}
	return err
}
