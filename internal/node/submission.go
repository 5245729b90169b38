package node

import (
	"time"

	"github.com/glissade-io/glissade/internal/mux"
)

// submission is a request that was submitted while there was no connection.
type submission struct {
	call        *mux.Call
	request     mux.Request
	completion  func(frames []byte, err error)
	submittedAt time.Time
	timer       *time.Timer
	ended       bool // guarded by the node's lock
}

// complete sends a submission that has waited, or calls it back with the reason why it
// cannot be sent.
func (d *dialLoop) complete(s *submission) {
	if s.timer != nil {
		s.timer.Stop()
		s.request.Timeout = max(s.request.Timeout-time.Since(s.submittedAt), time.Millisecond)
	}
	if d.err != nil {
		s.completion(nil, withCommand(d.err, s.request.Name))
		return
	}
	d.conn.SubmitCall(s.call, s.request, s.completion)
}

func (n *Node) submitOnceConnected(call *mux.Call, request mux.Request, completion func([]byte, error)) {
	call.Wait()
	n.mu.Lock()
	d, conn, err := n.ensureConnecting(request.Name)
	if d != nil {
		request.Bytes = append([]byte(nil), request.Bytes...) // the caller's after we return
		s := &submission{call: call, request: request, completion: completion, submittedAt: time.Now()}
		if request.Timeout > 0 {
			s.timer = time.AfterFunc(request.Timeout, func() { n.expireSubmission(d, s) })
		}
		d.submissions = append(d.submissions, s)
	}
	n.mu.Unlock()
	n.emitEvents()
	switch {
	case err != nil:
		completion(nil, err)
	case conn != nil:
		conn.SubmitCall(call, request, completion)
	}
}

func (n *Node) expireSubmission(d *dialLoop, s *submission) {
	n.mu.Lock()
	ended := s.ended
	s.ended = true
	n.mu.Unlock()
	if !ended {
		s.completion(nil, n.notConnectedInTime(s.request, d, nil))
	}
}
