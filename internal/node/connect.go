package node

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/restate"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/models"
)

// dialLoop is the making of the shared connection, which everybody who needs it
// waits for. It dials as often as it takes.
type dialLoop struct {
	cancel      context.CancelFunc
	retryNow    chan struct{} // holds a token when the next dial is to come at once
	done        chan struct{} // closed when conn or err is set
	conn        *mux.Conn
	err         error
	submissions []*submission
	lastErr     error         // why the last dial failed; guarded by the node's lock
	tried       chan struct{} // closed when lastErr is set first
}

// connection returns the shared connection, made if need be.
func (n *Node) connection(ctx context.Context, request mux.Request) (*mux.Conn, error) {
	n.mu.Lock()
	d, conn, err := n.ensureConnecting(request.Name)
	n.mu.Unlock()
	n.emitEvents()
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
	case <-d.done:
		return d.conn, withCommand(d.err, request.Name)
	case <-expired:
		return nil, n.notConnectedInTime(request, d, nil)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			return nil, n.notConnectedInTime(request, d, context.Cause(ctx))
		}
		return nil, &failure.CanceledError{Command: request.Name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
	}
}

// ensureConnecting returns the connection if there is one, or else the dial loop that
// is running, which it starts if need be. The lock is held.
func (n *Node) ensureConnecting(command string) (*dialLoop, *mux.Conn, error) {
	if n.closed {
		return nil, nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	if conn := n.shared.Load(); conn != nil {
		reason := conn.Err()
		if reason == nil {
			return nil, conn, nil
		}
		n.dropShared(conn, reason)
	}
	if n.dialLoop == nil {
		ctx, cancel := context.WithCancel(context.Background())
		n.dialLoop = &dialLoop{cancel: cancel, retryNow: make(chan struct{}, 1), done: make(chan struct{}), tried: make(chan struct{})}
		go n.runDialLoop(ctx, n.dialLoop)
	}
	return n.dialLoop, nil, nil
}

// runDialLoop makes the shared connection and sends what was submitted meanwhile.
func (n *Node) runDialLoop(ctx context.Context, d *dialLoop) {
	defer d.cancel()
	made, err := n.keepDialing(ctx, d)
	d.err = err
	for {
		n.mu.Lock()
		if d.conn != nil && !n.closed && !n.config.Session.isCurrent(made) {
			// Whoever changed the session has not found this connection, and relies on the
			// next one having the session as it is now.
			n.unpooled[d.conn] = made
			go n.drain(context.Background(), d.conn)
			d.conn = nil
			n.mu.Unlock()
			made, d.err = n.keepDialing(ctx, d)
			continue
		}
		if n.closed && d.conn != nil {
			d.conn.Close()
			d.conn, d.err = nil, &failure.ClosingError{Delivery: failure.NotSent}
		}
		submissions := d.submissions
		d.submissions = nil
		if len(submissions) == 0 {
			n.publish(d, made)
			n.mu.Unlock()
			n.emitEvents()
			close(d.done)
			if d.conn != nil && d.conn.Err() != nil {
				n.connectionLost(d.conn, d.conn.Err())
			}
			return
		}
		ready := submissions[:0]
		for _, s := range submissions {
			if !s.ended {
				s.ended = true
				ready = append(ready, s)
			}
		}
		n.mu.Unlock()
		for _, s := range ready {
			d.complete(s)
		}
	}
}

// publish ends a dial loop: from now on its connection is the shared one. The lock
// is held.
func (n *Node) publish(d *dialLoop, made revision) {
	n.dialLoop, n.lastErr = nil, d.err
	if d.conn == nil {
		return
	}
	n.known = true
	n.shared.Store(d.conn)
	n.sharedMade = made
	n.queueShared(models.ConnectionShared, 1)
	n.queueEvent(models.ConnectionEvent{Kind: models.Connected})
}

// connectionLost is called when a connection has ended, whoever ended it. If it was the
// shared one, it is made anew at once, not when it is needed: who waits for the
// next request finds out too late that a server is gone.
func (n *Node) connectionLost(conn *mux.Conn, reason error) {
	n.mu.Lock()
	if n.dropShared(conn, reason) && !n.closed {
		_, _, _ = n.ensureConnecting("") // It fails for a closed node alone.
	}
	n.mu.Unlock()
	n.emitEvents()
}

// dropShared has a connection, which has ended or is replaced, be the shared one no
// longer. It reports whether it was. The lock is held.
func (n *Node) dropShared(conn *mux.Conn, reason error) bool {
	if !n.shared.CompareAndSwap(conn, nil) {
		return false
	}
	conn.StopTracking()
	n.lastServer = conn.Server()
	n.endedStats.Add(conn.Stats())
	n.queueShared(models.ConnectionClosed, -1)
	if !n.closed {
		n.queueEvent(models.ConnectionEvent{Kind: models.Disconnected, Err: reason})
	}
	return true
}

// keepDialing dials, and returns the revision of the session that the loop's connection
// has; a server that was there before, or has to be, is dialled until it is there again.
func (n *Node) keepDialing(ctx context.Context, d *dialLoop) (made revision, err error) {
	began := time.Now()
	for attempt := 0; ; attempt++ {
		start := time.Now()
		connectCtx, cancel := n.connectContext(ctx)
		d.conn, made, err = n.dial(connectCtx, n.config.Mux, n.connectionLost)
		cancel()
		if err == nil {
			n.emitCreated(start, true)
		}
		if err == nil || ctx.Err() != nil {
			return made, err
		}
		wait := n.backoff(attempt)
		n.mu.Lock()
		if d.lastErr == nil {
			close(d.tried)
		}
		d.lastErr = err
		again := n.known || isTemporary(err) && time.Since(began)+wait < n.config.ConnectTimeout
		if again {
			n.queueEvent(models.ConnectionEvent{Kind: models.ConnectFailed, Err: err, Attempt: attempt + 1, Wait: wait})
		}
		n.mu.Unlock()
		if !again {
			return revision{}, err
		}
		n.emitEvents()
		if !retry.SleepUntil(ctx, ctx, wait, d.retryNow) {
			return revision{}, err
		}
	}
}

// isTemporary recognises the refusals of a server that will let us in when it has
// finished what it does: loading its data, or running a script.
func isTemporary(err error) bool {
	refused, isRefused := errtype.As[*failure.ServerError](err)
	if !isRefused {
		return false
	}
	kind := refusal.OfError(refused)
	return kind == refusal.NotReady || kind == refusal.Busy
}

// KeepDialing has the node treat the server as known, although it may never have been
// connected to: it is dialled until it is there. It emits no event by itself, so it may
// be called with a lock held that listeners need.
func (n *Node) KeepDialing() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known = true
	_, _, _ = n.ensureConnecting("") // It fails for a closed node alone.
}

