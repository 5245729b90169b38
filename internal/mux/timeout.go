package mux

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// After so long without a request an idle connection gives memory back, has
	// something read, so that it notices when the server hangs up, and is kept alive.
	keepaliveAfter = 250 * time.Millisecond
	// Deadlines closer together than this are served by one tick.
	tickGrain = time.Millisecond
)

// scheduleTick sees to it that the timer fires by the deadline, and soon enough to
// notice that the connection is idle. One timer serves all requests: while they all
// have the same timeout, it is set a few times a second, however many they are. The
// lock is held.
func (c *Conn) scheduleTick(now, deadline int64) {
	if latest := now + int64(keepaliveAfter); deadline == 0 || deadline > latest {
		deadline = latest
	}
	if c.tickAt == 0 || c.tickAt > deadline {
		c.scheduleTickAt(now, deadline)
	}
}

// scheduleTickAt has the timer fire at the given time and not before. The lock is held.
func (c *Conn) scheduleTickAt(now, at int64) {
	c.tickAt = at
	wait := time.Duration(at - now)
	if c.timer == nil {
		c.timer = time.AfterFunc(wait, c.tick)
		return
	}
	c.timer.Reset(wait)
}

// tick answers the requests whose time is up, looks after the connection's
// liveness, and schedules the next tick.
func (c *Conn) tick() {
	now := c.now()
	gone := c.peerGone()
	c.mu.Lock()
	if c.ended != nil {
		c.mu.Unlock()
		return
	}
	if late := now - c.tickAt; c.tickAt != 0 && late > int64(keepaliveAfter) {
		c.live.delay(late, now)
	}
	c.live.received(now, c.stats.BytesReceived)
	if err := cmp.Or(gone, c.silenceErr(now)); err != nil {
		c.mu.Unlock()
		c.fail(err)
		return
	}
	if c.writer != nil && c.writer.stage == stageEnded {
		c.endCall(c.writer) // It has its reply, and must not be held up by what it writes.
	}
	deferred := c.startDeferredRead(now)
	expired, next := c.expire(now)
	if deferred != 0 && (next == 0 || deferred < next) {
		next = deferred
	}
	if deadline := c.silenceDeadline(); deadline != 0 && (next == 0 || deadline < next) {
		next = deadline
	}
	c.tickAt = 0
	writes := false
	switch {
	case c.live.keepalive:
		writes = c.keepAlive(now)
	case next != 0:
		c.scheduleTick(now, max(next, now+int64(tickGrain)))
	case c.requestsAtTick != c.stats.Requests || !c.idle():
		c.scheduleTick(now, 0)
	default:
		writes = c.startKeepalive(now)
	}
	c.requestsAtTick = c.stats.Requests
	c.mu.Unlock()
	for _, e := range expired {
		e.call.finish(e.err)
	}
	if writes {
		c.write(nil)
	}
}

type endedCall struct {
	call *Call
	err  error
}

// expire takes the requests out whose deadline has come, and returns the next
// deadline or 0. The lock is held.
func (c *Conn) expire(now int64) (expired []endedCall, next int64) {
	due := func(call *Call) bool {
		if call.deadline == 0 {
			return false
		}
		if call.deadline <= now {
			return true
		}
		if next == 0 || call.deadline < next {
			next = call.deadline
		}
		return false
	}
	var reason failure.Text = "the server took no more bytes"
	if c.pending.count > 0 && !c.fits(c.pending.next()) {
		reason = "the in-flight limit of " + failure.Text(strconv.Itoa(c.limit)) + " was reached"
		if c.canceledReplies > 0 {
			reason += ", and the server has answered nothing since " + failure.Text(strconv.Itoa(c.canceledReplies)) + " of the replies that are due were given up"
		}
	}
	c.pending.each(func(call *Call) {
		if due(call) {
			expired = append(expired, endedCall{call, c.timeoutError(call, failure.NotSent, reason)})
		}
	})
	for i := range c.inFlight.count {
		if call := c.inFlight.at(i).call; call != nil && due(call) {
			expired = append(expired, endedCall{call, c.timeoutError(call, failure.MaybeExecuted, "no reply")})
		}
	}
	for _, call := range c.order.held {
		if call != nil && due(call) {
			expired = append(expired, endedCall{call, c.timeoutError(call, failure.MaybeExecuted, "no reply that is proven to be its own")})
		}
	}
	for _, e := range expired {
		c.detach(e.call, now)
	}
	if len(expired) > 0 {
		c.afterDetach()
	}
	return expired, next
}

