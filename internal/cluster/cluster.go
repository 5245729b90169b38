// Package cluster reaches the servers of a cluster, which share the keys among them
// by slots. It knows who has which slot, and learns when that changes; it sends a
// request where its slot is, follows redirections, and has requests wait in their own
// time while the cluster heals. See https://valkey.io/topics/cluster-spec/
//
//	c := cluster.New(cluster.Config{
//		Seeds: []string{"a:6379", "b:6379"},
//		Node:  node.Config{Dialer: dialer},
//	})
//	if err := c.Connect(ctx); err != nil {
//		return err
//	}
//	defer c.Close()
//	var call mux.Call
//	err := c.Do(ctx, &call, cluster.Request{Request: request, To: cluster.BySlot(slot.OfString("key"))})
//
// Servers that are no cluster are the business of package standalone.
package cluster

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Config describes a cluster and how it is used.
type Config struct {
	// Seeds are the addresses of some servers of the cluster, one at least.
	Seeds []string
	// Node is the template of every server; its Address and Events are set here.
	Node node.Config
	// ReadFrom and Zone tell where reads go.
	ReadFrom options.ReadFrom
	Zone     string
	// Interval is how often the topology is asked for although nothing has happened.
	// 0 means 60 seconds, a negative value never.
	Interval time.Duration
	// FromSeeds has the topology asked for at the seeds always, rather than at the
	// servers that are known.
	FromSeeds bool
	// ConnectAll connects to every server at once. Without it, and while only
	// primaries are read from, a server is connected to when it is needed.
	ConnectAll bool
	// TLS says that servers are reached by TLS, so that of two ports that they
	// announce the one for it counts.
	TLS bool
	// Events, if set, is told of the servers' connections. It must not block.
	Events func(models.ConnectionEvent)
	// Notify, if set, is told of retries, redirections and changes of the topology. It must
	// not block.
	Notify func(models.ClientEvent)
	// Changed, if set, is called when it may have changed who has which slot. It must not
	// block, nor call the cluster.
	Changed func()
	// Moved, if set, is called with each slot that another server has from now on, or
	// none, and AllMoved after the last of them. They must not block, nor call the cluster.
	Moved    func(slot uint16)
	AllMoved func()
}

const defaultInterval = 60 * time.Second

// Cluster is a set of servers that share the keys. Its methods may be called from
// any number of goroutines.
type Cluster struct {
	config                Config
	snapshot              atomic.Pointer[snapshot]
	waiting               atomic.Int32 // requests that wait for another snapshot
	retries, redirections atomic.Uint64
	turn                  atomic.Uint32 // whose turn it is of those that are equal

	refreshSignal        chan struct{}   // holds a token when the topology is to be asked for at once
	delayedRefreshSignal chan struct{}   // holds one when it is to be asked for some time soon
	life                 context.Context // ends with the cluster
	stop                 context.CancelFunc
	stopped              sync.WaitGroup
	refreshing           sync.Mutex           // held while the topology is asked for
	unknown              node.UnknownTopology // what Notify was told of why nobody tells it; guarded by refreshing

	mu      sync.Mutex
	closed  bool
	started bool
	members map[identity]*member
	past    models.Statistics // of members that are no longer part of the cluster
}

// identity distinguishes members. A server that changes its role becomes another member,
// with new connections, since those to a replica begin with READONLY.
type identity struct {
	address string
	replica bool
}

// member is a server that is part of the cluster.
type member struct {
	*node.Node
	identity
	// asked is when ASK last pointed to it, in seconds since 1970.
	asked atomic.Int64
}

