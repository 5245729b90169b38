package cluster

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/mux"
	"github.com/glissade-io/glissade/core/node"
)

// Lease returns a connection that its caller has to itself, of the server that is
// right for r, of which only what chooses the server, the name and the timeout count.
// It is waited for and tried again as in [Cluster.DoAlone]. See [node.Node.Lease].
func (c *Cluster) Lease(ctx context.Context, r Request) (*node.Lease, error) {
	var lease *node.Lease
	err := c.persist(ctx, new(mux.Call), &r, 0, func(m *member, ctx context.Context, _ *mux.Call, request mux.Request) error {
		taking := ctx
		if request.Timeout > 0 {
			var cancel context.CancelFunc
			taking, cancel = context.WithTimeout(ctx, max(request.Timeout, time.Millisecond))
			defer cancel()
		}
		var err error
		lease, err = m.Lease(taking, request.Name)
		return err
	})
	return lease, err
}
