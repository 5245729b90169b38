package servers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClusterOfEveryVersionForms(t *testing.T) {
	for _, version := range Versions() {
		t.Run(string(version), func(t *testing.T) {
			t.Parallel()
			cluster := StartCluster(t, version, ClusterOptions{ReplicasPerShard: 1, NodeTimeout: calm})
			require.Equal(t, 6, len(cluster.Nodes))
			for shard := range 3 {
				primary, replica := cluster.Nodes[2*shard], cluster.Nodes[2*shard+1]
				require.Equal(t, shard, primary.Shard)
				require.Equal(t, shard, replica.Shard)
				replicas, err := cluster.ReplicasOf(t.Context(), primary)
				require.NoError(t, err)
				requireNodes(t, replicas, replica)
			}
			requireSlotOf(t, cluster, 0, cluster.Nodes[0])
			requireSlotOf(t, cluster, SlotCount/2, cluster.Nodes[2])
			requireSlotOf(t, cluster, SlotCount-1, cluster.Nodes[4])
		})
	}
}

func TestClusterBehindPasswordAndTLS(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{
		Shards: 2, ReplicasPerShard: 1, NodeTimeout: calm, Options: Options{Password: "secret", TLS: MutualTLS},
	})
	setKey(t, cluster.Nodes[0], "{two}key")
	require.NoError(t, cluster.MigrateSlot(t.Context(), slotOfTwo, cluster.Nodes[2]))
	requireSlotOf(t, cluster, slotOfTwo, cluster.Nodes[2])
	requireValue(t, cluster.Nodes[2].Server, "value", "GET", "{two}key")
}

func TestClusterNodesDiffer(t *testing.T) {
	t.Parallel()
	zones := map[[2]int]string{{0, 0}: "az1", {0, 1}: "az2", {1, 0}: "az3", {1, 1}: "az4"}
	cluster := StartCluster(t, Valkey91, ClusterOptions{
		Shards: 2, ReplicasPerShard: 1, NodeTimeout: calm,
		Options: Options{Arguments: []string{"--cluster-require-full-coverage", "no"}},
		PerServer: func(shard, member int) []string {
			return []string{"--availability-zone", zones[[2]int{shard, member}]}
		},
	})
	for i, zone := range []string{"az1", "az2", "az3", "az4"} {
		info, err := cluster.Nodes[i].info(t.Context(), "server")
		require.NoError(t, err)
		require.Equal(t, zone, info["availability_zone"])
	}
	reply, err := cluster.Nodes[0].Command(t.Context(), "CONFIG", "GET", "cluster-require-full-coverage")
	require.NoError(t, err)
	require.Equal(t, "no", reply.Elems[1].Text)
}

func TestClusterFailsAsAWhole(t *testing.T) {
	Require(t, Valkey91)
	_, err := LaunchCluster(t.Context(), Valkey91, ClusterOptions{PerServer: func(shard, _ int) []string {
		return [][]string{nil, nil, {"--no-such-setting", "1"}}[shard]
	}})
	require.ErrorContains(t, err, "no-such-setting")
}

// calm is a node timeout that no busy machine makes a healthy node miss.
const calm = 15 * time.Second

// slotOfTwo is the slot of all keys with the tag {two}.
const slotOfTwo = 2127

func requireSlotOf(t *testing.T, cluster *Cluster, slot int, want *Node) {
	t.Helper()
	node, err := cluster.NodeForSlot(t.Context(), slot)
	require.NoError(t, err)
	require.Equal(t, want.Addr(), node.Addr())
}

// requireNodes demands certain nodes, in that order. It compares their addresses, since
// the servers go on while testify would look into them.
func requireNodes(t *testing.T, nodes []*Node, want ...*Node) {
	t.Helper()
	require.Equal(t, addresses(want), addresses(nodes))
}

func addresses(nodes []*Node) []string {
	list := make([]string, len(nodes))
	for i, node := range nodes {
		list[i] = node.Addr()
	}
	return list
}

// setKey gives a key the value "value".
func setKey(t *testing.T, node *Node, key string) {
	t.Helper()
	require.NoError(t, node.do(t.Context(), "SET", key, "value"))
}
