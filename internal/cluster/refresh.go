package cluster

import (
	"context"
	"errors"
	"math/bits"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/retry"
)

const (
	// mostAsked bounds how many servers are asked for the topology at once.
	mostAsked = 10
	// refreshDelay is how long a refresh is put off that is not urgent, times the
	// number of digits of the cluster's size: many clients of a large cluster should
	// not all ask at once.
	refreshDelay = 100 * time.Millisecond
)

// refreshBackoff is between two refreshes while requests wait for another topology, and
// between two attempts of theirs to connect to a server of it.
var refreshBackoff = retry.Backoff{First: 32 * time.Millisecond, Max: 256 * time.Millisecond}

// refreshNow requests a refresh of the topology at once.
func (c *Cluster) refreshNow() {
	select {
	case c.refreshSignal <- struct{}{}:
	default:
	}
}

// refreshSoon requests one after a while: the change that is known of is in the snapshot
// already, and there may be more.
func (c *Cluster) refreshSoon() {
	select {
	case c.delayedRefreshSignal <- struct{}{}:
	default:
	}
}

// watch refreshes the topology on request, and regularly.
func (c *Cluster) watch() {
	var regularly <-chan time.Time
	if c.config.Interval > 0 {
		ticker := time.NewTicker(c.config.Interval)
		defer ticker.Stop()
		regularly = ticker.C
	}
	for {
		select {
		case <-c.refreshSignal:
		case <-regularly:
		case <-c.delayedRefreshSignal:
			size := len(c.snapshot.Load().shards)
			delay := time.Duration(bits.Len(uint(size)+1)) * refreshDelay
			if !retry.SleepUntil(c.life, c.life, delay/2+rand.N(delay), c.refreshSignal) {
				return
			}
		case <-c.life.Done():
			return
		}
		for refreshes := 0; ; refreshes++ {
			err := c.refresh(c.life)
			if c.isClosed() || !retry.Sleep(c.life, c.life, refreshBackoff.Pause(refreshes)) {
				return
			}
			if err == nil && c.waiting.Load() == 0 {
				break
			}
		}
	}
}

// refresh asks several servers for the topology and takes in what most of them say.
func (c *Cluster) refresh(ctx context.Context) error {
	c.refreshing.Lock()
	defer c.refreshing.Unlock()
	ctx, cancel := context.WithTimeout(ctx, c.config.Node.ConnectTimeout)
	defer cancel()
	// Where those who are to be asked first are silent, the others are better than nobody.
	ask := []func(context.Context) []*member{c.known, c.seeds}
	if c.config.FromSeeds {
		ask[0], ask[1] = ask[1], ask[0]
	}
	var views []Topology
	var failures []error
	for _, members := range ask {
		if len(views) == 0 {
			var more []error
			views, more = c.ask(ctx, members(ctx))
			failures = append(failures, more...)
		}
	}
	if len(views) == 0 {
		err := &failure.ConnectionError{
			Delivery: failure.NotSent, Reason: "no server tells the topology of the cluster", Cause: errors.Join(failures...),
		}
		c.publishFailure(err)
		c.notifyUnknown(err)
		return err
	}
	topology, err := Elect(views)
	if err != nil {
		err = &failure.ConnectionError{Delivery: failure.NotSent, Reason: "the topology of the cluster cannot be told", Cause: err}
		c.publishFailure(err)
		c.notifyUnknown(err)
		return err
	}
	c.unknown = node.UnknownTopology{}
	if old := c.snapshot.Load(); old.patched || old.reason != nil || len(old.shards) == 0 || topology.Hash() != old.topology.Hash() {
		c.apply(topology)
		if len(old.shards) == 0 || topology.Hash() != old.topology.Hash() {
			c.notifyTopology()
		}
		return nil
	}
	c.prune()
	return nil
}

// publishFailure notes why nothing is known, for the requests that wait in vain.
func (c *Cluster) publishFailure(reason error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.snapshot.Load()
	if c.closed || len(old.shards) > 0 {
		return
	}
	s := newSnapshot()
	s.reason = reason
	c.publish(s)
}

// seeds returns the configured servers, all that their names stand for.
func (c *Cluster) seeds(ctx context.Context) []*member {
	var members []*member
	for _, seed := range c.config.Seeds {
		for _, address := range c.expand(ctx, seed) {
			c.mu.Lock()
			m := c.members[identity{address, true}]
			c.mu.Unlock()
			if m == nil {
				m = c.member(identity{address, false})
			}
			members = append(members, m)
		}
	}
	return members
}