// RetryNow has a dial loop that waits for its next attempt make it now, since what
// kept it from succeeding may have changed.
func (n *Node) RetryNow() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dialLoop != nil {
		select {
		case n.dialLoop.retryNow <- struct{}{}:
		default:
		}
	}
}

// dial makes a connection, and returns the revision of the session that it has. One that is
// refused with credentials that are out of date by then is made with those that are not.
func (n *Node) dial(ctx context.Context, config mux.Config, closed func(conn *mux.Conn, reason error)) (conn *mux.Conn, made revision, err error) {
	for again := false; ; {
		var knows bool
		conn, made, knows, err = n.dialOnce(ctx, config, closed)
		switch {
		case err == nil || ctx.Err() != nil:
			return conn, made, err
		case errtype.Is[*failure.ServerError](err) && !n.config.Session.hasCredentials(made):
		case again || !knows || !errors.Is(err, errWrongPassword):
			return conn, made, err
		default:
			again = true
		}
	}
}

func (n *Node) dialOnce(ctx context.Context, config mux.Config, closed func(conn *mux.Conn, reason error)) (conn *mux.Conn, made revision, knows bool, err error) {
	handshake, made, err := n.config.Session.current(ctx)
	if err != nil {
		return nil, made, false, n.dialError(ctx, "no credentials for the connection", err)
	}
	address := n.config.Address
	if n.config.Resolve != nil {
		if address, err = n.config.Resolve(address); err != nil {
			return nil, made, false, n.dialError(ctx, "no address for the connection", err)
		}
	}
	s, err := n.config.Dialer.Dial(ctx, address)
	if err != nil {
		return nil, made, false, n.dialError(ctx, dialFailed, err)
	}
	config.Address = n.config.Address
	handshake.AskRole, handshake.AskZone = config.Handshake.AskRole, config.Handshake.AskZone
	handshake.ReadOnly = config.Handshake.ReadOnly
	handshake.AskName = config.Handshake.AskName && !config.Exclusive // It is the shared one that is asked who it is.
	known, knows := s.(Authenticated)
	if knows {
		handshake.Username, handshake.Password = known.Credentials()
		handshake.Authenticate = true
	}
	config.Handshake = handshake
	ready := make(chan struct{})
	if closed != nil {
		config.Closed = func(reason error) {
			// It is called by whoever ends the connection, for whom this must not wait.
			go func() {
				<-ready
				if conn != nil {
					closed(conn, reason)
				}
			}()
		}
	}
	conn, err = mux.Connect(ctx, s, config)
	close(ready)
	if timeout, ok := err.(*failure.TimeoutError); ok {
		err = n.dialError(ctx, timeout.Reason, err)
	}
	return conn, made, knows, err
}

// connectContext returns a context for making one connection.
func (n *Node) connectContext(ctx context.Context) (context.Context, context.CancelFunc) {
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
	if text = strings.TrimRight(text, ": \n"); text == "" || text == errConnectTimeout.Error() {
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

// notConnectedInTime is the error of a request whose time ran out while there was no
// connection: it says why the last dial failed.
func (n *Node) notConnectedInTime(request mux.Request, d *dialLoop, cause error) error {
	n.mu.Lock()
	lastErr := d.lastErr
	n.mu.Unlock()
	switch {
	case cause == nil:
		cause = lastErr
	case lastErr != nil:
		cause = errors.Join(cause, lastErr)
	}
	return &failure.TimeoutError{
		Address: n.config.Address, Command: request.Name, Delivery: failure.NotSent,
		After: request.Timeout, Reason: "no connection", Cause: cause,
	}
}

// withCommand returns the error of a dial loop for a command that waited for it.
// Whatever the handshake had sent, the command was not.
func withCommand(err error, command string) error {
	if command == "" {
		return err
	}
	return restate.For(err, restate.Request{Command: command, Delivery: failure.NotSent})
}
