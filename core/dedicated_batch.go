package core

import (
	"cmp"
	"context"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// Exec is [Client.Exec] on this connection: an atomic batch is executed only if no
// watched key has changed, and returns nil and no error if one has. Either way nothing
// is watched any more.
func (d *Dedicated) Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error) {
	return d.ExecWithOptions(ctx, b, raiseOnError, options.BatchOptions{})
}

// ExecWithOptions is [Dedicated.Exec] with options, of which Idempotent has no effect:
// nothing is tried again here.
func (d *Dedicated) ExecWithOptions(ctx context.Context, b *batch.Batch, raiseOnError bool, o options.BatchOptions) ([]any, error) {
	if b == nil {
		return nil, errNilBatch
	}
	if !page.Only && d.around.handle != nil {
		return d.around.batch(ctx, queue.Of(b), nil, func(ctx context.Context, op *Operation) ([]any, error) {
			op.trace.Attempt(d.conn.Address())
			return d.exec(ctx, queue.Of(b), raiseOnError, o)
		})
	}
	return d.exec(ctx, queue.Of(b), raiseOnError, o)
}

func (d *Dedicated) exec(ctx context.Context, b *queue.Queue, raiseOnError bool, o options.BatchOptions) ([]any, error) {
	defer d.client.cached().wroteBatch(b)
	r := newRequest()
	defer r.release()
	conn, err := d.execBatch(ctx, r, b, o)
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	all, err := results(ctx, b, d.client.compression(), &r.call, d.timeout)
	if err == nil && !b.Atomic {
		d.followEach(ctx, b, all, r, cmp.Or(o.Timeout, d.timeout))
	}
	return refineAll(all, d.refine(err, conn), raiseOnError, conn.Address(), func(refused *failure.ServerError) failure.Text {
		_ = d.client.refine(refused, conn)
		return refused.Hint
	})
}

func (d *Dedicated) execBatch(ctx context.Context, r *request, b *queue.Queue, o options.BatchOptions) (*node.DedicatedConn, error) {
	if err := d.client.checkBatch(b, o); err != nil {
		return nil, err
	}
	req, _ := batchRequest(b, d.client.compression(), cmp.Or(o.Timeout, d.timeout), r.encoded[:0])
	r.encoded = req.Bytes
	if a := d.watchedElsewhere(); a != nil && b.Atomic {
		return a.conn, d.execWatched(ctx, a, b, &r.call, req.Request)
	}
	s, err := d.startBatch(ctx, b, req.Name)
	if err != nil {
		return nil, err
	}
	conn := d.conn
	err = conn.Do(ctx, &r.call, req.Request)
	err = d.finish(conn, &d.state, s, &r.call, err)
	if err == nil && b.Atomic {
		return d.follow(ctx, s, &r.call, req.Request)
	}
	return conn, err
}
