package pubsub

import "github.com/glissade-io/glissade/internal/node"

// Renew has the connection to a server replaced that is for messages alone, where it has other
// credentials than a new one: under RESP2 a server takes no AUTH there.
func (s *Subscriptions) Renew(n *node.Node) {
	s.mu.Lock()
	l := s.links[n]
	if l == nil || l.isShared || l.conn == nil {
		s.mu.Unlock()
		return
	}
	conn := l.conn
	s.mu.Unlock()
	if !n.OutOfDate(conn) {
		return
	}
	s.mu.Lock()
	l.isOutOfDate = l.isOutOfDate || l.conn == conn
	s.mu.Unlock()
	s.wake()
}
