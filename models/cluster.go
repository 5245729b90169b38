package models

import "time"

// SlotRange is slots that follow each other, from Start to End, both included.
type SlotRange struct {
	Start, End int64
}

// ClusterShard is a part of a cluster: a primary and its replicas, which have the
// same slots.
// See https://valkey.io/commands/cluster-shards/
type ClusterShard struct {
	// ID is the shard's ID. Since: 9.1.0.
	ID string
	// Slots are the slots that the shard has, none for one without.
	Slots []SlotRange
	// Nodes are the primary and the replicas.
	Nodes []ClusterShardNode
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// ClusterShardNode is a node of a shard.
type ClusterShardNode struct {
	// ID is the node's ID.
	ID string
	// Endpoint is the host to reach the node at, absent or empty if it is the one that
	// the node that answers was reached at.
	Endpoint Result[string]
	// IP is the node's address, Hostname the name that was given to it, or "".
	IP, Hostname string
	// Port and TLSPort are its ports without and with TLS, 0 where there is none.
	Port, TLSPort int64
	// Role is the node's role, RolePrimary or RoleReplica.
	Role ReplicationRole
	// ReplicationOffset is how far the node is in the replication, in bytes.
	ReplicationOffset int64
	// Health is "online", "failed" or "loading".
	Health string
	// AvailabilityZone is where the node says that it is, or "". Since: 9.1.0.
	AvailabilityZone string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// ClusterSlots is slots that follow each other with the nodes that have them.
// See https://valkey.io/commands/cluster-slots/
type ClusterSlots struct {
	// Start and End are the first slot and the last.
	Start, End int64
	// Primary is the node that takes writes.
	Primary ClusterSlotsNode
	// Replicas are the nodes that follow it.
	Replicas []ClusterSlotsNode
}

// ClusterSlotsNode is a node that has slots.
type ClusterSlotsNode struct {
	// Endpoint is the host to reach the node at, absent or empty if it is the one that
	// the node that answers was reached at.
	Endpoint Result[string]
	// Port is the port to reach it at: the one with TLS for those who ask over TLS.
	Port int64
	// ID is the node's ID. Since: 4.0.0.
	ID string
	// IP and Hostname are other names for the endpoint, or "". Since: 7.0.0.
	IP, Hostname string
	// AvailabilityZone is where the node says that it is, or "". Since: 9.1.0.
	AvailabilityZone string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// ClusterLink is a connection between nodes, as one of them sees it. Since: 7.0.0.
// See https://valkey.io/commands/cluster-links/
type ClusterLink struct {
	// Direction is "to" for a link that the node has made, "from" for another's.
	Direction string
	// Node is the ID of the other node.
	Node string
	// CreateTime is when the link was made, to the millisecond.
	CreateTime time.Time
	// Events is what the node waits for: "r" to read, "w" to write, "rw" or "".
	Events string
	// SendBufferAllocated and SendBufferUsed are the size of the buffer of what is to
	// be sent, and what of it is used, in bytes.
	SendBufferAllocated, SendBufferUsed int64
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// SlotStats is what a node has counted for one slot. Since: 8.0.0.
// See https://valkey.io/commands/cluster-slot-stats/
type SlotStats struct {
	// Slot is the slot.
	Slot int64
	// KeyCount is the number of keys.
	KeyCount int64
	// CPUUsage is the time spent on commands, to the microsecond.
	CPUUsage time.Duration
	// NetworkBytesIn and NetworkBytesOut are the bytes of commands and of replies.
	NetworkBytesIn, NetworkBytesOut int64
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// ClusterSlotMigration names slots and the node that they are to move to.
type ClusterSlotMigration struct {
	// Slots are the slots.
	Slots []SlotRange
	// NodeID is the ID of the primary that is to have them.
	NodeID string
}

// SlotMigration is a move of slots from a node to another, under way or ended not
// long ago. Since: 9.0.0.
// See https://valkey.io/commands/cluster-getslotmigrations/
type SlotMigration struct {
	// Name is the move's ID, the same on both nodes.
	Name string
	// Operation is "EXPORT" on the node that gives the slots, "IMPORT" on the other.
	Operation string
	// Slots are the slots that move.
	Slots []SlotRange
	// SourceNode and TargetNode are the IDs of the nodes.
	SourceNode, TargetNode string
	// CreateTime, LastUpdateTime and LastAckTime are when it began, when its state
	// last changed and when the other node was last heard of, to the second.
	CreateTime, LastUpdateTime, LastAckTime time.Time
	// State is how far it is, such as "snapshotting", "success" or "failed".
	State string
	// Message says why it failed, or is "".
	Message string
	// CowSize is the memory copied because it changed during the snapshot, in bytes.
	CowSize int64
	// RemainingReplSize is what is still to be sent, in bytes.
	RemainingReplSize int64
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
