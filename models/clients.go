package models

import "time"

// ClientInfo is a connection of a client as the server sees it. A number that the
// server does not tell, being too old for it, is 0; a text is empty.
// Source: https://valkey.io/commands/client-list/
type ClientInfo struct {
	// ID is the connection's number, which no other ever has.
	ID int64
	// Address is the client's end, "ip:port", or a socket's path with ":0".
	Address string
	// LocalAddress is the server's end. Since: 6.2.0.
	LocalAddress string
	// FileDescriptor is the number of the server's file descriptor.
	FileDescriptor int64
	// Name is the connection's name.
	Name string
	// Age is how long the connection exists, to the second.
	Age time.Duration
	// Idle is how long ago the last command came, to the second.
	Idle time.Duration
	// Flags are letters that tell the connection's kind and state: N for none, M for
	// the primary, S for a replica, P for a subscriber, b for one that blocks, and more.
	Flags string
	// Capabilities are letters for what the client declared by CLIENT CAPA: r for
	// redirect. Since: 8.1.0.
	Capabilities string
	// Database is the number of the database that it works on.
	Database int64
	// Subscriptions, PatternSubscriptions and ShardSubscriptions count the channels,
	// patterns and shard channels that it is subscribed to.
	Subscriptions, PatternSubscriptions, ShardSubscriptions int64
	// MultiCommands is the number of commands in its open transaction, -1 for none.
	MultiCommands int64
	// WatchedKeys is the number of keys that it watches. Since: 8.0.0.
	WatchedKeys int64
	// QueryBuffer and QueryBufferFree are the bytes in use and free in the buffer of
	// what it asks.
	QueryBuffer, QueryBufferFree int64
	// ArgumentsMemory is the bytes of the arguments of an incomplete command, and
	// MultiMemory of the commands of an open transaction.
	ArgumentsMemory, MultiMemory int64
	// ReplyBuffer is the size in bytes of the buffer for replies, ReplyBufferPeak its
	// recent peak use. Since: 7.0.0.
	ReplyBuffer, ReplyBufferPeak int64
	// OutputBuffer is the bytes of replies in that buffer; OutputList is the number of
	// replies queued for want of room in it, OutputListMemory their bytes.
	OutputBuffer, OutputList, OutputListMemory int64
	// TotalMemory is the bytes of memory that the connection uses. Since: 6.2.0.
	TotalMemory int64
	// Events are letters for what the server waits for: r to read, w to write.
	Events string
	// LastCommand is the command that came last, "client|info", or NULL.
	LastCommand string
	// User is the name of the user that is logged in. Since: 6.0.0.
	User string
	// Redirect is the number of the connection that gets its invalidation messages,
	// -1 for none. Since: 6.2.0.
	Redirect int64
	// Protocol is the version of RESP that it speaks, 2 or 3. Since: 7.0.0.
	Protocol int64
	// LibraryName and LibraryVersion name the client's library. Since: 7.2.0.
	LibraryName, LibraryVersion string
	// NetworkInput and NetworkOutput are the bytes that came from it and went to it in
	// all, and Commands the number of its commands. Since: 8.0.0.
	NetworkInput, NetworkOutput, Commands int64
	// Extra holds the fields of newer servers, texts by name, in their order.
	Extra Map
}

// ClientTrackingInfo is how the server tracks keys for client-side caching on a connection.
// Source: https://valkey.io/commands/client-trackinginfo/
type ClientTrackingInfo struct {
	// Flags are "off", or "on" with the options that hold, such as "bcast", "optin",
	// "noloop" or "broken_redirect".
	Flags []string
	// Redirect is the number of the connection that invalidation messages go to, 0 if
	// they are not redirected, -1 if nothing is tracked.
	Redirect int64
	// Prefixes are those of the keys that are tracked in broadcasting mode.
	Prefixes []string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
