package node

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/internal/mux"
)

// Close ends all connections at once. Requests that are under way get a
// *failure.ClosingError, and so do those that come later.
func (n *Node) Close() {
	for _, conn := range n.retire() {
		conn.Close()
	}
}

// Shutdown takes no more requests, waits until those under way are answered or ctx
// ends, and then closes. It returns the context's error if some were not answered.
func (n *Node) Shutdown(ctx context.Context) error {
	var failures []error
	for _, conn := range n.retire() {
		failures = append(failures, conn.Shutdown(ctx))
	}
	return errors.Join(failures...)
}

// retire marks the node as closed and returns the connections that it had.
func (n *Node) retire() []*mux.Conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		close(n.done)
	}
	if n.attempt != nil {
		n.attempt.cancel()
	}
	if n.pool.clock != nil {
		n.pool.clock.Stop()
	}
	var conns []*mux.Conn
	for _, l := range n.pool.idle {
		conns = append(conns, l.conn)
	}
	n.pool.idle = nil
	for l := range n.pool.acquired {
		conns = append(conns, l.conn)
	}
	for conn := range n.others {
		conns = append(conns, conn)
	}
	if conn := n.shared.Load(); conn != nil {
		conns = append(conns, conn)
	}
	return conns
}
