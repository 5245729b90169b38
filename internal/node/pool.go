package node

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/sorting"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// PoolConfig bounds the dedicated connections: those of requests that block, and of
// callers who need one to themselves. A field that is 0 has its default.
type PoolConfig struct {
	// Max is how many there may be at once; further requests wait for one. 0 means 128.
	Max int
	// MaxIdle is how many are kept for the next request. 0 means 4, -1 none.
	MaxIdle int
	// IdleTimeout is how long one is kept. 0 means 30 s.
	IdleTimeout time.Duration
	// WaitTimeout bounds the wait for one when Max are in use. 0 means 250 ms.
	WaitTimeout time.Duration
	// Events, if set, is called with what happens in the pool, and to the shared
	// connection. It must not block.
	Events func(models.PoolEvent)
}

func (c PoolConfig) withDefaults() PoolConfig {
	if c.Max == 0 {
		c.Max = options.DefaultMaxDedicated
	}
	switch c.MaxIdle {
	case 0:
		c.MaxIdle = options.DefaultMaxIdle
	case -1:
		c.MaxIdle = 0
	}
	if c.IdleTimeout == 0 {
		c.IdleTimeout = options.DefaultIdleTimeout
	}
	if c.WaitTimeout == 0 {
		c.WaitTimeout = options.DefaultRequestTimeout
	}
	return c
}

// pool is guarded by the node's lock, but for permits.
type pool struct {
	config    PoolConfig
	blocking  atomic.Int64  // commands that block, with those that wait for a connection
	permits   chan struct{} // holds a token for each connection that is acquired
	waiting   atomic.Int64  // who waits for one
	acquired  map[*pooledConn]struct{}
	idle      []*pooledConn // the one used last at the end
	idleTimer *time.Timer
}

func (p *pool) init(config PoolConfig) {
	p.config = config.withDefaults()
	p.permits = make(chan struct{}, p.config.Max)
	p.acquired = make(map[*pooledConn]struct{})
}

// pooledConn is a dedicated connection, in use or idle.
type pooledConn struct {
	conn      *mux.Conn
	made      revision
	command   string // what it was acquired for
	idleSince time.Time

	acquiredAt time.Time // where there is somebody who listens to events
}

// acquire returns an idle connection, or a new one, within the time for waiting.
func (n *Node) acquire(ctx context.Context, command string) (*pooledConn, error) {
	if page.Only || n.pool.config.Events == nil {
		pooled, _, err := n.acquireUnheard(ctx, command)
		return pooled, err
	}
	start := time.Now()
	pooled, wasIdle, err := n.acquireUnheard(ctx, command)
	if err == nil {
		n.emitAcquired(start, wasIdle)
		pooled.acquiredAt = time.Now()
	}
	return pooled, err
}

// acquireUnheard is acquire for those whom nobody listens to.
func (n *Node) acquireUnheard(ctx context.Context, command string) (pooled *pooledConn, wasIdle bool, err error) {
	if err := n.acquirePermit(ctx, command); err != nil {
		return nil, false, err
	}
	if pooled := n.acquireIdle(command); pooled != nil {
		return pooled, true, nil
	}
	if pooled, err = n.acquireNew(ctx, command); err != nil {
		<-n.pool.permits
	}
	return pooled, false, err
}

// acquirePermit waits until there may be one more connection.
func (n *Node) acquirePermit(ctx context.Context, command string) error {
	select {
	case n.pool.permits <- struct{}{}:
		return nil
	default:
	}
	n.pool.waiting.Add(1)
	defer n.pool.waiting.Add(-1)
	n.emitPool(models.PoolEvent{Kind: models.WaitStarted, Waiting: 1})
	ended := models.WaitEnded
	defer func() { n.emitPool(models.PoolEvent{Kind: ended, Waiting: -1}) }()
	timer := time.NewTimer(n.pool.config.WaitTimeout)
	defer timer.Stop()
	select {
	case n.pool.permits <- struct{}{}:
		return nil
	case <-n.done:
		return &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	case <-timer.C:
		ended = models.WaitTimedOut
		return n.poolExhausted(command, n.pool.config.WaitTimeout, nil)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			ended = models.WaitTimedOut
			return n.poolExhausted(command, 0, context.Cause(ctx))
		}
		return &failure.CanceledError{Command: command, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
	}
}

// poolExhausted is the error of a command for which the pool has no connection: it says
// what they are in use for.
func (n *Node) poolExhausted(command string, after time.Duration, cause error) error {
	n.mu.Lock()
	uses := map[string]int{}
	for pooled := range n.pool.acquired {
		uses[pooled.command]++
	}
	n.mu.Unlock()
	names := make([]string, 0, len(uses))
	for name := range uses {
		names = append(names, name)
	}
	sorting.By(names, func(a, b string) int { return uses[b] - uses[a] })
	reason := "all " + strconv.Itoa(n.pool.config.Max) + " connections for commands that block are in use"
	for i, name := range names {
		separator := ", "
		if i == 0 {
			separator = ": "
		}
		reason += separator + strconv.Itoa(uses[name]) + " for " + name
	}
	return &failure.TimeoutError{
		Address: n.config.Address, Command: command, Delivery: failure.NotSent,
		After: after, Reason: failure.Text(reason) + "; raise {ClientConfiguration.Advanced.Dedicated.MaxConnections}", Cause: cause,
	}
}

