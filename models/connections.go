package models

import "time"

// Server is what a server says of itself when a connection to it is made, in its reply
// to HELLO. Under RESP2 only Protocol is set, and what the client has to know besides.
// See https://valkey.io/commands/hello/
type Server struct {
	// Name is "valkey" or "redis", Version for example "9.1.2".
	Name, Version string
	// Protocol is the version of RESP in use: 2 or 3.
	Protocol int
	// ConnectionID is what CLIENT ID returns.
	ConnectionID int64
	// Mode is "standalone", "sentinel" or "cluster"; Role "master" or "replica". A
	// sentinel has no role.
	Mode, Role string
	// AvailabilityZone is the server's availability-zone setting (since 8.0).
	AvailabilityZone string
}

// ConnectionEvent reports a change of the connection to a server: that it was made or
// lost, that an attempt to make it failed, or that another server is the primary.
type ConnectionEvent struct {
	// Kind says what happened.
	Kind ConnectionEventKind
	// Address is the server's, as it was configured or announced.
	Address string
	// Err is why: the reason of a loss, or of what failed. It is nil with the other
	// kinds.
	Err error
	// Attempt counts the attempts to connect that have failed in a row, from 1, and
	// Wait is how long it takes until the next. They are 0 with the other kinds.
	Attempt int
	Wait    time.Duration
}

// ConnectionEventKind says what a [ConnectionEvent] is about.
type ConnectionEventKind string

const (
	// Connected reports that the handshake has succeeded.
	Connected ConnectionEventKind = "connected"
	// Disconnected reports that a connection was lost; it is being made anew.
	Disconnected ConnectionEventKind = "disconnected"
	// ConnectFailed reports that an attempt to connect failed, and will be repeated.
	ConnectFailed ConnectionEventKind = "connect failed"
	// PrimaryChanged reports that writes go to this address from now on.
	PrimaryChanged ConnectionEventKind = "primary changed"
	// AuthenticationFailed reports that a connection which is up could not authenticate with
	// new credentials. It goes on with those that it has, as long as the server lets it.
	AuthenticationFailed ConnectionEventKind = "authentication failed"
)
