package node

import (
	"context"
	"errors"
	"sync"

	"github.com/glissade-io/glissade/internal/mux"
)

// Close ends all connections at once. Requests that are under way get a
// *failure.ClosingError, and so do those that come later.
func (n *Node) Close() {
	conns, first, idle := n.markClosed()
	if first {
		n.emitPoolClosed(idle)
	}
	for _, conn := range conns {
		conn.Close()
	}
}

// Shutdown takes no more requests, waits until those under way are answered or ctx
// ends, and then closes. It returns the context's error if some were not answered.
func (n *Node) Shutdown(ctx context.Context) error {
	var failures []error
	conns, first, idle := n.markClosed()
	if first {
		n.emitPoolClosed(idle)
	}
	for _, conn := range conns {
		failures = append(failures, conn.Shutdown(ctx))
	}
	return errors.Join(failures...)
}

// ShutdownAll shuts nodes down, all at the same time, and returns the errors of all.
func ShutdownAll[N interface{ Shutdown(context.Context) error }](ctx context.Context, nodes []N) error {
	failures := make([]error, len(nodes))
	var all sync.WaitGroup
	for i, n := range nodes {
		all.Go(func() { failures[i] = n.Shutdown(ctx) })
	}
	all.Wait()
	return errors.Join(failures...)
}

// markClosed marks the node as closed and returns the connections that it had, whether it
// is closed for the first time, and how many of the connections were idle.
func (n *Node) markClosed() (conns []*mux.Conn, first bool, idle int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if first = !n.closed; first {
		n.closed = true
		close(n.done)
	}
	idle = len(n.pool.idle)
	if n.dialLoop != nil {
		n.dialLoop.cancel()
	}
	if n.pool.idleTimer != nil {
		n.pool.idleTimer.Stop()
	}
	for _, pooled := range n.pool.idle {
		conns = append(conns, pooled.conn)
	}
	n.pool.idle = nil
	for pooled := range n.pool.acquired {
		conns = append(conns, pooled.conn)
	}
	for conn := range n.unpooled {
		conns = append(conns, conn)
	}
	if conn := n.shared.Load(); conn != nil {
		conns = append(conns, conn)
	}
	return conns, first, idle
}
