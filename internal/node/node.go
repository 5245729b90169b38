// Package node reaches one server: over a connection that all requests share,
// which is made anew when it was lost, and over dedicated connections, from a pool,
// for requests that block and for callers who need one to themselves.
//
//	n := node.New(node.Config{Dialer: dialer, Address: "localhost:6379"})
//	if err := n.Connect(ctx); err != nil {
//		return err
//	}
//	defer n.Close()
//	var call mux.Call
//	err := n.Do(ctx, &call, request)
//
// It knows nothing of commands, of replicas or of slots, and sends no request
// twice: packages standalone and cluster do.
package node

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Config describes a server and how to reach it.
type Config struct {
	// Dialer opens streams to the server.
	Dialer stream.Dialer
	// Address is where the server is, as errors and events name it.
	Address string
	// Resolve, if set, returns the address to dial instead. It is asked each time.
	Resolve func(address string) (string, error)
	// ConnectTimeout bounds the dial and the handshake together. 0 stands for 2
	// seconds, as in GLIDE.
	ConnectTimeout time.Duration
	// Backoff is how long to wait between attempts to connect again after a
	// connection was lost. They go on for ever.
	Backoff options.BackoffStrategy
	// Pool bounds the dedicated connections.
	Pool PoolConfig
	// Session holds the handshake settings of connections; nodes may share it.
	// Nil stands for one of the handshake in Mux.
	Session *Session
	// Mux is the template of every connection; its Address is set here, and the
	// user's part of its Handshake is the Session's.
	Mux mux.Config
	// Events, if set, is called with each event of the shared connection, in order. It
	// must not block. What an event is about has taken effect by then.
	Events func(models.ConnectionEvent)
}

// Node is a server. Its methods may be called from any number of goroutines.
type Node struct {
	config Config
	shared atomic.Pointer[mux.Conn]
	pool   pool
	done   chan struct{} // closed when the node is
	// authenticating holds a token while the shared connection authenticates again.
	authenticating chan struct{}

	mu         sync.Mutex
	closed     bool
	known      bool      // the server has been connected to before
	dialLoop   *dialLoop // that is running, if one is
	sharedMade revision  // of the session that the shared connection has
	lastErr    error     // why the last dial loop failed
	lastServer models.Server
	endedStats models.Statistics      // of shared connections that have ended
	unpooled   map[*mux.Conn]revision // opened by Open, or replaced and being drained
	events     events
}

// New returns a node that is not connected yet: its first request connects it.
// Until that has succeeded, all who wait get its failure at once; later, the server is
// known to be one, and they wait for it within their own time, while the node dials for
// as long as it takes.
func New(config Config) *Node {
	if config.ConnectTimeout <= 0 {
		config.ConnectTimeout = options.DefaultConnectionTimeout
	}
	if config.Session == nil {
		config.Session = NewSession(config.Mux.Handshake)
	}
	config.Backoff = options.ClientConfiguration{ReconnectStrategy: config.Backoff}.WithDefaults().ReconnectStrategy
	n := &Node{config: config, done: make(chan struct{}), authenticating: make(chan struct{}, 1), unpooled: make(map[*mux.Conn]revision)}
	n.pool.init(config.Pool)
	n.emitOpened()
	return n
}

// Address returns the address of the configuration.
func (n *Node) Address() string { return n.config.Address }

// Connect makes the shared connection if there is none.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.ClosingError.
func (n *Node) Connect(ctx context.Context) error {
	_, err := n.connection(ctx, mux.Request{})
	return err
}

// Connected reports whether there is a shared connection, as far as is known.
func (n *Node) Connected() bool { return n.shared.Load() != nil }

// Shared returns the shared connection, or nil while there is none.
func (n *Node) Shared() *mux.Conn { return n.shared.Load() }

// Reached reports whether there is a shared connection. If it returns false after the
// session was changed, the next shared connection has the session as it is now: one that
// is being made with the old session is made again.
func (n *Node) Reached() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.shared.Load() != nil
}

// Known reports whether the server has been connected to, or has to be; see
// [Node.KeepDialing].
func (n *Node) Known() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.known
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
		n.connectionLost(conn, err)
	}
}

// Try is Do for callers who have another server to turn to: where there is no
// connection it fails at once, with a *failure.ConnectionError.
func (n *Node) Try(ctx context.Context, call *mux.Call, request mux.Request) error {
	conn := n.shared.Load()
	if conn == nil {
		return n.notConnected(request.Name)
	}
	return conn.Do(ctx, call, request)
}

// TryStart is to Try what [mux.Conn.Start] is to Do. The connection is the one to await
// the request on.
func (n *Node) TryStart(ctx context.Context, call *mux.Call, request mux.Request) (*mux.Conn, error) {
	conn := n.shared.Load()
	if conn == nil {
		return nil, n.notConnected(request.Name)
	}
	return conn, conn.Start(ctx, call, request)
}

// TrySubmit is to Try what SubmitCall is to Do.
func (n *Node) TrySubmit(call *mux.Call, request mux.Request, completion func(frames []byte, err error)) {
	conn := n.shared.Load()
	if conn == nil {
		completion(nil, n.notConnected(request.Name))
		return
	}
	conn.SubmitCall(call, request, completion)
}

func (n *Node) notConnected(command string) error {
	if n.isClosed() {
		return &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	return &failure.ConnectionError{
		Address: n.config.Address, Command: command, Delivery: failure.NotSent, Reason: "not connected",
	}
}

// Submit executes a request on the shared connection, as [mux.Conn.Submit] does.
// Requests that are submitted while the connection is being made are sent in the
// order in which they came.
func (n *Node) Submit(request mux.Request, completion func(frames []byte, err error)) {
	n.SubmitCall(new(mux.Call), request, completion)
}

// SubmitCall is Submit for who has the Call, as [mux.Conn.SubmitCall] is.
func (n *Node) SubmitCall(call *mux.Call, request mux.Request, completion func(frames []byte, err error)) {
	if conn := n.shared.Load(); conn != nil && conn.Err() == nil {
		conn.SubmitCall(call, request, completion)
		return
	}
	n.submitOnceConnected(call, request, completion)
}

// Server returns what the server said of itself when it was last connected to.
func (n *Node) Server() models.Server {
	if conn := n.shared.Load(); conn != nil {
		return conn.Server()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.lastServer
}

func (n *Node) isClosed() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.closed
}
