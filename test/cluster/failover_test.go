package cluster

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var failovers = []fault{
	{name: "a primary is killed", onAllVersions: true, test: testPrimaryIsKilled},
	{name: "a primary and a replica of another shard are killed", test: testTwoNodesAreKilled},
	{name: "two primaries are killed one after the other", test: testTwoPrimariesAreKilled},
	{name: "a replica that is read is killed", onAllVersions: true, test: testReplicaIsKilled},
	{name: "CLUSTER FAILOVER", onAllVersions: true, test: testFailover},
	{name: "CLUSTER FAILOVER FORCE", test: func(s *environment) { testFailoverWithoutPrimary(s, servers.FailoverForce) }},
	{name: "CLUSTER FAILOVER TAKEOVER", test: func(s *environment) { testFailoverWithoutPrimary(s, servers.FailoverTakeover) }},
}

// lostConnection tolerates what callers get whose request was on a connection that
// ends. What only reads is tried again, so it never fails.
func lostConnection(kind string, err error) bool {
	_, lost := err.(*failure.ConnectionError) // Others may have one as their cause.
	return lost && kind != reading && failure.DeliveryOf(err) == failure.MaybeExecuted
}

// kill ends a primary as kill -9 does, in the middle of requests. A server replicates
// after it has answered, so one that dies in between takes writes along that it has
// acknowledged. For a client to be judged by what is left, the proxy lets no reply
// through any more, and then the replica catches up; requests that are executed
// meanwhile are never answered.
func (s *environment) kill(primary *servers.Node) {
	s.Helper()
	proxy := s.proxy(primary)
	proxy.Blackhole()
	s.awaitReplication(primary)
	primary.Kill()
	proxy.ResetAll()
	proxy.Heal()
}

// awaitReplication waits until a primary's replica has everything that was executed so far.
func (s *environment) awaitReplication(primary *servers.Node) {
	s.Helper()
	var executed int64
	require.Eventually(s, func() bool {
		info := s.command(primary, "INFO", "replication")
		if executed == 0 {
			executed = number(s, field(info, "master_repl_offset:", "\r\n"))
		}
		return number(s, field(info, ",offset=", ",")) >= executed
	}, patience, time.Millisecond, "the replica of %s does not catch up", primary.Addr())
}

// field returns what stands in a text between a name and an end.
func field(text, name, end string) string {
	_, after, _ := strings.Cut(text, name)
	value, _, _ := strings.Cut(after, end)
	return value
}

func number(s *environment, digits string) int64 {
	s.Helper()
	n, err := strconv.ParseInt(digits, 10, 64)
	require.NoError(s, err)
	return n
}

// awaitPrimary waits until another node is the primary of a shard.
func (s *environment) awaitPrimary(shard int, not *servers.Node) {
	s.Helper()
	require.Eventually(s, func() bool {
		node, err := s.cluster.NodeForSlot(s.Context(), firstSlot(shard))
		return err == nil && node != not
	}, patience, 5*time.Millisecond, "no failover of shard %d", shard)
}

func testPrimaryIsKilled(s *environment) {
	s.setNodeTimeout(alert)
	old := s.primary(0)
	s.proxy(old)
	l := s.under(plan{timeout: 10 * time.Second, touched: []int{0}, tolerates: lostConnection, impatient: true}, func(*load) {
		s.kill(old)
		s.awaitPrimary(0, old)
	})
	require.NotZero(s, l.told[uncertain].Load(), "nothing was in flight")
	require.NotZero(s, l.requireExplained(), "none of the calls whose deadline was too soon was held back")
}

// requireExplained checks what calls were told whose deadline was too soon, and returns
// how many of them were not sent.
func (l *load) requireExplained() (unsent int) {
	l.Helper()
	for _, err := range l.impatience {
		if lostConnection(impatient, err) || isClusterDown(err) {
			continue
		}
		timeout, expired := err.(*failure.TimeoutError)
		require.True(l, expired, "%v", err)
		require.Equal(l, soon, timeout.After)
		require.NotEmpty(l, timeout.Reason)
		if timeout.Delivery == failure.NotSent {
			unsent++
		}
	}
	return unsent
}

func isClusterDown(err error) bool { return errors.Is(err, &failure.ServerError{Code: "CLUSTERDOWN"}) }

