package node

import (
	"time"

	"github.com/glissade-io/glissade/internal/mux"
)

// submission is a request that was submitted while there was no connection.
type submission struct {
	request    mux.Request
	completion func(frames []byte, err error)
	since      time.Time
	clock      *time.Timer
	over       bool // guarded by the node's lock
}

// serve sends a submission that has waited, or tells it why it cannot be sent.
func (a *attempt) serve(s *submission) {
	if s.clock != nil {
		s.clock.Stop()
		s.request.Timeout = max(s.request.Timeout-time.Since(s.since), time.Millisecond)
	}
	if a.err != nil {
		s.completion(nil, forCommand(a.err, s.request.Name))
		return
	}
	a.conn.Submit(s.request, s.completion)
}

func (n *Node) submitOnceConnected(request mux.Request, completion func([]byte, error)) {
	n.mu.Lock()
	a, conn, err := n.begin(request.Name)
	if a != nil {
		request.Bytes = append([]byte(nil), request.Bytes...) // the caller's after we return
		s := &submission{request: request, completion: completion, since: time.Now()}
		if request.Timeout > 0 {
			s.clock = time.AfterFunc(request.Timeout, func() { n.expire(a, s) })
		}
		a.waiting = append(a.waiting, s)
	}
	n.mu.Unlock()
	n.tell()
	switch {
	case err != nil:
		completion(nil, err)
	case conn != nil:
		conn.Submit(request, completion)
	}
}

func (n *Node) expire(a *attempt, s *submission) {
	n.mu.Lock()
	over := s.over
	s.over = true
	n.mu.Unlock()
	if !over {
		s.completion(nil, n.unconnected(s.request, a, nil))
	}
}
