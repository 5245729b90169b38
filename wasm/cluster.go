package main

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// createCluster is create for a client of a cluster.
func (d *dispatcher) createCluster(request boundary.Request, in *boundary.Arguments) {
	configuration, b, err := readClusterConfiguration(in)
	d.createClient(request, b, err, func(dialer stream.Dialer, settings []core.Option) (client, error) {
		return core.NewClusterClient(context.Background(), dialer, configuration, settings...)
	})
}

// submitByRoute sends the command in d.args by a route. What several servers reply goes to
// JavaScript by their addresses, unless it becomes one reply.
func (d *dispatcher) submitByRoute(ctx context.Context, client *core.ClusterClient, id uint32, o options.CallOptions, over func()) {
	submission.OfCluster(client).SubmitOnNodes(ctx, &d.args, o, func(outcomes []cluster.Outcome, err error) {
		over()
		records := d.out.lock()
		defer d.out.unlock()
		switch {
		case err != nil:
			records.Failure(id, err)
		case len(outcomes) == 1 && outcomes[0].Address == "":
			records.Reply(id, outcomes[0].Frame)
		default:
			parts := records.ByNode(id, len(outcomes))
			for _, o := range outcomes {
				parts.AddFrom(o.Address, o.Frame, o.Err)
			}
			parts.End()
		}
	})
}

// submitOnEach sends the command in d.args to a primary and its replicas.
func (d *dispatcher) submitOnEach(ctx context.Context, client *core.Client, id uint32, o options.CallOptions, over func()) {
	o.Route = nil
	submission.Of(client).SubmitOnEach(ctx, &d.args, o, func(outcomes []cluster.Outcome, err error) {
		over()
		records := d.out.lock()
		defer d.out.unlock()
		if err != nil {
			records.Failure(id, err)
			return
		}
		parts := records.ByNode(id, len(outcomes))
		for _, o := range outcomes {
			parts.AddFrom(o.Address, o.Frame, o.Err)
		}
		parts.End()
	})
}
