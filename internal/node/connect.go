package node

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/restate"
	"github.com/glissade-io/glissade/models"
)

// attempt is the making of the shared connection, which everybody who needs it
// waits for. It tries as often as it takes.
type attempt struct {
	cancel  context.CancelFunc
	hurry   chan struct{} // holds a token when the next try is to come at once
	done    chan struct{} // closed when conn or err is set
	conn    *mux.Conn
	err     error
	waiting []*submission
	failed  error // why the last try failed; guarded by the node's lock
}

// connection returns the shared connection, made if need be.
func (n *Node) connection(ctx context.Context, request mux.Request) (*mux.Conn, error) {
	n.mu.Lock()
	a, conn, err := n.begin(request.Name)
	n.mu.Unlock()
	n.tell()
	if conn != nil || err != nil {
		return conn, err
	}
	var expired <-chan time.Time
	if request.Timeout > 0 {
		timer := time.NewTimer(request.Timeout)
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case <-a.done:
		return a.conn, forCommand(a.err, request.Name)
	case <-expired:
		return nil, n.unconnected(request, a, nil)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			return nil, n.unconnected(request, a, context.Cause(ctx))
		}
		return nil, &failure.CanceledError{Command: request.Name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
	}
}

// begin returns the connection if there is one, or else the attempt under way,
// which it starts if need be. The lock is held.
func (n *Node) begin(command string) (*attempt, *mux.Conn, error) {
	if n.closed {
		return nil, nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	if conn := n.shared.Load(); conn != nil {
		reason := conn.Err()
		if reason == nil {
			return nil, conn, nil
		}
		n.forget(conn, reason)
	}
	if n.attempt == nil {
		ctx, cancel := context.WithCancel(context.Background())
		n.attempt = &attempt{cancel: cancel, hurry: make(chan struct{}, 1), done: make(chan struct{})}
		go n.make(ctx, n.attempt)
	}
	return n.attempt, nil, nil
}

// make runs an attempt.
func (n *Node) make(ctx context.Context, a *attempt) {
	defer a.cancel()
	version, err := n.keepDialing(ctx, a)
	a.err = err
	for {
		n.mu.Lock()
		if a.conn != nil && !n.closed && !n.config.Session.isCurrent(version) {
			// Whoever changed the session did not find it, and takes it for one to come.
			n.others[a.conn] = struct{}{}
			go n.drain(context.Background(), a.conn)
			a.conn = nil
			n.mu.Unlock()
			version, a.err = n.keepDialing(ctx, a)
			continue
		}
		if n.closed && a.conn != nil {
			a.conn.Close()
			a.conn, a.err = nil, &failure.ClosingError{Delivery: failure.NotSent}
		}
		waiting := a.waiting
		a.waiting = nil
		if len(waiting) == 0 {
			n.publish(a)
			n.mu.Unlock()
			n.tell()
			close(a.done)
			if a.conn != nil && a.conn.Err() != nil {
				n.lost(a.conn, a.conn.Err())
			}
			return
		}
		ready := waiting[:0]
		for _, s := range waiting {
			if !s.over {
				s.over = true
				ready = append(ready, s)
			}
		}
		n.mu.Unlock()
		for _, s := range ready {
			a.serve(s)
		}
	}
}

// publish ends an attempt: from now on its connection is the shared one. The lock
// is held.
func (n *Node) publish(a *attempt) {
	n.attempt, n.failed = nil, a.err
	if a.conn == nil {
		return
	}
	n.known = true
	n.shared.Store(a.conn)
	n.note(models.ConnectionEvent{Kind: models.Connected})
}

// lost is called when a connection has ended, whoever ended it. If it was the
// shared one, it is made anew at once, not when it is needed: who waits for the
// next request finds out too late that a server is gone.
func (n *Node) lost(conn *mux.Conn, reason error) {
	n.mu.Lock()
	if n.forget(conn, reason) && !n.closed {
		_, _, _ = n.begin("") // It fails for a closed node alone.
	}
	n.mu.Unlock()
	n.tell()
}

// forget drops a shared connection that has ended. It reports whether it was the
// shared one. The lock is held.
func (n *Node) forget(conn *mux.Conn, reason error) bool {
	if !n.shared.CompareAndSwap(conn, nil) {
		return false
	}
	n.described = conn.Server()
	n.past.Add(conn.Stats())
	if !n.closed {
		n.note(models.ConnectionEvent{Kind: models.Disconnected, Err: reason})
	}
	return true
}

// keepDialing dials, and returns the version of the session that the attempt's connection
// has; a server that was there before, or has to be, is dialled until it is there again.
func (n *Node) keepDialing(ctx context.Context, a *attempt) (version uint64, err error) {
	began := time.Now()
	for try := 0; ; try++ {
		dialing, cancel := n.dialing(ctx)
		a.conn, version, err = n.dial(dialing, n.config.Mux, n.lost)
		cancel()
		if err == nil || ctx.Err() != nil {
			return version, err
		}
		wait := n.backoff(try)
		n.mu.Lock()
		a.failed = err
		again := n.known || isTemporary(err) && time.Since(began)+wait < n.config.ConnectTimeout
		if again {
			n.note(models.ConnectionEvent{Kind: models.ConnectFailed, Err: err, Attempt: try + 1, Wait: wait})
		}
		n.mu.Unlock()
		if !again {
			return 0, err
		}
		n.tell()
		if !a.pause(ctx, wait) {
			return 0, err
		}
	}
}

// isTemporary recognises the refusals of a server that will let us in when it has
// finished what it does: loading its data, or running a script.
func isTemporary(err error) bool {
	var refused *failure.ServerError
	if !errors.As(err, &refused) {
		return false
	}
	kind := refusal.OfError(refused)
	return kind == refusal.NotReady || kind == refusal.Busy
}

// KeepDialing has the node treat the server as known, although it may never have been
// connected to: it is dialled until it is there. It tells of no event by itself, so it
// may be called with a lock held that those who are told need.
func (n *Node) KeepDialing() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known = true
	_, _, _ = n.begin("") // It fails for a closed node alone.
}

