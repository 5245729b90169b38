package standalone

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/printable"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/models"
)

const (
	roleReplica = "replica"
	rolePrimary = "master"
	// longestDiscoveryPause bounds the wait between two attempts to find the primary: during a
	// failover it may be there any moment.
	longestDiscoveryPause = 400 * time.Millisecond
	// discoveryInterval is how often sentinels, or servers that announce others, are asked
	// although nothing has happened: an announcement may have been lost, and that there is
	// another replica nobody announces.
	discoveryInterval = 10 * time.Second
	// drainTimeout is how long requests on a connection that was replaced may take.
	drainTimeout = 5 * time.Second
)

// handleEvent takes in what happened to the connection of a node.
func (g *Group) handleEvent(n *node.Node, e models.ConnectionEvent) {
	if g.config.Events != nil {
		g.config.Events(e)
	}
	if e.Kind == models.ConnectFailed {
		return
	}
	if e.Kind == models.Connected && g.discoversAll() {
		g.requestDiscovery() // It may be a server that the client has by another address.
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.nodes[n.Address()] != n {
		return
	}
	if !g.looksForPrimary() {
		if n == g.primary {
			g.reason = e.Err
		}
		g.publish()
		return
	}
	role := n.Server().Role
	if e.Kind == models.Connected && role == roleReplica {
		delete(g.formerPrimaries, n)
	}
	switch {
	case e.Kind == models.Disconnected && n == g.primary:
		g.forgetPrimary(e.Err)
		return
	case g.primary == nil, n == g.primary && role == roleReplica:
		g.requestDiscovery()
	}
	g.publish()
}

// forgetPrimary forgets who is the primary, and has it found out. The lock is held.
func (g *Group) forgetPrimary(reason error) {
	g.primary, g.reason = nil, reason
	g.publish()
	g.requestDiscovery()
}

// requestDiscovery has the primary found out soon.
func (g *Group) requestDiscovery() {
	select {
	case g.discoverySignal <- struct{}{}:
	default:
	}
}

// watch finds out who is the primary whenever that is in question.
func (g *Group) watch(ctx context.Context) {
	var regularly <-chan time.Time
	if g.config.Sentinel != nil || g.discoversAll() {
		ticker := time.NewTicker(discoveryInterval)
		defer ticker.Stop()
		regularly = ticker.C
	}
	for {
		select {
		case <-g.discoverySignal:
		case <-regularly:
		case <-ctx.Done():
			return
		}
		for try := 0; g.discover(ctx) != nil; try++ {
			wait := min(node.Backoff(g.config.Node.Backoff, try, rand.Float64()), longestDiscoveryPause)
			if !retry.SleepUntil(ctx, ctx, wait, g.discoverySignal) {
				return
			}
		}
	}
}

// discoverWithin tries to discover the primary for a time: sentinels name a primary that has failed
// until they have replaced it.
func (g *Group) discoverWithin(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := g.discover(ctx)
		if err == nil || !retry.Sleep(ctx, g.life, retry.MaxPause) {
			return err
		}
	}
}

// discover finds the primary and has the group follow it.
func (g *Group) discover(ctx context.Context) error {
	g.discovering.Lock()
	defer g.discovering.Unlock()
	f, err := g.finder.find(ctx, g)
	var n *node.Node
	if err == nil {
		n, err = g.adopt(ctx, f)
	}
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return &failure.ClosingError{Delivery: failure.NotSent}
	}
	if err == nil && !n.Connected() {
		err = errLostAgain
	}
	if err != nil {
		if g.primary == nil {
			g.reason = err
			g.publish()
		}
		g.mu.Unlock()
		g.notifyUnknown(err)
		return err
	}
	g.primary, g.reason, g.unknown = n, nil, node.UnknownTopology{}
	g.publish()
	isNews := g.announced != n
	g.announced = n
	g.mu.Unlock()
	if isNews && g.config.Events != nil {
		g.config.Events(models.ConnectionEvent{Kind: models.PrimaryChanged, Address: n.Address()})
	}
	return nil
}

var errLostAgain = &failure.ConnectionError{Delivery: failure.NotSent, Reason: "the connection to the primary was lost"}

// adopt has the group consist of what was found, if replicas were found too, and returns the
// primary when it is connected and says that it is one.
func (g *Group) adopt(ctx context.Context, f found) (*node.Node, error) {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return nil, &failure.ClosingError{Delivery: failure.NotSent}
	}
	if f.replicas == nil {
		defer g.mu.Unlock()
		return g.nodes[f.primary], nil
	}
	_, isKnown := g.nodes[f.primary]
	changed := g.replace(f)
	n, count := g.nodes[f.primary], len(g.order)
	g.mu.Unlock()
	g.notifyServers(changed, count)
	if isKnown && !n.Connected() {
		return nil, errLostAgain // When it comes back it will be looked at.
	}
	connecting, cancel := context.WithTimeout(ctx, g.config.Node.ConnectTimeout)
	defer cancel()
	if err := n.Connect(connecting); err != nil {
		return nil, err
	}
	state, err := askRole(connecting, n)
	if err == nil && state.role != rolePrimary {
		err = &failure.ConnectionError{
			Address: f.primary, Delivery: failure.NotSent,
			Reason: "the server that is named as the primary is a " + failure.Text(printable.Text(state.role)),
		}
	}
	return n, err
}

// replace has the group consist of the servers that were found, and reports whether others
// were found before. The lock is held.
func (g *Group) replace(f found) (changed bool) {
	old := g.nodes
	g.nodes, g.order = map[string]*node.Node{}, nil
	for _, address := range append([]string{f.primary}, f.replicas...) {
		n := old[address]
		switch {
		case g.nodes[address] != nil:
			continue
		case n == nil:
			n = g.add(address)
			n.KeepDialing()
		default:
			g.nodes[address] = n
			g.order = append(g.order, n)
		}
	}
	for address, n := range old {
		if g.nodes[address] != n {
			g.drop(n)
		}
	}
	if g.primary != nil && g.nodes[g.primary.Address()] != g.primary {
		g.primary = nil
	}
	g.publish()
	before := g.found
	g.found = make(map[string]bool, len(g.order))
	for _, n := range g.order {
		g.found[n.Address()] = true
		changed = changed || !before[n.Address()]
	}
	return changed || len(g.found) != len(before)
}

// drop closes a node that is not part of the group any more, when its requests are
// answered.
func (g *Group) drop(n *node.Node) {
	g.stopped.Go(func() {
		ctx, cancel := context.WithTimeout(g.life, drainTimeout)
		defer cancel()
		// Who was not answered in time has been told so.
		_ = n.Shutdown(ctx)
		g.mu.Lock()
		defer g.mu.Unlock()
		g.past.Add(n.Counts())
	})
}
