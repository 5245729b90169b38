package nodes

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestAllServersAreFoundFromAnyOne(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(2, nil)
		all := replication.Servers()
		for _, seed := range all {
			c := s.configuration(seed.Addr())
			c.NodeDiscoveryMode, c.ReadFrom = options.NodeDiscoveryModeDiscoverAll, options.ReadFromAllNodes
			client := s.connect(c)
			s.requireReads(client, all, all...)
			_, err := client.Incr(s.Context(), "n")
			require.NoError(s, err)
			client.Close()
		}
		require.Equal(s, "3", s.command(replication.Primary, "GET", "n"))
	})
}

// The seed may be the server that fails, and another address than the one announced.
func TestADiscoveredReplicaThatIsPromotedIsFollowed(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(2, nil)
		all := replication.Servers()
		c := s.configuration(replication.Primary.Addr())
		c.Addresses[0].Host = "localhost"
		c.NodeDiscoveryMode, c.ReadFrom = options.NodeDiscoveryModeDiscoverAll, options.ReadFromAllNodes
		var events listener
		client := s.connect(c, native.With(core.WithConnectionEvents(events.connection), core.WithClientEvents(events.client)))
		s.requireReads(client, all, all...)

		next := replication.Replicas[0]
		stop := repeating(func() error {
			_, err := client.With(options.CallOptions{Idempotent: true}).Set(context.Background(), "key", "value")
			return err
		})
		replication.Primary.Kill()
		require.NoError(s, replication.Promote(s.Context(), next))
		events.await(s, func() bool { return events.primary == next.Addr() })
		succeeded, failures := stop()
		require.Empty(s, failures, "of %d that succeeded", succeeded)
		s.awaitReads(client, replication.Replicas[1], next)
		_, err := client.Set(s.Context(), "written", "after")
		require.NoError(s, err)
		require.Equal(s, "after", s.command(next, "GET", "written"))

		// The old primary comes back as a replica, at the address that is configured.
		old := all[0]
		require.NoError(s, old.Restart(s.Context()))
		require.NoError(s, replication.Follow(s.Context(), old, next))
		s.awaitReads(client, old)
		s.requireReads(client, all, all...)
	})
}

func TestAReplicaThatJoinsIsFound(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(1, nil)
		joins := servers.Start(s.T, s.version, servers.Options{})
		c := s.configuration(replication.Replicas[0].Addr())
		c.NodeDiscoveryMode, c.ReadFrom = options.NodeDiscoveryModeDiscoverAll, options.ReadFromAllNodes
		var events listener
		client := s.connect(c, native.With(core.WithConnectionEvents(events.connection), core.WithClientEvents(events.client)))
		s.requireReads(client, append(replication.Servers(), joins), replication.Servers()...)
		require.Equal(s, 2, events.servers())

		s.command(joins, "REPLICAOF", replication.Primary.Host(), strconv.Itoa(replication.Primary.Port()))
		// Every connection that is made is a reason to ask again, as are ten seconds.
		s.command(replication.Replicas[0], "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		events.await(s, func() bool { return events.count == 3 })
		s.awaitReads(client, joins)
		s.requireReads(client, append(replication.Servers(), joins), append(replication.Servers(), joins)...)

		s.command(joins, "REPLICAOF", "NO", "ONE")
		s.command(joins, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		events.await(s, func() bool { return events.count == 2 })
		s.requireReads(client, append(replication.Servers(), joins), replication.Servers()...)
	})
}

// A proxy knows neither roles nor what the server says of itself.
func TestStaticRolesThroughAProxy(t *testing.T) {
	onAllServers(t, func(s *environment) {
		replication := s.replication(1, nil)
		primary, replica := s.proxy(replication.Primary), s.proxy(replication.Replicas[0])

		c := s.configuration(replica.address, primary.address)
		if s.protocol == options.ProtocolRESP3 {
			c.Protocol = options.ProtocolDefault // The proxy has no HELLO, as Envoy has none.
		}
		_, err := native.NewClient(s.Context(), c)
		require.ErrorContains(s, err, "does not tell its role")

		c.Addresses = s.parse([]string{primary.address, replica.address})
		c.NodeDiscoveryMode, c.ReadFrom, c.ClientName = options.NodeDiscoveryModeStatic, options.PreferReplica, "behind-a-proxy"
		primary.forget()
		replica.forget()
		client := s.connect(c)
		_, err = client.Set(s.Context(), "key", "value")
		require.NoError(s, err)
		s.requireReads(client, replication.Servers(), replication.Replicas[0])
		require.NotContains(s, primary.asked(), "ROLE")
		require.NotContains(s, primary.asked(), "INFO")
		require.NotContains(s, replica.asked(), "ROLE")
		require.NotContains(s, replica.asked(), "INFO")

		// The proxy leads to another primary.
		require.NoError(s, replication.Promote(s.Context(), replication.Replicas[0]))
		primary.lead(replication.Primary)
		_, err = client.Set(s.Context(), "key", "promoted")
		require.NoError(s, err, "READONLY is a reason to connect anew")
		require.Equal(s, "promoted", s.command(replication.Primary, "GET", "key"))
	})
}