// New returns a cluster that is not connected yet: its first request connects it.
func New(config Config) *Cluster {
	if config.Node.ConnectTimeout <= 0 {
		config.Node.ConnectTimeout = options.DefaultConnectionTimeout
	}
	if config.Interval == 0 {
		config.Interval = defaultInterval
	}
	config.ConnectAll = config.ConnectAll || config.ReadFrom != options.Primary
	c := &Cluster{
		config: config, members: map[identity]*member{},
		refreshSignal: make(chan struct{}, 1), delayedRefreshSignal: make(chan struct{}, 1),
	}
	c.life, c.stop = context.WithCancel(context.Background())
	c.snapshot.Store(newSnapshot())
	return c
}

// Connect finds the topology out by the seeds.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.ClosingError.
func (c *Cluster) Connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.config.Node.ConnectTimeout)
	defer cancel()
	if err := c.refresh(ctx); err != nil {
		return err
	}
	c.startWatching()
	if c.config.ConnectAll {
		c.awaitAll(ctx)
	}
	return nil
}

// awaitAll waits until every server is connected, or has turned out not to be there: the
// first reads are to find all replicas that there are.
func (c *Cluster) awaitAll(ctx context.Context) {
	var all sync.WaitGroup
	for _, m := range c.snapshot.Load().everyone {
		all.Go(func() { m.AwaitAttempt(ctx) })
	}
	all.Wait()
}

// startWatching has the topology watched, once.
func (c *Cluster) startWatching() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.started && !c.closed {
		c.started = true
		c.stopped.Go(c.watch)
	}
}

// member returns the server of that identity, which is made if it is not known.
func (c *Cluster) member(id identity) *member {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.memberLocked(id)
}

func (c *Cluster) memberLocked(id identity) *member {
	if m := c.members[id]; m != nil {
		return m
	}
	config := c.config.Node
	config.Address = id.address
	config.Mux.Handshake.ReadOnly = id.replica
	config.Mux.Handshake.AskZone = c.config.ReadFrom.UsesZones()
	config.Events = c.handleEvent
	m := &member{Node: node.New(config), identity: id}
	if c.closed {
		m.Close()
		return m
	}
	c.members[id] = m
	return m
}

// handleEvent takes in what happened to the connection of a server.
func (c *Cluster) handleEvent(e models.ConnectionEvent) {
	if e.Kind != models.Connected {
		c.refreshNow() // It may have failed, and another have taken over.
	}
	if c.config.Events != nil {
		c.config.Events(e)
	}
}

// Stats returns what has come to pass with all servers.
func (c *Cluster) Stats() models.Statistics {
	c.mu.Lock()
	defer c.mu.Unlock()
	total := c.past
	total.Retries, total.Redirections = c.retries.Load(), c.redirections.Load()
	for _, m := range c.members {
		total.Add(m.Stats())
	}
	return total
}

// Each calls visit for every server that is known.
func (c *Cluster) Each(visit func(n *node.Node)) {
	c.mu.Lock()
	members := c.all()
	c.mu.Unlock()
	for _, m := range members {
		visit(m.Node)
	}
}

// all returns the members. The lock is held.
func (c *Cluster) all() []*member {
	members := make([]*member, 0, len(c.members))
	for _, m := range c.members {
		members = append(members, m)
	}
	return members
}

// Close ends all connections at once. Requests that are under way get a
// *failure.ClosingError, and so do those that come later.
func (c *Cluster) Close() {
	for _, m := range c.retire() {
		m.Close()
	}
	c.stopped.Wait()
}

// Shutdown takes no more requests, waits until those under way are answered or ctx
// ends, and then closes. It returns the context's error if some were not answered.
func (c *Cluster) Shutdown(ctx context.Context) error {
	err := node.ShutdownAll(ctx, c.retire())
	c.stopped.Wait()
	return err
}

// retire marks the cluster as closed and returns its members.
func (c *Cluster) retire() []*member {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.closed = true
		c.stop()
		c.publish(&snapshot{closed: true})
	}
	return c.all()
}

func (c *Cluster) isClosed() bool { return c.life.Err() != nil }

func closingError(command string) error {
	return &failure.ClosingError{Command: command, Delivery: failure.NotSent}
}
