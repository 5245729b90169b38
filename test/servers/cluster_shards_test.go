package servers

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

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

// A machine may be so busy that a primary gets no processor time for longer than nodes
// that join are told to wait for each other.
func TestNoFailoverWhileAShardIsAdded(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{ReplicasPerShard: 1, NodeTimeout: calm})
	starved, replica, other := cluster.Nodes[0], cluster.Nodes[1], cluster.Nodes[2]
	process, err := os.FindProcess(starved.PID())
	require.NoError(t, err)
	added := make(chan error, 1)
	go func() {
		_, err := cluster.AddShard(t.Context())
		added <- err
	}()
	for _, node := range []*Node{starved, replica, other} {
		require.NoError(t, await(t.Context(), "a shorter node timeout", func(ctx context.Context) error {
			reply, err := node.ask(ctx, "CONFIG", "GET", "cluster-node-timeout")
			if err == nil && reply.Elems[1].Text != milliseconds(formNodeTimeout) {
				err = errors.New("it is " + reply.Elems[1].Text)
			}
			return err
		}))
	}
	require.NoError(t, pause(process))
	require.NoError(t, await(t.Context(), "a primary to be missed", func(ctx context.Context) error {
		views, err := other.views(ctx)
		if err == nil && !slices.ContainsFunc(views, func(v nodeView) bool { return v.id == starved.ID && v.has("fail") }) {
			err = errors.New("it is not")
		}
		return err
	}))
	require.Never(t, func() bool {
		self, err := replica.self(t.Context())
		return err != nil || self.primary == ""
	}, 3*time.Second, 50*time.Millisecond, "the replica takes the place of its primary")
	require.NoError(t, resume(process))
	require.NoError(t, <-added)
	requireSlotOf(t, cluster, 0, starved)
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
