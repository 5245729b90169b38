package standalone

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/retry"
)

// Lease returns a connection that its caller has to itself, of the server that is
// right for r, of which only what chooses the server, the name and the timeout count.
// It is waited for and tried again as in [Group.DoDedicated]: within the request's time,
// which a connection that has to be made may exceed. See [node.Node.Lease].
func (g *Group) Lease(ctx context.Context, r Request) (*node.Lease, error) {
	return acquire(ctx, g, r, func(n *node.Node) (*node.Lease, error) { return n.Lease(ctx, r.Name) })
}

// Open makes a connection for a purpose that no request has, to the server that is
// right for r, as Lease does. See [node.Node.Open].
func (g *Group) Open(ctx context.Context, r Request, change func(config *mux.Config)) (*mux.Conn, error) {
	return acquire(ctx, g, r, func(n *node.Node) (*mux.Conn, error) { return n.Open(ctx, change) })
}

// acquire takes something from the server that is right for a request.
func acquire[T any](ctx context.Context, g *Group, r Request, take func(n *node.Node) (T, error)) (T, error) {
	var none T
	for try := 0; ; try++ {
		n := g.choose(g.view.Load(), &r)
		if n == nil {
			var err error
			if n, err = g.await(ctx, &r); err != nil {
				return none, r.budget.Error(err)
			}
		}
		began := time.Now()
		taken, err := take(n)
		if err == nil {
			return taken, nil
		}
		what := judgeError(err, n, &r)
		if what == final {
			return none, r.budget.Error(err)
		}
		pause, again := r.again(time.Since(began), what, try)
		if !again || !retry.Sleep(ctx, g.life, pause) {
			return none, r.budget.Error(err)
		}
	}
}

// Observe takes in what replies that came over a lease say of its server: one that
// refuses to write is no primary any more. Those of a transaction are the replies to
// MULTI, to each command and to EXEC. It reports whether the connection is of no use
// any more because of that.
func (g *Group) Observe(l *node.Lease, replies []byte, transaction bool) (useless bool) {
	what := judgeReplies(replies, &Request{Transaction: transaction})
	if what != demoted {
		return false
	}
	g.mu.Lock()
	n := g.nodes[l.Address()]
	g.mu.Unlock()
	if n != nil {
		g.note(n, what)
	}
	return true
}
