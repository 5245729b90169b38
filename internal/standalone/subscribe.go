package standalone

import "github.com/glissade-io/glissade/internal/node"

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
func (g *Group) Primaries() []*node.Node {
	s := g.snapshot.Load()
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
