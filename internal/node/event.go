package node

import "github.com/glissade-io/glissade/models"

// events are emitted one after the other, in the order in which they happened, by
// whoever finds some that are pending.
type events struct {
	pending  []models.ConnectionEvent
	emitting bool
	shared   []models.PoolEvent // of the shared connection
}

// queueEvent leaves an event to be emitted. The lock is held.
func (n *Node) queueEvent(e models.ConnectionEvent) {
	if n.config.Events != nil {
		e.Address = n.config.Address
		n.events.pending = append(n.events.pending, e)
	}
}

// emitEvents passes what is pending to the listener, unless somebody is at it.
func (n *Node) emitEvents() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.emitShared()
	if n.events.emitting || len(n.events.pending) == 0 {
		return
	}
	n.events.emitting = true
	defer func() { n.events.emitting = false }()
	for len(n.events.pending) > 0 {
		e := n.events.pending[0]
		n.events.pending = n.events.pending[1:]
		n.emitEvent(e)
	}
}

// emitEvent calls the listener without the lock. It is held again in the end, even if
// the listener panics.
func (n *Node) emitEvent(e models.ConnectionEvent) {
	n.mu.Unlock()
	defer n.mu.Lock()
	n.config.Events(e)
}