// expand returns the addresses that a seed stands for. Where a resolver of the user's
// has the say, or none can be had, it is left to the dialer.
func (c *Cluster) expand(ctx context.Context, seed string) []string {
	expander, ok := c.config.Node.Dialer.(stream.Expander)
	if !ok || c.config.Node.Resolve != nil {
		return []string{seed}
	}
	addresses, err := expander.Expand(ctx, seed)
	if err != nil || len(addresses) == 0 {
		return []string{seed} // Why will be told when it is dialled.
	}
	return addresses
}

// known returns some of the servers that are known, in random order, those that are
// connected if there are any.
func (c *Cluster) known(context.Context) []*member {
	if len(c.snapshot.Load().shards) == 0 {
		return nil
	}
	c.mu.Lock()
	all := c.all()
	c.mu.Unlock()
	var members []*member
	for _, m := range all {
		if m.Connected() {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		members = all
	}
	rand.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return members[:min(len(members), mostAsked)]
}

// vote is what one server says.
type vote struct {
	topology Topology
	err      error
}

// straggleTimeout is how long those are waited for who say nothing when somebody has answered.
const straggleTimeout = 300 * time.Millisecond

// ask asks the members at once. It does not wait for those who are silent once more
// than half of all say the same, and not for long once anybody has said something.
func (c *Cluster) ask(ctx context.Context, members []*member) ([]Topology, []error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	incoming := make(chan vote, len(members))
	for _, m := range members {
		go func() {
			topology, err := c.askOne(ctx, m)
			incoming <- vote{topology, err}
		}()
	}
	var views []Topology
	var failures []error
	votes := map[uint64]int{}
	var enough <-chan time.Time
	for range members {
		var v vote
		select {
		case v = <-incoming:
		case <-enough:
			return views, failures
		}
		if v.err != nil {
			failures = append(failures, v.err)
			continue
		}
		views = append(views, v.topology)
		if enough == nil {
			timer := time.NewTimer(straggleTimeout)
			defer timer.Stop()
			enough = timer.C
		}
		hash := v.topology.Hash()
		if votes[hash]++; 2*votes[hash] > len(members) {
			break
		}
	}
	return views, failures
}

var (
	askShards = mux.Request{Name: "CLUSTER SHARDS", Bytes: []byte("*2\r\n$7\r\nCLUSTER\r\n$6\r\nSHARDS\r\n")}
	askSlots  = mux.Request{Name: "CLUSTER SLOTS", Bytes: []byte("*2\r\n$7\r\nCLUSTER\r\n$5\r\nSLOTS\r\n")}
)

// askOne asks one server. CLUSTER SHARDS tells more, and costs the server less, but
// exists since 7.0 only.
func (c *Cluster) askOne(ctx context.Context, m *member) (Topology, error) {
	if err := m.Failed(); err != nil && m.Known() && !m.Connected() {
		return Topology{}, err // It is being connected to; whoever can answer at once is to be heard.
	}
	var call mux.Call
	if err := m.Do(ctx, &call, askShards); err != nil {
		return Topology{}, err
	}
	refused := mux.ErrorOf(call.Frame(0))
	if refused == nil {
		topology, err := ParseShards(call.Frame(0), m.address, c.config.TLS)
		return usable(topology, err, m, askShards.Name)
	}
	if strings.Contains(refused.Error(), "support disabled") {
		return Topology{}, &failure.ConnectionError{
			Address: m.address, Command: askShards.Name, Delivery: failure.Answered,
			Reason: "the server is not part of a cluster: use {NewClient}, which is for standalone servers", Cause: refused,
		}
	}
	if err := m.Do(ctx, &call, askSlots); err != nil {
		return Topology{}, err
	}
	if refused := mux.ErrorOf(call.Frame(0)); refused != nil {
		return Topology{}, &failure.ConnectionError{
			Address: m.address, Command: askSlots.Name, Delivery: failure.Answered,
			Reason: "the server does not tell the topology", Cause: refused,
		}
	}
	topology, err := ParseSlots(call.Frame(0), m.address)
	return usable(topology, err, m, askSlots.Name)
}

// usable returns a topology unless nobody can be reached by it.
func usable(t Topology, err error, m *member, command string) (Topology, error) {
	var reason failure.Text = "the reply cannot be understood"
	if problems := t.problems(); err == nil && problems != nil && !t.reachable() {
		reason, err = "the reply gives no usable address of any primary", problems
	}
	if err != nil {
		return Topology{}, &failure.ConnectionError{
			Address: m.address, Command: command, Delivery: failure.Answered, Reason: reason, Cause: err,
		}
	}
	return t, nil
}
