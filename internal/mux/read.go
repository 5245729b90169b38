package mux

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

const (
	// So many replies to lone callers in a row end the background reader.
	maxLoneReplies = 16
	// So many replies are matched to their requests under one lock.
	deliveryBatch = 64
	// From this size a reply's memory is detached instead of copied.
	detachSize = 16 << 10
)

// delivery is a reply and what becomes of it: a request that it ends, one to hand on, or
// neither.
type delivery struct {
	frame []byte // nil for a reply that is beyond a limit
	call  *Call
	kind  kind
	index int32 // of a part
}

// claimReading sees to it that someone reads. It returns true if that is the
// caller itself, who must then call readFor: only if it is alone, and could be
// woken. The lock is held, and call is enqueued.
func (c *Conn) claimReading(call *Call) bool {
	if c.reader != noReader {
		return false
	}
	if c.callerCanRead() {
		c.readAs(call)
		return true
	}
	c.startBackgroundRead()
	return false
}

// callerCanRead reports whether the only request is to be read by its caller. The
// lock is held, and nobody reads.
func (c *Conn) callerCanRead() bool {
	return c.readInterrupter != nil && !c.alwaysReads && c.inFlight.count == 0 && c.pending.count == 1
}

// readAs gives the role to the caller of a request. The lock is held.
func (c *Conn) readAs(call *Call) {
	c.reader, c.readCaller, c.deferredUntil = callerReader, call, 0
	c.resumeReads()
}

// readFor reads on the caller's goroutine until its request has ended, answering
// others on the way.
func (c *Conn) readFor(call *Call) {
	for {
		select {
		case <-call.done:
			c.endCallerRead()
			return
		default:
		}
		if !c.readOnce() {
			<-call.done
			return
		}
	}
}

// endCallerRead passes the role of a caller on: to the background if there is more to
// come or the connection has become idle meanwhile, else to nobody.
func (c *Conn) endCallerRead() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readCaller = nil
	if c.ended != nil || (c.idle() && !c.live.keepalive && !c.alwaysReads && c.pushed.holder == nil) {
		c.reader = noReader
		return
	}
	c.startBackgroundRead()
}

// startBackgroundRead gives the role to the background. The lock is held.
func (c *Conn) startBackgroundRead() {
	c.reader, c.loneReplies, c.deferredUntil = backgroundReader, 0, 0
	go c.readInBackground()
}

func (c *Conn) readInBackground() {
	c.mu.Lock()
	c.resumeReads()
	c.mu.Unlock()
	for c.readOnce() {
		if c.endBackgroundRead() {
			return
		}
	}
}

// endBackgroundRead ends the background reader when callers have been alone for a while.
func (c *Conn) endBackgroundRead() bool {
	if c.readInterrupter == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.alwaysReads || c.pushed.holder != nil || c.loneReplies < maxLoneReplies || !c.idle() || c.live.keepalive {
		return false
	}
	c.reader, c.loneReplies = noReader, 0
	return true
}

// readOnce reads once and delivers every reply that is complete. It returns false
// when the connection has ended.
func (c *Conn) readOnce() bool {
	n, err := c.fill()
	deliverErr := c.deliver(n)
	switch {
	case deliverErr != nil:
		err = deliverErr
	case err == nil:
		return true
	case isTimeout(err) && c.readInterrupter != nil:
		c.mu.Lock()
		defer c.mu.Unlock()
		// Meant for the caller that read, or for one that read before it: the
		// former sees that its request has ended, the latter goes on.
		if c.readCaller == nil || c.readCaller.stage != stageEnded {
			c.resumeReads()
		}
		return c.ended == nil
	}
	c.fail(c.readError(err))
	return false
}

// readError is why a connection ends of which no more can be read.
func (c *Conn) readError(err error) error {
	var reason failure.Text = "read failed"
	switch e := err.(type) {
	case *failure.ConnectionError: // of orderError
		return e
	case *failure.ServerError:
		reason = "the server sent an error that answers no request"
	}
	return &failure.ConnectionError{Address: c.config.Address, Reason: reason, Cause: err}
}

// unrequestedErr is the error of a reply that nobody awaits. One that is an error says
// why the server is about to close the connection.
func (c *Conn) unrequestedErr(frame []byte) error {
	if frame == nil {
		return c.reading.limitErr
	}
	if said, ok := ErrorOf(frame).(*failure.ServerError); ok {
		return said
	}
	return c.unexpectedReplyErr(resp.Type(frame[0]))
}

// deliver hands the complete replies in the buffer to their requests, and the push messages
// to who listens.
func (c *Conn) deliver(received int) (err error) {
	for more := true; more; {
		batch, pushes, pushed := c.reading.batch[:0], c.pushed.frames[:0], 0
		for len(batch) < deliveryBatch && len(pushes) < pushBatch {
			var frame []byte
			if frame, more, err = c.reading.frames.Buffered(); err != nil || !more {
				if c.reading.limitErr = asSkipped(err); c.reading.limitErr != nil {
					more, err = true, nil
					if kindOfType(c.reading.limitErr.Skipped) == reply {
						batch = append(batch, delivery{})
					} else if c.tracker != nil {
						c.tracker.Lost()
					}
				}
				break
			}
			d := delivery{frame: frame}
			switch resp.Type(frame[0]) {
			case resp.TypePush, resp.TypeAttribute:
				if d.kind = kindOf(frame); d.kind == reply {
					d.frame = withoutAttributes(frame)
				}
			case resp.TypeArray:
				if c.config.Subscriber && !isSubscribedPong(frame) {
					d.kind = push
				}
			}
			if d.kind == push {
				pushes = append(pushes, frame)
				pushed += len(frame)
				continue
			}
			batch = append(batch, d)
			if len(frame) >= detachSize {
				break // it can be detached only while it is the last
			}
		}
		c.reading.batch, c.pushed.frames = batch, pushes
		matchErr := c.match(batch, received, pushed)
		received = 0
		if len(pushes) > 0 {
			c.handOn(pushes)
		}
		if len(c.order.proven) > 0 {
			c.deliverProven()
		}
		for i := range batch {
			c.complete(&batch[i], matchErr)
		}
		clear(batch)
		if matchErr != nil {
			return matchErr
		}
	}
	if c.pushed.holder != nil && (err != nil || !c.holds()) {
		c.endHolding()
	}
	return err
}

