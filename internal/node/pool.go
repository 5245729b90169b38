package node

import (
	"context"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/sorting"
	"github.com/glissade-io/glissade/options"
)

// PoolConfig bounds the connections that are not shared: those of requests that
// block, and of callers who need one to themselves. A field that is 0 has its default.
type PoolConfig struct {
	// Max is how many there may be at once; further requests wait for one. 0 means 128.
	Max int
	// MaxIdle is how many are kept for the next request. 0 means 4, -1 none.
	MaxIdle int
	// IdleTimeout is how long one is kept. 0 means 30 s.
	IdleTimeout time.Duration
	// WaitTimeout bounds the wait for one when Max are in use. 0 means 250 ms.
	WaitTimeout time.Duration
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
	config   PoolConfig
	permits  chan struct{} // holds a token for each connection that is acquired
	acquired map[*lease]struct{}
	idle     []*lease // the one used last at the end
	clock    *time.Timer
}

func (p *pool) prepare(config PoolConfig) {
	p.config = config.withDefaults()
	p.permits = make(chan struct{}, p.config.Max)
	p.acquired = make(map[*lease]struct{})
}

// lease is a connection that is not shared.
type lease struct {
	conn    *mux.Conn
	version uint64 // of the session that it has
	command string // what it was acquired for
	since   time.Time
}

// acquire returns an idle connection, or a new one, within the time for waiting.
func (n *Node) acquire(ctx context.Context, command string) (*lease, error) {
	if err := n.takePlace(ctx, command); err != nil {
		return nil, err
	}
	l := n.acquireIdle(command)
	if l != nil {
		return l, nil
	}
	l, err := n.acquireNew(ctx, command)
	if err != nil {
		<-n.pool.permits
	}
	return l, err
}

// takePlace waits until there may be one more connection.
func (n *Node) takePlace(ctx context.Context, command string) error {
	select {
	case n.pool.permits <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(n.pool.config.WaitTimeout)
	defer timer.Stop()
	select {
	case n.pool.permits <- struct{}{}:
		return nil
	case <-n.done:
		return &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	case <-timer.C:
		return n.exhausted(command, n.pool.config.WaitTimeout, nil)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			return n.exhausted(command, 0, context.Cause(ctx))
		}
		return &failure.CanceledError{Command: command, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
	}
}

// exhausted says what the connections of the pool are in use for.
func (n *Node) exhausted(command string, after time.Duration, cause error) error {
	n.mu.Lock()
	uses := map[string]int{}
	for l := range n.pool.acquired {
		uses[l.command]++
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

// acquireIdle returns the idle connection that was used last, or nil.
func (n *Node) acquireIdle(command string) *lease {
	n.mu.Lock()
	defer n.mu.Unlock()
	for len(n.pool.idle) > 0 && !n.closed {
		l := n.pool.idle[len(n.pool.idle)-1]
		n.pool.idle = n.pool.idle[:len(n.pool.idle)-1]
		if l.conn.Err() == nil && n.config.Session.isCurrent(l.version) {
			l.command = command
			n.pool.acquired[l] = struct{}{}
			return l
		}
		l.conn.Close()
	}
	return nil
}

// acquireNew makes a connection.
func (n *Node) acquireNew(ctx context.Context, command string) (*lease, error) {
	if n.isClosed() {
		return nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	dialing, cancel := n.dialing(ctx)
	defer cancel()
	config := n.config.Mux
	config.Exclusive = true
	conn, version, err := n.dial(dialing, config, nil)
	if err != nil {
		if ctx.Err() == context.Canceled {
			err = &failure.CanceledError{Command: command, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
		}
		return nil, forCommand(err, command)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		conn.Close()
		return nil, &failure.ClosingError{Command: command, Delivery: failure.NotSent}
	}
	l := &lease{conn: conn, version: version, command: command}
	n.pool.acquired[l] = struct{}{}
	return l, nil
}

// releaseLease ends a lease. The connection is kept for others if it is as good as new.
func (n *Node) releaseLease(l *lease, asNew bool) {
	n.mu.Lock()
	delete(n.pool.acquired, l)
	keep := asNew && !n.closed && len(n.pool.idle) < n.pool.config.MaxIdle
	if keep {
		l.command, l.since = "", time.Now()
		n.pool.idle = append(n.pool.idle, l)
		n.watchIdle()
	}
	n.mu.Unlock()
	if !keep {
		l.conn.Close()
	}
	<-n.pool.permits
}

// watchIdle sees to it that connections which nobody needs are closed. The lock is
// held.
func (n *Node) watchIdle() {
	p := &n.pool
	switch {
	case p.clock == nil:
		p.clock = time.AfterFunc(p.config.IdleTimeout, n.closeIdle)
	case len(p.idle) == 1:
		p.clock.Reset(p.config.IdleTimeout)
	}
}

// closeIdle closes the connections that have been idle for too long.
func (n *Node) closeIdle() {
	n.mu.Lock()
	p := &n.pool
	var old []*lease
	now := time.Now()
	for len(p.idle) > 0 && now.Sub(p.idle[0].since) >= p.config.IdleTimeout {
		old = append(old, p.idle[0])
		p.idle = p.idle[1:]
	}
	if len(p.idle) > 0 && !n.closed {
		p.clock.Reset(p.config.IdleTimeout - now.Sub(p.idle[0].since))
	}
	n.mu.Unlock()
	for _, l := range old {
		l.conn.Close()
	}
}
