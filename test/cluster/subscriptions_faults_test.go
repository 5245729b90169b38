package cluster

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// subscriptionFaults are what subscriptions outlive.
var subscriptionFaults = []fault{
	{name: "subscriptions: a primary is killed", onAllVersions: true, test: onProtocols(testSubscribedPrimaryIsKilled)},
	{name: "subscriptions: connections are killed", onAllVersions: true, test: onProtocols(testSubscribedConnectionsAreKilled)},
	{name: "subscriptions: CLUSTER FAILOVER", onAllVersions: true, test: onProtocols(testSubscribedFailover)},
	{name: "subscriptions: slots are migrated by SETSLOT", onAllVersions: true, test: onProtocols(testSubscribedSetSlot)},
	{name: "subscriptions: slots are migrated by MIGRATESLOTS", test: onProtocols(testSubscribedMigrateSlots)},
	{name: "subscriptions: a shard is added and removed", onAllVersions: true, test: onOneProtocol(testSubscribedShardComesAndGoes)},
	{name: "subscriptions: all nodes are restarted", test: onOneProtocol(testSubscribedNodesAreRestarted)},
	{name: "subscriptions: a shard is gone and back", test: onOneProtocol(testSubscribedShardIsGone)},
	{name: "subscriptions: a slot has no owner", onAllVersions: true, test: onOneProtocol(testSubscribedSlotHasNoOwner)},
	{name: "subscriptions: a primary is dead that was never connected to", test: onOneProtocol(testSubscribeAtDeadPrimary)},
	{name: "subscriptions: the network is cut and heals", test: onProtocols(testSubscribedNetworkIsCut)},
	{name: "subscriptions: connections fall silent", test: testSubscribedSilence},
}

// onProtocols has a fault brought about under each protocol that is spoken with the version.
func onProtocols(test func(s *environment)) func(s *environment) {
	return func(s *environment) {
		for _, protocol := range protocols[s.version] {
			s.protocol = protocol
			s.Log(protocol)
			test(s)
			s.repair()
		}
	}
}

// onOneProtocol is onProtocols for what takes long, and concerns the protocol less.
func onOneProtocol(test func(s *environment)) func(s *environment) {
	return func(s *environment) {
		s.protocol = protocols[s.version][len(protocols[s.version])-1]
		test(s)
	}
}

var someOfEach = [3]int{perMode, perMode, perMode}

func testSubscribedPrimaryIsKilled(s *environment) {
	s.setNodeTimeout(alert)
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	old := s.primary(0)
	old.Kill()
	s.awaitPrimary(0, old)
	a.heals()
	a.settle(within(0, 1))
}

func testSubscribedConnectionsAreKilled(s *environment) {
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	for times := range 3 {
		primaries, _ := s.roles()
		for _, primary := range primaries {
			s.command(primary, "CLIENT", "KILL", "TYPE", "pubsub")
		}
		a.heals()
		a.settle(func(*topic) int { return times + 1 })
	}
}

// testSubscribedFailover has an audience that learns of it, and moves, and one that does
// not: its messages come by way of the replica, and none is missing.
func testSubscribedFailover(s *environment) {
	s.setNodeTimeout(alert) // Twice that has to pass between two votes about one primary.
	moving := s.gather(someOfEach, func(c *options.ClusterClientConfiguration) { c.PeriodicChecks.Interval = 20 * time.Millisecond })
	defer moving.end()
	// Sharded channels would tell of it: the server gives them up.
	staying := s.gather([3]int{perMode, perMode, 0}, func(c *options.ClusterClientConfiguration) { c.PeriodicChecks.Disabled = true })
	defer staying.end()
	moving.publishAll()
	staying.publishAll()
	// Nodes of Redis 7.0 disagree for a while, and a client that asks them all the time
	// follows each majority, back too.
	moving.mayMoveMore = !s.version.AtLeast("7.2")
	for times := range 2 { // there and back
		s.failover(0, servers.FailoverInAgreement)
		s.agree()
		moving.heals()
		moving.awaitAt(0, s.primary(0))
		moving.settle(within(0, times+1))
		staying.settle(within(0, 0))
	}
}

