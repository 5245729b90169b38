package cluster

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var keyEvents = []behaviour{
	{name: "events of keys in all shards come once", test: testKeyEvents},
	{name: "primaries that do not notify are named", test: testNotifications},
}

var keyEventFaults = []fault{
	{name: "events of keys after a primary is killed", onAllVersions: true, test: testKeyEventsAfterKill},
	{name: "events of keys after CLUSTER FAILOVER", test: testKeyEventsAfterFailover},
	{name: "events of keys of a shard that is added", onAllVersions: true, test: testKeyEventsOfAddedShard},
}

// notify has all nodes notify of events.
func (s *environment) notify(value string) {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		if node.Alive() {
			s.command(node, "CONFIG", "SET", "notify-keyspace-events", value)
		}
	}
}

// follower counts the events of keys, and notes gaps.
type follower struct {
	*environment
	mu   sync.Mutex
	seen map[models.KeyEvent]int
	gaps []*failure.GapError
	errs []error
}

// follow follows events of keys until the test ends.
func (s *environment) follow(client *core.ClusterClient, k options.KeyEvents) *follower {
	s.Helper()
	subscription, err := client.SubscribeKeyEvents(s.Context(), k)
	require.NoError(s, err)
	f := &follower{environment: s, seen: map[models.KeyEvent]int{}}
	var following sync.WaitGroup
	following.Go(func() {
		for event, err := range subscription.Events(context.Background()) {
			f.mu.Lock()
			gap, isGap := err.(*failure.GapError)
			switch {
			case isGap:
				f.gaps = append(f.gaps, gap)
			case err != nil:
				f.errs = append(f.errs, err)
			default:
				f.seen[event]++
			}
			f.mu.Unlock()
		}
	})
	s.Cleanup(func() { subscription.Close(); following.Wait() })
	return f
}

// takeError waits for an error that is no gap.
func (f *follower) takeError() (err error) {
	f.Helper()
	require.Eventually(f, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		if len(f.errs) > 0 {
			err, f.errs = f.errs[0], f.errs[1:]
		}
		return err != nil
	}, patience, time.Millisecond)
	return err
}

// gapCount returns how many gaps were told.
func (f *follower) gapCount() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.gaps)
}

// requireEach waits until all events have come, and requires that each did so once.
func (f *follower) requireEach(event string, keys []string) {
	f.Helper()
	require.EventuallyWithT(f, func(c *assert.CollectT) {
		f.mu.Lock()
		defer f.mu.Unlock()
		missing := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return f.seen[models.KeyEvent{Key: key, Event: event}] > 0 })
		assert.Empty(c, missing)
	}, patience, 5*time.Millisecond)
	f.mu.Lock()
	defer f.mu.Unlock()
	for seen, times := range f.seen {
		require.Equal(f, 1, times, "%+v", seen)
	}
	require.Empty(f, f.errs)
}

// set sets many keys of all shards, under a name that is new each time.
func (s *environment) set(client *core.ClusterClient, name string) (keys []string) {
	s.Helper()
	for i := range 300 {
		keys = append(keys, key(i*servers.SlotCount/300, name+strconv.Itoa(i)))
		_, err := client.Set(s.Context(), keys[i], "")
		require.NoError(s, err)
	}
	return keys
}

func testKeyEvents(s *environment) {
	s.notify("KEA")
	defer s.notify("")
	client, writer := s.connect(nil), s.connect(nil)
	all, again := s.follow(client, options.KeyEvents{}), s.follow(client, options.KeyEvents{})
	byEvent := s.follow(client, options.KeyEvents{Events: []string{"set", "expired"}})
	some := s.follow(client, options.KeyEvents{Pattern: "{*}k?", AllDatabases: true})
	pattern, err := client.PSubscribe(s.Context(), []string{"__keyspace@0__:*"})
	require.NoError(s, err)
	keys := s.set(writer, "k")
	for _, f := range []*follower{all, again, byEvent} {
		f.requireEach("set", keys)
		require.Zero(s, f.gapCount())
	}
	some.requireEach("set", keys[:10])
	require.Len(s, some.seen, 10)
	// A plain subscription has those of one server.
	seen := map[string]bool{}
	for len(seen) < len(keys)/shards {
		ctx, cancel := s.patient()
		message, err := pattern.Receive(ctx)
		cancel()
		require.NoError(s, err)
		require.False(s, seen[message.Channel])
		seen[message.Channel] = true
	}
	_, more, err := pattern.TryReceive()
	require.NoError(s, err)
	require.False(s, more)
}

func testNotifications(s *environment) {
	s.notify("KEA")
	defer s.notify("")
	client := s.connect(nil)
	lacking := s.primary(1)
	s.command(lacking, "CONFIG", "SET", "notify-keyspace-events", "g")
	_, err := client.SubscribeKeyEvents(s.Context(), options.KeyEvents{Events: []string{"set", "del"}})
	require.Equal(s, &failure.ConfigurationError{
		Field:   "notify-keyspace-events",
		Message: failure.Text(`is "g" at ` + lacking.Addr() + ", so that there are no such events; E$ is missing: execute CONFIG SET notify-keyspace-events AKE"),
	}, err)
	s.command(s.replica(1), "CONFIG", "SET", "notify-keyspace-events", "")
	s.command(lacking, "CONFIG", "SET", "notify-keyspace-events", "E$g")
	byEvent := s.follow(client, options.KeyEvents{Events: []string{"set", "del"}})
	byEvent.requireEach("set", s.set(client, "k"))
}

