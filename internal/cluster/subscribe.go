package cluster

import (
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/slot"
)

// Home returns the server at which to subscribe a name: the primary that has its slot, or
// nil while none is known. It takes no lock.
func (c *Cluster) Home(name string) *node.Node {
	sh := c.snapshot.Load().shardOf(slot.OfString(name))
	if sh == nil || sh.primary == nil {
		return nil
	}
	return sh.primary.Node
}

// Primaries returns the primaries that are known. If there are none, the topology is asked
// for.
func (c *Cluster) Primaries() []*node.Node {
	s := c.snapshot.Load()
	if len(s.primaries) == 0 {
		c.startWatching()
		c.refreshNow()
	}
	nodes := make([]*node.Node, len(s.primaries))
	for i, m := range s.primaries {
		nodes[i] = m.Node
	}
	return nodes
}

// Refused takes in that a server refuses to subscribe a sharded channel, since its slot is
// elsewhere, or nowhere.
func (c *Cluster) Refused(n *node.Node, reply []byte) {
	if kind, detail := refusal.OfReply(reply); kind == refusal.Moved {
		if number, address, err := c.parseRedirect(string(detail), n.Address()); err == nil && address != n.Address() {
			c.patch(number, address)
		}
	}
	c.refreshNow()
}

// Missed has the topology asked for.
func (c *Cluster) Missed() { c.refreshNow() }

// Unreachable reports false: another server may take over.
func (c *Cluster) Unreachable(*node.Node) bool { return false }
