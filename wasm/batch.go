package main

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// batch sends the commands of a batch, which are its second argument: requests back
// to back, whose ids and clients do not matter.
func (d *dispatcher) batch(client client, request boundary.Request, in *boundary.Arguments) {
	_, inCluster := client.(*core.ClusterClient)
	b, o, err := d.readBatch(in, inCluster)
	if err != nil {
		d.fail(request.ID, err)
		return
	}
	ctx, over := d.life(request)
	records := batchRecords{dispatcher: d, id: request.ID, over: over}
	if b.Atomic {
		if w := d.takeWatch(request.Client); w != nil {
			w.execute(ctx, b, o, records, func() { submitBatch(ctx, client, b, o, records) })
			return
		}
	}
	submitBatch(ctx, client, b, o, records)
}

// readBatch reads the commands of a batch, and the options of its execution.
func (d *dispatcher) readBatch(in *boundary.Arguments, inCluster bool) (b *queue.Queue, o options.ClusterBatchOptions, err error) {
	atomic := in.Bool("isAtomic")
	commands := boundary.NewRequests(in.Bytes("commands"))
	if !in.Absent() {
		o = readBatchOptions(in, inCluster)
	}
	in.End()
	if err := in.Err(); err != nil {
		return nil, o, err
	}
	b = &queue.Queue{Atomic: atomic}
	for c, ok := commands.Next(); ok; c, ok = commands.Next() {
		if c.Operation != boundary.OperationCommand {
			return nil, o, noSuchOperation(c.Operation)
		}
		d.parser.Parse(&d.args, c.Arguments)
		b.AddRaw(&d.args)
	}
	return b, o, commands.Err()
}

// submitBatch sends a batch by either kind of client.
func submitBatch(ctx context.Context, client client, b *queue.Queue, o options.ClusterBatchOptions, records batchRecords) {
	switch client := client.(type) {
	case *core.ClusterClient:
		submission.OfCluster(client).SubmitBatch(ctx, b, o, records.outcomes)
	case *core.Client:
		submission.Of(client).SubmitBatch(ctx, b, options.BatchOptions{Timeout: o.Timeout, Idempotent: o.Idempotent}, records.replies)
	}
}

// batchRecords writes the record of a batch's results.
type batchRecords struct {
	dispatcher *dispatcher
	id         uint32
	over       func() // see life
}

func (b batchRecords) replies(replies [][]byte, err error) {
	b.write(replies == nil, len(replies), err, func(i int) ([]byte, error) { return replies[i], nil })
}

func (b batchRecords) outcomes(outcomes []cluster.Outcome, err error) {
	b.write(outcomes == nil, len(outcomes), err, func(i int) ([]byte, error) { return outcomes[i].Frame, outcomes[i].Err })
}

func (b batchRecords) write(notExecuted bool, count int, err error, outcome func(i int) ([]byte, error)) {
	b.over()
	records := b.dispatcher.out.lock()
	defer b.dispatcher.out.unlock()
	switch {
	case err != nil:
		records.Failure(b.id, err)
	case notExecuted:
		records.NotExecuted(b.id)
	default:
		parts := records.Batch(b.id, count)
		for i := range count {
			reply, err := outcome(i)
			parts.Add(reply, err)
		}
		parts.End()
	}
}
