package cluster

import (
	"context"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/refusal"
)

// Acquire returns a connection that its caller has to itself, of the server that is
// right for r, of which only what chooses the server, the name and the timeout count.
// It is waited for and tried again within the request's time,
// which a connection that has to be made may exceed. See [node.Node.Acquire].
func (c *Cluster) Acquire(ctx context.Context, r Request) (*node.DedicatedConn, error) {
	var conn *node.DedicatedConn
	err := c.retryDedicated(ctx, new(mux.Call), &r, func(m *member, ctx context.Context, _ *mux.Call, request mux.Request) (err error) {
		conn, err = m.Acquire(ctx, request.Name, 0)
		return err
	})
	return conn, err
}

// AskedBy returns the address of the server that a slot is on its way to, if that is what
// replies say which came over a dedicated connection to another; of a transaction they are those to
// MULTI, to each command and to EXEC.
func (c *Cluster) AskedBy(replies []byte, transaction bool, from string) (address string, asked bool) {
	kind, where := refusalIn(replies, transaction)
	if kind != refusal.Asked {
		return "", false
	}
	_, address, err := c.parseRedirect(string(where), from)
	return address, err == nil
}

// AcquireAsked returns a connection to the server at an address that [Cluster.AskedBy] has
// returned, for a request that is under way: within its time. It is not tried again.
func (c *Cluster) AcquireAsked(ctx context.Context, address string, r mux.Request) (*node.DedicatedConn, error) {
	return c.askedMember(address).Acquire(ctx, r.Name, r.Timeout)
}

// Observe takes in what replies that came over a dedicated connection say of its server: one that refuses
// them because it has the slot no more is not the right one. Those of a transaction are
// the replies to MULTI, to each command and to EXEC. It reports whether the connection
// is of no use any more because of that.
func (c *Cluster) Observe(replies []byte, transaction bool) (useless bool) {
	switch kind, _ := refusalIn(replies, transaction); kind {
	case refusal.Moved, refusal.NotPrimary:
		c.refreshNow()
		return true
	default:
		return false
	}
}
