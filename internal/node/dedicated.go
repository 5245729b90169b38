package node

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
)

// DoDedicated executes a request on a connection of its own, so that the server may
// hold the reply back without holding up anybody else. If it fails, as it does
// when ctx is cancelled, the connection is closed: the server then gives up too,
// and pops nothing for a caller who is gone.
func (n *Node) DoDedicated(ctx context.Context, call *mux.Call, request mux.Request) error {
	if err := n.admitBlocking(request.Name); err != nil {
		return err
	}
	defer n.leaveBlocking()
	connectCtx, cancel := withRequestTimeout(ctx, request.Timeout)
	defer cancel()
	for {
		pooled, err := n.acquire(connectCtx, request.Name)
		if err != nil {
			return err
		}
		request.Timeout = remaining(connectCtx, request.Timeout)
		err = pooled.conn.Do(ctx, call, request)
		n.releaseToPool(pooled, err == nil && !isUnblocked(call.Frames()))
		// An idle connection may have ended without anybody noticing yet.
		if err == nil || call.Taken() || ctx.Err() != nil || n.isClosed() {
			return err
		}
	}
}

// withRequestTimeout returns a context for what has to be done before a request can be
// sent.
func withRequestTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, timeout, errRequestTimeout)
}

// errRequestTimeout tells the end of a request's own time from that of its context.
var errRequestTimeout = errors.New("the command's time is up")

// remaining returns what is left of a request's timeout.
func remaining(connectCtx context.Context, timeout time.Duration) time.Duration {
	deadline, bounded := connectCtx.Deadline()
	if timeout <= 0 || !bounded {
		return timeout
	}
	return min(timeout, max(time.Until(deadline), time.Millisecond))
}

// isUnblocked recognises the reply to a command that blocked when its server became
// a replica: the server closes the connection after it.
func isUnblocked(frames []byte) bool { return bytes.Contains(frames, []byte("-UNBLOCKED ")) }

// SubmitDedicated is to [Node.DoDedicated] what Submit is to Do.
func (n *Node) SubmitDedicated(request mux.Request, completion func(frames []byte, err error)) {
	if err := n.admitBlocking(request.Name); err != nil {
		completion(nil, err)
		return
	}
	request.Bytes = append([]byte(nil), request.Bytes...)
	go func() {
		connectCtx, cancel := withRequestTimeout(request.Life(), request.Timeout)
		defer cancel()
		pooled, err := n.acquire(connectCtx, request.Name)
		if err != nil {
			n.leaveBlocking()
			completion(nil, err)
			return
		}
		request.Timeout = remaining(connectCtx, request.Timeout)
		pooled.conn.Submit(request, func(frames []byte, err error) {
			reusable := err == nil && !isUnblocked(frames)
			n.leaveBlocking()
			completion(frames, err)
			n.releaseToPool(pooled, reusable)
		})
	}()
}

// DedicatedConn is a dedicated connection: one caller has it to itself until its Release.
type DedicatedConn struct {
	node   *Node
	pooled *pooledConn
}

// Acquire returns a dedicated connection, which the caller has to release. purpose is
// what errors say that it is in use for. The timeout bounds all of it; 0 leaves that to
// the pool's and the connection's own timeouts.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.CanceledError,
// *failure.ClosingError.
func (n *Node) Acquire(ctx context.Context, purpose string, timeout time.Duration) (*DedicatedConn, error) {
	ctx, cancel := withRequestTimeout(ctx, timeout)
	defer cancel()
	pooled, err := n.acquire(ctx, purpose)
	if err != nil {
		return nil, err
	}
	return &DedicatedConn{n, pooled}, nil
}

// Do executes a request on the connection.
func (l *DedicatedConn) Do(ctx context.Context, call *mux.Call, request mux.Request) error {
	return l.pooled.conn.Do(ctx, call, request)
}

// OutOfDate reports whether the connection has other credentials than a new one.
func (l *DedicatedConn) OutOfDate() bool {
	l.node.mu.Lock()
	defer l.node.mu.Unlock()
	return !l.node.config.Session.hasCredentials(l.pooled.made)
}

// Authenticate has the connection authenticate with the credentials as they are now: by AUTH
// behind the requests under way. The timeout is that of a request. A refusal leaves it as it was.
// Errors: those of the provider, and of [mux.Conn.Authenticate].
func (l *DedicatedConn) Authenticate(ctx context.Context, timeout time.Duration) error {
	ctx, cancel := withRequestTimeout(ctx, timeout)
	defer cancel()
	handshake, made, err := l.node.config.Session.current(ctx)
	if err == nil {
		err = l.pooled.conn.Authenticate(ctx, handshake.Username, handshake.Password)
	}
	if err == nil {
		l.node.mu.Lock()
		l.pooled.made.credentials = made.credentials
		l.node.mu.Unlock()
	}
	return err
}

// Err returns why the connection has ended, or nil.
func (l *DedicatedConn) Err() error { return l.pooled.conn.Err() }

// Address returns the address of the server.
func (l *DedicatedConn) Address() string { return l.node.Address() }

// Reused reports whether the connection has been in use before: one that was idle may
// have ended without anybody noticing yet.
func (l *DedicatedConn) Reused() bool { return !l.pooled.idleSince.IsZero() }

// Check asks by PING whether a connection that was idle works, and ends it if something
// else comes in place of the answer.
func (l *DedicatedConn) Check(ctx context.Context, timeout time.Duration) error {
	var call mux.Call
	if err := l.Do(ctx, &call, mux.Request{Name: "PING", Bytes: pingRequest, Timeout: timeout}); err != nil {
		return err
	}
	if !mux.IsPong(call.Frame(0)) {
		call.Distrust()
		return l.Err()
	}
	return nil
}

var pingRequest = resp.AppendCommand(nil, "PING")

// Release returns the connection to the pool. With reusable false, because its state is
// no longer that of a new one, it is closed. It must be called once.
func (l *DedicatedConn) Release(reusable bool) {
	l.node.releaseToPool(l.pooled, reusable && l.pooled.conn.Err() == nil && l.pooled.conn.Outstanding() == 0)
}
