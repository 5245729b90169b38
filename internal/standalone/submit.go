package standalone

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/retry"
)

// Submit is to [Group.Do] what [mux.Conn.Submit] is to Do: it returns at once, and
// the completion is called exactly once. Requests that are not tried again are sent
// in the order in which they were submitted.
func (g *Group) Submit(r Request, completion func(frames []byte, err error)) {
	g.submit(r, completion, func(n *node.Node, s *submission) {
		if g.single() {
			n.Submit(s.r.Request, s.outcome)
			return
		}
		n.TrySubmit(s.r.Request, s.outcome)
	})
}

// SubmitDedicated is Submit on a connection that is not shared.
func (g *Group) SubmitDedicated(r Request, completion func(frames []byte, err error)) {
	g.submit(r, completion, func(n *node.Node, s *submission) { n.SubmitDedicated(s.r.Request, s.outcome) })
}

// submission is a request that nobody waits for.
type submission struct {
	group      *Group
	r          Request
	completion func(frames []byte, err error)
	send       func(n *node.Node, s *submission)
	node       *node.Node // where it is
	since      time.Time  // of the try
	try        int
}

func (g *Group) submit(r Request, completion func(frames []byte, err error), send func(*node.Node, *submission)) {
	r.Bytes = append([]byte(nil), r.Bytes...) // the caller's after we return
	s := &submission{group: g, r: r, completion: completion, send: send}
	if n := g.choose(g.snapshot.Load(), &s.r); n != nil {
		s.sendTo(n)
		return
	}
	s.sendLater(0)
}

func (s *submission) sendTo(n *node.Node) {
	s.node, s.since = n, time.Now()
	s.send(n, s)
}

// outcome takes what became of a try. The frames are valid during the call only.
func (s *submission) outcome(frames []byte, err error) {
	decision := final
	if err != nil {
		decision = judgeError(err, s.node, &s.r)
	} else {
		decision = judgeReplies(frames, &s.r)
	}
	if decision == final {
		s.completion(frames, s.r.budget.Error(err))
		return
	}
	s.group.applyVerdict(s.node, decision)
	pause, again := s.r.again(time.Since(s.since), decision, s.try)
	if !again || s.group.life.Err() != nil {
		s.completion(frames, s.r.budget.Error(err))
		return
	}
	s.try++
	s.sendLater(pause)
}

// sendLater sends the request after a pause, to the server that is right for it then.
func (s *submission) sendLater(pause time.Duration) {
	g := s.group
	g.mu.Lock()
	if !g.closed {
		g.stopped.Go(func() {
			if !retry.Sleep(context.Background(), g.life, pause) {
				s.completion(nil, &failure.ClosingError{Command: s.r.Name, Delivery: failure.NotSent})
				return
			}
			n, err := g.await(context.Background(), &s.r)
			if err != nil {
				s.completion(nil, s.r.budget.Error(err))
				return
			}
			s.sendTo(n)
		})
		g.mu.Unlock()
		return
	}
	g.mu.Unlock()
	s.completion(nil, &failure.ClosingError{Command: s.r.Name, Delivery: failure.NotSent})
}
