package standalone

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/options"
)

// view is who can be reached at a moment. It does not change: it is replaced.
type view struct {
	primary  *node.Node   // nil if it is not known or, unless it is a single server, not connected
	replicas []*node.Node // those that are connected
	local    []*node.Node // the replicas in the client's zone
	isLocal  bool         // whether the primary is in the client's zone
	lone     bool         // whether the primary is the only server
	closed   bool
	reason   error         // why there is no primary
	replaced chan struct{} // closed when there is a newer view
}

// refresh replaces the view. The lock is held, or nobody else knows the group.
func (g *Group) refresh() {
	old := g.view.Load()
	v := &view{closed: g.closed, reason: g.reason, replaced: make(chan struct{})}
	inZone := func(n *node.Node) bool {
		return g.config.Zone != "" && n.Server().AvailabilityZone == g.config.Zone
	}
	v.lone = len(g.order) == 1 && g.order[0] == g.primary
	if g.primary != nil && (g.single() || g.primary.Connected()) {
		v.primary, v.isLocal = g.primary, inZone(g.primary)
	}
	for _, n := range g.order {
		if n == g.primary || !n.Connected() {
			continue
		}
		v.replicas = append(v.replicas, n)
		if inZone(n) {
			v.local = append(v.local, n)
		}
	}
	g.view.Store(v)
	if old != nil {
		close(old.replaced)
	}
}

// choose returns the server for a request, or nil if there is none now.
func (g *Group) choose(v *view, r *Request) *node.Node {
	var candidates []*node.Node
	switch {
	case g.config.ReadOnly:
		candidates = v.replicas
	case !r.Reads:
		return v.primary
	case r.Replica:
		if len(v.replicas) == 0 {
			return nil
		}
		candidates = v.replicas
	case g.config.ReadFrom == options.PreferReplica:
		candidates = v.replicas
	case g.config.ReadFrom == options.AZAffinity:
		candidates = v.local
	case g.config.ReadFrom == options.AZAffinityReplicasAndPrimary:
		candidates = v.local
		if len(candidates) == 0 && v.isLocal {
			return v.primary
		}
	default:
		return v.primary
	}
	if len(candidates) == 0 {
		candidates = v.replicas
	}
	if len(candidates) == 0 {
		return v.primary
	}
	return candidates[g.turn.Add(1)%uint32(len(candidates))]
}

// lacksReplica returns the error of a request that demands a replica where there is
// none, which no waiting would spare it, or nil.
func (v *view) lacksReplica(r *Request) error {
	if !v.lone || !r.Reads || !r.Replica {
		return nil
	}
	return &failure.ConnectionError{
		Command: r.Name, Delivery: failure.NotSent,
		Reason: "no replica is known, and the option {CallOptions.Replica} demands one: leave it out, or give the addresses of the replicas",
	}
}

// missing is the error of a request that found no server in its time.
func (v *view) missing(r *Request) error {
	var reason failure.Text = "no primary is known"
	if r.Reads && r.Replica {
		reason = "no replica is connected"
	}
	return &failure.TimeoutError{
		Command: r.Name, Delivery: failure.NotSent, After: r.Timeout, Reason: reason, Cause: v.reason,
	}
}
