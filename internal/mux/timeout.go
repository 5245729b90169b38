package mux

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// After so long without a request a connection rests: it gives memory back and
	// has something read, so that it notices when the server hangs up.
	restAfter = 250 * time.Millisecond
	// Deadlines closer together than this are served by one alarm.
	alarmGrain = time.Millisecond
)

// setAlarm sees to it that the clock fires by the deadline, and soon enough to
// notice that the connection rests. One clock serves all requests: while they all
// have the same timeout, it is set a few times a second, however many they are. The
// lock is held.
func (c *Conn) setAlarm(now, deadline int64) {
	if latest := now + int64(restAfter); deadline == 0 || deadline > latest {
		deadline = latest
	}
	if c.alarm == 0 || c.alarm > deadline {
		c.setClock(now, deadline)
	}
}

// setClock has the clock fire at the given time and not before. The lock is held.
func (c *Conn) setClock(now, at int64) {
	c.alarm = at
	wait := time.Duration(at - now)
	if c.clock == nil {
		c.clock = time.AfterFunc(wait, c.tick)
		return
	}
	c.clock.Reset(wait)
}

// tick answers the requests whose time is up, looks after the connection's
// liveness, and sets the next alarm.
func (c *Conn) tick() {
	now := c.now()
	gone := c.peerGone()
	c.mu.Lock()
	if c.ended != nil {
		c.mu.Unlock()
		return
	}
	if late := now - c.alarm; c.alarm != 0 && late > int64(restAfter) {
		c.live.delay(late, now)
	}
	c.live.hear(now, c.stats.BytesReceived)
	if err := cmp.Or(gone, c.silent(now)); err != nil {
		c.mu.Unlock()
		c.fail(err)
		return
	}
	if c.writer != nil && c.writer.stage == stageEnded {
		c.release(c.writer) // It has its reply, and must not be held up by what it writes.
	}
	unread := c.readForAbsent(now)
	late, next := c.expire(now)
	if unread != 0 && (next == 0 || unread < next) {
		next = unread
	}
	if ends := c.silenceEnds(); ends != 0 && (next == 0 || ends < next) {
		next = ends
	}
	c.alarm = 0
	writes := false
	switch {
	case c.live.resting:
		writes = c.stayAlive(now)
	case next != 0:
		c.setAlarm(now, max(next, now+int64(alarmGrain)))
	case c.lastSeen != c.stats.Requests || !c.idle():
		c.setAlarm(now, 0)
	default:
		writes = c.rest(now)
	}
	c.lastSeen = c.stats.Requests
	c.mu.Unlock()
	for _, l := range late {
		l.call.finish(l.err)
	}
	if writes {
		c.write(nil)
	}
}

type ending struct {
	call *Call
	err  error
}

// expire takes the requests out whose deadline has come, and returns the next
// deadline or 0. The lock is held.
func (c *Conn) expire(now int64) (late []ending, next int64) {
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
	var waited failure.Text = "the server took no more bytes"
	if c.pending.count > 0 && !c.fits(c.pending.next()) {
		waited = "the in-flight limit of " + failure.Text(strconv.Itoa(c.limit)) + " was reached"
		if c.late > 0 {
			waited += ", and the server has answered nothing since " + failure.Text(strconv.Itoa(c.late)) + " of the replies that are due were given up"
		}
	}
	c.pending.each(func(call *Call) {
		if due(call) {
			late = append(late, ending{call, c.timeoutError(call, failure.NotSent, waited)})
		}
	})
	for i := range c.inFlight.count {
		if call := c.inFlight.at(i).call; call != nil && due(call) {
			late = append(late, ending{call, c.timeoutError(call, failure.MaybeExecuted, "no reply")})
		}
	}
	for _, call := range c.order.held {
		if call != nil && due(call) {
			late = append(late, ending{call, c.timeoutError(call, failure.MaybeExecuted, "no reply that is proven to be its own")})
		}
	}
	for _, l := range late {
		c.giveUp(l.call, now)
	}
	if len(late) > 0 {
		c.settle()
	}
	return late, next
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
		c.cancel(ctx, call)
		close(ran)
	})
	return func() {
		if !stop() {
			<-ran
		}
	}
}

// cancel ends a request because its context has ended.
func (c *Conn) cancel(ctx context.Context, call *Call) {
	c.abandon(call, func(delivery failure.Delivery) error {
		return contextError(ctx, c.config.Address, call.name, delivery)
	})
}

// abandon ends a request that somebody has given up, unless its end is decided.
func (c *Conn) abandon(call *Call, reason func(failure.Delivery) error) {
	c.mu.Lock()
	delivery := failure.NotSent
	switch call.stage {
	case stageEnded:
		c.mu.Unlock()
		return
	case stageInFlight, stageHeld:
		delivery = failure.MaybeExecuted
	}
	c.giveUp(call, c.now())
	c.settle()
	c.mu.Unlock()
	call.finish(reason(delivery))
}

// giveUp takes a request out, wherever it is. The place of one in flight stays in the
// order of replies, without it, and what comes there is doubtful: the server may have
// been slow, or may never answer. The lock is held.
func (c *Conn) giveUp(call *Call, now int64) {
	switch call.stage {
	case stagePending:
		c.pending.withdraw(call)
	case stageInFlight:
		c.abandonPlace(call.place)
		if call.prelude > 0 && call.place > c.inFlight.popped {
			c.abandonPlace(call.place - 1)
		}
		c.probeBehind(call.place, now)
	case stageHeld:
		c.order.held[call.place] = nil
	}
	c.release(call)
}

// abandonPlace leaves a place in the order of replies to no request. The lock is held.
func (c *Conn) abandonPlace(number uint64) {
	place := c.inFlight.numbered(number)
	place.call, place.abandoned = nil, true
	c.late += place.replies
}

// countLate has replies count towards the in-flight limit no longer that nobody waits
// for: the server answers, and so it will get to them, and others need not wait for that.
// As long as it answers nothing at all, nothing more is sent to it. The lock is held.
func (c *Conn) countLate() {
	for i := range c.inFlight.count {
		if place := c.inFlight.at(i); place.abandoned && !place.uncounted {
			place.uncounted = true
			c.replies -= place.replies
		}
	}
	c.late = 0
}

// settle follows the removal of requests: nothing may be outstanding now, or
// something may have become sendable. The lock is held.
func (c *Conn) settle() {
	if c.idle() {
		c.signalDrained()
	}
	c.wakeWriter()
}

// release marks the request as ended and wakes its caller, should it be reading or
// writing. The lock is held.
func (c *Conn) release(call *Call) {
	call.stage = stageEnded
	if c.readCaller == call && !c.readHalted {
		c.readHalted = true
		// An error means that the stream is gone, as the Read will tell.
		_ = c.readInterrupter.InterruptRead(true)
	}
	if c.writer == call && !c.writeHalted {
		c.writeHalted = true
		_ = c.writeInterrupter.InterruptWrite(true)
	}
}

// rest is what a connection does when nothing has happened for a while. It returns
// true if the caller must write. The lock is held.
func (c *Conn) rest(now int64) (writes bool) {
	c.inFlight.shrink()
	c.pending.shrink()
	if c.reader == nobody {
		c.readElsewhere()
	}
	c.live.resting = true
	return c.stayAlive(now)
}
