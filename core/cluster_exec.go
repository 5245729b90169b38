package core

import (
	"cmp"
	"context"
	"iter"
	"sync"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/options"
)

// Exec executes a batch in the cluster, as [Client.Exec] does on one server.
//
// The commands of a transaction must have their keys in one slot; without keys it goes
// to any primary. Those of a pipeline go each where its keys are, those for one server
// in one write and the servers at the same time: results come in the order of the
// commands, which were executed in that order on each server, not across them.
// A command for several servers waits for those before it, and those behind wait for it;
// so does one that blocks, which has a connection of its own.
//
// Redirections are followed, for each command of a pipeline by itself and for a
// transaction as a whole.
func (c *ClusterClient) Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error) {
	return c.ExecWithOptions(ctx, b, raiseOnError, options.ClusterBatchOptions{})
}

// ExecWithOptions is [ClusterClient.Exec] with options: a timeout, a route, and which
// commands of a pipeline are sent again when they fail.
func (c *ClusterClient) ExecWithOptions(ctx context.Context, b *batch.Batch, raiseOnError bool, o options.ClusterBatchOptions) ([]any, error) {
	if b == nil {
		return nil, errNilBatch
	}
	if !page.Only && c.around.handle != nil {
		return c.around.batch(ctx, queue.Of(b), cmp.Or(o.Route, c.call.options.Route), func(ctx context.Context, op *Operation) ([]any, error) {
			return c.exec(ctx, queue.Of(b), raiseOnError, o, &op.trace)
		})
	}
	return c.exec(ctx, queue.Of(b), raiseOnError, o, nil)
}

func (c *ClusterClient) exec(ctx context.Context, b *queue.Queue, raiseOnError bool, o options.ClusterBatchOptions, trace *retry.Trace) ([]any, error) {
	defer c.cache.wroteBatch(b)
	o, err := c.batchOptions(o)
	if err == nil {
		err = c.checkClusterBatch(b, o)
	}
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	if b.Atomic {
		return c.transaction(ctx, b, raiseOnError, o, trace)
	}
	p := pipelines.Get().(*pipeline)
	defer p.release()
	p.items.Trace = trace
	if err := p.run(ctx, c, b, o); err != nil {
		b.FailAll(err)
		return nil, err
	}
	return p.resolve(ctx, b, c.codec, raiseOnError, c.timeout)
}

// checkClusterBatch returns why a batch must not be sent, or nil.
func (c *ClusterClient) checkClusterBatch(b *queue.Queue, o options.ClusterBatchOptions) error {
	if err := b.Err(); err != nil {
		return err
	}
	if err := o.Validate(); err != nil {
		return err
	}
	if b.NeedsDedicated() {
		return &failure.ConfigurationError{
			Field: "Batch", Message: "changes the database of its connection, which in a cluster are several; use the client's {Connections.Select}, or, on a dedicated connection, {Dedicated.Exec}",
		}
	}
	if b.Atomic && o.RetryStrategy != (options.RetryStrategy{}) {
		return &failure.ConfigurationError{
			Field: "ClusterBatchOptions.RetryStrategy", Message: "is set for an atomic batch, which is executed once or not at all; leave it out",
		}
	}
	return checkCompressed(c.codec, b)
}

// transaction executes an atomic batch.
func (c *ClusterClient) transaction(ctx context.Context, b *queue.Queue, raiseOnError bool, o options.ClusterBatchOptions, trace *retry.Trace) ([]any, error) {
	r := newRequest()
	defer r.release()
	req, err := c.transactionRequest(b, o, r.encoded[:0])
	if err == nil {
		r.encoded, req.Trace = req.Bytes, trace
		err = c.cluster.Send(ctx, &r.call, &req)
	}
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	all, err := results(ctx, b, c.codec, &r.call, c.timeout)
	return refineAll(all, err, raiseOnError, req.Answered(), noHint)
}

func (c *ClusterClient) transactionRequest(b *queue.Queue, o options.ClusterBatchOptions, encoded []byte) (cluster.Request, error) {
	batched, _ := batchRequest(b, c.codec, cmp.Or(o.Timeout, c.timeout), encoded)
	req := cluster.Request{Request: batched.Request, Command: b, Idempotent: o.Idempotent, Transaction: true}
	if o.Route != nil {
		var err error
		req.To, req.Replica, err = cluster.TargetOf(o.Route)
		req.Reads = req.Replica
		return req, err
	}
	found := false
	for i := range b.Len() {
		slot, hasKeys, same := b.Slot(i)
		switch {
		case !hasKeys:
		case !same, found && req.To != cluster.BySlot(slot):
			return req, &failure.ConfigurationError{
				Field:   "Batch",
				Message: "is atomic, and its keys lie in different slots (" + failure.Text(b.Name(i)) + "); give keys with the same {hash tag}",
			}
		default:
			req.To, found = cluster.BySlot(slot), true
		}
	}
	return req, nil
}

// pipeline is a batch on its way that is not atomic, pooled with all the memory that it
// needs.
type pipeline struct {
	items    cluster.Pipeline
	itemOf   []int // of each command the item that it is, or -1
	separate []separate
	encoded  []byte // commands whose values are compressed
}

// separate is a command that is no item, since several servers execute it or it blocks.
type separate struct {
	command int
	bytes   []byte // of the command
	before  int    // how many items come before it
	blocks  bool
	to      cluster.Target // of one that blocks
	frame   []byte
	err     error
}

var pipelines = sync.Pool{New: func() any { return new(pipeline) }}

func (p *pipeline) release() {
	p.items.Reset()
	clear(p.separate)
	p.itemOf, p.separate = p.itemOf[:0], p.separate[:0]
	if p.encoded = p.encoded[:0]; cap(p.encoded) > keptBatchBytes {
		p.encoded = nil
	}
	pipelines.Put(p)
}

