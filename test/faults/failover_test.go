package faults

import (
	"context"
	"errors"
	"flag"
	"math"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var failoverFaults = []fault{
	{
		name:  "A failover by REPLICAOF",
		gets:  "no error; never READONLY before the deadline",
		after: "the deadline", again: "commands, batches and transactions that READONLY refused, blocking commands that were woken",
		versions: servers.Versions(), test: testReplicaOf,
	},
	{
		name:  "The primary is killed, and a replica promoted by REPLICAOF",
		gets:  "ConnectionError, may have been executed, for what was in flight; others wait",
		after: "at once for what was in flight, the deadline for others", again: "what was not sent; the old primary is not used when it comes back, empty, as a primary",
		test: testPrimaryIsReplaced,
	},
	{
		name:  "A failover by sentinels, the primary killed",
		gets:  "ConnectionError, may have been executed, for what was in flight; others wait",
		after: "writes go on within a second of the sentinels' decision", again: "what was not sent",
		test: testSentinelFailover,
	},
	{
		name:  "A failover by SENTINEL FAILOVER",
		gets:  "no error, or ConnectionError, may have been executed, for what was in flight",
		after: "the deadline", again: "what READONLY refused or was not sent",
		test: testManualSentinelFailover,
	},
}

var readOnly = &failure.ServerError{Code: "READONLY"}

func testReplicaOf(s *environment) {
	replication := s.replication(2, nil)
	c := s.connect(s.configuration(addresses(replication.Servers())...))
	require.Equal(s, replication.Primary.Addr(), c.awaitEvents(core.PrimaryChanged, 1)[0].Address)
	popped := make(chan error, 1)
	go func() {
		_, err := c.BLPop(context.Background(), []string{"list"}, patience)
		popped <- err
	}()
	counted, stop := incrementing(s, c, 20)
	batches, stopBatches := repeating(s, func() error {
		b := batch.New(false)
		b.Incr("batches")
		b.Incr("batches")
		_, err := c.Exec(context.Background(), b, true)
		return err
	})
	transactions, stopTransactions := repeating(s, func() error {
		b := batch.New(true)
		b.Incr("transactions")
		_, err := c.Exec(context.Background(), b, true)
		return err
	})
	for i, next := range []*servers.Server{replication.Replicas[0], replication.Replicas[1], replication.Primary} {
		before := counted.confirmations()
		require.Eventually(s, func() bool { return counted.confirmations() > before+100 }, patience, time.Millisecond)
		require.NoError(s, replication.Promote(s.Context(), next))
		require.Equal(s, next.Addr(), c.awaitEvents(core.PrimaryChanged, i+2)[i+1].Address)
	}
	stop()
	stopBatches()
	stopTransactions()
	for _, all := range []*counter{counted, batches, transactions} {
		require.NotZero(s, all.confirmed)
		for _, err := range all.errs {
			// A server that becomes a replica may close connections.
			var connection *failure.ConnectionError
			require.ErrorAs(s, err, &connection)
			require.Equal(s, failure.MaybeExecuted, connection.Delivery)
		}
	}
	require.Len(s, c.events(core.PrimaryChanged), 4)
	s.requireExact(c, replication.Primary)
	s.command(replication.Primary, "RPUSH", "list", "element")
	require.NoError(s, <-popped, "a command that blocked at the old primary blocks at the new one")
}

// requireExact checks that the client's writes reach the primary, once each.
func (s *environment) requireExact(c *client, primary *servers.Server) {
	s.Helper()
	s.command(primary, "DEL", counterKey)
	counted := increment(s.Context(), c, 100)
	require.Equal(s, 100, counted.confirmed, "%v", counted.errs)
	require.Equal(s, "100", s.command(primary, "GET", counterKey))
}

func testPrimaryIsReplaced(s *environment) {
	replication := s.replication(2, nil)
	old, next := replication.Primary, replication.Replicas[0]
	c := s.connect(s.configuration(addresses(replication.Servers())...))
	counted, stop := incrementing(s, c, 20)
	require.Eventually(s, func() bool { return counted.confirmations() > 100 }, patience, time.Millisecond)
	old.Kill()
	c.awaitEvents(core.Disconnected, 1)
	require.NoError(s, replication.Promote(s.Context(), next))
	require.Equal(s, next.Addr(), c.awaitEvents(core.PrimaryChanged, 2)[1].Address)
	before := counted.confirmations()
	require.Eventually(s, func() bool { return counted.confirmations() > before+100 }, patience, time.Millisecond)

	require.NoError(s, old.Restart(s.Context())) // It takes itself for the primary still.
	role, err := old.Role(s.Context())
	require.NoError(s, err)
	require.Equal(s, servers.RolePrimary, role)
	s.awaitConnections(old, 1)
	// The client has to find out who is the primary once more.
	s.command(next, "CLIENT", "KILL", "TYPE", "normal")
	before = counted.confirmations()
	require.Eventually(s, func() bool { return counted.confirmations() > before+100 }, patience, time.Millisecond)
	stop()
	for _, err := range counted.errs {
		require.Equal(s, failure.MaybeExecuted, failure.DeliveryOf(err), "%v", err)
	}
	require.Equal(s, 0, s.calls(old, "incr"), "the old primary is not written to")
	s.requireExact(c, next)
}

// failovers is how many failovers the measurement takes.
var failovers = flag.Int("failovers", 3, "how many failovers by sentinels are measured, under each protocol")

func testSentinelFailover(s *environment) {
	replication := s.replication(2, nil)
	sentinels := servers.StartSentinels(s.T, s.version, replication, servers.SentinelOptions{DownAfter: 3 * time.Second})
	c := s.connect(s.sentinelConfiguration(sentinels))
	decisions := s.listen(sentinels)
	soonest := time.Duration(math.MaxInt64)
	for i := range *failovers {
		took := s.failOver(c, replication, sentinels, decisions, i)
		s.Logf("failover %d: the first write was acknowledged %v after +switch-master", i+1, took)
		require.Less(s, took, time.Second+guard)
		soonest = min(soonest, took)
	}
	require.Less(s, soonest, time.Second, "a busy machine delays one, not all of them")
	require.NoError(s, replication.Refresh(s.Context()))
	s.requireExact(c, replication.Primary)
}

func (s *environment) sentinelConfiguration(sentinels *servers.Sentinels) options.ClientConfiguration {
	configuration := s.configuration()
	configuration.Sentinel = &options.SentinelConfiguration{
		Addresses: s.parse(addresses(sentinels.Sentinels)), PrimaryName: sentinels.Name,
	}
	return configuration
}

// failOver kills the primary and returns the time from the sentinels' decision to
// the first write that is acknowledged. It leaves the servers as they were but for
// their roles.
func (s *environment) failOver(c *client, replication *servers.Replication, sentinels *servers.Sentinels, decisions *decisions, i int) time.Duration {
	s.Helper()
	require.NoError(s, sentinels.AwaitCalm(s.Context(), len(replication.Replicas)))
	require.NoError(s, replication.Refresh(s.Context()))
	old := replication.Primary
	counted, stop := incrementing(s, c, 1)
	defer stop()
	require.Eventually(s, func() bool { return counted.confirmations() > 10 }, patience, time.Millisecond)
	decisions.forget(old)
	killed := time.Now()
	old.Kill()
	acknowledged := make(chan error, 1)
	go func() {
		for {
			if _, err := c.Incr(context.Background(), "first"); err == nil || !errors.As(err, new(*failure.ConnectionError)) {
				acknowledged <- err
				return
			}
		}
	}()
	require.NoError(s, <-acknowledged)
	first := time.Now()
	decided := decisions.await(s, old)
	stop()
	for _, err := range counted.errs {
		require.Equal(s, failure.MaybeExecuted, failure.DeliveryOf(err), "%v", err)
	}
	s.Logf("failover %d: decided %v after the kill", i+1, decided.Sub(killed))
	next, err := sentinels.AwaitFailover(s.Context(), old.Addr())
	require.NoError(s, err)
	require.Equal(s, next, c.awaitEvents(core.PrimaryChanged, i+2)[i+1].Address)
	require.NoError(s, old.Restart(s.Context()))
	require.NoError(s, old.AwaitRole(s.Context(), servers.RoleReplica))
	return first.Sub(decided)
}

func testManualSentinelFailover(s *environment) {
	replication := s.replication(2, nil)
	sentinels := servers.StartSentinels(s.T, s.version, replication, servers.SentinelOptions{
		DownAfter: patience, FailoverTimeout: 5 * time.Second, // None but those that are asked for.
	})
	for _, sentinel := range sentinels.Sentinels {
		// They make a replica again of one that another of them has promoted, if they do not
		// hear of that within four times as long.
		s.command(sentinel, "SENTINEL", "DEBUG", "publish-period", "2000")
	}
	configuration := s.sentinelConfiguration(sentinels)
	configuration.Sentinel.Addresses = configuration.Sentinel.Addresses[:1]
	c := s.connect(configuration)
	counted, stop := incrementing(s, c, 20)
	for i := range 2 {
		require.NoError(s, replication.Refresh(s.Context()))
		old := replication.Primary
		for _, replica := range replication.Replicas {
			require.NoError(s, replica.AwaitRole(s.Context(), servers.RoleReplica))
		}
		before := counted.confirmations()
		require.Eventually(s, func() bool { return counted.confirmations() > before+100 }, patience, time.Millisecond)
		// A sentinel refuses while it has not seen the replicas since the last failover.
		require.Eventually(s, func() bool {
			_, err := sentinels.Sentinels[0].Command(s.Context(), "SENTINEL", "FAILOVER", sentinels.Name)
			return err == nil
		}, patience, 50*time.Millisecond)
		next, err := sentinels.AwaitFailover(s.Context(), old.Addr())
		require.NoError(s, err)
		require.Equal(s, next, c.awaitEvents(core.PrimaryChanged, i+2)[i+1].Address, "%v", c.events(core.PrimaryChanged))
		require.NoError(s, old.AwaitRole(s.Context(), servers.RoleReplica))
	}
	stop()
	for _, err := range counted.errs {
		require.NotErrorIs(s, err, readOnly)
		require.ErrorAs(s, err, new(*failure.ConnectionError))
		require.Equal(s, failure.MaybeExecuted, failure.DeliveryOf(err), "%v", err)
	}
	require.NoError(s, replication.Refresh(s.Context()))
	s.requireExact(c, replication.Primary)
}
