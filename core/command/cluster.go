// ClusterCommands are the commands about a cluster: its nodes, which slots of keys each
// has, and what an administrator does with both. A server that is not a node of a cluster
// refuses them. A client of a cluster needs none of them for its own work.
// See https://valkey.io/commands/#cluster
//
//glissade:family Cluster

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ClusterInfo returns the node's report about the cluster. See models.ParseInfo for
// its fields.
//
// Reply: lines of the form "name:value". Errors: ERR if the server is in no cluster.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-info/
func ClusterInfo(a *Args) Reply[string] {
	a.Begin("CLUSTER INFO")
	return text
}

// ClusterNodes returns the nodes of the cluster as the node sees them. See
// models.ParseClusterNodes for what a line says.
//
// Reply: a line for each node. Errors: ERR if the server is in no cluster.
// Complexity: O(N) for N nodes. Since: 3.0.0.
// See https://valkey.io/commands/cluster-nodes/
func ClusterNodes(a *Args) Reply[string] {
	a.Begin("CLUSTER NODES")
	return text
}

// ClusterReplicas returns the replicas of a primary as the node sees them. See
// models.ParseClusterNode for what a line says.
//
// Reply: a line for each replica. Errors: ERR if there is no such node, or it is no primary.
// Complexity: O(N) for N replicas. Since: 5.0.0.
// See https://valkey.io/commands/cluster-replicas/
func ClusterReplicas(a *Args, nodeID string) Reply[[]string] {
	a.Begin("CLUSTER REPLICAS")
	a.String(nodeID)
	return texts
}

// ClusterSlaves returns the replicas of a primary as the node sees them. See
// models.ParseClusterNode for what a line says.
//
// Reply: a line for each replica. Errors: ERR if there is no such node, or it is no primary.
// Complexity: O(N) for N replicas. Since: 3.0.0.
// See https://valkey.io/commands/cluster-slaves/
//
// Deprecated: use ClusterReplicas.
func ClusterSlaves(a *Args, nodeID string) Reply[[]string] {
	a.Begin("CLUSTER SLAVES")
	a.String(nodeID)
	return texts
}

// ClusterShards returns the shards of the cluster with their slots and nodes.
//
// Reply: the shards. Errors: ERR if the server is in no cluster.
// Complexity: O(N) for N nodes. Since: 7.0.0.
// See https://valkey.io/commands/cluster-shards/
func ClusterShards(a *Args) Reply[[]models.ClusterShard] {
	a.Begin("CLUSTER SHARDS")
	return clusterShards
}

// ClusterSlots returns the slots of the cluster with the nodes that have them.
//
// Reply: the slots that have a node. Errors: ERR if the server is in no cluster.
// Complexity: O(N) for N nodes. Since: 3.0.0.
// See https://valkey.io/commands/cluster-slots/
func ClusterSlots(a *Args) Reply[[]models.ClusterSlots] {
	a.Begin("CLUSTER SLOTS")
	return clusterSlots
}

// ClusterLinks returns the connections of the node with others of the cluster.
//
// Reply: the connections, mostly two with each node. Errors: ERR if the server is in no cluster.
// Complexity: O(N) for N nodes. Since: 7.0.0.
// See https://valkey.io/commands/cluster-links/
func ClusterLinks(a *Args) Reply[[]models.ClusterLink] {
	a.Begin("CLUSTER LINKS")
	return clusterLinks
}

// ClusterMyID returns the ID of the node.
//
// Reply: the ID, 40 characters. Errors: ERR if the server is in no cluster.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-myid/
func ClusterMyID(a *Args) Reply[string] {
	a.Begin("CLUSTER MYID")
	return text
}

// ClusterMyShardID returns the ID of the node's shard.
//
// Reply: the ID, 40 characters. Errors: ERR if the server is in no cluster.
// Complexity: O(1). Since: 7.2.0.
// See https://valkey.io/commands/cluster-myshardid/
func ClusterMyShardID(a *Args) Reply[string] {
	a.Begin("CLUSTER MYSHARDID")
	return text
}

