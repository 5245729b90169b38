package standalone

import (
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/restate"
)

// Commands are commands that are submitted together.
type Commands interface {
	// Request returns the i-th as a request of its own.
	Request(i int) Request
	// Outcome takes what became of the i-th: once of each, as a completion does.
	Outcome(i int, frame []byte, err error)
}

// SubmitEach submits commands that have nothing to do with each other as one request, as
// many as count says, encoded back to back. What becomes of each is as if it had been
// submitted by itself, which costs several times as much. It returns false, and has
// submitted nothing, where they cannot be sent to the primary together now.
func (g *Group) SubmitEach(encoded []byte, count int, timeout time.Duration, commands Commands) bool {
	n := g.snapshot.Load().primary
	if limit := g.config.Node.Mux.InFlightLimit; n == nil || limit > 0 && count > limit {
		return false
	}
	t := &together{group: g, node: n, commands: commands, count: count}
	request := mux.Request{Bytes: encoded, Replies: count, Timeout: timeout, Each: t.each}
	if g.isSingle {
		n.SubmitCall(&t.call, request, t.ended)
	} else {
		n.TrySubmit(&t.call, request, t.ended)
	}
	return true
}

// together are commands that were submitted together.
type together struct {
	group    *Group
	node     *node.Node // where they are
	commands Commands
	count    int
	call     mux.Call
}

// each takes the reply to a command. One that is an error may be a reason to try it again.
func (t *together) each(i int, frame []byte, err error) {
	if err == nil && (len(frame) == 0 || frame[0] != '-') {
		t.commands.Outcome(i, frame, nil)
		return
	}
	t.judge(i, frame, err)
}

// ended takes the error of all commands that were not answered.
func (t *together) ended(_ []byte, err error) {
	if err == nil {
		return
	}
	for i := t.call.Given(); i < t.count; i++ {
		t.judge(i, nil, err)
		if failure.DeliveryOf(err) == failure.Answered { // which only the first of them was
			err = restate.For(err, restate.Request{Delivery: failure.MaybeExecuted})
		}
	}
}

// judge goes on with a command as with one that was submitted by itself.
func (t *together) judge(i int, frame []byte, err error) {
	s := newSubmission()
	s.group, s.node, s.r, s.dedicated, s.try = t.group, t.node, t.commands.Request(i), false, 0
	s.completion = func(frames []byte, err error) { t.commands.Outcome(i, frames, err) }
	s.bytes = append(s.bytes[:0], s.r.Bytes...)
	s.r.Bytes = s.bytes
	s.r.budget.Start(s.r.Timeout, t.call.Running())
	if err != nil {
		err = restate.For(err, restate.Request{Command: s.r.Name, Delivery: failure.DeliveryOf(err)})
	}
	s.outcome(frame, err)
}