// admitBlocking counts a command that blocks, until leaveBlocking. One beyond the limit of
// requests is refused at once: it might wait for its turn for ever.
func (n *Node) admitBlocking(command string) error {
	limit := n.config.Mux.InFlightLimit
	if n.pool.blocking.Add(1) <= int64(limit) || limit <= 0 {
		return nil
	}
	n.leaveBlocking()
	return &failure.TimeoutError{
		Address: n.config.Address, Command: command, Delivery: failure.NotSent,
		Reason: failure.Text(strconv.Itoa(limit)) + " commands that block wait for their replies, which is the limit; raise {ClientConfiguration.InflightRequestsLimit}",
	}
}

func (n *Node) leaveBlocking() { n.pool.blocking.Add(-1) }

// acquireIdle returns the idle connection that was used last, or nil.
func (n *Node) acquireIdle(command string) *pooledConn {
	dropped := 0
	defer func() { n.emitIdleClosed(dropped) }()
	n.mu.Lock()
	defer n.mu.Unlock()
	for len(n.pool.idle) > 0 && !n.closed {
		pooled := n.pool.idle[len(n.pool.idle)-1]
		n.pool.idle = n.pool.idle[:len(n.pool.idle)-1]
		if pooled.conn.Err() == nil && n.config.Session.isCurrent(pooled.made) {
			pooled.command = command
			n.pool.acquired[pooled] = struct{}{}
			return pooled
		}
		pooled.conn.Close()
		dropped++
	}
	return nil
}

// acquireNew makes a connection.
func (n *Node) acquireNew(ctx context.Context, command string) (*pooledConn, error) {
	if n.isClosed() {
		return nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	start := time.Now()
	connectCtx, cancel := n.connectContext(ctx)
	defer cancel()
	config := n.config.Mux
	config.Exclusive = true
	conn, made, err := n.dial(connectCtx, config, nil)
	for err == nil && !n.config.Session.hasCredentials(made) {
		conn.Close()
		conn, made, err = n.dial(connectCtx, config, nil)
	}
	if err != nil {
		if ctx.Err() == context.Canceled {
			err = &failure.CanceledError{Command: command, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
		}
		return nil, withCommand(err, command)
	}
	pooled := &pooledConn{conn: conn, made: made, command: command}
	if !n.addAcquired(pooled) {
		conn.Close()
		return nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	n.emitCreated(start, false)
	return pooled, nil
}

// addAcquired has a connection be one that is in use, unless the node is closed.
func (n *Node) addAcquired(pooled *pooledConn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.pool.acquired[pooled] = struct{}{}
	}
	return !n.closed
}

// releaseToPool ends the use of a connection. It is kept for others if it is as good as
// new.
func (n *Node) releaseToPool(pooled *pooledConn, reusable bool) {
	acquiredAt := pooled.acquiredAt // It is somebody else's once it is idle.
	n.mu.Lock()
	delete(n.pool.acquired, pooled)
	keep := reusable && !n.closed && len(n.pool.idle) < n.pool.config.MaxIdle && n.config.Session.hasCredentials(pooled.made)
	if keep {
		pooled.command, pooled.idleSince = "", time.Now()
		n.pool.idle = append(n.pool.idle, pooled)
		n.startIdleTimer()
	}
	n.mu.Unlock()
	if !page.Only && n.pool.config.Events != nil {
		n.emitReleased(acquiredAt, keep)
	}
	if !keep {
		pooled.conn.Close()
	}
	<-n.pool.permits
}

// startIdleTimer sees to it that connections which nobody needs are closed. The lock
// is held.
func (n *Node) startIdleTimer() {
	p := &n.pool
	switch {
	case p.idleTimer == nil:
		p.idleTimer = time.AfterFunc(p.config.IdleTimeout, n.closeExpired)
	case len(p.idle) == 1:
		p.idleTimer.Reset(p.config.IdleTimeout)
	}
}

// closeExpired closes the connections that have been idle for too long.
func (n *Node) closeExpired() {
	n.mu.Lock()
	p := &n.pool
	var expired []*pooledConn
	now := time.Now()
	for len(p.idle) > 0 && now.Sub(p.idle[0].idleSince) >= p.config.IdleTimeout {
		expired = append(expired, p.idle[0])
		p.idle = p.idle[1:]
	}
	if len(p.idle) > 0 && !n.closed {
		p.idleTimer.Reset(p.config.IdleTimeout - now.Sub(p.idle[0].idleSince))
	}
	n.mu.Unlock()
	n.emitIdleClosed(len(expired))
	for _, pooled := range expired {
		pooled.conn.Close()
	}
}
