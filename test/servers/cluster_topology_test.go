package servers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestReplicaTakesThePlaceOfAKilledPrimary(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{ReplicasPerShard: 1})
	primary, replica := cluster.Nodes[0], cluster.Nodes[1]
	primary.Kill()
	begin := time.Now()
	require.NoError(t, cluster.AwaitAgreement(t.Context()))
	t.Logf("the failover took %v", time.Since(begin))
	requireSlotOf(t, cluster, slotOfTwo, replica)
	primaries, err := cluster.Primaries(t.Context())
	require.NoError(t, err)
	requireNodes(t, primaries, replica, cluster.Nodes[2], cluster.Nodes[4])
	setKey(t, replica, "{two}key")

	require.NoError(t, primary.Restart(t.Context()))
	require.NoError(t, cluster.AwaitAgreement(t.Context()))
	replicas, err := cluster.ReplicasOf(t.Context(), replica)
	require.NoError(t, err)
	requireNodes(t, replicas, primary) // it comes back as a replica of the other

	require.NoError(t, cluster.Failover(t.Context(), primary, FailoverInAgreement))
	require.NoError(t, cluster.AwaitAgreement(t.Context()))
	requireSlotOf(t, cluster, slotOfTwo, primary)
	requireValue(t, primary.Server, "value", "GET", "{two}key")
}

func TestFailoverWithoutThePrimary(t *testing.T) {
	for _, mode := range []FailoverMode{FailoverForce, FailoverTakeover} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			// Without an order no replica would take a place for a while.
			cluster := StartCluster(t, Valkey91, ClusterOptions{ReplicasPerShard: 1, NodeTimeout: calm})
			primary, replica := cluster.Nodes[0], cluster.Nodes[1]
			require.NoError(t, primary.Pause())
			require.NoError(t, cluster.Failover(t.Context(), replica, mode))
			requireSlotOf(t, cluster, slotOfTwo, replica)
			require.NoError(t, primary.Resume())
			require.NoError(t, cluster.AwaitAgreement(t.Context()))
			requireSlotOf(t, cluster, slotOfTwo, replica)
			require.NoError(t, primary.AwaitRole(t.Context(), RoleReplica))
		})
	}
}

func TestFailoverOfAPrimaryIsRefused(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{NodeTimeout: calm})
	require.ErrorContains(t, cluster.Failover(t.Context(), cluster.Nodes[0], FailoverInAgreement), "CLUSTER FAILOVER")
}

func TestNoAgreementWithoutAllSlots(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{
		NodeTimeout: calm, // far more than the wait below, so that the node has not failed yet
		Options:     Options{Arguments: []string{"--cluster-require-full-coverage", "no"}},
	})
	cluster.Nodes[0].Kill()
	ctx, cancel := shortly(t)
	defer cancel()
	require.ErrorContains(t, cluster.AwaitAgreement(ctx), "has not failed")
	_, err := cluster.NodeForSlot(t.Context(), 0)
	require.ErrorContains(t, err, "no living primary has slot 0")
}
