package servers

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func TestMigrationOfASlotCanBeStoppedInTheMiddle(t *testing.T) {
	for _, version := range Versions() {
		t.Run(string(version), func(t *testing.T) {
			t.Parallel()
			requireMigrationSteps(t, StartCluster(t, version, ClusterOptions{NodeTimeout: calm}))
		})
	}
}

func requireMigrationSteps(t *testing.T, cluster *Cluster) {
	from, to, ctx := cluster.Nodes[0], cluster.Nodes[1], t.Context()
	for _, key := range []string{"{two}1", "{two}2", "{two}3"} {
		setKey(t, from, key)
	}
	migration, err := cluster.BeginMigration(ctx, slotOfTwo, to)
	require.NoError(t, err)
	require.Equal(t, from.Addr(), migration.From.Addr())
	requireRefusal(t, from, "ASK 2127 "+to.Addr(), "GET", "{two}new")
	requireRefusal(t, to, "MOVED 2127 "+from.Addr(), "GET", "{two}new")

	require.NoError(t, migration.MoveKeys(ctx, "{two}1"))
	requireRefusal(t, from, "ASK 2127 "+to.Addr(), "GET", "{two}1")
	requireRefusal(t, from, "TRYAGAIN", "MGET", "{two}1", "{two}2")
	requireAsked(t, to, "value", "GET", "{two}1")
	requireAsked(t, to, "TRYAGAIN Multiple keys request during rehashing of slot", "MGET", "{two}1", "{two}2")
	require.ErrorContains(t, migration.End(ctx), from.Addr()+" still has 2 keys of slot 2127")

	require.NoError(t, migration.MoveKeys(ctx))
	require.NoError(t, migration.End(ctx))
	require.NoError(t, cluster.AwaitAgreement(ctx))
	requireSlotOf(t, cluster, slotOfTwo, to)
	requireRefusal(t, from, "MOVED 2127 "+to.Addr(), "GET", "{two}1")
	requireValue(t, to.Server, "value", "GET", "{two}3")
}

func TestMigrationCanBeAborted(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{NodeTimeout: calm})
	migration, err := cluster.BeginMigration(t.Context(), slotOfTwo, cluster.Nodes[2])
	require.NoError(t, err)
	require.NoError(t, migration.Abort(t.Context()))
	requireValue(t, cluster.Nodes[0].Server, "", "GET", "{two}1")
	_, err = cluster.BeginMigration(t.Context(), slotOfTwo, cluster.Nodes[0])
	require.ErrorContains(t, err, "slot 2127 is at "+cluster.Nodes[0].Addr()+" already")
}

func TestMigrationOfManyKeysWithReplicas(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{Shards: 2, ReplicasPerShard: 1, NodeTimeout: calm})
	script := "for i = 1, 250 do server.call('SET', '{two}' .. i, 'value') end"
	require.NoError(t, cluster.Nodes[0].do(t.Context(), "EVAL", script, "1", "{two}"))
	require.NoError(t, cluster.MigrateSlot(t.Context(), slotOfTwo, cluster.Nodes[2]))
	requireValue(t, cluster.Nodes[2].Server, "value", "GET", "{two}250")
	for _, node := range cluster.Nodes[2:] {
		require.NoError(t, await(t.Context(), "all keys", func(ctx context.Context) error {
			reply, err := node.ask(ctx, "DBSIZE")
			if err == nil && reply.Int != 250 {
				err = fmt.Errorf("%s has %d keys", node.Addr(), reply.Int)
			}
			return err
		}))
	}
}

func TestMigrateSlots(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey91, ClusterOptions{ReplicasPerShard: 1, NodeTimeout: calm})
	one, other := cluster.Nodes[0], cluster.Nodes[2]
	setKey(t, one, "{two}key")
	ranges := []models.SlotRange{{Start: 0, End: 99}, {Start: slotOfTwo, End: slotOfTwo}}
	require.NoError(t, cluster.MigrateSlots(t.Context(), one, other, ranges...))
	for slot, owner := range map[int]*Node{0: other, 99: other, 100: one, slotOfTwo: other} {
		requireSlotOf(t, cluster, slot, owner)
	}
	requireValue(t, other.Server, "value", "GET", "{two}key")
	require.NoError(t, cluster.MigrateSlots(t.Context(), other, one, ranges...), "and back")
	requireSlotOf(t, cluster, slotOfTwo, one)
	require.ErrorContains(t, cluster.MigrateSlots(t.Context(), other, one, ranges...), "CLUSTER MIGRATESLOTS at "+other.Addr())
}

func TestMigrateSlotsNeedsValkey9(t *testing.T) {
	t.Parallel()
	cluster := StartCluster(t, Valkey81, ClusterOptions{NodeTimeout: calm})
	err := cluster.MigrateSlots(t.Context(), cluster.Nodes[0], cluster.Nodes[1], models.SlotRange{Start: 0, End: 1})
	require.ErrorContains(t, err, "unknown subcommand")
}

// requireRefusal demands an error reply that begins with prefix.
func requireRefusal(t *testing.T, node *Node, prefix string, command ...string) {
	t.Helper()
	_, err := node.Command(t.Context(), command...)
	require.ErrorContains(t, err, prefix)
	require.Equal(t, prefix, err.Error()[:len(prefix)])
}

// requireAsked demands the reply that a client gets after ASKING.
func requireAsked(t *testing.T, node *Node, text string, command ...string) {
	t.Helper()
	connection, err := node.dial(t.Context())
	require.NoError(t, err)
	defer connection.Close()
	reader := resp.NewReader(connection, resp.Limits{})
	reply, err := exchange(connection, reader, "ASKING")
	require.NoError(t, err)
	require.Equal(t, "OK", reply.Text)
	reply, err = exchange(connection, reader, command...)
	require.NoError(t, err)
	require.Equal(t, text, reply.Text)
}
