package cluster

import (
	"context"
	"sync"

	"github.com/glissade-io/glissade/internal/mux"
)

// FanOut executes a request on several servers at once: on all primaries, and on the
// replicas too if replicas is set. The outcomes are in no order. Each server answers for
// itself: that another has the keys, MOVED, is an answer too.
func (c *Cluster) FanOut(ctx context.Context, r Request, replicas bool) ([]Outcome, error) {
	targets, err := c.targets(ctx, &r, replicas)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(targets))
	var all sync.WaitGroup
	for i, target := range targets {
		copied := r
		copied.To, copied.Replica, copied.Reads, copied.fannedOut = target.to, false, false, true
		copied.answered = target.address // until another does
		all.Go(func() {
			var call mux.Call
			err := c.retry(ctx, &call, &copied, 0, (*member).try)
			outcomes[i] = Outcome{Err: err, Address: copied.answered}
			if err == nil {
				outcomes[i].Frame = call.Frames()
			}
		})
	}
	all.Wait()
	return outcomes, nil
}

// fanOutTarget is one of the servers that a request for several of them goes to.
type fanOutTarget struct {
	to      Target
	address string // empty if it is not known
}

// targets returns where a request for several servers goes. A primary is meant as
// that of its shard, which another may be by the time the request is sent.
func (c *Cluster) targets(ctx context.Context, r *Request, replicas bool) ([]fanOutTarget, error) {
	s := c.snapshot.Load()
	if len(s.shards) == 0 {
		// Whoever it is, when there is one the topology is known.
		if _, err := c.await(ctx, r); err != nil {
			return nil, r.budget.Error(err)
		}
		s = c.snapshot.Load()
	}
	var targets []fanOutTarget
	for _, sh := range s.shards {
		if sh.provisional {
			continue // The topology will tell; it may be one of the replicas.
		}
		target := fanOutTarget{to: BySlot(sh.slot)}
		if sh.primary != nil {
			target.address = sh.primary.address
			if sh.empty {
				target.to = ByAddress(target.address)
			}
		}
		targets = append(targets, target)
		if replicas {
			for _, m := range sh.replicas {
				targets = append(targets, fanOutTarget{ByAddress(m.address), m.address})
			}
		}
	}
	return targets, nil
}
