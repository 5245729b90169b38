package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// clusterNode is a server in cluster mode with a client that speaks to it alone.
type clusterNode struct {
	*verifiedClient
	busPort int
	id      string
}

// startClusterNode starts a node that knows no other and has no slots.
func startClusterNode(t *testing.T, version servers.Version, arguments ...string) clusterNode {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	busPort := listener.Addr().(*net.TCPAddr).Port
	require.NoError(t, listener.Close())
	arguments = append([]string{
		"--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(busPort), "--cluster-node-timeout", "2000", "--repl-diskless-sync-delay", "0",
	}, arguments...)
	if version.AtLeast("8.0") {
		arguments = append(arguments, "--cluster-slot-stats-enabled", "yes")
	}
	server := servers.Start(t, version, servers.Options{Arguments: arguments})
	client := connect(t, server)
	id, err := client.ClusterMyID(t.Context())
	require.NoError(t, err)
	require.Len(t, id, 40)
	return clusterNode{client, busPort, id}
}

// allSlots is the slots that a cluster has.
var allSlots = models.SlotRange{Start: 0, End: 16383}

// serve gives the node all slots and waits until it takes commands on keys.
func (n clusterNode) serve(t *testing.T) {
	t.Helper()
	expect(t, "OK")(n.ClusterAddSlotsRange(t.Context(), []models.SlotRange{allSlots}))
	n.awaitState(t)
}

func (n clusterNode) awaitState(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		text, err := n.ClusterInfo(t.Context())
		require.NoError(t, err)
		state, _ := models.ParseInfo(text).Get("", "cluster_state")
		return state == "ok"
	}, patience, 5*time.Millisecond, "the cluster does not get ready")
}

// nodes returns the nodes that this one knows.
func (n clusterNode) nodes(t *testing.T) []models.ClusterNode {
	t.Helper()
	text, err := n.ClusterNodes(t.Context())
	require.NoError(t, err)
	nodes, err := models.ParseClusterNodes(text)
	require.NoError(t, err)
	return nodes
}

// myself returns what the node says of itself.
func (n clusterNode) myself(t *testing.T) models.ClusterNode {
	t.Helper()
	nodes := n.nodes(t)
	at := slices.IndexFunc(nodes, models.ClusterNode.IsMyself)
	require.GreaterOrEqual(t, at, 0)
	return nodes[at]
}

// as returns the node with a client of another protocol.
func (n clusterNode) as(t *testing.T, speaking protocolChange) clusterNode {
	t.Helper()
	n.verifiedClient = connect(t, n.server, speaking)
	return n
}

// eachProtocol runs a test with a client of the node under both protocols.
func (n clusterNode) eachProtocol(t *testing.T, test func(t *testing.T, node clusterNode)) {
	for _, protocol := range protocols {
		t.Run(string(protocol), func(t *testing.T) {
			test(t, n.as(t, func(c *options.ClientConfiguration) { c.Protocol = protocol }))
		})
	}
}

