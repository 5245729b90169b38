package core

import (
	"cmp"
	"context"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/cluster"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/mux"
	"github.com/glissade-io/glissade/core/resp"
	"github.com/glissade-io/glissade/options"
)

// Exec executes a batch in the cluster, as [Client.Exec] does on one server.
//
// The commands of a transaction must have their keys in one slot; without keys it goes
// to any primary. Those of a pipeline go each where its keys are, those for one server
// in one write and the servers at the same time: results come in the order of the
// commands, which were executed in that order on each server, not across them.
// Commands for several servers are executed on all of them, beside the others.
//
// Redirections are followed, for each command of a pipeline by itself and for a
// transaction as a whole.
func (c *ClusterClient) Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error) {
	return c.ExecWithOptions(ctx, b, raiseOnError, options.ClusterBatchOptions{})
}

// ExecWithOptions is [ClusterClient.Exec] with options: a timeout, a route, and which
// commands of a pipeline are sent again when they fail.
func (c *ClusterClient) ExecWithOptions(ctx context.Context, b *batch.Batch, raiseOnError bool, o options.ClusterBatchOptions) ([]any, error) {
	if err := checkClusterBatch(b, o); err != nil {
		b.FailAll(err)
		return nil, err
	}
	if b.Atomic() {
		return c.transaction(ctx, b, raiseOnError, o)
	}
	frames, failures, err := c.pipeline(ctx, b, o)
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	return resolveAll(b, raiseOnError, frames, failures)
}

// checkClusterBatch returns why a batch must not be sent, or nil.
func checkClusterBatch(b *batch.Batch, o options.ClusterBatchOptions) error {
	err := b.Err()
	if err == nil {
		err = o.Validate()
	}
	if err == nil && b.Atomic() && o.RetryStrategy != (options.RetryStrategy{}) {
		err = &failure.ConfigurationError{
			Field: "ClusterBatchOptions.RetryStrategy", Message: "is set for an atomic batch, which is executed once or not at all; leave it out",
		}
	}
	return err
}

// resolveAll decodes the replies to a batch, of which some may have failed.
func resolveAll(b *batch.Batch, raiseOnError bool, frames [][]byte, failures []error) ([]any, error) {
	results := make([]any, b.Len())
	var first error
	for i := range results {
		err := failures[i]
		if err != nil {
			b.Fail(i, err)
		} else {
			results[i], err = b.Resolve(i, frames[i])
		}
		if err != nil {
			results[i] = err
			if first == nil {
				first = err
			}
		}
	}
	if raiseOnError && first != nil {
		return nil, first
	}
	return results, nil
}

// transaction executes an atomic batch.
func (c *ClusterClient) transaction(ctx context.Context, b *batch.Batch, raiseOnError bool, o options.ClusterBatchOptions) ([]any, error) {
	r := newRequest()
	defer r.release()
	q, err := c.transactionRequest(b, o, r.encoded[:0])
	if err == nil {
		r.encoded = q.Bytes
		err = c.cluster.Do(ctx, &r.call, q)
	}
	if err != nil {
		b.FailAll(err)
		return nil, err
	}
	return results(b, raiseOnError, &r.call)
}

func (c *ClusterClient) transactionRequest(b *batch.Batch, o options.ClusterBatchOptions, encoded []byte) (cluster.Request, error) {
	of, _ := batchRequest(b, cmp.Or(o.Timeout, c.timeout), encoded)
	q := cluster.Request{Request: of.Request, Command: b, Idempotent: o.Idempotent, Transaction: true}
	if o.Route != nil {
		var err error
		q.To, q.Replica, err = cluster.TargetOf(o.Route)
		q.Reads = q.Replica
		return q, err
	}
	found := false
	for i := range b.Len() {
		slot, hasKeys, same := b.Slot(i)
		switch {
		case !hasKeys:
		case !same, found && q.To != cluster.BySlot(slot):
			return q, &failure.ConfigurationError{
				Field:   "Batch",
				Message: "is atomic, and its keys lie in different slots (" + b.Name(i) + "); give keys with the same {hash tag}",
			}
		default:
			q.To, found = cluster.BySlot(slot), true
		}
	}
	return q, nil
}

