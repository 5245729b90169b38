package node

import "github.com/glissade-io/glissade/models"

// events are told one after the other, in the order of what they tell, by whoever
// happens to find some that are untold.
type events struct {
	untold  []models.ConnectionEvent
	telling bool
}

// note leaves an event to be told. The lock is held.
func (n *Node) note(e models.ConnectionEvent) {
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
func (n *Node) tellOne(e models.ConnectionEvent) {
	n.mu.Unlock()
	defer n.mu.Lock()
	n.config.Events(e)
}