func testSubscribedSetSlot(s *environment) {
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	moved := a.topics[1].slot
	ctx, cancel := s.patient()
	defer cancel()
	for times, to := range []*servers.Node{s.primary(1), s.primary(0)} {
		require.NoError(s, s.cluster.MigrateSlot(ctx, moved, to))
		a.heals()
		a.settle(onSharded(times+1, func(slot int) bool { return slot == moved }))
	}
}

func testSubscribedMigrateSlots(s *environment) {
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	from, to := s.primary(0), s.primary(1)
	moved := models.SlotRange{Start: 1, End: 1500}
	ctx, cancel := s.patient()
	defer cancel()
	isMoved := func(slot int) bool { return int64(slot) >= moved.Start && int64(slot) <= moved.End }
	for times := range 2 {
		require.NoError(s, s.cluster.MigrateSlots(ctx, from, to, moved))
		from, to = to, from
		a.heals()
		a.settle(onSharded(times+1, isMoved))
	}
}

// testSubscribedShardComesAndGoes has a shard get slots and lose them again. Who subscribed
// before has sharded channels alone there, who subscribed meanwhile everything of its slots.
func testSubscribedShardComesAndGoes(s *environment) {
	before := s.gather(someOfEach, nil)
	defer before.end()
	before.publishAll()
	old := s.primary(0)
	ctx, cancel := s.patient()
	defer cancel()
	added, err := s.cluster.AddShard(ctx)
	require.NoError(s, err)
	moved := map[int]bool{}
	for _, t := range before.topics[1:4] {
		moved[t.slot] = true
		require.NoError(s, s.cluster.MigrateSlot(ctx, t.slot, added))
	}
	isMoved := func(slot int) bool { return moved[slot] }
	before.heals()
	before.settle(onSharded(1, isMoved))

	meanwhile := s.gather(someOfEach, nil)
	defer meanwhile.end()
	require.Len(s, s.list(added, "PUBSUB", "CHANNELS", "*"+meanwhile.name+"*"), len(moved))
	require.Equal(s, len(moved), s.patterns(added))
	meanwhile.publishAll()
	for slot := range moved {
		require.NoError(s, s.cluster.MigrateSlot(ctx, slot, old))
	}
	before.heals()
	meanwhile.heals()
	everything := func(t *topic) int {
		if moved[t.slot] {
			return 1
		}
		return 0
	}
	before.settle(onSharded(2, isMoved))
	meanwhile.settle(everything)
	require.NoError(s, s.cluster.RemoveShard(ctx, added))
	before.settle(onSharded(2, isMoved))
	meanwhile.settle(everything)
}

func testSubscribedNodesAreRestarted(s *environment) {
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	s.setNodeTimeout(5 * time.Second) // as long as they have to come back, and no longer to agree
	for _, node := range s.cluster.Nodes {
		node.Kill()
	}
	var restarting sync.WaitGroup
	for _, node := range s.cluster.Nodes {
		restarting.Go(func() { s.restart(node) })
	}
	restarting.Wait()
	s.agree()
	a.heals()
	a.settle(func(*topic) int { return 1 })
}

func (s *environment) restart(node *servers.Node) {
	ctx, cancel := s.patient()
	defer cancel()
	if err := node.Restart(ctx); err != nil {
		s.Errorf("%s does not come back: %v", node.Addr(), err)
	}
}

// testSubscribedShardIsGone leaves a shard without any node for a while. Others go on.
func testSubscribedShardIsGone(s *environment) {
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	replica, primary := s.replica(0), s.primary(0)
	s.setNodeTimeout(alert)
	replica.Kill()
	primary.Kill()
	require.Eventually(s, func() bool { return !a.isSynced() }, patience, time.Millisecond)
	time.Sleep(outage)
	s.restart(primary)
	a.heals()
	a.settle(within(0, 1))
}

