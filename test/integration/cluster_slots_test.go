package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestClusterSlotsAreGivenAndTaken(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		startClusterNode(t, version).eachProtocol(t, func(t *testing.T, node clusterNode) {
			ctx := t.Context()
			expect(t, "OK")(node.ClusterAddSlots(ctx, []int64{0, 2, 16383}))
			expectError[string](t, "ERR")(node.ClusterAddSlots(ctx, []int64{1, 2}))
			expect(t, "OK")(node.ClusterAddSlotsRange(ctx, []models.SlotRange{{Start: 10, End: 20}, {Start: 30, End: 40}}))
			expect(t, "OK")(node.ClusterDelSlots(ctx, []int64{0, 15}))
			expect(t, "OK")(node.ClusterDelSlotsRange(ctx, []models.SlotRange{{Start: 30, End: 35}, {Start: 37, End: 40}}))
			require.Equal(t, []models.SlotRange{
				{Start: 2, End: 2}, {Start: 10, End: 14}, {Start: 16, End: 20}, {Start: 36, End: 36}, {Start: 16383, End: 16383},
			}, node.myself(t).Slots)
			expect(t, "OK")(node.ClusterFlushSlots(ctx))
			require.Empty(t, node.myself(t).Slots)
		})
	})
}

func TestClusterEpochsAndReset(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		startClusterNode(t, version).eachProtocol(t, func(t *testing.T, node clusterNode) {
			ctx := t.Context()
			expect(t, "OK")(node.ClusterSetConfigEpoch(ctx, 7))
			require.Equal(t, int64(7), node.myself(t).ConfigEpoch)
			expectError[string](t, "ERR")(node.ClusterSetConfigEpoch(ctx, 8))
			expect(t, "STILL 7")(node.ClusterBumpEpoch(ctx))
			expect(t, "OK")(node.ClusterAddSlots(ctx, []int64{1}))
			id := node.myself(t).ID
			expect(t, "OK")(node.ClusterReset(ctx))
			require.Empty(t, node.myself(t).Slots)
			expect(t, "OK")(node.ClusterResetWithOptions(ctx, options.SoftReset))
			require.Equal(t, id, node.myself(t).ID)
			require.Equal(t, int64(7), node.myself(t).ConfigEpoch)
			expect(t, "OK")(node.ClusterResetWithOptions(ctx, options.HardReset))
			require.NotEqual(t, id, node.myself(t).ID)
			require.Zero(t, node.myself(t).ConfigEpoch)
		})
	})
}

// meet makes the two nodes one cluster and waits until each knows the other and what
// slots it has.
func meet(t *testing.T, one, two clusterNode) {
	t.Helper()
	expect(t, "OK")(one.ClusterMeetWithOptions(t.Context(), two.server.Host(), two.server.Port(), options.ClusterMeetOptions{BusPort: two.busPort}))
	for _, pair := range [][2]clusterNode{{one, two}, {two, one}} {
		require.Eventually(t, func() bool {
			return slices.ContainsFunc(pair[0].nodes(t), func(n models.ClusterNode) bool {
				return n.ID == pair[1].id && n.LinkState == "connected" && !n.HasFlag("handshake")
			})
		}, patience, 5*time.Millisecond, "the nodes do not meet")
	}
	slots := one.myself(t).Slots
	require.Eventually(t, func() bool {
		for _, node := range two.nodes(t) {
			if node.ID == one.id {
				return slices.Equal(slots, node.Slots)
			}
		}
		return false
	}, patience, 5*time.Millisecond, "the node does not learn of the other's slots")
}

func TestClusterNodesMeet(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		t.Parallel() // Most of the time it waits.
		ctx := t.Context()
		one, two := startClusterNode(t, version).as(t, speaking), startClusterNode(t, version).as(t, speaking)
		one.serve(t)
		meet(t, one, two)
		one.eachProtocol(t, func(t *testing.T, node clusterNode) {
			var links []models.ClusterLink
			require.Eventually(t, func() bool {
				var err error
				links, err = node.ClusterLinks(t.Context())
				require.NoError(t, err)
				return len(links) == 2
			}, patience, 5*time.Millisecond, "there are no links both ways")
			for _, link := range links {
				require.Contains(t, []string{"to", "from"}, link.Direction)
				require.Equal(t, two.id, link.Node)
				require.WithinDuration(t, time.Now(), link.CreateTime, time.Minute)
				require.Contains(t, link.Events, "r")
				require.Empty(t, link.Extra)
			}
		})

		// Nobody answers at this port, so that the node stays a stranger.
		expect(t, "OK")(one.ClusterMeet(ctx, "127.0.0.1", 1))
		require.True(t, slices.ContainsFunc(one.nodes(t), func(n models.ClusterNode) bool {
			return n.Port == 1 && n.BusPort == 10001 && n.HasFlag("handshake")
		}))
		expect(t, "OK")(one.ClusterForget(ctx, two.id))
		expectError[string](t, "ERR")(one.ClusterForget(ctx, one.id))
		require.False(t, slices.ContainsFunc(one.nodes(t), func(n models.ClusterNode) bool { return n.ID == two.id }))
	})
}

