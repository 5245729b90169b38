package standalone

import (
	"context"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
)

// Acquire returns a connection that its caller has to itself, of the server that is
// right for r, of which only what chooses the server, the name and the timeout count.
// It is waited for and tried again as in [Group.DoDedicated]: within the request's time,
// which a connection that has to be made may exceed. See [node.Node.Acquire].
func (g *Group) Acquire(ctx context.Context, r Request) (*node.DedicatedConn, error) {
	var conn *node.DedicatedConn
	err := g.retryDedicated(ctx, new(mux.Call), r, func(ctx context.Context, n *node.Node, _ *mux.Call, request mux.Request) (err error) {
		conn, err = n.Acquire(ctx, request.Name, 0)
		return err
	})
	return conn, err
}

// Open makes a connection for a purpose that no request has, to the server that is
// right for r, as Acquire does. See [node.Node.Open].
func (g *Group) Open(ctx context.Context, r Request, change func(config *mux.Config)) (*mux.Conn, error) {
	var conn *mux.Conn
	err := g.retryDedicated(ctx, new(mux.Call), r, func(ctx context.Context, n *node.Node, _ *mux.Call, _ mux.Request) (err error) {
		conn, err = n.Open(ctx, change)
		return err
	})
	return conn, err
}

// Observe takes in what replies that came over a dedicated connection say of its server: one that
// refuses to write is no primary any more. Those of a transaction are the replies to
// MULTI, to each command and to EXEC. It reports whether the connection is of no use
// any more because of that.
func (g *Group) Observe(l *node.DedicatedConn, replies []byte, transaction bool) (useless bool) {
	decision := judgeReplies(replies, &Request{Transaction: transaction})
	if decision != demoted {
		return false
	}
	g.mu.Lock()
	n := g.nodes[l.Address()]
	g.mu.Unlock()
	if n != nil {
		g.applyVerdict(n, decision)
	}
	return true
}
