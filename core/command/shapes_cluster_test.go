package command_test

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestClusterShardsAreDecoded(t *testing.T) {
	var a command.Args
	requireDecoded(t, []models.ClusterShard{
		{
			ID:    "shard",
			Slots: []models.SlotRange{{Start: 0, End: 5460}, {Start: 7, End: 7}},
			Nodes: []models.ClusterShardNode{
				{
					ID: "a", Endpoint: models.Present("h"), IP: "127.0.0.1", Hostname: "h", Port: 6379, TLSPort: 6380, Role: models.RolePrimary,
					ReplicationOffset: 72156, Health: "online", AvailabilityZone: "az1", Extra: later(1),
				},
				{ID: "b", Role: models.RoleReplica, Health: "loading"},
			},
			Extra: later(2),
		},
		{Slots: []models.SlotRange{}, Nodes: []models.ClusterShardNode{}},
	}, command.ClusterShards(&a), []any{
		models.Map{
			{Key: "slots", Value: []any{0, 5460, 7, 7}},
			{Key: "nodes", Value: []any{
				models.Map{
					{Key: "id", Value: "a"},
					{Key: "port", Value: 6379},
					{Key: "tls-port", Value: 6380},
					{Key: "ip", Value: "127.0.0.1"},
					{Key: "endpoint", Value: "h"},
					{Key: "hostname", Value: "h"},
					{Key: "role", Value: "master"},
					{Key: "replication-offset", Value: 72156},
					{Key: "health", Value: "online"},
					{Key: "availability-zone", Value: "az1"},
					{Key: "later", Value: 1},
				},
				models.Map{{Key: "id", Value: "b"}, {Key: "endpoint", Value: nil}, {Key: "role", Value: "slave"}, {Key: "health", Value: "loading"}},
			}},
			{Key: "id", Value: "shard"},
			{Key: "later", Value: 2},
		},
		models.Map{{Key: "slots", Value: []any{}}, {Key: "nodes", Value: []any{}}},
	})
	requireRefusedReplies(t, command.ClusterShards(&a), nil, []any{models.Map{{Key: "slots", Value: []any{1}}}},
		[]any{models.Map{{Key: "slots", Value: []any{"a", 1}}}}, []any{models.Map{{Key: "slots", Value: []any{1, "b"}}}},
		[]any{models.Map{{Key: "slots", Value: nil}}}, []any{models.Map{{Key: "nodes", Value: []any{1}}}})
}

func TestClusterSlotsAreDecoded(t *testing.T) {
	var a command.Args
	requireDecoded(t, []models.ClusterSlots{{
		Start: 0, End: 5460,
		Primary: models.ClusterSlotsNode{
			Endpoint: models.Present("h"), Port: 6379, ID: "a", IP: "127.0.0.1", Hostname: "h", AvailabilityZone: "az1", Extra: later(1),
		},
		Replicas: []models.ClusterSlotsNode{{Port: 6380, ID: "b"}, {Endpoint: models.Present(""), Port: 6381}},
	}}, command.ClusterSlots(&a), []any{[]any{
		0, 5460,
		[]any{"h", 6379, "a", models.Map{{Key: "ip", Value: "127.0.0.1"}, {Key: "hostname", Value: "h"}, {Key: "availability-zone", Value: "az1"}, {Key: "later", Value: 1}}, "later"},
		[]any{nil, 6380, "b", models.Map{}},
		[]any{"", 6381},
	}})
	requireRefusedReplies(t, command.ClusterSlots(&a), nil, []any{1}, []any{[]any{0, 1}}, []any{[]any{0, 1, "h"}},
		[]any{[]any{"a", 1, []any{"h", 1}}}, []any{[]any{0, "b", []any{"h", 1}}}, []any{[]any{0, 1, []any{"h"}}}, []any{[]any{0, 1, []any{"h", 1, "id", nil}}})
}

func TestClusterLinksAreDecoded(t *testing.T) {
	var a command.Args
	requireDecoded(t, []models.ClusterLink{{
		Direction: "to", Node: "id", CreateTime: time.UnixMilli(1700000000123), Events: "rw",
		SendBufferAllocated: 4512, SendBufferUsed: 48, Extra: later(1),
	}}, command.ClusterLinks(&a), []any{models.Map{
		{Key: "direction", Value: "to"},
		{Key: "node", Value: "id"},
		{Key: "create-time", Value: 1700000000123},
		{Key: "events", Value: "rw"},
		{Key: "send-buffer-allocated", Value: 4512},
		{Key: "send-buffer-used", Value: 48},
		{Key: "later", Value: 1},
	}})
	requireRefusedReplies(t, command.ClusterLinks(&a), nil, []any{models.Map{{Key: "create-time", Value: "now"}}})
}

func TestSlotStatsAreDecoded(t *testing.T) {
	var a command.Args
	reply := command.ClusterSlotStats(&a, options.SlotStatsByRange{})
	requireDecoded(t, []models.SlotStats{
		{Slot: 0, KeyCount: 1, CPUUsage: 2 * time.Microsecond, NetworkBytesIn: 3, NetworkBytesOut: 4, Extra: later(5)}, {Slot: 16383},
	}, reply, []any{
		[]any{0, models.Map{
			{Key: "key-count", Value: 1},
			{Key: "cpu-usec", Value: 2},
			{Key: "network-bytes-in", Value: 3},
			{Key: "network-bytes-out", Value: 4},
			{Key: "later", Value: 5},
		}},
		[]any{16383, models.Map{}},
	})
	requireRefusedReplies(t, reply, nil, []any{[]any{0}}, []any{[]any{0, 1}})
}

func TestSlotMigrationsAreDecoded(t *testing.T) {
	var a command.Args
	requireDecoded(t, []models.SlotMigration{{
		Name: "name", Operation: "EXPORT", Slots: []models.SlotRange{{Start: 5, End: 6}, {Start: 8, End: 8}}, SourceNode: "a", TargetNode: "b",
		CreateTime: time.Unix(1, 0), LastUpdateTime: time.Unix(2, 0), LastAckTime: time.Unix(3, 0),
		State: "failed", Message: "why", CowSize: 4, RemainingReplSize: 5, Extra: later(6),
	}}, command.ClusterGetSlotMigrations(&a), []any{models.Map{
		{Key: "name", Value: "name"},
		{Key: "operation", Value: "EXPORT"},
		{Key: "slot_ranges", Value: "5-6 8"},
		{Key: "target_node", Value: "b"},
		{Key: "source_node", Value: "a"},
		{Key: "create_time", Value: 1},
		{Key: "last_update_time", Value: 2},
		{Key: "last_ack_time", Value: 3},
		{Key: "state", Value: "failed"},
		{Key: "message", Value: "why"},
		{Key: "cow_size", Value: 4},
		{Key: "remaining_repl_size", Value: 5},
		{Key: "later", Value: 6},
	}})
	requireRefusedReplies(t, command.ClusterGetSlotMigrations(&a), nil, []any{models.Map{{Key: "slot_ranges", Value: "x"}}},
		[]any{models.Map{{Key: "slot_ranges", Value: "1-"}}}, []any{models.Map{{Key: "slot_ranges", Value: 1}}})
}
