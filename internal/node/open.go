package node

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
)

// Open makes a connection that counts towards no limit, for a purpose that no
// request has, such as MONITOR: change says how it differs from the node's others.
// The caller closes it; it ends with the node.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.ClosingError.
func (n *Node) Open(ctx context.Context, change func(config *mux.Config)) (*mux.Conn, error) {
	config := n.config.Mux
	config.Exclusive = true
	change(&config)
	ended := config.Closed
	connectCtx, cancel := n.connectContext(ctx)
	defer cancel()
	conn, made, err := n.dial(connectCtx, config, func(conn *mux.Conn, reason error) {
		n.removeUnpooled(conn)
		if ended != nil {
			ended(reason)
		}
	})
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		conn.Close()
		return nil, &failure.ClosingError{Delivery: failure.NotSent}
	}
	n.unpooled[conn] = made
	return conn, nil
}

func (n *Node) removeUnpooled(conn *mux.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.unpooled, conn)
}