func TestClusterNodeDescribesItself(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		node := startClusterNode(t, version)
		expect(t, []models.ClusterSlots{})(node.ClusterSlots(t.Context()))
		expect(t, "OK")(node.ClusterAddSlotsRange(t.Context(), []models.SlotRange{{Start: 0, End: 99}, {Start: 200, End: 200}}))
		slots := []models.SlotRange{{Start: 0, End: 99}, {Start: 200, End: 200}}
		port := int64(node.server.Port())
		node.eachProtocol(t, func(t *testing.T, node clusterNode) {
			ctx := t.Context()
			expect(t, node.id)(node.ClusterMyID(ctx))
			text, err := node.ClusterInfo(ctx)
			require.NoError(t, err)
			assigned, found := models.ParseInfo(text).Get("", "cluster_slots_assigned")
			require.True(t, found)
			require.Equal(t, "101", assigned)

			myself := node.myself(t)
			require.Equal(t, node.id, myself.ID)
			require.Equal(t, port, myself.Port)
			require.Equal(t, int64(node.busPort), myself.BusPort)
			require.Equal(t, slots, myself.Slots)
			require.Equal(t, "connected", myself.LinkState)
			require.True(t, myself.IsPrimary())

			shards, err := node.ClusterShards(ctx)
			require.NoError(t, err)
			require.Len(t, shards, 1)
			require.Equal(t, slots, shards[0].Slots)
			require.Equal(t, []models.ClusterShardNode{{
				ID: node.id, Endpoint: present(""), Port: port, Role: models.RolePrimary, Health: "online",
				ReplicationOffset: shards[0].Nodes[0].ReplicationOffset,
			}}, shards[0].Nodes)
			require.Empty(t, shards[0].Extra)

			ranges, err := node.ClusterSlots(ctx)
			require.NoError(t, err)
			itself := models.ClusterSlotsNode{Endpoint: present(""), Port: port, ID: node.id}
			require.Equal(t, []models.ClusterSlots{{Start: 0, End: 99, Primary: itself}, {Start: 200, End: 200, Primary: itself}}, ranges)

			expect(t, []models.ClusterLink{})(node.ClusterLinks(ctx))
			expect(t, []string{})(node.ClusterReplicas(ctx, node.id))
			expect(t, []string{})(node.ClusterSlaves(ctx, node.id))
			expectError[[]string](t, "ERR")(node.ClusterReplicas(ctx, "stranger"))
			expect(t, int64(0))(node.ClusterCountFailureReports(ctx, node.id))
			expect(t, int64(12182))(node.ClusterKeySlot(ctx, "foo"))
			expect(t, int64(12182))(node.ClusterKeySlot(ctx, "bar{foo}"))
			expect(t, "OK")(node.ClusterSaveConfig(ctx))
			if version.AtLeast("7.2") {
				id, err := node.ClusterMyShardID(ctx)
				require.NoError(t, err)
				require.Len(t, id, 40)
				if version.AtLeast("9.1") {
					require.Equal(t, id, shards[0].ID)
				}
			}
		})
	})
}

func TestClusterSettingsOfNodesAreShown(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		arguments := []string{"--cluster-announce-hostname", "host.example", "--cluster-announce-ip", "127.0.0.1", "--cluster-preferred-endpoint-type", "unknown-endpoint"}
		if version.AtLeast("8.0") {
			arguments = append(arguments, "--availability-zone", "az1")
		}
		node := startClusterNode(t, version, arguments...)
		expect(t, "OK")(node.ClusterAddSlots(t.Context(), []int64{5}))
		node.eachProtocol(t, func(t *testing.T, node clusterNode) {
			ranges, err := node.ClusterSlots(t.Context())
			require.NoError(t, err)
			require.True(t, ranges[0].Primary.Endpoint.IsNil())
			require.Equal(t, "127.0.0.1", ranges[0].Primary.IP)
			require.Equal(t, "host.example", ranges[0].Primary.Hostname)
			require.Empty(t, ranges[0].Primary.Extra)
			shards, err := node.ClusterShards(t.Context())
			require.NoError(t, err)
			shown := shards[0].Nodes[0]
			require.Empty(t, shown.Endpoint.Value())
			require.Equal(t, "127.0.0.1", shown.IP)
			require.Equal(t, "host.example", shown.Hostname)
			require.Empty(t, shown.Extra)
			require.Equal(t, "host.example", node.myself(t).Hostname)
			if version.AtLeast("9.1") {
				require.Equal(t, "az1", ranges[0].Primary.AvailabilityZone)
				require.Equal(t, "az1", shown.AvailabilityZone)
			}
		})
	})
}

func TestClusterKeys(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		t.Parallel() // Most of the time it waits.
		node := startClusterNode(t, version)
		node.serve(t)
		const slot = 12182
		node.eachProtocol(t, func(t *testing.T, node clusterNode) {
			ctx := t.Context()
			for i := range 3 {
				expect(t, "OK")(node.Set(ctx, "{foo}"+strconv.Itoa(i), "value"))
			}
			expect(t, "OK")(node.Set(ctx, "elsewhere", "value"))
			expect(t, int64(3))(node.ClusterCountKeysInSlot(ctx, slot))
			keys, err := node.ClusterGetKeysInSlot(ctx, slot, 10)
			require.NoError(t, err)
			require.ElementsMatch(t, []string{"{foo}0", "{foo}1", "{foo}2"}, keys)
			keys, err = node.ClusterGetKeysInSlot(ctx, slot, 2)
			require.NoError(t, err)
			require.Len(t, keys, 2)
			expect(t, []string{})(node.ClusterGetKeysInSlot(ctx, 0, 10))

			if version.AtLeast("8.0") {
				requireSlotStats(t, node, slot)
			}
			if version.AtLeast("9.1") {
				requireClusterScan(t, node, slot)
			}
			if version.AtLeast("9.0") {
				_, err = node.ShutdownServerWithOptions(ctx, options.ShutdownOptions{Safe: true})
				require.Error(t, err)
				_, err = node.Ping(ctx)
				require.NoError(t, err, "a primary with slots does not end")

				expect(t, "OK")(node.ClusterFlushSlot(ctx, slot))
				expect(t, int64(0))(node.ClusterCountKeysInSlot(ctx, slot))
				expect(t, "OK")(node.ClusterFlushSlotWithOptions(ctx, slot, options.Sync))
				expect(t, "OK")(node.ClusterFlushSlotWithOptions(ctx, slot, options.Async))
			}
			expectError[string](t, "ERR")(node.ClusterFlushSlots(ctx))
			expect(t, "OK")(node.FlushAll(ctx))
		})
	})
}

