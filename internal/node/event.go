package node

import "time"

// Event tells of a change of the connection to a server.
type Event struct {
	// Kind says what happened.
	Kind EventKind
	// Address is the server's, as it was configured or announced.
	Address string
	// Err is why: the reason of a loss, or of an attempt that failed. It is nil
	// with the other kinds.
	Err error
	// Attempt counts the attempts to connect that have failed in a row, from 1, and
	// Wait is how long it takes until the next. They are 0 with the other kinds.
	Attempt int
	Wait    time.Duration
}

// EventKind says what an [Event] is about.
type EventKind string

const (
	// Connected tells that the handshake has succeeded.
	Connected EventKind = "connected"
	// Disconnected tells that a connection was lost; it is being made anew.
	Disconnected EventKind = "disconnected"
	// ConnectFailed tells that an attempt to connect failed, and will be repeated.
	ConnectFailed EventKind = "connect failed"
	// PrimaryChanged tells that writes go to this address from now on. Of it the
	// layers above a node tell.
	PrimaryChanged EventKind = "primary changed"
)

// events are told one after the other, in the order of what they tell, by whoever
// happens to find some that are untold.
type events struct {
	untold  []Event
	telling bool
}

// note leaves an event to be told. The lock is held.
func (n *Node) note(e Event) {
	if n.config.Events != nil {
		e.Address = n.config.Address
		n.events.untold = append(n.events.untold, e)
	}
}

// tell tells what is untold, unless somebody is at it.
func (n *Node) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.events.telling || len(n.events.untold) == 0 {
		return
	}
	n.events.telling = true
	defer func() { n.events.telling = false }()
	for len(n.events.untold) > 0 {
		e := n.events.untold[0]
		n.events.untold = n.events.untold[1:]
		n.tellOne(e)
	}
}

// tellOne tells an event without the lock. It is held again in the end, even if the
// listener panics.
func (n *Node) tellOne(e Event) {
	n.mu.Unlock()
	defer n.mu.Lock()
	n.config.Events(e)
}
