package standalone

import (
	"context"
	"errors"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/mux"
)

// attempt is one try at making the shared connection, which everybody who needs it
// waits for.
type attempt struct {
	cancel  context.CancelFunc
	done    chan struct{} // closed when conn or err is set
	conn    *mux.Conn
	err     error
	waiting []*submission
	failed  error // why the last try failed; guarded by the node's lock
}

// submission is a request that was submitted while there was no connection.
type submission struct {
	request    mux.Request
	completion func(frames []byte, err error)
	since      time.Time
	clock      *time.Timer
	over       bool // guarded by the node's lock
}

// connection returns the shared connection, made if need be.
func (n *Node) connection(ctx context.Context, request mux.Request) (*mux.Conn, error) {
	n.mu.Lock()
	a, conn, err := n.begin(request.Name)
	n.mu.Unlock()
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
		if conn.Err() == nil {
			return nil, conn, nil
		}
		if n.shared.CompareAndSwap(conn, nil) {
			n.past.Add(conn.Stats())
		}
	}
	if n.attempt == nil {
		ctx, cancel := context.WithCancel(context.Background())
		n.attempt = &attempt{cancel: cancel, done: make(chan struct{})}
		go n.make(ctx, n.attempt)
	}
	return n.attempt, nil, nil
}

// make runs an attempt.
func (n *Node) make(ctx context.Context, a *attempt) {
	defer a.cancel()
	a.conn, a.err = n.persist(ctx, a)
	for {
		n.mu.Lock()
		if n.closed && a.conn != nil {
			a.conn.Close()
			a.conn, a.err = nil, &failure.ClosingError{Delivery: failure.NotSent}
		}
		waiting := a.waiting
		a.waiting = nil
		if len(waiting) == 0 {
			n.attempt = nil
			n.known = n.known || a.conn != nil
			n.shared.Store(a.conn)
			n.mu.Unlock()
			close(a.done)
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

// persist dials; a server that was there before is dialled until it is there again.
func (n *Node) persist(ctx context.Context, a *attempt) (*mux.Conn, error) {
	for try := 0; ; try++ {
		dialing, cancel := context.WithTimeout(ctx, n.config.ConnectTimeout)
		conn, err := n.dial(dialing)
		cancel()
		if err == nil || ctx.Err() != nil {
			return conn, err
		}
		n.mu.Lock()
		a.failed = err
		known := n.known
		n.mu.Unlock()
		if !known || !pause(ctx, n.config.Backoff, try) {
			return nil, err
		}
	}
}

// serve sends a submission that has waited, or tells it why it cannot be sent.
func (a *attempt) serve(s *submission) {
	if s.clock != nil {
		s.clock.Stop()
		s.request.Timeout = max(s.request.Timeout-time.Since(s.since), time.Millisecond)
	}
	if a.err != nil {
		s.completion(nil, forCommand(a.err, s.request.Name))
		return
	}
	a.conn.Submit(s.request, s.completion)
}

func (n *Node) submitOnceConnected(request mux.Request, completion func([]byte, error)) {
	n.mu.Lock()
	a, conn, err := n.begin(request.Name)
	if a != nil {
		request.Bytes = append([]byte(nil), request.Bytes...) // the caller's after we return
		s := &submission{request: request, completion: completion, since: time.Now()}
		if request.Timeout > 0 {
			s.clock = time.AfterFunc(request.Timeout, func() { n.expire(a, s) })
		}
		a.waiting = append(a.waiting, s)
	}
	n.mu.Unlock()
	switch {
	case err != nil:
		completion(nil, err)
	case conn != nil:
		conn.Submit(request, completion)
	}
}

func (n *Node) expire(a *attempt, s *submission) {
	n.mu.Lock()
	over := s.over
	s.over = true
	n.mu.Unlock()
	if !over {
		s.completion(nil, n.unconnected(s.request, a, nil))
	}
}

// dial makes a connection to the first address that can be had.
func (n *Node) dial(ctx context.Context) (*mux.Conn, error) {
	var failures []error
	for _, address := range n.config.Addresses {
		config := n.config.Mux
		config.Address = address
		s, err := n.config.Dialer.Dial(ctx, address)
		if err != nil {
			failures = append(failures, n.dialError(ctx, address, "dial failed", err))
			continue
		}
		conn, err := mux.Connect(ctx, s, config)
		if err == nil {
			return conn, nil
		}
		failures = append(failures, err)
		if ctx.Err() != nil {
			break
		}
	}
	if len(failures) == 1 {
		return nil, failures[0]
	}
	return nil, &failure.ConnectionError{
		Delivery: failure.NotSent, Reason: "no address could be connected to", Cause: errors.Join(failures...),
	}
}

func (n *Node) dialError(ctx context.Context, address, reason string, err error) error {
	if ctx.Err() == context.DeadlineExceeded {
		return &failure.TimeoutError{
			Address: address, Delivery: failure.NotSent, After: n.config.ConnectTimeout,
			Reason: "no connection", Cause: err,
		}
	}
	return &failure.ConnectionError{Address: address, Delivery: failure.NotSent, Reason: reason, Cause: err}
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
		Address: n.config.Addresses[0], Command: request.Name, Delivery: failure.NotSent,
		After: request.Timeout, Reason: "no connection", Cause: cause,
	}
}

// forCommand tells one of those who wait for an attempt why it failed. Whatever the
// handshake had sent, their command was not.
func forCommand(err error, command string) error {
	switch e := err.(type) {
	case *failure.ConnectionError:
		own := *e
		if command != "" {
			own.Command, own.Delivery = command, failure.NotSent
		}
		return &own
	case *failure.TimeoutError:
		own := *e
		if command != "" {
			own.Command, own.Delivery = command, failure.NotSent
		}
		return &own
	case *failure.ClosingError:
		return &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	default:
		return err
	}
}
