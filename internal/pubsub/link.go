package pubsub

import (
	"context"
	"slices"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/retry"
)

// link is the connection to a server at which something is subscribed, or about to be.
// The lock of the Subscriptions guards it.
type link struct {
	subscriptions *Subscriptions
	node          *node.Node
	isPrimary     bool // it is among the servers that messages are taken from
	isReleased    bool
	cancel        context.CancelFunc // of the connecting
	isConnecting  bool
	made          time.Time           // when the connection was
	failures      int                 // connections in a row that were lost as soon as they were made
	conn          *mux.Conn           // nil while there is none
	isShared      bool                // others use the connection too
	isOutOfDate   bool                // the connection is to be replaced
	handover      *handover           // by another one; nil if it is not being
	marker        string              // of the last handover
	isBusy        bool                // a request or a handover is under way
	routes        map[*route]struct{} // that have a place here
	todo          map[*route]struct{} // to be subscribed or unsubscribed
	restoring     []*Subscriber       // whose gap is not complete until the request is answered
}

// link returns the link to a server, which is made if there is none. The lock is held.
func (s *Subscriptions) link(n *node.Node) *link {
	l := s.links[n]
	if l == nil {
		l = &link{subscriptions: s, node: n, routes: map[*route]struct{}{}, todo: map[*route]struct{}{}}
		s.links[n] = l
	}
	return l
}

// connect makes the connection, as often as it takes. The first try comes at once, unless
// others were in vain: a server may end each connection that subscribes.
func (l *link) connect(ctx context.Context, try int) {
	if try > 0 && !retry.Sleep(ctx, ctx, retry.Pause(try-1)) {
		return
	}
	for ; ; try++ {
		conn, shared, err := l.node.Subscriber(ctx)
		if err == nil {
			if err = l.connected(conn, shared); err == nil {
				l.subscriptions.HandOver(l.node) // if its credentials have changed meanwhile
				return
			}
			if !shared {
				conn.Close()
			}
		}
		if ctx.Err() != nil {
			return
		}
		l.connectFailed(err)
		if !retry.Sleep(ctx, ctx, retry.Pause(try)) {
			return
		}
	}
}

// connectFailed tells those who wait, if nothing is to be expected.
func (l *link) connectFailed(err error) {
	s := l.subscriptions
	if _, isClosed := err.(*failure.ClosingError); isClosed {
		return // The server is not used any more, and another will be.
	}
	isFinal := s.servers.Unreachable(l.node)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastErr = err
	if isFinal {
		for r := range l.todo {
			r.fail(err)
		}
	}
}

// forgetUnwanted drops what is to be done no more. The lock is held.
func (l *link) forgetUnwanted() {
	for r := range l.todo {
		if !r.isWantedAt(l) && r.at(l) == nil {
			delete(l.todo, r)
		}
	}
}

// connected takes in that there is a connection, and has messages taken from it, unless it
// is not wanted any more. It is listened to with the lock: so that of the links that a
// server had, none takes another's messages away.
func (l *link) connected(conn *mux.Conn, shared bool) error {
	s := l.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.isReleased {
		return errReleased
	}
	if err := conn.Listen(&source{l, conn}); err != nil {
		return err
	}
	l.conn, l.isShared, l.isBusy, l.isConnecting, l.made = conn, shared, false, false, time.Now()
	l.isOutOfDate = false
	s.lastErr = nil
	s.wake()
	return nil
}

// errReleased says that a connection has come too late.
var errReleased = &failure.ClosingError{Delivery: failure.NotSent}

// release has nothing more to do with the server, and returns what closes a connection that
// is for nothing else, to be called without the lock, which is held.
func (l *link) release() func() {
	conn, shared := l.conn, l.isShared
	l.conn, l.isReleased = nil, true
	if l.cancel != nil {
		l.cancel()
	}
	if l.subscriptions.links[l.node] == l {
		delete(l.subscriptions.links, l.node)
	}
	switch {
	case conn == nil:
	case shared:
		_ = conn.Listen(nil) // It fails for no connection.
	default:
		return conn.Close
	}
	return func() {}
}

// completeGaps says that all that was asked for is confirmed: to all, or where more is due,
// to those whose gap that does not concern. The lock is held.
func (l *link) completeGaps(moreIsDue bool) {
	l.restoring = slices.DeleteFunc(l.restoring, func(b *Subscriber) bool {
		if moreIsDue && b.isRestoring(l) {
			return false
		}
		b.completeGap()
		return true
	})
}

// lose takes in that a connection is lost: nothing is subscribed there. The lock is held.
func (l *link) lose(conn *mux.Conn, reason error) {
	if h := l.handover; h != nil && (conn == h.old || conn == h.new) {
		h.end()
	}
	if l.conn != conn {
		return
	}
	s := l.subscriptions
	l.conn, l.isBusy = nil, false
	if l.failures++; time.Since(l.made) > retry.MaxPause {
		l.failures = 0
	}
	if _, isClosed := reason.(*failure.ClosingError); isClosed {
		reason = errLeft // The client is not closed: it does not use the server any more.
	}
	for r := range l.routes {
		if r.isConfirmedAt(l) {
			r.lose(l, reason)
		}
		r.remove(l)
		s.check(r)
	}
	l.completeGaps(false)
	s.lastErr = reason
	s.wake()
}
