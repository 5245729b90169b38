package standalone

import (
	"time"

	"github.com/glissade-io/glissade/internal/node"
)

// Home returns the server to subscribe at, whatever the name: the primary, or where all
// are only read from, any; nil while none is known. It takes no lock.
func (g *Group) Home(string) *node.Node {
	s := g.snapshot.Load()
	if s.primary == nil && g.config.ReadOnly && len(s.replicas) > 0 {
		return s.replicas[0]
	}
	return s.primary
}

// Primaries returns the servers at which it is good to be subscribed: the primary, or
// where all are only read from, those that are connected. If none is known, one is looked for.
// Now and then it has the primary found out again.
func (g *Group) Primaries() []*node.Node {
	s := g.snapshot.Load()
	g.verifyPrimary()
	var nodes []*node.Node
	if s.primary != nil {
		nodes = append(nodes, s.primary)
	}
	if g.config.ReadOnly {
		nodes = append(nodes, s.replicas...)
	}
	if len(nodes) == 0 {
		g.startWatching()
	}
	return nodes
}

// Refused does nothing: what servers that are no cluster refuse for the moment, they do by
// themselves no more.
func (g *Group) Refused(*node.Node, []byte) {}

// Missed does nothing: servers that are no cluster are looked for when a connection is lost.
func (g *Group) Missed() {}

// Unreachable reports whether a server was never connected to.
func (g *Group) Unreachable(n *node.Node) bool { return !n.Known() }

// verifyInterval is less than the interval at which subscriptions are compared, so that each
// of those may verify.
const verifyInterval = time.Second

// verifyPrimary has the primary found out if nobody has for a while: who only listens gets
// no READONLY from a server that has become a replica, and would stay there. Sentinels tell
// of that by themselves.
func (g *Group) verifyPrimary() {
	if g.config.Sentinel != nil || !g.looksForPrimary() {
		return
	}
	now, last := time.Now().UnixNano(), g.verified.Load()
	if now-last >= int64(verifyInterval) && g.verified.CompareAndSwap(last, now) && last != 0 {
		g.requestDiscovery()
	}
}
