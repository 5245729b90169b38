// Package standalone reaches one server: over a connection that all requests
// share, which is made anew when it was lost, and over connections of their own
// for requests that block.
//
//	node := standalone.NewNode(standalone.Config{Dialer: dialer, Addresses: []string{"localhost:6379"}})
//	if err := node.Connect(ctx); err != nil {
//		return err
//	}
//	defer node.Close()
//	var call mux.Call
//	err := node.Do(ctx, &call, request)
//
// It knows nothing of commands, replicas or slots.
package standalone

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/mux"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/options"
)

// Config describes a server and how to reach it.
type Config struct {
	// Dialer opens streams to the server.
	Dialer stream.Dialer
	// Addresses are those of the server, at least one, tried in their order.
	Addresses []string
	// ConnectTimeout bounds the dial and the handshake together. 0 stands for 2
	// seconds, as in GLIDE.
	ConnectTimeout time.Duration
	// Backoff is how long to wait between attempts to connect again after a
	// connection was lost. They go on for ever.
	Backoff options.BackoffStrategy
	// Mux is the template of every connection; its Address and Closed are set here.
	Mux mux.Config
}

const defaultConnectTimeout = 2 * time.Second

// Node is a server. Its methods may be called from any number of goroutines.
type Node struct {
	config Config
	shared atomic.Pointer[mux.Conn]

	mu      sync.Mutex
	closed  bool
	known   bool     // the server has been connected to before
	attempt *attempt // the connecting that is under way
	idle    []*mux.Conn
	lent    map[*mux.Conn]struct{}
	past    mux.Stats // of shared connections that have ended
}

// NewNode returns a node that is not connected yet: its first request connects it.
// Until that has succeeded, a failure is told at once to all who wait; later, the
// server is known to be one, and they wait for it within their own time.
func NewNode(config Config) *Node {
	if config.ConnectTimeout <= 0 {
		config.ConnectTimeout = defaultConnectTimeout
	}
	config.Backoff = options.ClientConfiguration{ReconnectStrategy: config.Backoff}.WithDefaults().ReconnectStrategy
	return &Node{config: config, lent: make(map[*mux.Conn]struct{})}
}

// Connect makes the shared connection if there is none.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.ClosingError.
func (n *Node) Connect(ctx context.Context) error {
	_, err := n.connection(ctx, mux.Request{})
	return err
}

// Do executes a request on the shared connection, as [mux.Conn.Do] does. Where
// there is none, or it has ended, it is made first, within the request's time.
func (n *Node) Do(ctx context.Context, call *mux.Call, request mux.Request) error {
	for {
		conn := n.shared.Load()
		if conn == nil {
			began := time.Now()
			var err error
			if conn, err = n.connection(ctx, request); err != nil {
				return err
			}
			if request.Timeout > 0 {
				request.Timeout = max(request.Timeout-time.Since(began), time.Millisecond)
			}
		}
		err := conn.Do(ctx, call, request)
		if err == nil || call.Taken() || ctx.Err() != nil {
			return err
		}
		if n.isClosed() {
			return &failure.ClosingError{Command: request.Name, Delivery: failure.NotSent}
		}
		n.forget(conn)
	}
}

// Submit executes a request on the shared connection, as [mux.Conn.Submit] does.
// Requests that are submitted while the connection is being made are sent in the
// order in which they came.
func (n *Node) Submit(request mux.Request, completion func(frames []byte, err error)) {
	if conn := n.shared.Load(); conn != nil && conn.Err() == nil {
		conn.Submit(request, completion)
		return
	}
	n.submitOnceConnected(request, completion)
}

// Server returns what the server said of itself when it was last connected to.
func (n *Node) Server() mux.Server {
	if conn := n.shared.Load(); conn != nil {
		return conn.Server()
	}
	return mux.Server{}
}

// Stats returns the counts of all shared connections so far.
func (n *Node) Stats() mux.Stats {
	n.mu.Lock()
	defer n.mu.Unlock()
	total := n.past
	if conn := n.shared.Load(); conn != nil {
		total.Add(conn.Stats())
	}
	return total
}

func (n *Node) isClosed() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.closed
}

// forget drops a shared connection that has ended.
func (n *Node) forget(conn *mux.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.shared.CompareAndSwap(conn, nil) {
		n.past.Add(conn.Stats())
	}
}