// testSubscribedSlotHasNoOwner takes a slot from its owner, which gives its subscribers
// up, and gives it back.
func testSubscribedSlotHasNoOwner(s *environment) {
	a := s.gather(someOfEach, nil)
	defer a.end()
	lost := a.topics[1].slot
	owner, number := s.owner(lost), strconv.Itoa(lost)
	isLost := func(slot int) bool { return slot == lost }
	for _, node := range append([]*servers.Node{owner}, s.cluster.Nodes...) {
		ctx, cancel := s.patient()
		// It fails at those that have noticed.
		_, _ = node.Command(ctx, "CLUSTER", "DELSLOTS", number)
		cancel()
	}
	require.Eventually(s, func() bool { return !a.isSynced() }, patience, time.Millisecond)

	client := s.connect(nil)
	channel := key(lost, a.name+"another")
	soon, cancel := context.WithTimeout(s.Context(), soon)
	defer cancel()
	_, err := client.SSubscribe(soon, []string{channel})
	var late *failure.TimeoutError
	require.ErrorAs(s, err, &late)
	subscribed := make(chan error, 1)
	go func() {
		ctx, cancel := s.patient()
		defer cancel()
		_, err := client.SSubscribe(ctx, []string{channel})
		subscribed <- err
	}()
	require.Eventually(s, func() bool { return client.Statistics().PubSub.OutOfSync > 3 }, patience, time.Millisecond)
	s.command(owner, "CLUSTER", "ADDSLOTS", number)
	s.agree()
	a.heals()
	require.NoError(s, <-subscribed)
	require.NoError(s, client.SUnsubscribe(s.Context(), nil))
	a.publishAll()
	a.settle(onSharded(1, isLost))
}

// testSubscribeAtDeadPrimary has a client subscribe where there is nobody, at a server that it
// knows by the topology alone.
func testSubscribeAtDeadPrimary(s *environment) {
	s.setNodeTimeout(alert)
	seed := s.replica(1)
	client := s.connect(func(c *options.ClusterClientConfiguration) {
		c.Addresses = []options.NodeAddress{addressOf(seed)}
		c.PeriodicChecks.Disabled = true
	})
	defer client.Close()
	old := s.primary(0)
	old.Kill()
	ctx, cancel := s.patient()
	defer cancel()
	_, err := client.Subscribe(ctx, []string{key(firstSlot(0), "exact")})
	require.NoError(s, err)
	_, err = client.SSubscribe(ctx, []string{key(firstSlot(0), "sharded")})
	require.NoError(s, err)
}

func testSubscribedNetworkIsCut(s *environment) {
	s.proxyAll()
	proxy := s.proxy(s.primary(0))
	a := s.gather(someOfEach, nil)
	defer a.end()
	a.publishAll()
	proxy.Refuse()
	proxy.ResetAll()
	require.Eventually(s, func() bool { return !a.isSynced() }, patience, time.Millisecond)
	time.Sleep(outage)
	require.NoError(s, proxy.Accept())
	a.heals()
	a.settle(within(0, 1))
}

// testSubscribedSilence has connections fall silent that the client sends nothing on.
func testSubscribedSilence(s *environment) {
	s.proxyAll()
	halfOpen, blackhole := s.proxy(s.primary(0)), s.proxy(s.primary(1))
	var all []*audience
	for _, protocol := range protocols[s.version] {
		s.protocol = protocol
		a := s.gather(someOfEach, nil)
		defer a.end()
		a.publishAll()
		all = append(all, a)
	}
	halfOpen.HalfOpen()
	blackhole.Blackhole()
	for _, a := range all {
		// One is connected to again at once, the other when it heals.
		require.Eventually(s, func() bool { return a.gapsIn(0) && !a.isSynced() }, patience, time.Millisecond, "nobody notices")
	}
	blackhole.Heal()
	for _, a := range all {
		a.heals()
		a.settle(func(t *topic) int { return within(0, 1)(t) + within(1, 1)(t) })
	}
}

// gapsIn reports whether a gap was told on all topics of a shard.
func (a *audience) gapsIn(shard int) bool {
	return !slices.ContainsFunc(a.topics, func(t *topic) bool { return shardOf(t.slot) == shard && t.gapsTold() == 0 })
}
