package core

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// verdict is what there is to say of a wrong value: the rule that it breaks, or why no
// client could have known better.
type verdict struct {
	broken string
	excuse excuse
}

// excuse is why a caller may get a wrong value. Replies bear no name of what they
// answer: only their number, their order, their kind and the time can be wrong, and a
// value that is wrong in none of them is one that the server has made up.
type excuse uint8

const (
	noExcuse excuse = iota
	// reordered: the server answered several requests, each once and with the right kind
	// of reply, in another order. No client without a proof after each reply can tell.
	reordered
	// unproved: a reply is missing, or there is one too many, and nothing has happened
	// yet that shows it or gives reason to look.
	unproved
	// balanced: a reply is missing and another was too many, both before a proof, which
	// then was answered where it should be.
	balanced
)

func (e excuse) String() string { return [...]string{"none", "reordered", "unproved", "balanced"}[e] }

// provedWithin is how long after the first reply out of place a connection on which
// replies have been due all the time may go on without a proof of their order.
const provedWithin = time.Second

// oneRead is how many bytes a client reads at once, if they have come together.
const oneRead = 2048

// nonceLength is the least that a proof has of what a server cannot guess.
const nonceLength = 8

// judge says what to think of a wrong result.
func (run *hostileRun) judge(r *hostileResult) verdict {
	v := verdict{broken: "it was never sent in that place"}
	for _, c := range run.server.connections {
		for i, request := range c.requests {
			if !request.asksFor(r.number) || i >= len(c.replies) || !strings.Contains(c.replies[i].text, r.text) {
				continue
			}
			if v = run.judgeReply(c, i, r.step); v.excuse != noExcuse {
				return v
			}
		}
		for i := len(c.requests); i < len(c.replies); i++ {
			if c.replies[i].unread && strings.Contains(c.replies[i].text, r.text) {
				return verdict{excuse: unproved} // It came for a request that the server never read.
			}
		}
	}
	return v
}

func (r *hostileRequest) asksFor(number int) bool { return slices.Contains(r.numbers, number) }

func (r *hostileRequest) isOf(call *hostileCall) bool {
	return slices.ContainsFunc(call.numbers, r.asksFor)
}

// judgeReply judges that the reply at index at was handed to the request there, in the
// given step.
func (run *hostileRun) judgeReply(c *hostileConn, at, step int) verdict {
	reply := &c.replies[at]
	if reply.unread {
		return verdict{excuse: unproved} // When its request was written, the server does not know.
	}
	for i := range c.replies[:at+1] {
		if broken := run.shows(c, i, at); broken != "" {
			return verdict{broken: broken}
		}
		if run.isOdd(c, i, at) {
			if c.isProvedAfter(at, step) {
				return verdict{excuse: balanced}
			}
			return verdict{broken: "a reply had come of a kind that " + c.requests[i].name + " has not (reply " + strconv.Itoa(i) + ")"}
		}
	}
	for i := at + 1; i < len(c.replies) && run.server.setting.reads == 0; i++ {
		if next := &c.replies[i]; !next.awaited && next.began == reply.began && next.end <= oneRead {
			return verdict{broken: "a reply that nobody awaited came together with it"}
		}
	}
	if c.isReordered(at) {
		return verdict{excuse: reordered}
	}
	if run.isSuspect(c, at) {
		if c.isProvedAfter(at, step) {
			return verdict{excuse: balanced}
		}
		return verdict{broken: "a request before it had been given up, and no proof has come since"}
	}
	if c.isLate(at) {
		return verdict{broken: "replies were out of order for longer than " + provedWithin.String()}
	}
	return verdict{excuse: unproved}
}

// shows returns what the reply at index i shows of the order of replies, at the time
// when the one at index at came.
func (run *hostileRun) shows(c *hostileConn, i, at int) string {
	reply, request := &c.replies[i], c.requests[i]
	place := " (reply " + strconv.Itoa(i) + " for " + strconv.Itoa(at) + ")"
	switch {
	case request.overlooks:
		return "something had come before the request" + place
	case request.proof && !reply.value.Type.IsError() && !request.isProvedBy(reply) && reply.text != "PONG":
		return "a proof failed" + place
	}
	for _, proof := range c.requests {
		if proof.isNonce() && proof.index != i && proof.step < reply.began && proof.isProvedBy(reply) {
			return "the reply to a proof came in another place" + place
		}
	}
	return ""
}

// isOdd reports whether a caller had seen that the reply at index i was of no kind that
// its request has when the one at index at came, and no proof behind it was answered in
// between.
func (run *hostileRun) isOdd(c *hostileConn, i, at int) bool {
	if c.requests[i].fits(c.replies[i].value) {
		return false
	}
	return run.decodedIn(c, c.requests[i]) < c.replies[at].began && !c.isProvedBehind(i, at)
}

// decodedIn returns the step in which the client got to see of what kind the reply to a
// request is: those to a batch are decoded together, and what is held back later.
func (run *hostileRun) decodedIn(c *hostileConn, request *hostileRequest) int {
	if request.ends != nil {
		request = request.ends
	}
	for _, call := range run.calls {
		switch {
		case !request.isOf(call):
		case strings.HasPrefix(call.kind.name, "submitted"), strings.HasPrefix(call.kind.name, "custom"):
			return math.MaxInt // It is the caller who knows of what kind it should be.
		default:
			return call.decodedIn(request)
		}
	}
	if request.index >= len(c.replies) {
		return math.MaxInt
	}
	return c.replies[request.index].step
}

