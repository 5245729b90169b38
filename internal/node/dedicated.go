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
	connecting, cancel := within(ctx, request.Timeout)
	defer cancel()
	for {
		l, err := n.acquire(connecting, request.Name)
		if err != nil {
			return err
		}
		request.Timeout = left(connecting, request.Timeout)
		err = l.conn.Do(ctx, call, request)
		n.releaseLease(l, err == nil && !wokenByServer(call.Frames()))
		// An idle connection may have ended without anybody noticing yet.
		if err == nil || call.Taken() || ctx.Err() != nil || n.isClosed() {
			return err
		}
	}
}

// within returns a context for what has to be done before a request can be sent.
func within(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, timeout, errTimeout)
}

// errTimeout tells the end of a request's own time from that of its context.
var errTimeout = errors.New("the command's time is up")

// left returns what is left of a request's timeout.
func left(connecting context.Context, timeout time.Duration) time.Duration {
	due, bounded := connecting.Deadline()
	if timeout <= 0 || !bounded {
		return timeout
	}
	return min(timeout, max(time.Until(due), time.Millisecond))
}

// wokenByServer recognises the reply to a command that blocked when its server became
// a replica: the server closes the connection after it.
func wokenByServer(frames []byte) bool { return bytes.Contains(frames, []byte("-UNBLOCKED ")) }

// SubmitDedicated is to [Node.DoDedicated] what Submit is to Do.
func (n *Node) SubmitDedicated(request mux.Request, completion func(frames []byte, err error)) {
	request.Bytes = append([]byte(nil), request.Bytes...)
	go func() {
		connecting, cancel := within(context.Background(), request.Timeout)
		defer cancel()
		l, err := n.acquire(connecting, request.Name)
		if err != nil {
			completion(nil, err)
			return
		}
		request.Timeout = left(connecting, request.Timeout)
		l.conn.Submit(request, func(frames []byte, err error) {
			asNew := err == nil && !wokenByServer(frames)
			completion(frames, err)
			n.releaseLease(l, asNew)
		})
	}()
}

// Lease is a connection that one caller has to itself.
type Lease struct {
	node *Node
	l    *lease
}

// Acquire returns a connection for the caller alone, who has to give it back by
// Release. purpose is what errors say that it is in use for. The timeout bounds all of
// it; 0 leaves that to the pool's and the connection's own timeouts.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.CanceledError,
// *failure.ClosingError.
func (n *Node) Acquire(ctx context.Context, purpose string, timeout time.Duration) (*Lease, error) {
	ctx, cancel := within(ctx, timeout)
	defer cancel()
	l, err := n.acquire(ctx, purpose)
	if err != nil {
		return nil, err
	}
	return &Lease{n, l}, nil
}

// Do executes a request on the connection.
func (l *Lease) Do(ctx context.Context, call *mux.Call, request mux.Request) error {
	return l.l.conn.Do(ctx, call, request)
}

// Submit executes a request on the connection, as [mux.Conn.Submit] does.
func (l *Lease) Submit(request mux.Request, completion func(frames []byte, err error)) {
	l.l.conn.Submit(request, completion)
}

// Err returns why the connection has ended, or nil.
func (l *Lease) Err() error { return l.l.conn.Err() }

// Address returns the address of the server.
func (l *Lease) Address() string { return l.node.Address() }

// Reused reports whether the connection has been in use before: one that was idle may
// have ended without anybody noticing yet.
func (l *Lease) Reused() bool { return !l.l.since.IsZero() }

// Check asks by PING whether a connection that was idle works, and ends it if something
// else comes in place of the answer.
func (l *Lease) Check(ctx context.Context, timeout time.Duration) error {
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

// Release gives the connection back. With asNew false, because its state is no
// longer that of a new one, it is closed. It must be called once.
func (l *Lease) Release(asNew bool) {
	l.node.releaseLease(l.l, asNew && l.l.conn.Err() == nil && l.l.conn.Outstanding() == 0)
}
