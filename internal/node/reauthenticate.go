package node

import (
	"context"
	"slices"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

// Reauthenticate has the shared connection, if there is one, authenticate with the
// credentials as they are now, unless it has since [Session.RenewCredentials]: by AUTH among
// the requests under way, none of which fails or waits. Where AUTH is refused, a new
// connection takes its place if that is not; else the old one stays as it was.
//
// Errors: *failure.ConnectionError, whose cause is the *failure.ServerError with which the
// server refused if it did; *failure.TimeoutError; *failure.ClosingError. An event tells of
// them too.
func (n *Node) Reauthenticate(ctx context.Context) error {
	ctx, cancel := n.connectContext(ctx)
	defer cancel()
	select {
	case n.authenticating <- struct{}{}:
	case <-n.done:
		return &failure.ClosingError{Delivery: failure.NotSent}
	case <-ctx.Done():
		return n.dialError(ctx, notAuthenticated, context.Cause(ctx))
	}
	defer func() { <-n.authenticating }()
	err := n.reauthenticate(ctx)
	n.closeOutOfDate()
	if err != nil {
		n.mu.Lock()
		n.queueEvent(models.ConnectionEvent{Kind: models.AuthenticationFailed, Err: err})
		n.mu.Unlock()
		n.emitEvents()
	}
	return err
}

const notAuthenticated = "the connection did not authenticate again"

func (n *Node) reauthenticate(ctx context.Context) error {
	for {
		conn, err := n.sharedOutOfDate()
		if conn == nil {
			return err
		}
		handshake, made, err := n.config.Session.current(ctx)
		if err != nil {
			return n.dialError(ctx, "no credentials for the connection", err)
		}
		err = conn.Authenticate(ctx, handshake.Username, handshake.Password)
		switch {
		case err == nil:
			n.authenticated(conn, made)
		case errtype.Is[*failure.ServerError](err):
			return n.Replace(ctx) // which says why it was refused, if it was in silence
		case conn.Err() != nil:
			// The next one is made with what is right then.
		default:
			return n.dialError(ctx, notAuthenticated, err)
		}
	}
}

// sharedOutOfDate returns the shared connection if it has other credentials than it should.
func (n *Node) sharedOutOfDate() (*mux.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return nil, &failure.ClosingError{Delivery: failure.NotSent}
	}
	conn := n.shared.Load()
	if conn == nil || conn.Err() != nil || n.config.Session.hasCredentials(n.sharedMade) {
		return nil, nil
	}
	return conn, nil
}

// authenticated takes in that a connection has the credentials of a revision.
func (n *Node) authenticated(conn *mux.Conn, made revision) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.shared.Load() == conn {
		n.sharedMade.credentials = made.credentials
	}
}

// closeOutOfDate closes the idle dedicated connections that are not to be used again.
func (n *Node) closeOutOfDate() {
	n.mu.Lock()
	var outOfDate []*pooledConn
	n.pool.idle = slices.DeleteFunc(n.pool.idle, func(pooled *pooledConn) bool {
		isCurrent := n.config.Session.hasCredentials(pooled.made)
		if !isCurrent {
			outOfDate = append(outOfDate, pooled)
		}
		return !isCurrent
	})
	n.mu.Unlock()
	for _, pooled := range outOfDate {
		pooled.conn.Close()
	}
}

// OutOfDate reports whether a connection that [Node.Open] has made has other credentials than
// a new one.
func (n *Node) OutOfDate(conn *mux.Conn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	made, isOpen := n.unpooled[conn]
	return isOpen && !n.config.Session.hasCredentials(made)
}
