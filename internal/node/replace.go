package node

import (
	"context"
	"errors"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

// Reconnect drops the shared connection and dials anew: requests under way on the old
// one are left to be answered, for at most drainTimeout, and it is closed then. It is
// for a name that may stand for another server by now.
func (n *Node) Reconnect(drainTimeout time.Duration) {
	n.mu.Lock()
	conn := n.shared.Load()
	if n.closed || conn == nil || !n.dropShared(conn, errReplaced) {
		n.mu.Unlock()
		return
	}
	n.unpooled[conn] = n.sharedMade
	_, _, _ = n.ensureConnecting("") // It fails for a closed node alone.
	n.mu.Unlock()
	n.emitEvents()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		n.drain(ctx, conn)
	}()
}

// Replace makes a shared connection with the session as it is now, in place of the
// one that there is: requests under way on that one are left to be answered. Where no
// new one can be made, the old one stays. It does nothing if there is none.
// Errors: *failure.ConnectionError, whose cause is the *failure.ServerError with which
// the server refused the handshake if it did; *failure.TimeoutError;
// *failure.ClosingError.
func (n *Node) Replace(ctx context.Context) error {
	if n.isClosed() {
		return &failure.ClosingError{Delivery: failure.NotSent}
	}
	connectCtx, cancel := context.WithTimeout(ctx, n.config.ConnectTimeout)
	defer cancel()
	for n.Reached() {
		old := n.shared.Load()
		start := time.Now()
		conn, made, err := n.dial(connectCtx, n.config.Mux, n.connectionLost)
		if err != nil {
			return err
		}
		n.emitCreated(start, true)
		if replaced, err := n.swapShared(conn, made, old); replaced || err != nil {
			return err
		}
		conn.Close()
	}
	return nil
}

// swapShared makes a connection the shared one in place of another, unless that was
// lost or replaced meanwhile, or the session was changed.
func (n *Node) swapShared(conn *mux.Conn, made revision, old *mux.Conn) (replaced bool, err error) {
	n.mu.Lock()
	switch {
	case n.closed:
		n.mu.Unlock()
		conn.Close()
		return false, &failure.ClosingError{Delivery: failure.NotSent}
	case !n.config.Session.isCurrent(made), old == nil, !n.dropShared(old, errReplaced):
		n.mu.Unlock()
		return false, nil
	}
	n.unpooled[old] = n.sharedMade
	n.shared.Store(conn)
	n.sharedMade = made
	n.queueShared(models.ConnectionShared, 1)
	n.queueEvent(models.ConnectionEvent{Kind: models.Connected})
	n.mu.Unlock()
	n.emitEvents()
	if reason := conn.Err(); reason != nil {
		n.connectionLost(conn, reason)
	}
	go n.drain(context.Background(), old)
	return true, nil
}

// drain closes a connection that was replaced, once its requests are answered or ctx
// ends. Requests that are not answered in time get an error.
func (n *Node) drain(ctx context.Context, conn *mux.Conn) {
	_ = conn.Shutdown(ctx)
	n.removeUnpooled(conn)
}

// errReplaced is what the event of a connection that was replaced says.
var errReplaced = errors.New("replaced by a new connection")
