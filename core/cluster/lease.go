package cluster

import (
	"bytes"
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

// Heed takes in what replies that came over a lease say of its server: one that refuses
// them because it has the slot no more is not the right one. Those of a transaction are
// the replies to MULTI, to each command and to EXEC. It reports whether the connection
// is of no use any more because of that.
func (c *Cluster) Heed(replies []byte, transaction bool) (useless bool) {
	line := firstLine(replies)
	if transaction {
		line = refusedInTransaction(replies)
	}
	code, rest, _ := bytes.Cut(line, []byte(" "))
	switch string(code) {
	case "MOVED", "READONLY":
	case "UNBLOCKED":
		if !isForced(rest) {
			return false
		}
	default:
		return false
	}
	c.look()
	return true
}
