package mux

import "github.com/glissade-io/glissade/core/failure"

// Tracking has a server say which keys change. It takes RESP3: a server without it, or one
// that refuses, fails the handshake. A connection with it is read at all times.
// See https://valkey.io/commands/client-tracking/
type Tracking struct {
	// Arguments are those of CLIENT TRACKING ON.
	Arguments []string
	// Open returns the tracker of a new connection.
	Open func() Tracker
}

// Tracker takes what a server says of the keys that it tracks for a connection. Its methods
// must not block.
type Tracker interface {
	// Pushed is called with each push message, whatever it is, in order, and before any
	// request is told of the replies that were read with it. The frame is valid only during
	// the call.
	Pushed(frame []byte)
	// Lost is called in the place of a push message that was not taken, since it is
	// beyond a limit.
	Lost()
	// Ended is called when the connection has ended, or is replaced: once at least.
	Ended()
}

// tracks reports whether the server is to say which keys change.
func (c *Conn) tracks() bool { return c.config.Tracking != nil && !c.config.Exclusive }

// trackingCommands are what the handshake has for that. A server that a script keeps busy
// must be reachable for SCRIPT KILL: such a connection has no tracker.
func (c *Conn) trackingCommands() []handshakeCommand {
	if !c.tracks() {
		return nil
	}
	args := append([]string{"CLIENT", "TRACKING", "ON"}, c.config.Tracking.Arguments...)
	return []handshakeCommand{{args, func(err *failure.ServerError) bool { return err.Code != "BUSY" }}}
}

func (c handshakeCommand) isTracking() bool { return len(c.args) > 1 && c.args[1] == "TRACKING" }

const withoutTracking = "set {ClientConfiguration.Cache.Invalidation} to {InvalidateByTime}, which does without it"

// withoutRESP3 is the remedy where a server does not speak it.
func (c *Conn) withoutRESP3() failure.Text {
	if c.tracks() {
		return withoutTracking
	}
	return "set {ClientConfiguration.Protocol} to {ProtocolRESP2}"
}

// startTracking makes the tracker, if the server has agreed. Nobody reads yet.
func (c *Conn) startTracking() {
	if c.tracking {
		c.tracker = c.config.Tracking.Open()
	}
}

// keepPrelude keeps a reply of a prelude for the request in the next place, the first one if
// this reply was the last of the prelude. The lock is held.
func (c *Conn) keepPrelude(frame []byte, last bool) {
	next := 1
	if last {
		next = 0
	}
	call := c.inFlight.at(next).call
	switch {
	case call == nil || !call.keepPrelude:
	case frame == nil:
		call.preludeReplies = append(call.preludeReplies, placeholderFrame...)
	default:
		call.preludeReplies = append(call.preludeReplies, frame...)
	}
}

// StopTracking has nothing believed any more that was fetched over the connection, which is
// about to be replaced by another.
func (c *Conn) StopTracking() {
	if c.tracker != nil {
		c.tracker.Ended()
	}
}
