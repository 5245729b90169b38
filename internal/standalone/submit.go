package standalone

import (
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/retry"
)

// Submit is to [Group.Do] what [mux.Conn.Submit] is to Do: it returns at once, and the
// completion is called exactly once.
func (g *Group) Submit(r Request, completion func(frames []byte, err error)) {
	g.submit(r, completion, false)
}

// SubmitDedicated is Submit on a connection that is not shared.
func (g *Group) SubmitDedicated(r Request, completion func(frames []byte, err error)) {
	g.submit(r, completion, true)
}

// submission is a request that nobody waits for.
type submission struct {
	group      *Group
	r          Request
	bytes      []byte // of the request, since the caller's are free once it is submitted
	completion func(frames []byte, err error)
	ended      func(frames []byte, err error) // outcome, of this submission
	dedicated  bool
	node       *node.Node // where it is
	call       *mux.Call  // of the try
	own        mux.Call   // which it is, of a request that no context can end
	try        int
}

// submissions are used again: with thousands in a row the collector would have nothing
// else to do.
var submissions sync.Pool

func newSubmission() *submission {
	s, ok := submissions.Get().(*submission)
	if !ok {
		s = new(submission)
		s.ended = s.outcome
	}
	s.call = &s.own
	return s
}

// maxKeptRequest is the largest request, in bytes, whose memory is kept for the next.
const maxKeptRequest = 4 << 10

func (g *Group) submit(r Request, completion func(frames []byte, err error), dedicated bool) {
	s := newSubmission()
	s.group, s.r, s.completion, s.dedicated, s.try = g, r, completion, dedicated, 0
	s.bytes = append(s.bytes[:0], r.Bytes...)
	s.r.Bytes = s.bytes
	if n := g.choose(g.snapshot.Load(), &s.r); n != nil {
		s.sendTo(n)
		return
	}
	s.sendLater(0)
}

func (s *submission) sendTo(n *node.Node) {
	s.node = n
	if s.r.Context != nil {
		s.call = new(mux.Call)
	}
	s.call.Release()
	switch {
	case s.dedicated:
		s.call.Wait()
		n.SubmitDedicated(s.r.Request, s.ended)
	case s.group.isSingle:
		n.SubmitCall(s.call, s.r.Request, s.ended)
	default:
		n.TrySubmit(s.call, s.r.Request, s.ended)
	}
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
		s.end(frames, err)
		return
	}
	s.group.applyVerdict(s.node, decision)
	pause, again := s.r.again(s.call.Running(), decision, s.try)
	if !again || s.group.life.Err() != nil {
		s.end(frames, err)
		return
	}
	if !page.Only && s.group.config.Notify != nil {
		s.group.notifyRetryOf(s.node, &s.r, frames, err, s.try, pause)
	}
	s.try++
	s.group.retries.Add(1)
	s.sendLater(pause)
}

// end calls the completion back, after which the submission is somebody else's.
func (s *submission) end(frames []byte, err error) {
	s.completion(frames, s.r.budget.Error(err))
	if cap(s.bytes) > maxKeptRequest {
		s.bytes = nil
	}
	s.own.Release()
	s.group, s.r, s.completion, s.node, s.call = nil, Request{}, nil, nil, nil
	submissions.Put(s)
}

// sendLater sends the request after a pause, to the server that is right for it then.
func (s *submission) sendLater(pause time.Duration) {
	g := s.group
	g.mu.Lock()
	if !g.closed {
		g.stopped.Go(func() {
			life := s.r.Life()
			if !retry.Sleep(life, g.life, pause) && life.Err() == nil {
				s.end(nil, &failure.ClosingError{Command: s.r.Name, Delivery: failure.NotSent})
				return
			}
			n, err := g.await(life, &s.r)
			if err != nil {
				s.end(nil, err)
				return
			}
			s.sendTo(n)
		})
		g.mu.Unlock()
		return
	}
	g.mu.Unlock()
	s.end(nil, &failure.ClosingError{Command: s.r.Name, Delivery: failure.NotSent})
}