func (c *Conn) timeoutError(call *Call, delivery failure.Delivery, reason failure.Text) error {
	err := &failure.TimeoutError{
		Address: c.config.Address, Command: call.name, Delivery: delivery,
		After: call.timeout, Reason: reason,
	}
	if call.contextDeadline {
		err.Cause = context.DeadlineExceeded
	}
	return err
}

// watch has a caller that reads or writes itself woken when its context ends. The
// function that it returns ends the watch; the call is nobody else's after it.
func (c *Conn) watch(ctx context.Context, call *Call) (end func()) {
	ran := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		c.cancelByContext(ctx, call)
		close(ran)
	})
	return func() {
		if !stop() {
			<-ran
		}
	}
}

// cancelByContext ends a request because its context has ended.
func (c *Conn) cancelByContext(ctx context.Context, call *Call) {
	c.cancel(call, func(delivery failure.Delivery) error {
		return contextError(ctx, c.config.Address, call.name, delivery)
	})
}

// cancel ends a request before its reply, unless its end is decided.
func (c *Conn) cancel(call *Call, reason func(failure.Delivery) error) {
	c.mu.Lock()
	delivery := failure.NotSent
	switch call.stage {
	case stageEnded:
		c.mu.Unlock()
		return
	case stageInFlight, stageHeld:
		delivery = failure.MaybeExecuted
	}
	c.detach(call, c.now())
	c.afterDetach()
	c.mu.Unlock()
	call.finish(reason(delivery))
}

// detach takes a request out, wherever it is. The place of one in flight stays in the
// order of replies, without it, and what comes there is doubtful: the server may have
// been slow, or may never answer. The lock is held.
func (c *Conn) detach(call *Call, now int64) {
	switch call.stage {
	case stagePending:
		c.pending.remove(call)
	case stageInFlight:
		c.detachPlace(call.position)
		if call.prelude > 0 && call.position > c.inFlight.popped {
			c.detachPlace(call.position - 1)
		}
		c.probeBehind(call.position, now)
	case stageHeld:
		c.order.held[call.position] = nil
	}
	c.endCall(call)
}

// detachPlace leaves a place in the order of replies without a request. The lock is held.
func (c *Conn) detachPlace(number uint64) {
	place := c.inFlight.numbered(number)
	place.call, place.canceled = nil, true
	if !place.uncounted {
		c.canceledReplies += place.replies
	}
}

// uncountCanceled has the replies to canceled requests count towards the in-flight limit
// no longer: the server answers, and so it will get to them, and others need not wait.
// As long as it answers nothing at all, nothing more is sent to it. The lock is held.
func (c *Conn) uncountCanceled() {
	for i := range c.inFlight.count {
		if place := c.inFlight.at(i); place.canceled && !place.uncounted {
			place.uncounted = true
			c.replies -= place.replies
		}
	}
	c.canceledReplies = 0
}

// afterDetach follows the removal of requests: nothing may be outstanding now, or
// something may have become sendable. The lock is held.
func (c *Conn) afterDetach() {
	if c.idle() {
		c.signalDrained()
	}
	c.wakeWriter()
}

// endCall marks the request as ended and wakes its caller, should it be reading or
// writing. The lock is held.
func (c *Conn) endCall(call *Call) {
	call.stage = stageEnded
	if c.readCaller == call && !c.readInterrupted {
		c.readInterrupted = true
		// An error means that the stream is gone, as the Read will tell.
		_ = c.readInterrupter.InterruptRead(true)
	}
	if c.writer == call && !c.writeInterrupted {
		c.writeInterrupted = true
		_ = c.writeInterrupter.InterruptWrite(true)
	}
}

// startKeepalive is what a connection does when it has been idle for a while. It
// returns true if the caller must write. The lock is held.
func (c *Conn) startKeepalive(now int64) (writes bool) {
	c.inFlight.shrink()
	c.pending.shrink()
	if c.reader == noReader {
		c.startBackgroundRead()
	}
	c.live.keepalive = true
	return c.keepAlive(now)
}
