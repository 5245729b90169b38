package servers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestShardsComeAndGo(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{Shards: 2, ReplicasPerShard: 1, NodeTimeout: calm})
	added, err := cluster.AddShard(t.Context())
	require.NoError(t, err)
	require.Equal(t, 6, len(cluster.Nodes))
	require.Equal(t, 2, added.Shard)
	primaries, err := cluster.Primaries(t.Context())
	require.NoError(t, err)
	requireNodes(t, primaries, cluster.Nodes[0], cluster.Nodes[2], added)
	replicas, err := cluster.ReplicasOf(t.Context(), added)
	require.NoError(t, err)
	requireNodes(t, replicas, cluster.Nodes[5])

	all := models.SlotRange{Start: 0, End: SlotCount/2 - 1}
	require.ErrorContains(t, cluster.RemoveShard(t.Context(), cluster.Nodes[0]), "still has the slots")
	require.NoError(t, cluster.MigrateSlots(t.Context(), cluster.Nodes[0], added, all))
	requireSlotOf(t, cluster, slotOfTwo, added)
	first := cluster.Nodes[0]
	require.NoError(t, cluster.RemoveShard(t.Context(), first))
	require.Equal(t, 4, len(cluster.Nodes))
	require.False(t, first.Alive())
	require.NoDirExists(t, first.folder)
}

func TestShardOfAnOlderServerComesAndGoes(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Redis70, ClusterOptions{Shards: 1, NodeTimeout: calm})
	added, err := cluster.AddShard(t.Context())
	require.NoError(t, err)
	require.NoError(t, cluster.MigrateSlot(t.Context(), slotOfTwo, added))
	require.NoError(t, cluster.MigrateSlot(t.Context(), slotOfTwo, cluster.Nodes[0]))
	require.NoError(t, cluster.RemoveShard(t.Context(), added))
	require.Equal(t, 1, len(cluster.Nodes))
}
