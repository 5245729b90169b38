package cluster

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

// All nodes that a client knows are replaced while it does nothing. The name that it
// began with leads to one of the new nodes then, and that is where it begins again.
func TestAllNodesAreReplaced(t *testing.T) {
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{Shards: 1, NodeTimeout: calm})
	s := newEnvironment(t, servers.Valkey91, cluster)
	old := cluster.Nodes[0]
	seed := options.NodeAddress{Host: "cluster.example", Port: 6379}
	name := faultproxy.Start(t, old.Addr())
	s.proxies[net.JoinHostPort(seed.Host, "6379")] = name
	client := s.connect(func(c *options.ClusterClientConfiguration) {
		c.Addresses = []options.NodeAddress{seed}
		c.PeriodicChecks.Disabled = true
	})
	_, err := client.Set(s.Context(), "key", "value")
	require.NoError(s, err)
	ctx, cancel := s.patient()
	defer cancel()
	added, err := cluster.AddShard(ctx)
	require.NoError(s, err)
	require.NoError(s, cluster.MigrateSlots(ctx, old, added, models.SlotRange{Start: 0, End: servers.SlotCount - 1}))
	name.SetTarget(added.Addr())
	require.NoError(s, cluster.RemoveShard(ctx, old))
	value, err := client.Get(s.Context(), "key")
	require.NoError(s, err)
	require.Equal(s, models.Present("value"), value)
}