// Hurry has an attempt to connect that waits for its next try make it now, since
// what kept it from succeeding may have changed.
func (n *Node) Hurry() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.attempt != nil {
		select {
		case n.attempt.hurry <- struct{}{}:
		default:
		}
	}
}

// dial makes a connection, and returns the version of the session that it has.
func (n *Node) dial(ctx context.Context, config mux.Config, closed func(conn *mux.Conn, reason error)) (*mux.Conn, uint64, error) {
	handshake, version, err := n.config.Session.current(ctx)
	if err != nil {
		return nil, 0, n.dialError(ctx, "no password for the connection", err)
	}
	address := n.config.Address
	if n.config.Resolve != nil {
		if address, err = n.config.Resolve(address); err != nil {
			return nil, 0, n.dialError(ctx, "no address for the connection", err)
		}
	}
	s, err := n.config.Dialer.Dial(ctx, address)
	if err != nil {
		return nil, 0, n.dialError(ctx, dialFailed, err)
	}
	config.Address = n.config.Address
	handshake.AskRole, handshake.AskZone = config.Handshake.AskRole, config.Handshake.AskZone
	handshake.ReadOnly = config.Handshake.ReadOnly
	config.Handshake = handshake
	var conn *mux.Conn
	made := make(chan struct{})
	if closed != nil {
		config.Closed = func(reason error) {
			// It is called by whoever ends the connection, for whom this must not wait.
			go func() {
				<-made
				if conn != nil {
					closed(conn, reason)
				}
			}()
		}
	}
	conn, err = mux.Connect(ctx, s, config)
	close(made)
	if timeout, ok := err.(*failure.TimeoutError); ok {
		err = n.dialError(ctx, timeout.Reason, err)
	}
	return conn, version, err
}

// dialing returns a context for making one connection.
func (n *Node) dialing(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, n.config.ConnectTimeout, errConnectTimeout)
}

const dialFailed = "dial failed"

// errConnectTimeout tells the end of the connection timeout from that of the caller's
// context.
var errConnectTimeout = errors.New("the connection timeout is over")

// dialError is the error of a connection that could not be made: a timeout of ours that
// names its setting, one of the caller's, or what else the reason is.
func (n *Node) dialError(ctx context.Context, reason failure.Text, err error) error {
	late := errors.Is(err, context.DeadlineExceeded)
	if deadline, bounded := ctx.Deadline(); late && bounded && time.Until(deadline) <= 0 {
		<-ctx.Done() // which a dialer may know before
	}
	if ctx.Err() != context.DeadlineExceeded {
		return &failure.ConnectionError{Address: n.config.Address, Delivery: failure.NotSent, Reason: reason, Cause: err}
	}
	if reason == dialFailed {
		reason = "no connection"
	}
	timeout := &failure.TimeoutError{Address: n.config.Address, Delivery: failure.NotSent, Reason: reason, Cause: err}
	if late || errors.Is(err, errConnectTimeout) {
		timeout.Cause = withoutDeadline(err)
	}
	if cause := context.Cause(ctx); cause != errConnectTimeout {
		timeout.Cause = join(cause, timeout.Cause)
		return timeout
	}
	timeout.After, timeout.Setting = n.config.ConnectTimeout, "Advanced.ConnectionTimeout"
	return timeout
}

// withoutDeadline returns what an error says beside that time is up, or nil: a deadline
// of ours is not the caller's.
func withoutDeadline(err error) error {
	if _, ok := err.(*failure.TimeoutError); ok {
		return nil
	}
	text := strings.TrimSuffix(err.Error(), context.DeadlineExceeded.Error())
	if text = strings.TrimRight(text, ": "); text == "" || text == errConnectTimeout.Error() {
		return nil
	}
	return errors.New(text)
}

func join(first, second error) error {
	if second == nil {
		return first
	}
	return errors.Join(first, second)
}

// unconnected is the error of a request whose time ran out while there was no
// connection: it says why the last try failed.
func (n *Node) unconnected(request mux.Request, a *attempt, cause error) error {
	n.mu.Lock()
	failed := a.failed
	n.mu.Unlock()
	switch {
	case cause == nil:
		cause = failed
	case failed != nil:
		cause = errors.Join(cause, failed)
	}
	return &failure.TimeoutError{
		Address: n.config.Address, Command: request.Name, Delivery: failure.NotSent,
		After: request.Timeout, Reason: "no connection", Cause: cause,
	}
}

// forCommand tells one of those who wait for an attempt why it failed. Whatever the
// handshake had sent, their command was not.
func forCommand(err error, command string) error {
	if command == "" {
		return err
	}
	return restate.For(err, restate.Request{Command: command, Delivery: failure.NotSent})
}