func testTwoNodesAreKilled(s *environment) {
	s.setNodeTimeout(alert)
	old, replica := s.primary(0), s.replica(1)
	s.proxy(old)
	s.under(plan{timeout: 10 * time.Second, touched: []int{0}, tolerates: lostConnection}, func(*load) {
		replica.Kill()
		s.kill(old)
		s.awaitPrimary(0, old)
	})
}

func testTwoPrimariesAreKilled(s *environment) {
	s.setNodeTimeout(alert)
	first, second := s.primary(0), s.primary(1)
	s.proxy(first)
	s.proxy(second)
	s.under(plan{timeout: 10 * time.Second, touched: []int{0, 1}, tolerates: lostConnection}, func(l *load) {
		s.kill(first)
		s.awaitPrimary(0, first)
		l.awaitProgressOf(func(c *caller) bool { return c.shard == 0 })
		s.kill(second)
		s.awaitPrimary(1, second)
	})
}

func testReplicaIsKilled(s *environment) {
	s.setNodeTimeout(alert)
	replica := s.replica(0)
	l := s.under(plan{
		readsReplicas: true,
		configure:     func(c *options.ClusterClientConfiguration) { c.ReadFrom = options.PreferReplica },
	}, func(*load) {
		require.NotZero(s, s.calls(replica, "get"), "the replica is not read")
		replica.Kill()
	})
	require.Zero(s, l.told[uncertain].Load()+l.told[refused].Load())
}

// calls returns how often a node has executed a command since it started.
func (s *environment) calls(node *servers.Node, command string) int64 {
	s.Helper()
	calls := field(s.command(node, "INFO", "commandstats"), "cmdstat_"+command+":calls=", ",")
	if calls == "" {
		return 0
	}
	return number(s, calls)
}

func testFailover(s *environment) {
	s.setNodeTimeout(alert) // Twice that has to pass between two votes about one primary.
	s.under(plan{touched: []int{0}, timeout: 10 * time.Second}, func(l *load) {
		popped := l.pop(firstSlot(0))
		for range 2 { // there and back
			s.failover(0, servers.FailoverInAgreement)
			l.awaitProgress()
			s.agree()
		}
		popped()
	})
}

// pop has a caller wait for an element of a list, and returns a function that pushes one
// and checks that the caller gets it, wherever the list is then.
func (l *load) pop(of int) (push func()) {
	l.Helper()
	list := key(of, l.name+"list")
	type popped struct {
		element models.Result[models.KeyAndElement]
		err     error
	}
	got := make(chan popped, 1)
	blocked := func() string { return field(l.command(l.owner(of), "INFO", "clients"), "blocked_clients:", "\r\n") }
	l.running.Go(func() {
		element, err := l.client.BLPop(context.Background(), []string{list}, patience)
		got <- popped{element, err}
	})
	require.Eventually(l, func() bool { return blocked() == "1" }, patience, time.Millisecond)
	return func() {
		l.Helper()
		require.Eventually(l, func() bool { return blocked() == "1" }, patience, time.Millisecond, "nobody waits at the new primary")
		_, err := l.client.LPush(context.Background(), list, []string{"element"})
		require.NoError(l, err)
		result := <-got
		require.NoError(l, result.err)
		require.Equal(l, models.KeyAndElement{Key: list, Element: "element"}, result.element.Value())
	}
}

func (s *environment) failover(shard int, mode servers.FailoverMode) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	require.NoError(s, s.cluster.Failover(ctx, s.replica(shard), mode))
}

// testFailoverWithoutPrimary has a replica take over that does not ask its primary, as
// is done where that cannot be reached. It cannot here: what it acknowledged to a client
// after the replica took over would be lost by the servers.
func testFailoverWithoutPrimary(s *environment, mode servers.FailoverMode) {
	s.setNodeTimeout(alert)
	old := s.primary(0)
	proxy := s.proxy(old)
	s.under(plan{touched: []int{0}, timeout: 10 * time.Second, tolerates: lostConnection}, func(l *load) {
		proxy.Blackhole()
		s.awaitReplication(old)
		s.failover(0, mode)
		s.agree()
		proxy.ResetAll()
		proxy.Heal()
		l.awaitProgress()
	})
}
