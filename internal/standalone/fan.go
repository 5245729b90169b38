package standalone

import (
	"context"
	"slices"
	"sync"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
)

// Outcome is what became of a request on one server.
type Outcome struct {
	// Frame is the reply, nil if there is none; Err is why.
	Frame   []byte
	Err     error
	Address string
}

// OnEach executes a request on all servers at the same time. Nothing is tried again. An error
// means that no server has answered.
func (g *Group) OnEach(ctx context.Context, r Request) ([]Outcome, error) {
	nodes := g.servers()
	if len(nodes) == 0 { // Sentinels have not been asked yet.
		if _, err := g.await(ctx, &r); err != nil {
			return nil, err
		}
		nodes = g.servers()
	}
	outcomes := make([]Outcome, len(nodes))
	var all sync.WaitGroup
	for i, n := range nodes {
		all.Go(func() {
			var call mux.Call
			o := &outcomes[i]
			o.Address = n.Address()
			if o.Err = n.Do(ctx, &call, r.Request); o.Err == nil {
				o.Frame = slices.Clone(call.Frame(0))
			}
		})
	}
	all.Wait()
	for _, o := range outcomes {
		if o.Err == nil {
			return outcomes, nil
		}
	}
	return nil, outcomes[0].Err
}

// servers returns those that are part of the group.
func (g *Group) servers() []*node.Node {
	var nodes []*node.Node
	g.Each(func(n *node.Node) { nodes = append(nodes, n) })
	return nodes
}
