package models

import "time"

// PoolEvent reports a change among the connections of a client to one server: in the pool
// of dedicated connections, or, where Shared is set, of the one that requests share. The
// numbers are differences: who adds up those of all events of an address has what there is.
type PoolEvent struct {
	// Kind says what happened.
	Kind PoolEventKind
	// Address is the server's, as it was configured or announced.
	Address string
	// Shared is set of the connection that requests share.
	Shared bool
	// Took is how long it took to make the connection, to get it out of the pool, or how
	// long it was in use, depending on Kind.
	Took time.Duration
	// Idle and Used are by how many connections more, or fewer, are idle and in use.
	Idle, Used int
	// Waiting is by how many callers more, or fewer, wait since there are Max in use.
	Waiting int
	// Max and MaxIdle are by how many connections more, or fewer, there may be at once,
	// and are kept idle.
	Max, MaxIdle int
}

// PoolEventKind says what a [PoolEvent] is about.
type PoolEventKind uint8

const (
	// PoolOpened reports that there is a pool, with its limits.
	PoolOpened PoolEventKind = iota
	// PoolClosed reports that there is none any more. Connections in use are reported
	// when they come back.
	PoolClosed
	// ConnectionCreated reports that a connection was made, handshake included.
	ConnectionCreated
	// ConnectionShared reports that requests share a connection from now on.
	ConnectionShared
	// ConnectionClosed reports that connections were closed or lost, or, of a shared one,
	// replaced.
	ConnectionClosed
	// ConnectionAcquired reports that a caller has got a dedicated connection, whether it
	// was idle or was made for it.
	ConnectionAcquired
	// ConnectionReleased reports that it was given back: it is idle then, or closed.
	ConnectionReleased
	// WaitStarted reports that a caller waits for a connection to come back.
	WaitStarted
	// WaitEnded reports that a caller does no longer.
	WaitEnded
	// WaitTimedOut reports the same of one that got none in its time.
	WaitTimedOut
)
