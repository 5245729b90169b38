package standalone

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/options"
)

// snapshot is who can be reached at a moment. It does not change: it is replaced.
type snapshot struct {
	primary  *node.Node   // nil if it is not known or, unless it is a single server, not connected
	replicas []*node.Node // those that are connected
	local    []*node.Node // the replicas in the client's zone
	isLocal  bool         // whether the primary is in the client's zone
	lone     bool         // whether the primary is the only server
	isKnown  bool         // whether it is known who is the primary
	closed   bool
	reason   error         // why there is no primary
	replaced chan struct{} // closed when there is a newer snapshot
}

// publish replaces the snapshot. The lock is held, or nobody else knows the group.
func (g *Group) publish() {
	old := g.snapshot.Load()
	s := &snapshot{closed: g.closed, reason: g.reason, replaced: make(chan struct{})}
	inZone := func(n *node.Node) bool {
		return g.config.Zone != "" && n.Server().AvailabilityZone == g.config.Zone
	}
	s.isKnown = g.primary != nil
	s.lone = len(g.order) == 1 && g.order[0] == g.primary
	if g.primary != nil && (g.isSingle || g.primary.Connected()) {
		s.primary, s.isLocal = g.primary, inZone(g.primary)
	}
	for _, n := range g.order {
		if n == g.primary || !n.Connected() {
			continue
		}
		s.replicas = append(s.replicas, n)
		if inZone(n) {
			s.local = append(s.local, n)
		}
	}
	g.snapshot.Store(s)
	if old != nil {
		close(old.replaced)
	}
	if g.config.Changed != nil {
		g.config.Changed()
	}
	if s.primary != nil {
		if g.served != nil && g.served != s.primary && g.config.Promoted != nil {
			g.config.Promoted()
		}
		g.served = s.primary
	}
}

// choose returns the server for a request, or nil if there is none now.
func (g *Group) choose(s *snapshot, r *Request) *node.Node {
	var candidates []*node.Node
	switch {
	case g.config.ReadOnly:
		candidates = s.replicas
	case !r.Reads:
		return s.primary
	case r.Replica:
		if len(s.replicas) == 0 {
			return nil
		}
		candidates = s.replicas
	case g.config.ReadFrom == options.PreferReplica:
		candidates = s.replicas
	case g.config.ReadFrom == options.ReadFromAllNodes:
		return g.nextOfAll(s.replicas, s.primary)
	case g.config.ReadFrom == options.AZAffinityAllNodes:
		primary := s.primary
		if !s.isLocal {
			primary = nil
		}
		if n := g.nextOfAll(s.local, primary); n != nil {
			return n
		}
		return g.nextOfAll(s.replicas, s.primary)
	case g.config.ReadFrom == options.AZAffinity:
		candidates = s.local
	case g.config.ReadFrom == options.AZAffinityReplicasAndPrimary:
		candidates = s.local
		if len(candidates) == 0 && s.isLocal {
			return s.primary
		}
	default:
		return s.primary
	}
	if len(candidates) == 0 {
		candidates = s.replicas
	}
	if len(candidates) == 0 {
		return s.primary
	}
	return candidates[g.turn.Add(1)%uint32(len(candidates))]
}

// nextOfAll returns the server whose turn it is among replicas and, unless it is nil, the
// primary; nil if there is none.
func (g *Group) nextOfAll(replicas []*node.Node, primary *node.Node) *node.Node {
	count := len(replicas)
	if primary != nil {
		count++
	}
	if count == 0 {
		return nil
	}
	if i := int(g.turn.Add(1) % uint32(count)); i < len(replicas) {
		return replicas[i]
	}
	return primary
}

// lacksReplica returns the error of a request that demands a replica where there is
// none, which no waiting would spare it, or nil.
func (s *snapshot) lacksReplica(r *Request) error {
	if !s.lone || !r.Reads || !r.Replica {
		return nil
	}
	return &failure.ConnectionError{
		Command: r.Name, Delivery: failure.NotSent,
		Reason: "no replica is known, and the option {CallOptions.Replica} demands one: leave it out, or give the addresses of the replicas",
	}
}

// missing is the error of a request that found no server in its time.
func (s *snapshot) missing(r *Request) error {
	var reason failure.Text = "no primary is known"
	switch {
	case r.Reads && r.Replica:
		reason = "no replica is connected"
	case s.isKnown:
		reason = "the primary is not connected"
	}
	return &failure.TimeoutError{
		Command: r.Name, Delivery: failure.NotSent, After: r.Timeout, Reason: reason, Cause: s.reason,
	}
}
