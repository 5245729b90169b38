package node

import (
	"time"

	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/models"
)

// emitPool passes an event on, if anybody listens. It is called without the lock.
func (n *Node) emitPool(e models.PoolEvent) {
	if !page.Only && n.pool.config.Events != nil {
		e.Address = n.config.Address
		n.pool.config.Events(e)
	}
}

// queueShared leaves an event of the shared connection to be emitted. The lock is held.
func (n *Node) queueShared(kind models.PoolEventKind, used int) {
	if !page.Only && n.pool.config.Events != nil {
		n.events.shared = append(n.events.shared, models.PoolEvent{Kind: kind, Shared: true, Used: used})
	}
}

// emitShared emits what was queued. The lock is held, but not while it emits.
func (n *Node) emitShared() {
	for !page.Only && len(n.events.shared) > 0 {
		queued := n.events.shared
		n.events.shared = nil
		func() {
			n.mu.Unlock()
			defer n.mu.Lock()
			for _, e := range queued {
				n.emitPool(e)
			}
		}()
	}
}

// emitOpened reports that there is a pool.
func (n *Node) emitOpened() {
	n.emitPool(models.PoolEvent{Kind: models.PoolOpened, Max: n.pool.config.Max, MaxIdle: n.pool.config.MaxIdle})
}

// emitCreated reports a connection that was made since. Whether it is used as the shared
// one is another matter.
func (n *Node) emitCreated(since time.Time, shared bool) {
	e := models.PoolEvent{Kind: models.ConnectionCreated, Shared: shared, Took: time.Since(since)}
	if !shared {
		e.Used = 1
	}
	n.emitPool(e)
}

// emitAcquired reports that a caller who has wanted one since has a connection.
func (n *Node) emitAcquired(since time.Time, wasIdle bool) {
	e := models.PoolEvent{Kind: models.ConnectionAcquired, Took: time.Since(since)}
	if wasIdle {
		e.Idle, e.Used = -1, 1
	}
	n.emitPool(e)
}

// emitReleased reports that a connection in use since was given back, which is idle now if it is kept.
func (n *Node) emitReleased(since time.Time, kept bool) {
	e := models.PoolEvent{Kind: models.ConnectionReleased, Took: time.Since(since), Used: -1}
	if kept {
		e.Idle = 1
	}
	n.emitPool(e)
}

// emitIdleClosed reports that idle connections were closed.
func (n *Node) emitIdleClosed(count int) {
	if count > 0 {
		n.emitPool(models.PoolEvent{Kind: models.ConnectionClosed, Idle: -count})
	}
}

// emitPoolClosed reports that the node is closed, and with it so many idle connections.
func (n *Node) emitPoolClosed(idle int) {
	n.emitIdleClosed(idle)
	n.emitPool(models.PoolEvent{Kind: models.PoolClosed, Max: -n.pool.config.Max, MaxIdle: -n.pool.config.MaxIdle})
}
