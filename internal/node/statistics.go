package node

import "github.com/glissade-io/glissade/models"

// Stats returns the counts of all shared connections so far, and the connections that there
// are now.
func (n *Node) Stats() models.Statistics {
	n.mu.Lock()
	defer n.mu.Unlock()
	total := n.counts()
	if n.closed {
		return total
	}
	if conn := n.shared.Load(); conn != nil && conn.Err() == nil {
		total.InFlight = conn.Outstanding()
		total.Connections.Up = 1
	}
	if n.known || n.dialLoop != nil {
		total.Connections.Wanted = 1
	}
	total.Connections.DedicatedInUse = len(n.pool.acquired)
	for _, pooled := range n.pool.idle {
		if pooled.conn.Err() == nil {
			total.Connections.DedicatedIdle++
		}
	}
	total.Connections.Waiting = int(n.pool.waiting.Load())
	return total
}

// Counts returns the counts alone, which stay when the node is gone.
func (n *Node) Counts() models.Statistics {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.counts()
}

func (n *Node) counts() models.Statistics {
	total := n.endedStats
	if conn := n.shared.Load(); conn != nil {
		total.Add(conn.Stats())
	}
	return total
}