// pipeline executes a batch that is not atomic, and returns the reply or the failure of
// each command.
func (c *ClusterClient) pipeline(ctx context.Context, b *batch.Batch, o options.ClusterBatchOptions) ([][]byte, []error, error) {
	p, err := c.newPipeline(b, o)
	if err != nil {
		return nil, nil, err
	}
	p.run(ctx)
	return p.frames, p.failures, nil
}

func (c *ClusterClient) newPipeline(b *batch.Batch, o options.ClusterBatchOptions) (*pipeline, error) {
	if _, blocks := b.Blocking(); blocks {
		return nil, &failure.ConfigurationError{
			Field: "Batch", Message: "has a command that blocks, which would hold up what shares its connection; execute it by itself",
		}
	}
	p := &pipeline{client: c, batch: b, options: o, timeout: cmp.Or(o.Timeout, c.timeout)}
	return p, p.plan()
}

// pipeline is a batch on its way.
type pipeline struct {
	client   *ClusterClient
	batch    *batch.Batch
	options  options.ClusterBatchOptions
	timeout  time.Duration
	items    []cluster.Item
	of       []int    // the command of each item
	apart    []int    // commands for several servers
	frames   [][]byte // by command
	failures []error
}

// plan sorts the commands: those for one server, and others.
func (p *pipeline) plan() error {
	n := p.batch.Len()
	p.items, p.of = make([]cluster.Item, 0, n), make([]int, 0, n)
	p.frames, p.failures = make([][]byte, n), make([]error, n)
	var to cluster.Target
	var replica bool
	if p.options.Route != nil {
		var err error
		if to, replica, err = cluster.TargetOf(p.options.Route); err != nil {
			return err
		}
	}
	for i := range n {
		item := cluster.Item{Name: p.batch.Name(i), Bytes: p.batch.Command(i), To: to, Replica: replica, Reads: replica}
		if p.options.Route == nil {
			slot, hasKeys, same := p.batch.Slot(i)
			switch {
			case hasKeys && same:
				item.To = cluster.BySlot(slot)
			case hasKeys, cluster.IsForSeveral(item.Name):
				p.apart = append(p.apart, i)
				continue
			case len(p.items) > 0:
				item.To = p.items[len(p.items)-1].To // Any server can, so one that is asked anyway.
			}
		}
		if p.client.looks {
			item.Reads = command.IsReadOnly(item.Name)
		}
		item.Idempotent = p.options.Idempotent
		p.items, p.of = append(p.items, item), append(p.of, i)
	}
	return nil
}

// run executes the commands for several servers beside the others.
func (p *pipeline) run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, i := range p.apart {
			p.frames[i], p.failures[i] = p.alone(ctx, i)
		}
	}()
	outcomes := p.client.cluster.Pipeline(ctx, p.items, p.timeout, cluster.Patience{
		Refused: p.options.RetryStrategy.RetryServerError, Lost: p.options.RetryStrategy.RetryConnectionError,
	})
	for n, o := range outcomes {
		p.frames[p.of[n]], p.failures[p.of[n]] = o.Frame, o.Err
	}
	<-done
}

// alone executes a command that is no item.
func (p *pipeline) alone(ctx context.Context, i int) ([]byte, error) {
	var args command.Args
	command.CustomCommand(&args, words(p.batch.Command(i)))
	q := p.client.request(&args, &noOptions)
	q.Timeout, q.Idempotent, q.Command = p.timeout, p.options.Idempotent, &args
	var call mux.Call
	if err := p.client.cluster.Execute(ctx, &call, &args, q, nil); err != nil {
		return nil, err
	}
	return call.Frame(0), nil
}

// words takes a command apart.
func words(encoded []byte) []string {
	decoder := resp.NewDecoder(encoded)
	token, _ := decoder.Next() // It was encoded here, and is an array of strings.
	list := make([]string, token.Len)
	for i := range list {
		token, _ := decoder.Next()
		list[i] = string(token.Text)
	}
	return list
}