func TestClusterSetSlot(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		t.Parallel() // Most of the time it waits.
		ctx := t.Context()
		one, two := startClusterNode(t, version).as(t, speaking), startClusterNode(t, version).as(t, speaking)
		one.serve(t)
		meet(t, one, two)

		expect(t, "OK")(two.ClusterSetSlot(ctx, 5, options.SlotImporting{NodeID: one.id}))
		expect(t, "OK")(one.ClusterSetSlot(ctx, 5, options.SlotMigrating{NodeID: two.id}))
		require.Equal(t, []models.MovingSlot{{Slot: 5, NodeID: one.id}}, two.myself(t).ImportingSlots)
		require.Equal(t, []models.MovingSlot{{Slot: 5, NodeID: two.id}}, one.myself(t).MigratingSlots)
		expect(t, "OK")(one.ClusterSetSlot(ctx, 5, options.SlotStable{}))
		require.Empty(t, one.myself(t).MigratingSlots)
		expect(t, "OK")(two.ClusterSetSlot(ctx, 5, options.SlotOwnedBy{NodeID: two.id}))
		expect(t, "OK")(one.ClusterSetSlot(ctx, 5, options.SlotOwnedBy{NodeID: two.id}))
		require.Equal(t, []models.SlotRange{{Start: 5, End: 5}}, two.myself(t).Slots)
		expectError[string](t, "ERR")(one.ClusterSetSlot(ctx, 6, options.SlotOwnedBy{NodeID: "stranger"}))
		if version.AtLeast("8.0") {
			timeout := options.ClusterSetSlotOptions{Timeout: new(time.Second)}
			expect(t, "OK")(one.ClusterSetSlotWithOptions(ctx, 6, options.SlotMigrating{NodeID: two.id}, timeout))
			expect(t, "OK")(one.ClusterSetSlotWithOptions(ctx, 6, options.SlotStable{}, timeout))
			expect(t, "OK")(two.ClusterSetSlotWithOptions(ctx, 7, options.SlotImporting{NodeID: one.id}, timeout))
			require.Equal(t, []models.MovingSlot{{Slot: 7, NodeID: one.id}}, two.myself(t).ImportingSlots)
			expect(t, "OK")(two.ClusterSetSlotWithOptions(ctx, 7, options.SlotOwnedBy{NodeID: two.id}, timeout))
			require.Empty(t, two.myself(t).ImportingSlots)
		}
	})
}

func TestClusterMigrateSlots(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		if !version.AtLeast("9.0") {
			t.Skipf("CLUSTER MIGRATESLOTS came with 9.0; this is %s", version)
		}
		ctx := t.Context()
		one, two := startClusterNode(t, version).as(t, speaking), startClusterNode(t, version).as(t, speaking)
		one.serve(t)
		meet(t, one, two)
		expect(t, []models.SlotMigration{})(one.ClusterGetSlotMigrations(ctx))
		_, err := one.ClusterCancelSlotMigrations(ctx)
		require.ErrorContains(t, err, "No migrations ongoing")
		moving := []models.SlotRange{{Start: 5, End: 6}, {Start: 8, End: 8}}
		expect(t, "OK")(one.Set(ctx, "key", "value"))
		expect(t, "OK")(one.ClusterMigrateSlots(ctx, []models.ClusterSlotMigration{{Slots: moving, NodeID: two.id}}))
		require.Eventually(t, func() bool { return len(two.myself(t).Slots) == 2 }, patience, 5*time.Millisecond, "the slots do not move")
		require.Equal(t, moving, two.myself(t).Slots)

		one.eachProtocol(t, func(t *testing.T, node clusterNode) {
			var got []models.SlotMigration
			require.Eventually(t, func() bool {
				got, err = node.ClusterGetSlotMigrations(t.Context())
				require.NoError(t, err)
				require.Len(t, got, 1)
				return got[0].State == "success"
			}, patience, 5*time.Millisecond, "the move does not end")
			require.Len(t, got[0].Name, 40)
			require.WithinDuration(t, time.Now(), got[0].CreateTime, time.Minute)
			require.False(t, got[0].LastUpdateTime.Before(got[0].CreateTime))
			require.Equal(t, models.SlotMigration{
				Name: got[0].Name, Operation: "EXPORT", Slots: moving, SourceNode: one.id, TargetNode: two.id, State: "success",
				CreateTime: got[0].CreateTime, LastUpdateTime: got[0].LastUpdateTime, LastAckTime: got[0].LastAckTime, CowSize: got[0].CowSize,
			}, got[0])
		})

		// A node that does not answer holds the next move up, so that it can be cancelled.
		require.NoError(t, two.server.Pause())
		expect(t, "OK")(one.ClusterMigrateSlots(ctx, []models.ClusterSlotMigration{{Slots: []models.SlotRange{{Start: 100, End: 200}}, NodeID: two.id}}))
		expect(t, "OK")(one.ClusterCancelSlotMigrations(ctx))
		require.NoError(t, two.server.Resume())
		got, err := one.ClusterGetSlotMigrations(ctx)
		require.NoError(t, err)
		require.True(t, slices.ContainsFunc(got, func(m models.SlotMigration) bool { return m.State == "cancelled" }), "%v", got)
	})
}

