package node

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
)

// Connecting has the shared connection made, unless there is one: it returns nil
// then, and else a channel that is closed when there is one or, for a server that was
// never connected to, when it could not be made; [Node.Failed] tells why.
func (n *Node) Connecting() (done <-chan struct{}) {
	n.mu.Lock()
	d, _, err := n.ensureConnecting("")
	n.mu.Unlock()
	n.emitEvents()
	switch {
	case err != nil:
		return n.done
	case d == nil:
		return nil
	default:
		return d.done
	}
}

// AwaitAttempt has the shared connection made, and waits until it is there or an attempt has
// failed, whether others follow or not.
func (n *Node) AwaitAttempt(ctx context.Context) {
	n.mu.Lock()
	d, _, _ := n.ensureConnecting("") // It fails for a closed node alone.
	n.mu.Unlock()
	n.emitEvents()
	if d == nil {
		return
	}
	select {
	case <-d.done:
	case <-d.tried:
	case <-ctx.Done():
	}
}

// Failed returns why the last attempt to connect failed, as long as there is no
// connection.
func (n *Node) Failed() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case n.closed:
		return &failure.ClosingError{Delivery: failure.NotSent}
	case n.dialLoop != nil && n.dialLoop.lastErr != nil:
		return n.dialLoop.lastErr
	default:
		return n.lastErr
	}
}
