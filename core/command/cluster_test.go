package command_test

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() {
	setSlot := func(state options.SlotState) func(a *command.Args) any {
		return func(a *command.Args) any { return command.ClusterSetSlot(a, 7, state) }
	}
	slotStats := func(query options.SlotStatsQuery) func(a *command.Args) any {
		return func(a *command.Args) any { return command.ClusterSlotStats(a, query) }
	}
	clusterScan := func(o options.ClusterScanOptions) func(a *command.Args) any {
		return func(a *command.Args) any { return command.ClusterScanWithOptions(a, "0-{a}-5", o) }
	}
	ranges := []models.SlotRange{{Start: 0, End: 5}, {Start: 7, End: 16383}}
	slot := int64(0)
	wireTests = append(wireTests, []wireTest{
		{func(a *command.Args) any { return command.ClusterInfo(a) }, "CLUSTER INFO"},
		{func(a *command.Args) any { return command.ClusterNodes(a) }, "CLUSTER NODES"},
		{func(a *command.Args) any { return command.ClusterReplicas(a, "id") }, "CLUSTER REPLICAS id"},
		{func(a *command.Args) any { return command.ClusterSlaves(a, "id") }, "CLUSTER SLAVES id"},
		{func(a *command.Args) any { return command.ClusterShards(a) }, "CLUSTER SHARDS"},
		{func(a *command.Args) any { return command.ClusterSlots(a) }, "CLUSTER SLOTS"},
		{func(a *command.Args) any { return command.ClusterLinks(a) }, "CLUSTER LINKS"},
		{func(a *command.Args) any { return command.ClusterMyID(a) }, "CLUSTER MYID"},
		{func(a *command.Args) any { return command.ClusterMyShardID(a) }, "CLUSTER MYSHARDID"},
		{func(a *command.Args) any { return command.ClusterKeySlot(a, "k") }, "CLUSTER KEYSLOT k"},
		{func(a *command.Args) any { return command.ClusterCountKeysInSlot(a, 16383) }, "CLUSTER COUNTKEYSINSLOT 16383"},
		{func(a *command.Args) any { return command.ClusterGetKeysInSlot(a, 0, 10) }, "CLUSTER GETKEYSINSLOT 0 10"},
		{func(a *command.Args) any { return command.ClusterCountFailureReports(a, "id") }, "CLUSTER COUNT-FAILURE-REPORTS id"},
		{slotStats(options.SlotStatsByRange{Start: 1, End: 2}), "CLUSTER SLOT-STATS SLOTSRANGE 1 2"},
		{slotStats(options.SlotStatsByMetric{Metric: options.SlotKeyCount}), "CLUSTER SLOT-STATS ORDERBY key-count"},
		{slotStats(options.SlotStatsByMetric{
			Metric: options.SlotCPUUsage, Limit: 3, OrderBy: options.Ascending,
		}), "CLUSTER SLOT-STATS ORDERBY cpu-usec LIMIT 3 ASC"},

		{func(a *command.Args) any { return command.ClusterAddSlots(a, []int64{1, 2}) }, "CLUSTER ADDSLOTS 1 2"},
		{func(a *command.Args) any { return command.ClusterAddSlotsRange(a, ranges) }, "CLUSTER ADDSLOTSRANGE 0 5 7 16383"},
		{func(a *command.Args) any { return command.ClusterDelSlots(a, []int64{1}) }, "CLUSTER DELSLOTS 1"},
		{func(a *command.Args) any { return command.ClusterDelSlotsRange(a, ranges[:1]) }, "CLUSTER DELSLOTSRANGE 0 5"},
		{func(a *command.Args) any { return command.ClusterFlushSlots(a) }, "CLUSTER FLUSHSLOTS"},
		{func(a *command.Args) any { return command.ClusterFlushSlot(a, 5) }, "CLUSTER FLUSHSLOT 5"},
		{func(a *command.Args) any { return command.ClusterFlushSlotWithOptions(a, 5, options.Async) }, "CLUSTER FLUSHSLOT 5 ASYNC"},
		{setSlot(options.SlotImporting{NodeID: "id"}), "CLUSTER SETSLOT 7 IMPORTING id"},
		{setSlot(options.SlotMigrating{NodeID: "id"}), "CLUSTER SETSLOT 7 MIGRATING id"},
		{setSlot(options.SlotOwnedBy{NodeID: "id"}), "CLUSTER SETSLOT 7 NODE id"},
		{setSlot(options.SlotStable{}), "CLUSTER SETSLOT 7 STABLE"},
		{func(a *command.Args) any {
			return command.ClusterSetSlotWithOptions(a, 7, options.SlotStable{}, options.ClusterSetSlotOptions{})
		}, "CLUSTER SETSLOT 7 STABLE"},
		{func(a *command.Args) any {
			return command.ClusterSetSlotWithOptions(a, 7, options.SlotOwnedBy{NodeID: "id"}, options.ClusterSetSlotOptions{Timeout: pointer(time.Second)})
		}, "CLUSTER SETSLOT 7 NODE id TIMEOUT 1000"},
		{func(a *command.Args) any {
			return command.ClusterMigrateSlots(a, []models.ClusterSlotMigration{
				{Slots: ranges, NodeID: "a"}, {Slots: []models.SlotRange{{Start: 6, End: 6}}, NodeID: "b"},
			})
		}, "CLUSTER MIGRATESLOTS SLOTSRANGE 0 5 7 16383 NODE a SLOTSRANGE 6 6 NODE b"},
		{func(a *command.Args) any { return command.ClusterGetSlotMigrations(a) }, "CLUSTER GETSLOTMIGRATIONS"},
		{func(a *command.Args) any { return command.ClusterCancelSlotMigrations(a) }, "CLUSTER CANCELSLOTMIGRATIONS"},

		{func(a *command.Args) any { return command.ClusterMeet(a, "::1", 6379) }, "CLUSTER MEET ::1 6379"},
		{func(a *command.Args) any {
			return command.ClusterMeetWithOptions(a, "::1", 6379, options.ClusterMeetOptions{})
		}, "CLUSTER MEET ::1 6379"},
		{func(a *command.Args) any {
			return command.ClusterMeetWithOptions(a, "::1", 6379, options.ClusterMeetOptions{BusPort: 7000})
		}, "CLUSTER MEET ::1 6379 7000"},
		{func(a *command.Args) any { return command.ClusterForget(a, "id") }, "CLUSTER FORGET id"},
		{func(a *command.Args) any { return command.ClusterReplicate(a, "id") }, "CLUSTER REPLICATE id"},
		{func(a *command.Args) any { return command.ClusterReplicateNoOne(a) }, "CLUSTER REPLICATE NO ONE"},
		{func(a *command.Args) any { return command.ClusterFailover(a) }, "CLUSTER FAILOVER"},
		{func(a *command.Args) any {
			return command.ClusterFailoverWithOptions(a, options.TakeoverFailover)
		}, "CLUSTER FAILOVER TAKEOVER"},
		{func(a *command.Args) any { return command.ClusterReset(a) }, "CLUSTER RESET"},
		{func(a *command.Args) any { return command.ClusterResetWithOptions(a, options.HardReset) }, "CLUSTER RESET HARD"},
		{func(a *command.Args) any { return command.ClusterSaveConfig(a) }, "CLUSTER SAVECONFIG"},
		{func(a *command.Args) any { return command.ClusterSetConfigEpoch(a, 0) }, "CLUSTER SET-CONFIG-EPOCH 0"},
		{func(a *command.Args) any { return command.ClusterBumpEpoch(a) }, "CLUSTER BUMPEPOCH"},

		{func(a *command.Args) any { return command.ClusterScan(a, "0") }, "CLUSTERSCAN 0"},
		{clusterScan(options.ClusterScanOptions{}), "CLUSTERSCAN 0-{a}-5"},
		{clusterScan(options.ClusterScanOptions{
			Match: pointer("user:*"), Count: 100, Type: options.ObjectTypeHash, Slot: &slot,
		}), "CLUSTERSCAN 0-{a}-5 MATCH user:* COUNT 100 TYPE hash SLOT 0"},
	}...)
}

