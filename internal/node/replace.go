package node

import (
	"context"
	"errors"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

// Renew replaces the shared connection: requests under way on the old one are left
// to be answered, for a time, and it is closed then. It is for a name that may
// stand for another server by now.
func (n *Node) Renew(patience time.Duration) {
	n.mu.Lock()
	conn := n.shared.Load()
	if n.closed || conn == nil || !n.forget(conn, errRenewed) {
		n.mu.Unlock()
		return
	}
	n.others[conn] = struct{}{}
	_, _, _ = n.begin("") // It fails for a closed node alone.
	n.mu.Unlock()
	n.tell()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
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
	dialing, cancel := context.WithTimeout(ctx, n.config.ConnectTimeout)
	defer cancel()
	for n.Reached() {
		old := n.shared.Load()
		conn, version, err := n.dial(dialing, n.config.Mux, n.lost)
		if err != nil {
			return err
		}
		if replaced, err := n.put(conn, version, old); replaced || err != nil {
			return err
		}
		conn.Close()
	}
	return nil
}

// put puts a connection in the place of another, unless that was lost or replaced
// meanwhile, or the session was changed.
func (n *Node) put(conn *mux.Conn, version uint64, old *mux.Conn) (replaced bool, err error) {
	n.mu.Lock()
	switch {
	case n.closed:
		n.mu.Unlock()
		conn.Close()
		return false, &failure.ClosingError{Delivery: failure.NotSent}
	case !n.config.Session.isCurrent(version), old == nil, !n.forget(old, errRenewed):
		n.mu.Unlock()
		return false, nil
	}
	n.others[old] = struct{}{}
	n.shared.Store(conn)
	n.note(models.ConnectionEvent{Kind: models.Connected})
	n.mu.Unlock()
	n.tell()
	if reason := conn.Err(); reason != nil {
		n.lost(conn, reason)
	}
	go n.drain(context.Background(), old)
	return true, nil
}

// drain closes a connection that was replaced, once its requests are answered or ctx
// ends. Who was not answered in time has been told so.
func (n *Node) drain(ctx context.Context, conn *mux.Conn) {
	_ = conn.Shutdown(ctx)
	n.release(conn)
}

// errRenewed is what the event of a connection that was replaced says.
var errRenewed = errors.New("replaced by a new connection")