func testKeyEventsAfterKill(s *environment) {
	s.notify("KEA")
	defer s.notify("")
	s.setNodeTimeout(alert)
	client, writer := s.connect(nil), s.connect(nil)
	old := s.primary(0)
	f := s.follow(client, options.KeyEvents{})
	f.requireEach("set", s.set(writer, "before"))
	old.Kill()
	s.awaitPrimary(0, old)
	s.awaitGaps(f, 1)
	f.requireEach("set", s.set(writer, "after"))

	// The node comes back as a replica, which has the same events.
	ctx, cancel := s.patient()
	defer cancel()
	require.NoError(s, old.Restart(ctx))
	s.agree()
	s.notify("KEA")
	f.requireEach("set", s.set(writer, "again"))
	require.Equal(s, 1, f.gapCount(), "%v", f.gaps)
}

// awaitGaps waits until so many gaps were told, and no more.
func (s *environment) awaitGaps(f *follower, n int) {
	s.Helper()
	require.Eventually(s, func() bool { return f.gapCount() >= n }, patience, time.Millisecond)
	f.mu.Lock()
	defer f.mu.Unlock()
	require.Len(s, f.gaps, n, "%v", f.gaps)
}

// onlyListening has a client find out by its subscriptions alone who the primaries are.
func onlyListening(c *options.ClusterClientConfiguration) {
	c.PeriodicChecks.Disabled = true
	c.Advanced.PubSubReconciliationInterval = 20 * time.Millisecond
}

func testKeyEventsAfterFailover(s *environment) {
	s.notify("KEA")
	defer s.notify("")
	s.setNodeTimeout(alert)
	client := s.connect(onlyListening)
	writer := s.connect(nil)
	f := s.follow(client, options.KeyEvents{})
	for n := range 2 { // there and back
		f.requireEach("set", s.set(writer, strconv.Itoa(n)+"before"))
		before := f.gapCount()
		s.failover(0, servers.FailoverInAgreement)
		require.Eventually(s, func() bool { return f.gapCount() > before }, patience, time.Millisecond)
		s.agree()
		s.awaitPatternsAtPrimaries()
		// Nodes disagree for a while, and the client, which asks all the time, may have followed
		// an old view back: each time there is a gap.
		require.LessOrEqual(s, f.gapCount(), before+3, "%v", f.gaps)
		f.requireEach("set", s.set(writer, strconv.Itoa(n)+"after"))
	}
}

// awaitPatternsAtPrimaries waits until primaries have a pattern of the only client that has
// any, and replicas none.
func (s *environment) awaitPatternsAtPrimaries() {
	s.Helper()
	want := map[*servers.Node]int64{}
	for shard := range shards {
		want[s.primary(shard)] = 1
	}
	ctx, cancel := s.patient()
	defer cancel()
	require.EventuallyWithT(s, func(c *assert.CollectT) {
		for _, node := range s.cluster.Nodes {
			patterns, err := node.Command(ctx, "PUBSUB", "NUMPAT")
			assert.NoError(c, err)
			assert.Equal(c, want[node], patterns.Int, node.Addr())
		}
	}, patience, 5*time.Millisecond)
}

func testKeyEventsOfAddedShard(s *environment) {
	s.notify("KEA")
	defer s.notify("")
	client := s.connect(onlyListening)
	writer := s.connect(nil)
	f := s.follow(client, options.KeyEvents{Events: []string{"set"}})
	old := s.primary(0)
	ctx, cancel := s.patient()
	defer cancel()
	added, err := s.cluster.AddShard(ctx)
	require.NoError(s, err)
	f.requireEach("set", s.set(writer, "before"))
	require.Zero(s, f.gapCount(), "it has no keys")
	// What it lacks is told behind the gap.
	require.NoError(s, s.cluster.MigrateSlot(ctx, migrating, added))
	s.awaitGaps(f, 1)
	require.Equal(s, added.Addr(), f.gaps[0].Address)
	require.ErrorContains(s, f.takeError(), `notify-keyspace-events: is "" at `+added.Addr())
	s.command(added, "CONFIG", "SET", "notify-keyspace-events", "KEA")
	moved := key(migrating, "moved")
	_, err = writer.Set(s.Context(), moved, "")
	require.NoError(s, err)
	f.requireEach("set", append(s.set(writer, "after"), moved))

	require.NoError(s, s.cluster.MigrateSlot(ctx, migrating, old))
	back := key(migrating, "back")
	_, err = writer.Set(s.Context(), back, "")
	require.NoError(s, err)
	f.requireEach("set", append(s.set(writer, "last"), back))
	require.NoError(s, s.cluster.RemoveShard(ctx, added))
	// Of a node that is left, what it has sent last may not have been read.
	require.LessOrEqual(s, f.gapCount(), 2, "%v", f.gaps)
}