// run executes the commands. Those that are no items wait for the items before them, and
// those behind wait in turn, so that each server executes them in their order.
func (p *pipeline) run(ctx context.Context, c *ClusterClient, b *queue.Queue, o options.ClusterBatchOptions) error {
	if err := p.plan(c, b, o); err != nil {
		return err
	}
	c.cluster.StartPipeline(&p.items, batchTimeout(b, cmp.Or(o.Timeout, c.timeout)), cluster.RetryPolicy{
		Refused: o.RetryStrategy.RetryServerError, Lost: o.RetryStrategy.RetryConnectionError,
	})
	executed := 0
	for i := range p.separate {
		one := &p.separate[i]
		p.items.Execute(ctx, executed, one.before)
		executed = one.before
		one.frame, one.err = c.executeBeside(ctx, b, one, p.items.Remaining(), o.Idempotent)
	}
	p.items.Execute(ctx, executed, len(p.items.Items))
	return nil
}

// plan sorts the commands: those for one server, and others.
func (p *pipeline) plan(c *ClusterClient, b *queue.Queue, o options.ClusterBatchOptions) error {
	var to cluster.Target
	var replica bool
	if o.Route != nil {
		var err error
		if to, replica, err = cluster.TargetOf(o.Route); err != nil {
			return err
		}
	}
	for i := range b.Len() {
		item := cluster.Item{
			Name: b.Name(i), Bytes: p.command(c.codec, b, i), To: to, Replica: replica, Reads: replica, Idempotent: o.Idempotent,
			Verify: b.Unproven(),
		}
		if o.Route == nil {
			slot, hasKeys, same := b.Slot(i)
			switch {
			case hasKeys && same:
				item.To = cluster.BySlot(slot)
			case hasKeys, cluster.IsFannedOut(item.Name):
				p.addSeparate(separate{command: i, bytes: item.Bytes})
				continue
			case len(p.items.Items) > 0:
				item.To = p.items.Items[len(p.items.Items)-1].To // Any server can, so one that is asked anyway.
			}
		}
		if b.Blocks(i) {
			p.addSeparate(separate{command: i, bytes: item.Bytes, blocks: true, to: item.To})
			continue
		}
		if c.checksReads && o.Route == nil { // Otherwise the route alone decides.
			item.Reads = command.IsReadOnly(item.Name)
		}
		p.itemOf = append(p.itemOf, len(p.items.Items))
		p.items.Items = append(p.items.Items, item)
	}
	return nil
}

// command returns a command of the batch as it is sent.
func (p *pipeline) command(codec compression.Codec, b *queue.Queue, i int) []byte {
	if codec == nil {
		return b.Command(i)
	}
	start := len(p.encoded)
	p.encoded = codec.AppendCommand(p.encoded, b.Name(i), b.Command(i))
	return p.encoded[start:len(p.encoded):len(p.encoded)]
}

func (p *pipeline) addSeparate(s separate) {
	s.before = len(p.items.Items)
	p.separate, p.itemOf = append(p.separate, s), append(p.itemOf, -1)
}

// resolve decodes the replies, of which some may be missing.
func (p *pipeline) resolve(ctx context.Context, b *queue.Queue, codec compression.Codec, raiseOnError bool, timeout time.Duration) ([]any, error) {
	odd := false
	results := make([]any, b.Len())
	var first error
	for i, o := range p.outcomes() {
		frame, err := o.Frame, o.Err
		if err != nil {
			b.Fail(i, err)
		} else {
			results[i], err = resolveReply(codec, b, i, frame)
			err = refine(err, o.Address, noHint)
		}
		odd = odd || isOfAnotherCommand(err)
		if err != nil {
			results[i] = err
			if first == nil {
				first = err
			}
		}
	}
	if odd {
		if unproven := p.items.Prove(ctx, timeout); unproven != nil {
			return nil, failUnproven(b, unproven)
		}
	}
	if raiseOnError && first != nil {
		return nil, first
	}
	return results, nil
}

// outcomes yields what became of each command, in order.
func (p *pipeline) outcomes() iter.Seq2[int, cluster.Outcome] {
	return func(yield func(int, cluster.Outcome) bool) {
		others := p.separate
		for i, item := range p.itemOf {
			var o cluster.Outcome
			if item >= 0 {
				o = p.items.Outcomes[item]
			} else {
				o, others = cluster.Outcome{Frame: others[0].frame, Err: others[0].err}, others[1:]
			}
			if !yield(i, o) {
				return
			}
		}
	}
}

// executeBeside executes a command of a pipeline by itself.
func (c *ClusterClient) executeBeside(ctx context.Context, b *queue.Queue, one *separate, timeout time.Duration, idempotent bool) ([]byte, error) {
	name := named(b.Name(one.command))
	_, hasKeys, _ := b.Slot(one.command)
	req := cluster.Request{
		Request: mux.Request{Name: string(name), Bytes: one.bytes, Timeout: timeout, Verify: b.Unproven()},
		To:      one.to, Reads: c.checksReads && name.ReadOnly(), Idempotent: idempotent, Command: name,
	}
	var call mux.Call
	var err error
	if one.blocks {
		err = c.cluster.ExecuteDedicated(ctx, &call, &req)
	} else {
		err = c.cluster.ExecuteBeside(ctx, &call, &req, hasKeys)
	}
	if err != nil {
		return nil, err
	}
	return call.Frame(0), nil
}

// named is a command of which the name tells whether it reads.
type named string

// ReadOnly reports whether the command only reads.
func (n named) ReadOnly() bool { return command.IsReadOnly(string(n)) }
