// Package standalone reaches the servers of a replication: a primary and its
// replicas, or a single server. It knows which is which, and follows when that
// changes; it sends what writes to the primary and what reads where the strategy
// says, and tries again what can be tried again without harm.
//
//	group := standalone.New(standalone.Config{
//		Addresses: []string{"a:6379", "b:6379"},
//		Node:      node.Config{Dialer: dialer},
//	})
//	if err := group.Connect(ctx); err != nil {
//		return err
//	}
//	defer group.Close()
//	var call mux.Call
//	err := group.Do(ctx, &call, standalone.Request{Request: request})
//
// Who is the primary is found out by asking the servers for their role, or by
// asking sentinels. Package cluster is for servers that share the keys among them.
package standalone

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Config describes the servers and how they are used.
type Config struct {
	// Addresses are those of the servers, one at least unless Sentinel is set.
	Addresses []string
	// Sentinel has the servers found through sentinels.
	Sentinel *Sentinel
	// Node is the template of every server; its Address and Events are set here.
	Node node.Config
	// ReadFrom and Zone tell where reads go.
	ReadFrom options.ReadFrom
	Zone     string
	// ReadOnly says that there will be reads only: no primary is looked for, and all
	// servers are read from in turn.
	ReadOnly bool
	// Mode says how servers and roles are found out, unless Sentinel is set.
	Mode options.NodeDiscoveryMode
	// Events, if set, is told of the servers' connections and of a new primary. It
	// must not block.
	Events func(models.ConnectionEvent)
	// Notify, if set, is told of retries and of changes of the servers. It must not block.
	Notify func(models.ClientEvent)
	// Changed, if set, is called when it may have changed who can be reached. It must not
	// block, nor call the group.
	Changed func()
	// Promoted, if set, is called when another server has become the primary. It must not
	// block, nor call the group.
	Promoted func()
}

// Group is a primary and its replicas. Its methods may be called from any number
// of goroutines.
type Group struct {
	config   Config
	isSingle bool // there is one server, for ever, whose role is not looked at
	finder   finder
	snapshot atomic.Pointer[snapshot]
	turn     atomic.Uint32 // whose turn it is to be read from
	retries  atomic.Uint64 // of requests
	verified atomic.Int64  // when subscriptions last had the primary found out

	discovering     sync.Mutex      // held while the primary is found out
	discoverySignal chan struct{}   // holds a token when the roles are to be found out
	life            context.Context // ends with the group
	stop            context.CancelFunc
	stopped         sync.WaitGroup

	mu        sync.Mutex
	closed    bool
	nodes     map[string]*node.Node
	order     []*node.Node    // as in the configuration, or as they were found
	primary   *node.Node      // nil while it is not known, and in a group that is read only
	announced *node.Node      // the primary that the last event named
	found     map[string]bool // the addresses that were found last, where they are
	served    *node.Node      // the primary that requests went to last
	// formerPrimaries were primaries, were replaced, and have not been replicas since: what they
	// have is not what the others have.
	formerPrimaries map[*node.Node]bool
	reason          error                // why the primary is not known
	past            models.Statistics    // of nodes that are no longer part of the group
	renewed         time.Time            // when a single server was last connected to anew
	unknown         node.UnknownTopology // what Notify was told of why the primary is not known
	started         bool                 // whether the servers are watched
}

// finder finds out who is the primary.
type finder interface {
	// find returns the primary once it is known, with its replicas where those are
	// found out too.
	find(ctx context.Context, g *Group) (found, error)
	close()
}

// found is what a finder has found: addresses.
type found struct {
	primary  string
	replicas []string // nil leaves the group's servers as they are
}

// New returns a group that is not connected yet: its first request connects it.
func New(config Config) *Group {
	if config.Node.ConnectTimeout <= 0 {
		config.Node.ConnectTimeout = options.DefaultConnectionTimeout
	}
	config.Node.Backoff = options.ClientConfiguration{ReconnectStrategy: config.Node.Backoff}.WithDefaults().ReconnectStrategy
	g := &Group{config: config, discoverySignal: make(chan struct{}, 1), nodes: map[string]*node.Node{}, formerPrimaries: map[*node.Node]bool{}}
	for _, address := range config.Addresses {
		if g.nodes[address] == nil {
			g.add(address)
		}
	}
	switch {
	case config.Sentinel != nil:
		g.finder = newSentinels(config.Sentinel, g.requestDiscovery)
	case config.Mode == options.NodeDiscoveryModeDiscoverAll:
		g.finder = newDiscoverAll(config.Addresses)
	default:
		g.finder = roles{}
		g.isSingle = len(g.order) == 1
	}
	if g.isSingle || g.isStatic() && !config.ReadOnly {
		g.primary = g.order[0]
	}
	g.publish()
	g.life, g.stop = context.WithCancel(context.Background())
	return g
}

// startWatching has the servers watched, once: when it is known who is who, or wanted.
func (g *Group) startWatching() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.started || g.closed {
		return
	}
	g.started = true
	for _, n := range g.order {
		n.KeepDialing()
	}
	if g.looksForPrimary() {
		g.stopped.Go(func() { g.watch(g.life) })
	}
}

// isStatic reports whether the roles are those that the configuration says.
func (g *Group) isStatic() bool {
	return g.config.Sentinel == nil && g.config.Mode == options.NodeDiscoveryModeStatic
}