// match finds the request of each reply. Replies of a request with several are
// collected here, under the lock, because it may be canceled in between.
func (c *Conn) match(batch []delivery, received, pushed int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.BytesReceived += uint64(received)
	c.countPushes(pushed)
	c.reading.listener = c.listener
	if c.live.keepalive { // else the next tick is near enough
		c.live.received(c.now(), c.stats.BytesReceived)
	}
	if len(batch) == 0 {
		return c.checkPartialReply()
	}
	answered := 0 // requests
	for i := range batch {
		d := &batch[i]
		if c.inFlight.count == 0 || c.config.Unrequested != nil && !c.awaited(d.frame) {
			if c.config.Unrequested != nil && c.ended == nil && d.frame != nil {
				d.kind = unrequested
				continue
			}
			return c.unrequestedErr(d.frame)
		}
		place := c.inFlight.at(0)
		if place.fenced && !c.endsFence(place, d.frame) {
			if err := c.addFenced(place, d.frame); err != nil {
				return err
			}
			continue
		}
		if c.order.sent > 0 && (c.order.probes > 0 || c.order.isProbeReply(d.frame)) {
			if err := c.checkOrder(place, d.frame); err != nil {
				return err
			}
		}
		if !place.uncounted {
			c.replies--
			if place.canceled {
				c.canceledReplies--
			}
		}
		c.stats.Replies++
		place.replies--
		call, last, isPrelude := place.call, place.replies == 0, place.prelude
		if last {
			c.inFlight.pop()
			answered++
		}
		if call == nil {
			if isPrelude {
				c.keepPrelude(d.frame, last)
			}
			continue
		}
		if call == c.live.ping {
			if !call.isProbe() && !IsPong(d.frame) {
				return c.orderError("something else came in place of the reply to PING")
			}
			c.pingAnswered()
		}
		if call.each != nil {
			c.matchPart(d, call, last)
			continue
		}
		switch {
		case d.frame == nil:
			c.addPlaceholder(call)
		case call.replies > 1:
			call.add(d.frame)
		}
		switch {
		case call.replies > 1 && len(call.ends) < call.replies:
		case c.order.holding && !call.isProbe():
			if call.replies == 1 && d.frame != nil {
				call.add(d.frame)
			}
			c.hold(call)
		default:
			call.stage = stageEnded
			d.call = call
		}
	}
	c.unanswered = false
	if c.canceledReplies > 0 {
		c.uncountCanceled()
	}
	if c.idle() {
		c.recordIdle()
		c.signalDrained()
	}
	switch left := c.inFlight.count + c.pending.count; {
	case left == 0 && answered == 1:
		c.loneReplies++
	case left+answered > 1:
		c.loneReplies = 0
	}
	c.wakeWriter()
	return c.checkPartialReply()
}

// checkPartialReply returns an error if the beginning of a reply has been received that no
// request awaits. The lock is held.
func (c *Conn) checkPartialReply() error {
	if c.inFlight.count > 0 {
		return nil
	}
	rest := c.reading.frames.Unread()
	if len(rest) == 0 || c.config.Unrequested != nil || c.reading.frames.Skipping() {
		return nil
	}
	switch first := resp.Type(rest[0]); first {
	case resp.TypePush, resp.TypeAttribute: // which may be a push message's
		return nil
	case resp.TypeArray:
		if c.config.Subscriber {
			return nil
		}
		fallthrough
	default:
		return c.unexpectedReplyErr(first)
	}
}

func (c *Conn) unexpectedReplyErr(first resp.Type) error {
	return &resp.ProtocolError{
		Offset: c.reading.frames.Offset(), Type: first, Message: "a reply that no request was sent for",
	}
}

// complete hands a frame on. If replies turned out not to match requests, none of those
// that came with it is to be trusted.
func (c *Conn) complete(d *delivery, orderErr error) {
	switch {
	case d.kind == part || d.kind == lastPart:
		c.completePart(d, orderErr)
	case d.call != nil && orderErr != nil && !d.call.isProbe():
		d.call.finish(endedError(c.readError(orderErr), c.config.Address, d.call.name, failure.MaybeExecuted))
	case d.kind == unrequested:
		c.config.Unrequested(d.frame)
	case d.call == nil:
	case d.frame == nil || d.call.replies > 1:
		d.call.finish(d.call.limitErr())
	case d.call.completion != nil:
		d.call.setDetails()
		d.call.completion(d.frame, nil)
	case len(d.frame) >= detachSize:
		d.call.data = c.reading.frames.Detach(d.frame)
		d.call.ends = append(d.call.ends, len(d.call.data))
		d.call.finish(nil)
	default:
		d.call.add(d.frame)
		d.call.finish(nil)
	}
}

// resumeReads lifts an interruption that was meant for someone else. The lock is
// held.
func (c *Conn) resumeReads() {
	if c.readInterrupted {
		c.readInterrupted = false
		// An error here means that the stream is gone, as the next Read will tell.
		_ = c.readInterrupter.InterruptRead(false)
	}
}
