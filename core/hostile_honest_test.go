package core

import (
	"slices"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

// judgeHonest looks for alarm where there was no reason for any: a connection on which
// the server has done nothing wrong is kept, and what was answered in time is received.
func (run *hostileRun) judgeHonest(c *hostileConn) []string {
	if !slices.ContainsFunc(c.requests, func(r *hostileRequest) bool { return !r.hello }) {
		return nil // It may have been for a dedicated connection that nobody waited for.
	}
	if c.dishonest != "" || run.server.renewed || c.dedicated || c.greeting || c.slow || run.hasNewPassword() {
		return nil
	}
	var findings []string
	name := "connection " + strconv.Itoa(c.number)
	if run.endedEarly(c) && !run.isSilent(c) {
		findings = append(findings, name+": ended, although all was well")
	}
	for _, call := range run.calls {
		for i := range call.results {
			r := &call.results[i]
			if r.err == nil || call.canceled || !isGivenUp(r.err) && !isLost(r.err) || r.step >= run.closedStep {
				continue
			}
			// A proof may have to wait for a place among the requests in flight.
			if run.server.setting.inFlight == 0 && run.wasAnswered(c, r) && !c.owesProof(r.step) {
				findings = append(findings, "call "+strconv.Itoa(call.numbers[0])+" ("+call.kind.name+"): was answered on "+name+", and failed: "+r.err.Error())
			}
		}
	}
	return findings
}

// hasNewPassword reports whether a call has had connections made anew.
func (run *hostileRun) hasNewPassword() bool {
	return slices.ContainsFunc(run.calls, func(call *hostileCall) bool { return call.kind.name == "password" })
}

// endedEarly reports whether the client ended a connection before it was closed itself.
func (run *hostileRun) endedEarly(c *hostileConn) bool {
	return c.ended && c.endedStep < run.closedStep
}

// silence is after how long without an answer a connection may be ended, somewhat less
// than it is.
const silence = 4 * time.Second

// isSilent reports whether replies had been due for a long time when a connection ended,
// or a proof had.
func (run *hostileRun) isSilent(c *hostileConn) bool {
	last, due := time.Duration(0), false
	for i, r := range c.requests {
		if c.answeredBy(i, c.endedStep) {
			last = max(last, c.replies[i].at)
		} else if r.step <= c.endedStep {
			due = true
		}
	}
	return due && c.endedAt-last > silence || c.owesProof(c.endedStep)
}

// owesProof reports whether by a step the server had not answered what the client
// asked to see whether replies are in order.
func (c *hostileConn) owesProof(step int) bool {
	for _, r := range c.requests {
		if r.proof && r.step <= step && !c.answeredBy(r.index, step) {
			return true
		}
	}
	return false
}

// wasAnswered reports whether all replies to a call had come when it failed, in time, and
// none was an error, after which it may have been sent again.
func (run *hostileRun) wasAnswered(c *hostileConn, r *hostileResult) bool {
	answered := false
	for _, request := range c.requests {
		if !request.isOf(r.call) {
			continue
		}
		if !c.answeredBy(request.index, r.step-1) {
			return false
		}
		if reply := &c.replies[request.index]; reply.at >= r.at || reply.value.Type.IsError() {
			return false
		}
		answered = true
	}
	return answered
}

// isGivenUp reports whether an error leaves a reply to come that nobody waits for.
func isGivenUp(err error) bool {
	if failure.DeliveryOf(err) != failure.MaybeExecuted {
		return false
	}
	switch err.(type) {
	case *failure.TimeoutError, *failure.CanceledError:
		return true
	default:
		return false
	}
}

// isLost reports whether an error is about the connection.
func isLost(err error) bool {
	_, lost := err.(*failure.ConnectionError)
	return lost
}