// looksForPrimary reports whether it is found out who is the primary.
func (g *Group) looksForPrimary() bool {
	return g.config.Sentinel != nil || !g.isSingle && !g.isStatic() && !g.config.ReadOnly
}

// add makes a node. The lock is held, or nobody else knows the group.
func (g *Group) add(address string) *node.Node {
	config := g.config.Node
	config.Address = address
	config.Mux.Handshake.AskRole = !g.isStatic()
	config.Mux.Handshake.AskZone = g.config.ReadFrom.UsesZones()
	var n *node.Node
	config.Events = func(e models.ConnectionEvent) { g.handleEvent(n, e) }
	n = node.New(config)
	g.nodes[address] = n
	g.order = append(g.order, n)
	return n
}

// Connect connects to all servers and finds the primary. Servers that cannot be
// reached are no failure, if a primary is found; they are tried again from then on.
// Errors: *failure.ConnectionError, *failure.TimeoutError, *failure.ClosingError.
func (g *Group) Connect(ctx context.Context) error {
	if g.config.Sentinel != nil {
		if err := g.discoverWithin(ctx, g.config.Node.ConnectTimeout); err != nil {
			return err
		}
		g.startWatching()
		return nil
	}
	failures, primaryFailed := g.connectAll(ctx)
	switch {
	case len(failures) == 1 && len(g.order) == 1:
		return failures[0]
	case len(failures) == len(g.order):
		return &failure.ConnectionError{
			Delivery: failure.NotSent, Reason: "no server could be connected to", Cause: errors.Join(failures...),
		}
	case primaryFailed != nil && g.isStatic() && !g.config.ReadOnly:
		return &failure.ConnectionError{
			Address: g.order[0].Address(), Delivery: failure.NotSent,
			Reason: "the primary could not be connected to, which the first address is with {NodeDiscoveryModeStatic}", Cause: primaryFailed,
		}
	}
	if err := g.checkSingle(); err != nil {
		return err
	}
	if g.looksForPrimary() {
		if err := g.discover(ctx); err != nil {
			if len(failures) == 0 {
				return err
			}
			return &failure.ConnectionError{
				Delivery: failure.NotSent, Reason: "the primary is not known", Cause: errors.Join(append([]error{err}, failures...)...),
			}
		}
	}
	g.startWatching()
	return nil
}

// connectAll connects to all servers at once and returns the failures, and which of them is
// the first server's.
func (g *Group) connectAll(ctx context.Context) (failures []error, ofFirst error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for i, n := range g.order {
		all.Go(func() {
			err := n.Connect(ctx)
			if err == nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if failures = append(failures, err); i == 0 {
				ofFirst = err
			}
		})
	}
	all.Wait()
	return failures, ofFirst
}

// checkSingle refuses a single server that no command could write to.
func (g *Group) checkSingle() error {
	n := g.order[0]
	if !g.isSingle || g.isStatic() || g.config.ReadOnly || n.Server().Role != roleReplica {
		return nil
	}
	return &failure.ConnectionError{
		Address: n.Address(), Delivery: failure.NotSent,
		Reason: "the server is a replica, and the only one configured: give the primary's address too, or set {ClientConfiguration.ReadOnly}" + hintAtCluster(n),
	}
}

// hintAtCluster is what an error adds where a server may be part of a cluster: HELLO
// tells, and RESP2 has none.
func hintAtCluster(n *node.Node) failure.Text {
	switch n.Server().Mode {
	case "cluster":
		return "; it is part of a cluster, which {NewClusterClient} is for"
	case "":
		return "; if it is part of a cluster use {NewClusterClient}"
	default:
		return ""
	}
}

// Server returns what the primary said of itself; without one, any server.
func (g *Group) Server() models.Server {
	s := g.snapshot.Load()
	switch {
	case s.primary != nil:
		return s.primary.Server()
	case len(s.replicas) > 0:
		return s.replicas[0].Server()
	default:
		return models.Server{}
	}
}

// Stats returns what has come to pass with all servers.
func (g *Group) Stats() models.Statistics {
	g.mu.Lock()
	defer g.mu.Unlock()
	total := g.past
	total.Retries = g.retries.Load()
	for _, n := range g.nodes {
		total.Add(n.Stats())
	}
	return total
}

// Each calls visit for every server that is part of the group.
func (g *Group) Each(visit func(n *node.Node)) {
	g.mu.Lock()
	nodes := append([]*node.Node(nil), g.order...)
	g.mu.Unlock()
	for _, n := range nodes {
		visit(n)
	}
}

// Close ends all connections at once. Requests that are under way get a
// *failure.ClosingError, and so do those that come later.
func (g *Group) Close() {
	for _, n := range g.retire() {
		n.Close()
	}
	g.stopped.Wait()
}

// Shutdown takes no more requests, waits until those under way are answered or ctx
// ends, and then closes. It returns the context's error if some were not answered.
func (g *Group) Shutdown(ctx context.Context) error {
	err := node.ShutdownAll(ctx, g.retire())
	g.stopped.Wait()
	return err
}

// retire marks the group as closed and returns its nodes.
func (g *Group) retire() []*node.Node {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		g.stop()
		g.finder.close()
		g.publish()
	}
	return g.order
}