// ClusterKeySlot returns the slot that key belongs to, whether it exists or not.
//
// Reply: the slot, from 0 to 16383. Errors: ERR if the server is in no cluster, before 9.1.0.
// Complexity: O(N) for N bytes of the key. Since: 3.0.0.
// See https://valkey.io/commands/cluster-keyslot/
func ClusterKeySlot(a *Args, key string) Reply[int64] {
	a.Begin("CLUSTER KEYSLOT")
	a.String(key)
	return integer
}

// ClusterCountKeysInSlot counts the keys that the node has in a slot.
//
// Reply: the number of keys, 0 for a slot of another node. Errors: ERR if there is no such slot.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-countkeysinslot/
//
//glissade:route slot 2: whoever owns the slot knows about it
func ClusterCountKeysInSlot(a *Args, slot int64) Reply[int64] {
	a.Begin("CLUSTER COUNTKEYSINSLOT")
	a.slot("slot", slot)
	return integer
}

// ClusterGetKeysInSlot returns keys that the node has in a slot, up to count.
//
// Reply: the keys, none for a slot of another node. Errors: ERR if there is no such slot.
// Complexity: O(N) for N keys returned. Since: 3.0.0.
// See https://valkey.io/commands/cluster-getkeysinslot/
//
//glissade:route slot 2: whoever owns the slot knows about it
func ClusterGetKeysInSlot(a *Args, slot, count int64) Reply[[]string] {
	a.Begin("CLUSTER GETKEYSINSLOT")
	a.slot("slot", slot)
	if count < 0 {
		a.refuse("count", "is negative; give the largest number of keys to return")
	}
	a.Int(count)
	return texts
}

// ClusterCountFailureReports counts the nodes that have lately reported a node as failing.
//
// Reply: the number of reports. Errors: ERR if there is no such node.
// Complexity: O(N) for N reports. Since: 3.0.0.
// See https://valkey.io/commands/cluster-count-failure-reports/
func ClusterCountFailureReports(a *Args, nodeID string) Reply[int64] {
	a.Begin("CLUSTER COUNT-FAILURE-REPORTS")
	a.String(nodeID)
	return integer
}

// ClusterSlotStats returns what the node has counted for the slots that query names.
//
// Reply: the slots of the node, in their order or in that of the query. Errors: ERR if
// the server is in no cluster, or does not count what the query asks for.
// Complexity: O(N) for N slots, O(N log N) by metric. Since: 8.0.0.
// See https://valkey.io/commands/cluster-slot-stats/
func ClusterSlotStats(a *Args, query options.SlotStatsQuery) Reply[[]models.SlotStats] {
	a.Begin("CLUSTER SLOT-STATS")
	switch q := query.(type) {
	case options.SlotStatsByRange:
		a.check(q.Validate())
		a.Word("SLOTSRANGE")
		a.Int(q.Start)
		a.Int(q.End)
	case options.SlotStatsByMetric:
		a.check(q.Validate())
		a.Word("ORDERBY")
		a.Word(string(q.Metric))
		if q.Limit > 0 {
			a.Word("LIMIT")
			a.Int(q.Limit)
		}
		if q.OrderBy != "" {
			a.Word(string(q.OrderBy))
		}
	default:
		a.refuse("query", "is missing; give a SlotStatsByRange or SlotStatsByMetric by value")
	}
	return slotStats
}

// slot appends the number of a slot.
func (a *Args) slot(parameter string, slot int64) {
	if slot < 0 || slot > lastSlot {
		a.refuse(parameter, "is no slot; give one from 0 to 16383")
	}
	a.Int(slot)
}

// slotRange appends the first and the last of slots that follow each other.
func (a *Args) slotRange(parameter string, slots models.SlotRange) {
	if slots.Start > slots.End {
		a.refuse(parameter, "has a {SlotRange.Start} behind its {SlotRange.End}; give the lower slot first")
	}
	a.slot(parameter, slots.Start)
	a.slot(parameter, slots.End)
}

const lastSlot = 16383