func requireSlotStats(t *testing.T, node clusterNode, slot int64) {
	t.Helper()
	stats, err := node.ClusterSlotStats(t.Context(), options.SlotStatsByRange{Start: slot, End: slot + 1})
	require.NoError(t, err)
	require.Len(t, stats, 2)
	require.Equal(t, slot, stats[0].Slot)
	require.Equal(t, int64(3), stats[0].KeyCount)
	require.Positive(t, stats[0].CPUUsage)
	require.Positive(t, stats[0].NetworkBytesIn)
	require.Positive(t, stats[0].NetworkBytesOut)
	require.Empty(t, stats[0].Extra)
	require.Equal(t, models.SlotStats{Slot: slot + 1}, stats[1])
	most, err := node.ClusterSlotStats(t.Context(), options.SlotStatsByMetric{Metric: options.SlotKeyCount, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, stats[:1], most)
	for _, metric := range []options.SlotMetric{options.SlotCPUUsage, options.SlotNetworkBytesIn, options.SlotNetworkBytesOut} {
		least, err := node.ClusterSlotStats(t.Context(), options.SlotStatsByMetric{Metric: metric, Limit: 2, OrderBy: options.Ascending})
		require.NoError(t, err)
		require.Len(t, least, 2)
		require.Zero(t, least[0].KeyCount)
		most, err = node.ClusterSlotStats(t.Context(), options.SlotStatsByMetric{Metric: metric, Limit: 1, OrderBy: options.Descending})
		require.NoError(t, err)
		require.Len(t, most, 1)
		require.Positive(t, most[0].KeyCount)
	}
}

func requireClusterScan(t *testing.T, node clusterNode, slot int64) {
	t.Helper()
	scan := func(o options.ClusterScanOptions) (keys []string) {
		for step := (models.ScanResult{Cursor: "0"}); ; {
			var err error
			step, err = node.ClusterScanWithOptions(t.Context(), step.Cursor, o)
			require.NoError(t, err)
			keys = append(keys, step.Elements...)
			if step.IsFinished() {
				return keys
			}
		}
	}
	first, err := node.ClusterScan(t.Context(), "0")
	require.NoError(t, err)
	require.False(t, first.IsFinished(), "there are more slots")
	require.ElementsMatch(t, []string{"{foo}0", "{foo}1", "{foo}2"}, scan(options.ClusterScanOptions{Slot: &slot}))
	require.Equal(t, []string{"{foo}1"}, scan(options.ClusterScanOptions{Slot: &slot, Match: new("*1"), Count: 100, Type: options.ObjectTypeString}))
	for _, fill := range [][]string{
		{"RPUSH", "{foo}list", "element"},
		{"SADD", "{foo}set", "member"},
		{"ZADD", "{foo}zset", "1", "member"},
		{"HSET", "{foo}hash", "field", "value"},
		{"XADD", "{foo}stream", "*", "field", "value"},
	} {
		key := fill[1]
		objectType := options.ObjectType(strings.TrimPrefix(key, "{foo}"))
		require.Empty(t, scan(options.ClusterScanOptions{Slot: &slot, Type: objectType}))
		_, err := node.server.Command(t.Context(), fill...)
		require.NoError(t, err)
		require.Equal(t, []string{key}, scan(options.ClusterScanOptions{Slot: &slot, Type: objectType}))
		expect(t, int64(1))(node.Del(t.Context(), []string{key}))
	}
}