// decodedIn returns in which step a call got the result of a request, if it got any.
func (call *hostileCall) decodedIn(request *hostileRequest) int {
	for i := range call.results {
		r := &call.results[i]
		if request.asksFor(r.number) && (r.err == nil || !isGivenUp(r.err)) {
			return r.step
		}
	}
	return math.MaxInt
}

// isNonce reports whether a request proves something by what the server cannot know.
func (r *hostileRequest) isNonce() bool {
	return r.proof && len(r.words) > 1 && len(r.words[len(r.words)-1]) >= nonceLength
}

// isProved reports whether the reply at index i proves that replies are in order.
func (c *hostileConn) isProved(i int) bool {
	if i >= len(c.requests) || !c.requests[i].isNonce() {
		return false
	}
	// Proxies answer so, whatever the argument of PING.
	return c.requests[i].isProvedBy(&c.replies[i]) || c.replies[i].text == "PONG"
}

// isProvedBy reports whether a reply is the one to a proof, however it is spelled.
func (r *hostileRequest) isProvedBy(reply *hostileReply) bool {
	if len(r.words) == 1 {
		return reply.text == "PONG"
	}
	return reply.text == r.words[len(r.words)-1]
}

// isProvedBetween reports whether a proof was answered that was asked for in a step, or
// later, before the reply at an index came.
func (c *hostileConn) isProvedBetween(step, at int) bool {
	for i := range c.replies[:at] {
		if c.isProved(i) && c.requests[i].step >= step {
			return true
		}
	}
	return false
}

// isProvedAfter reports whether a proof was answered after the reply at an index, by a
// step: that was held until then. Whenever the proof was asked for, it is behind the
// request.
func (c *hostileConn) isProvedAfter(at, step int) bool {
	for i := at + 1; i < len(c.replies); i++ {
		if c.isProved(i) && c.replies[i].step <= step {
			return true
		}
	}
	return false
}

// isReordered reports whether the replies around an index answer the requests there,
// each once, in another order.
func (c *hostileConn) isReordered(at int) bool {
	for from := at; from >= 0; from-- {
		least, most := from, from
		seen := make(map[int]bool)
		for i := from; i < len(c.replies); i++ {
			owner := c.replies[i].owner
			if owner < from || seen[owner] {
				break
			}
			seen[owner] = true
			least, most = min(least, owner), max(most, owner)
			if i >= at && least == from && most == i {
				return true
			}
		}
	}
	return false
}

// isSuspect reports whether an older request had been given up when a reply came, and
// nothing has shown that replies are in order: no proof behind it was answered, whether
// it was asked for before or after that, and the connection was never without requests.
func (run *hostileRun) isSuspect(c *hostileConn, at int) bool {
	began := c.replies[at].began
	for _, call := range run.calls {
		for i := range call.results {
			r := &call.results[i]
			if r.err == nil || !isGivenUp(r.err) || r.step >= began {
				continue
			}
			for _, request := range c.requests[:min(at, len(c.requests))] {
				if request.isOf(call) && !c.answeredBy(request.index, r.step) && !c.clearedBetween(r.step, at) && !c.isProvedBehind(request.index, at) {
					return true
				}
			}
		}
	}
	return false
}

// isProvedBehind reports whether a proof behind a request was answered before the reply
// at an index came.
func (c *hostileConn) isProvedBehind(index, at int) bool {
	for i := index + 1; i < at; i++ {
		if c.isProved(i) {
			return true
		}
	}
	return false
}

// answeredBy reports whether the reply in the place of a request had come by a step.
func (c *hostileConn) answeredBy(index, step int) bool {
	return index < len(c.replies) && c.replies[index].step <= step
}

// clearedBetween reports whether something after a step, and before the reply at an
// index, shows that replies are in order again, or that the server proves nothing.
func (c *hostileConn) clearedBetween(step, at int) bool {
	for i := range c.replies[:at] {
		reply, request := &c.replies[i], c.requests[i]
		refused := request.isNonce() && request.step >= step && reply.value.Type.IsError()
		if reply.step > step && (reply.drains || refused) {
			return true
		}
	}
	return c.isProvedBetween(step, at)
}

// isLate reports whether replies had been out of order for too long when a request was
// written, and no proof was under way when its reply came.
func (c *hostileConn) isLate(at int) bool {
	since := -1
	for i := range c.replies[:at+1] {
		switch {
		case i < at && (c.replies[i].drains || c.isProved(i)):
			since = -1
		case since < 0 && c.replies[i].owner != i:
			since = i
		}
	}
	if since < 0 || c.requests[at].at-c.replies[since].at <= provedWithin {
		return false
	}
	for _, proof := range c.requests {
		if proof.isNonce() && proof.index >= len(c.replies[:at]) && proof.at <= c.replies[since].at+provedWithin {
			return false
		}
	}
	return true
}
