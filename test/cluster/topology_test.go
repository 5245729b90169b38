package cluster

import (
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var topologies = []behaviour{
	{name: "checks notice a change before a command does", test: testPeriodicChecks},
	{name: "without checks a command notices it", test: testNoPeriodicChecks},
	{name: "a lazy client connects when it is needed", test: testLazyConnect},
	{name: "seeds that are dead are passed over", test: testDeadSeeds},
	{name: "nodes are known by hostnames", test: testHostnames},
	{name: "nodes do not tell where they are", test: testUnknownEndpoints},
}

func testPeriodicChecks(s *environment) {
	const interval = 20 * time.Millisecond
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.PeriodicChecks.Interval = interval })
	old := s.failOver(0)
	asked := s.topologyQueries()
	require.Eventually(s, func() bool { return s.topologyQueries() > asked+6*shards }, patience, time.Millisecond)
	moved := s.moved(old)
	_, err := client.Set(s.Context(), key(firstSlot(0), "k"), "value")
	require.NoError(s, err)
	require.Equal(s, moved, s.moved(old), "the command was redirected")
}

// topologyQueries returns how often nodes were asked for the topology.
func (s *environment) topologyQueries() (total int64) {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		total += s.calls(node, "cluster|shards")
	}
	return total
}

func testNoPeriodicChecks(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.PeriodicChecks.Disabled = true })
	var old *servers.Node
	// On a busy machine a connection of the client may fail while the replica takes over,
	// which is a reason to ask for the topology too: then it is done once more.
	for deadline := time.Now().Add(patience); ; {
		for shard := range shards {
			_, err := client.Set(s.Context(), key(firstSlot(shard), "k"), "value")
			require.NoError(s, err)
		}
		moved, asked := s.moved(s.primary(0)), s.topologyQueries()
		old = s.failOver(0)
		_, err := client.Set(s.Context(), key(firstSlot(0), "k"), "value")
		require.NoError(s, err)
		if s.moved(old) != moved {
			break
		}
		require.NotEqual(s, asked, s.topologyQueries(), "the command was not redirected")
		require.True(s, time.Now().Before(deadline), "the client asks for the topology again and again")
	}
	moved := s.moved(old)
	for range 10 {
		_, err := client.Set(s.Context(), key(firstSlot(0), "k"), "value")
		require.NoError(s, err)
	}
	require.Equal(s, moved, s.moved(old), "one redirection is enough")
}

// connections returns how many connections a client has to a node that bear its name.
func (s *environment) connections(node *servers.Node, name string) int {
	s.Helper()
	return strings.Count(s.command(node, "CLIENT", "LIST"), " name="+name+" ")
}

func testLazyConnect(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.LazyConnect, c.ClientName = true, "lazy" })
	for _, node := range s.cluster.Nodes {
		require.Zero(s, s.connections(node, "lazy"))
	}
	_, err := client.Set(s.Context(), key(firstSlot(1), "k"), "value")
	require.NoError(s, err)
	require.Equal(s, 1, s.connections(s.primary(1), "lazy"))

	eager := s.connect(func(c *options.ClusterClientConfiguration) { c.ConnectAll, c.ClientName = true, "eager" })
	for _, node := range s.cluster.Nodes {
		require.Eventually(s, func() bool { return s.connections(node, "eager") == 1 }, patience, time.Millisecond)
	}
	eager.Close()
	for _, node := range s.cluster.Nodes {
		require.Eventually(s, func() bool { return s.connections(node, "eager") == 0 }, patience, time.Millisecond)
	}
}

func testDeadSeeds(s *environment) {
	var dead []options.NodeAddress
	for range 3 {
		port, err := servers.FreePort()
		require.NoError(s, err)
		dead = append(dead, options.NodeAddress{Host: "127.0.0.1", Port: port})
	}
	client := s.connect(func(c *options.ClusterClientConfiguration) {
		c.Addresses = append(dead, addressOf(s.replica(0)))
	})
	_, err := client.MGet(s.Context(), s.spread(6))
	require.NoError(s, err)
}

// configureAll sets a parameter of all nodes.
func (s *environment) configureAll(name, value string) {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		s.command(node, "CONFIG", "SET", name, value)
	}
}

func testHostnames(s *environment) {
	s.configureAll("cluster-announce-hostname", "localhost")
	s.configureAll("cluster-preferred-endpoint-type", "hostname")
	defer s.configureAll("cluster-announce-hostname", "")
	defer s.configureAll("cluster-preferred-endpoint-type", "ip")
	for _, node := range s.cluster.Nodes {
		// A node learns the hostnames of others by their messages.
		require.Eventually(s, func() bool {
			return strings.Count(s.command(node, "CLUSTER", "NODES"), ",localhost") == len(s.cluster.Nodes)
		}, patience, time.Millisecond)
	}
	client := s.connect(nil)
	values, err := core.RunOnNodes(s.Context(), client, options.AllNodes{}, echo)
	require.NoError(s, err)
	require.Len(s, values.MultiValue(), 2*shards)
	for address := range values.MultiValue() {
		require.True(s, strings.HasPrefix(address, "localhost:"), address)
	}
	node := s.primary(2)
	primaries, _ := s.executions("echo", func() {
		_, err := client.With(options.CallOptions{Route: options.ByAddressRoute{Host: "localhost", Port: node.Port()}}).Echo(s.Context(), "text")
		require.NoError(s, err)
	})
	require.Equal(s, [shards]int64{0, 0, 1}, primaries)
}

// testUnknownEndpoints has the nodes leave out their own addresses: clients are to take
// the one by which they have reached the node that tells.
func testUnknownEndpoints(s *environment) {
	s.configureAll("cluster-preferred-endpoint-type", "unknown-endpoint")
	defer s.configureAll("cluster-preferred-endpoint-type", "ip")
	client := s.connect(nil)
	for i := range 2 {
		for shard := range shards {
			_, err := client.Set(s.Context(), key(firstSlot(shard), "k"), strconv.Itoa(i))
			require.NoError(s, err)
			require.Equal(s, strconv.Itoa(i), s.command(s.primary(shard), "GET", key(firstSlot(shard), "k")))
		}
		if i == 0 { // MOVED names no host either.
			s.failOver(0)
		}
	}
}
