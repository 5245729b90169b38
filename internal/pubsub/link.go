package pubsub

import (
	"context"
	"slices"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
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
	isBusy        bool                // a request is under way
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

// change is what is asked of a server about a name.
type change struct {
	route      *route
	subscribes bool
}

var subscribeNames = [modes]string{"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"}

var unsubscribeNames = [modes]string{"UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"}

// mostChanges bounds one request, so that commands on a shared connection need not wait
// for long.
const mostChanges = 1024

// plan returns what to ask of the server now, and takes it as asked. The lock is held.
func (l *link) plan() (changes []change, request []byte) {
	for r := range l.todo {
		if len(changes) == mostChanges {
			break
		}
		delete(l.todo, r)
		p, wanted := r.at(l), r.isWantedAt(l)
		names := &subscribeNames
		switch {
		case wanted && p == nil && !r.paused && r.leftBy != l.node:
			r.add(l)
		case !wanted && p != nil && p.state == confirmed:
			p.state = leaving
			names = &unsubscribeNames
		default:
			continue
		}
		changes = append(changes, change{r, wanted})
		request = resp.AppendCommand(request, names[r.mode], r.name)
	}
	l.isBusy = len(changes) > 0
	return changes, request
}

// submit asks the server for changes. The lock is not held.
func (l *link) submit(conn *mux.Conn, changes []change, request []byte) {
	conn.SubmitFenced(mux.Request{Name: "SUBSCRIBE", Bytes: request}, len(changes), func(frames []byte, err error) {
		l.answered(conn, changes, frames, err)
	})
}

// answered takes in what has become of changes: names that are not confirmed by now have
// an error each.
func (l *link) answered(conn *mux.Conn, changes []change, frames []byte, err error) {
	s := l.subscriptions
	var refusedNames [][]byte
	s.mu.Lock()
	defer func() {
		s.mu.Unlock()
		for _, reply := range refusedNames {
			s.servers.Refused(l.node, reply)
		}
		s.wake()
	}()
	if l.conn != conn {
		return
	}
	if err != nil {
		l.lose(conn, err)
		return
	}
	l.isBusy = false
	errors := errorsOf(frames)
	refusals := refusals{}
	for _, c := range changes {
		p := c.route.at(l)
		if p == nil {
			s.check(c.route)
			continue
		}
		isDone := c.subscribes && p.state == confirmed || p.state == left
		if !isDone && len(errors) > 0 {
			if c.subscribes {
				if reply := refusals.add(c.route, errors[0]); reply != nil {
					refusedNames = append(refusedNames, reply)
				}
			}
			errors = errors[1:]
		}
		if !c.subscribes || p.state != confirmed {
			c.route.remove(l)
		}
		s.check(c.route)
	}
	refusals.report(s, l.node.Address())
	l.completeGaps(true)
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

// errorsOf returns the replies before the last, which is the one to PING.
func errorsOf(frames []byte) [][]byte {
	var replies [][]byte
	for len(frames) > 0 {
		decoder := resp.NewDecoder(frames)
		if decoder.Skip() != nil {
			break
		}
		replies = append(replies, frames[:decoder.Offset()])
		frames = frames[decoder.Offset():]
	}
	return replies[:max(len(replies)-1, 0)]
}

// lose takes in that a connection is lost: nothing is subscribed there. The lock is held.
func (l *link) lose(conn *mux.Conn, reason error) {
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

// confirm takes in that a server has subscribed a name. The lock is held.
func (s *Subscriptions) confirm(r *route, l *link) {
	p := r.at(l)
	if p == nil || p.state != asked {
		return
	}
	p.state = confirmed
	if r.home == l {
		for _, b := range r.subscribers {
			b.restored(r, l)
		}
	}
	for _, b := range r.onPrimaries {
		b.restored(r, l)
	}
	s.resolve(r)
}

// unsubscribed takes in that a server has unsubscribed a name: because it was asked to, or
// because the slot of the channel is another server's now. The lock is held.
func (s *Subscriptions) unsubscribed(r *route, l *link) {
	p := r.at(l)
	switch {
	case p == nil:
	case p.state == leaving:
		p.state = left
	case p.state == confirmed:
		r.lose(l, errMoved)
		r.remove(l)
		if r.home == l {
			r.home = nil
		}
		r.leave(l.node)
		s.retries[r] = struct{}{}
		s.servers.Missed()
		s.check(r)
		s.wake()
	}
}

// isTemporary reports whether a refusal is of the server, at the moment, rather than of
// the name.
func isTemporary(reply []byte) bool {
	kind, _ := refusal.OfReply(reply)
	return kind != refusal.None
}
