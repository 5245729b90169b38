package models

import "time"

// ConfigParameter is a setting of a server with its value, as CONFIG SET takes it.
type ConfigParameter struct {
	// Name is such as "maxmemory", Value as CONFIG GET returns it.
	Name  string
	Value string
}

// ReplicationRole is a server's role in replication.
type ReplicationRole string

const (
	// RolePrimary is a server that takes writes, and may have replicas.
	RolePrimary ReplicationRole = "master"
	// RoleReplica is a server that follows a primary.
	RoleReplica ReplicationRole = "slave"
	// RoleSentinel is a Sentinel, which watches primaries.
	RoleSentinel ReplicationRole = "sentinel"
)

// RoleResponse is a server's state in replication. Which of its fields are set depends
// on Role.
// See https://valkey.io/commands/role/
type RoleResponse struct {
	// Role is the server's role.
	Role ReplicationRole
	// ReplicationOffset is how many bytes of changes a primary has sent, or a replica
	// has received; -1 while a replica is not connected.
	ReplicationOffset int64
	// Replicas are those that are connected to a primary.
	Replicas []ConnectedReplica
	// PrimaryHost and PrimaryPort are the address of a replica's primary.
	PrimaryHost string
	PrimaryPort int64
	// LinkState is how a replica is connected to its primary: "connect", "connecting",
	// "sync" or "connected".
	LinkState string
	// PrimaryNames are the names of the primaries that a Sentinel watches.
	PrimaryNames []string
}

// ConnectedReplica is a replica as its primary sees it.
type ConnectedReplica struct {
	// Host and Port are the replica's address.
	Host string
	Port int64
	// ReplicationOffset is how many bytes of changes it has confirmed.
	ReplicationOffset int64
}

// SlowLogEntry is a command that took long to execute.
// See https://valkey.io/commands/slowlog-get/
type SlowLogEntry struct {
	// ID counts the entries since the server's start.
	ID int64
	// Time is when the command was executed, to the second.
	Time time.Time
	// Duration is how long it took, to the microsecond, without waiting and network.
	Duration time.Duration
	// Arguments are the command with its arguments; the server cuts long ones off.
	Arguments []string
	// ClientAddress and ClientName are those of the connection that sent it. Since: 4.0.0.
	ClientAddress, ClientName string
}

// CommandLogEntry is a slow command, or one with a large request or reply. Since: 8.1.0.
// See https://valkey.io/commands/commandlog-get/
type CommandLogEntry struct {
	// ID counts the entries of the list since the server's start.
	ID int64
	// Time is when the command was executed, to the second.
	Time time.Time
	// Amount is what it was logged for: microseconds for slow commands, bytes for large
	// requests and large replies.
	Amount int64
	// Arguments are the command with its arguments; the server cuts long ones off.
	Arguments []string
	// ClientAddress and ClientName are those of the connection that sent it.
	ClientAddress, ClientName string
}

// ModuleInfo is a loaded module.
// See https://valkey.io/commands/module-list/
type ModuleInfo struct {
	// Name is the module's name.
	Name string
	// Version is the module's version, a number.
	Version int64
	// Path is the file it was loaded from. Since: 7.0.0.
	Path string
	// Args are the arguments it was loaded with. Since: 7.0.0.
	Args []string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
