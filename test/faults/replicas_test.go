package faults

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var replicaFaults = []fault{
	{
		name:  "A replica is killed while it is read from",
		gets:  "no error",
		after: "the deadline", again: "what it had not answered, by the others; the primary is read from while there are none; what MASTERDOWN refused when it is back",
		versions: servers.Versions(), test: testReplicaIsKilled,
	},
	{
		name:  "The replicas of the client's zone are gone (AZAffinity)",
		gets:  "no error",
		after: "the deadline", again: "what they had not answered: by replicas of other zones, then the primary",
		versions: []servers.Version{servers.Valkey91, servers.Valkey81}, test: testZones,
	},
	{
		name:  "The servers of the client's zone are gone (AZAffinityReplicasAndPrimary)",
		gets:  "no error",
		after: "the deadline", again: "what they had not answered: by replicas of other zones, then the primary",
		versions: []servers.Version{servers.Valkey91, servers.Valkey81}, test: testZonesWithPrimary,
	},
}

func testReplicaIsKilled(s *environment) {
	// One that comes back has nothing to read until it has its primary's data, and says so.
	replication := s.replication(2, func(int) []string { return []string{"--replica-serve-stale-data", "no"} })
	s.setEverywhere(replication)
	configuration := s.configuration(addresses(replication.Servers())...)
	configuration.ReadFrom = options.PreferReplica
	c := s.connect(configuration)
	read, stop := repeating(s, func() error {
		got, err := c.Get(context.Background(), "key")
		if err == nil && got.Value() != "value" {
			s.Errorf("read %q", got.Value())
		}
		return err
	})
	readOn := func() {
		before := read.confirmations()
		require.Eventually(s, func() bool { return read.confirmations() > before+100 }, patience, time.Millisecond)
	}
	readOn()
	for i, replica := range replication.Replicas {
		require.NotZero(s, s.calls(replica, "get"))
		replica.Kill()
		c.awaitEvents(core.Disconnected, i+1)
		readOn()
	}
	require.NotZero(s, s.calls(replication.Primary, "get"), "there is nobody else to read from")
	require.NoError(s, replication.Replicas[0].Restart(s.Context()))
	require.NoError(s, replication.Replicas[0].AwaitRole(s.Context(), servers.RoleReplica))
	require.Eventually(s, func() bool { return s.calls(replication.Replicas[0], "get") > 0 }, patience, pollInterval)
	stop()
	require.Empty(s, read.errs)
	counted := increment(s.Context(), c, 10)
	require.Equal(s, 10, counted.confirmed, "%v", counted.errs)
	s.requireCounted(replication.Primary, counted)
}

// zones returns the arguments of servers in zones.
func zones(names ...string) func(i int) []string {
	return func(i int) []string { return []string{"--availability-zone", names[i]} }
}

// requireReadFrom checks that reads go to these servers, each in its turn, and to no
// other of the replication.
func (s *environment) requireReadFrom(c *client, replication *servers.Replication, want ...*servers.Server) {
	s.Helper()
	const turns = 10
	for _, server := range replication.Servers() {
		if server.Alive() {
			s.command(server, "CONFIG", "RESETSTAT")
		}
	}
	for range turns * len(want) {
		_, err := c.Get(s.Context(), "key")
		require.NoError(s, err)
	}
	for _, server := range want {
		require.Equal(s, turns, s.calls(server, "get"), "reads of %s", server.Addr())
	}
}

func (s *environment) zoned(r options.ReadFrom, zone string, replication *servers.Replication) *client {
	s.Helper()
	configuration := s.configuration(addresses(replication.Servers())...)
	configuration.ReadFrom, configuration.ClientAZ = r, zone
	return s.connect(configuration)
}

// end kills a server and waits until the client knows.
func (s *environment) end(c *client, server *servers.Server) {
	s.Helper()
	before := len(c.events(core.Disconnected))
	server.Kill()
	c.awaitEvents(core.Disconnected, before+1)
}

func testZones(s *environment) {
	replication := s.replication(3, zones("az1", "az2", "az2", "az1"))
	primary, replicas := replication.Primary, replication.Replicas
	c := s.zoned(options.AZAffinity, "az2", replication)
	s.requireReadFrom(c, replication, replicas[0], replicas[1])
	s.end(c, replicas[0])
	s.requireReadFrom(c, replication, replicas[1])
	s.end(c, replicas[1])
	s.requireReadFrom(c, replication, replicas[2])
	s.end(c, replicas[2])
	s.requireReadFrom(c, replication, primary)
}

func testZonesWithPrimary(s *environment) {
	replication := s.replication(2, zones("az1", "az2", "az3"))
	primary, replicas := replication.Primary, replication.Replicas
	s.requireReadFrom(s.zoned(options.AZAffinityReplicasAndPrimary, "az1", replication), replication, primary)
	s.requireReadFrom(s.zoned(options.AZAffinity, "az1", replication), replication, replicas[0], replicas[1])
	c := s.zoned(options.AZAffinityReplicasAndPrimary, "az2", replication)
	s.requireReadFrom(c, replication, replicas[0])
	s.end(c, replicas[0])
	s.requireReadFrom(c, replication, replicas[1])
	s.end(c, replicas[1])
	s.requireReadFrom(c, replication, primary)
}

// setEverywhere sets a key and waits until all replicas have it.
func (s *environment) setEverywhere(replication *servers.Replication) {
	s.Helper()
	s.command(replication.Primary, "SET", "key", "value")
	for _, replica := range replication.Replicas {
		require.Eventually(s, func() bool { return s.command(replica, "GET", "key") == "value" }, patience, pollInterval)
	}
}