func TestClusterReplication(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		t.Parallel() // Most of the time it waits.
		ctx := t.Context()
		one, two := startClusterNode(t, version).as(t, speaking), startClusterNode(t, version).as(t, speaking)
		one.serve(t)
		meet(t, one, two)
		expectError[string](t, "ERR")(one.ClusterReplicate(ctx, two.id))
		expectError[string](t, "ERR")(one.ClusterFailover(ctx))
		if version.AtLeast("9.0") {
			expect(t, "OK")(two.ClusterReplicate(ctx, one.id))
			awaitRole(t, two.verifiedClient, models.RoleReplica)
			expect(t, "OK")(two.ClusterReplicateNoOne(ctx))
			awaitRole(t, two.verifiedClient, models.RolePrimary)
		}
		expect(t, "OK")(two.ClusterReplicate(ctx, one.id))
		awaitRole(t, two.verifiedClient, models.RoleReplica)
		awaitReplicas(t, one.verifiedClient, 1)

		var lines []string
		require.Eventually(t, func() bool {
			var err error
			lines, err = one.ClusterReplicas(ctx, one.id)
			require.NoError(t, err)
			return len(lines) == 1
		}, patience, 5*time.Millisecond, "the node does not learn of its replica")
		replica, err := models.ParseClusterNode(lines[0])
		require.NoError(t, err)
		require.Equal(t, two.id, replica.ID)
		require.Equal(t, one.id, replica.PrimaryID)
		require.False(t, replica.IsPrimary())
		older, err := one.ClusterSlaves(ctx, one.id)
		require.NoError(t, err)
		require.Len(t, older, 1)
		require.Eventually(t, func() bool {
			ranges, err := one.ClusterSlots(ctx)
			require.NoError(t, err)
			return len(ranges) == 1 && len(ranges[0].Replicas) == 1
		}, patience, 5*time.Millisecond, "the replica does not get ready")
		one.eachProtocol(t, func(t *testing.T, node clusterNode) {
			ranges, err := node.ClusterSlots(t.Context())
			require.NoError(t, err)
			require.Equal(t, one.id, ranges[0].Primary.ID)
			require.Len(t, ranges[0].Replicas, 1)
			require.Equal(t, two.id, ranges[0].Replicas[0].ID)
			shards, err := node.ClusterShards(t.Context())
			require.NoError(t, err)
			require.Len(t, shards, 1)
			require.Len(t, shards[0].Nodes, 2)
		})

		// The node that was the primary follows the one that takes over, by consent and without.
		expect(t, "OK")(two.ClusterFailover(ctx))
		awaitRole(t, two.verifiedClient, models.RolePrimary)
		awaitRole(t, one.verifiedClient, models.RoleReplica)
		expect(t, "OK")(one.ClusterFailoverWithOptions(ctx, options.TakeoverFailover))
		awaitRole(t, one.verifiedClient, models.RolePrimary)
		awaitRole(t, two.verifiedClient, models.RoleReplica)
		// This one needs the vote of the primary, which it may have given too lately.
		expect(t, "OK")(two.ClusterFailoverWithOptions(ctx, options.ForceFailover))
	})
}