func TestClusterCommandsRefuseWhatCannotWork(t *testing.T) {
	beyond := int64(16384)
	migration := func(m models.ClusterSlotMigration) func(a *command.Args) {
		return func(a *command.Args) { command.ClusterMigrateSlots(a, []models.ClusterSlotMigration{m}) }
	}
	requireRefused(t, []refusal{
		{"CLUSTER COUNTKEYSINSLOT slot", func(a *command.Args) { command.ClusterCountKeysInSlot(a, -1) }},
		{"CLUSTER GETKEYSINSLOT slot", func(a *command.Args) { command.ClusterGetKeysInSlot(a, 16384, 1) }},
		{"CLUSTER GETKEYSINSLOT count", func(a *command.Args) { command.ClusterGetKeysInSlot(a, 0, -1) }},
		{"CLUSTER SLOT-STATS query", func(a *command.Args) { command.ClusterSlotStats(a, nil) }},
		{"CLUSTER SLOT-STATS query", func(a *command.Args) { command.ClusterSlotStats(a, &options.SlotStatsByRange{}) }},
		{"SlotStatsByRange", func(a *command.Args) { command.ClusterSlotStats(a, options.SlotStatsByRange{Start: 2, End: 1}) }},
		{"SlotStatsByMetric.Metric", func(a *command.Args) { command.ClusterSlotStats(a, options.SlotStatsByMetric{}) }},
		{"SlotStatsByMetric.Limit", func(a *command.Args) {
			command.ClusterSlotStats(a, options.SlotStatsByMetric{Metric: options.SlotKeyCount, Limit: -1})
		}},
		{"OrderBy", func(a *command.Args) {
			command.ClusterSlotStats(a, options.SlotStatsByMetric{Metric: options.SlotKeyCount, OrderBy: "UP"})
		}},
		{"CLUSTER ADDSLOTS slots", func(a *command.Args) { command.ClusterAddSlots(a, nil) }},
		{"CLUSTER DELSLOTS slots", func(a *command.Args) { command.ClusterDelSlots(a, []int64{0, 16384}) }},
		{"CLUSTER ADDSLOTSRANGE ranges", func(a *command.Args) { command.ClusterAddSlotsRange(a, nil) }},
		{"CLUSTER DELSLOTSRANGE ranges", func(a *command.Args) {
			command.ClusterDelSlotsRange(a, []models.SlotRange{{Start: 5, End: 4}})
		}},
		{"FlushMode", func(a *command.Args) { command.ClusterFlushSlotWithOptions(a, 0, "") }},
		{"CLUSTER SETSLOT state", func(a *command.Args) { command.ClusterSetSlot(a, 0, nil) }},
		{"CLUSTER SETSLOT state", func(a *command.Args) { command.ClusterSetSlot(a, 0, options.SlotOwnedBy{}) }},
		{"ClusterSetSlotOptions.Timeout", func(a *command.Args) {
			command.ClusterSetSlotWithOptions(a, 0, options.SlotStable{}, options.ClusterSetSlotOptions{Timeout: pointer(time.Duration(-1))})
		}},
		{"CLUSTER MIGRATESLOTS migrations", func(a *command.Args) { command.ClusterMigrateSlots(a, nil) }},
		{"CLUSTER MIGRATESLOTS migrations", migration(models.ClusterSlotMigration{NodeID: "id"})},
		{"CLUSTER MIGRATESLOTS migrations", migration(models.ClusterSlotMigration{Slots: []models.SlotRange{{}}})},
		{"CLUSTER MEET host", func(a *command.Args) { command.ClusterMeet(a, "", 1) }},
		{"CLUSTER MEET port", func(a *command.Args) { command.ClusterMeet(a, "::1", -1) }},
		{"ClusterMeetOptions.BusPort", func(a *command.Args) {
			command.ClusterMeetWithOptions(a, "::1", 1, options.ClusterMeetOptions{BusPort: 65536})
		}},
		{"ClusterFailoverMode", func(a *command.Args) { command.ClusterFailoverWithOptions(a, "") }},
		{"ClusterResetMode", func(a *command.Args) { command.ClusterResetWithOptions(a, "") }},
		{"CLUSTER SET-CONFIG-EPOCH configEpoch", func(a *command.Args) { command.ClusterSetConfigEpoch(a, -1) }},
		{"CLUSTERSCAN cursor", func(a *command.Args) { command.ClusterScan(a, "") }},
		{"ClusterScanOptions.Slot", func(a *command.Args) {
			command.ClusterScanWithOptions(a, "0", options.ClusterScanOptions{Slot: &beyond})
		}},
		{"ClusterScanOptions.Count", func(a *command.Args) {
			command.ClusterScanWithOptions(a, "0", options.ClusterScanOptions{Count: -1})
		}},
	})
}
