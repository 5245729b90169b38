package mux

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/restate"
)

// Close ends the connection at once. Requests that are under way get a
// *failure.ClosingError that says whether they may have been executed.
func (c *Conn) Close() {
	c.fail(&failure.ClosingError{})
}

// Shutdown takes no more requests, waits until those under way are answered or ctx
// ends, and closes the connection. It returns the context's error if some were not
// answered; they got a *failure.ClosingError.
func (c *Conn) Shutdown(ctx context.Context) error {
	c.mu.Lock()
	c.closing = true
	var drained chan struct{}
	if c.ended == nil && c.outstanding() > 0 {
		if c.drained == nil {
			c.drained = make(chan struct{})
		}
		drained = c.drained
	}
	c.mu.Unlock()
	defer c.Close()
	if drained == nil {
		return nil
	}
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Err returns why the connection has ended, or nil while it works.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// fail ends the connection: every request is answered, once. The first reason
// counts.
func (c *Conn) fail(reason error) { c.failWith(reason, 0) }

// failWith is fail after a write of which not one byte went out: the last unsent
// requests in flight were those it carried.
func (c *Conn) failWith(reason error, unsent int) {
	c.mu.Lock()
	if c.ended != nil {
		c.mu.Unlock()
		return
	}
	c.ended = reason
	endings := make([]endedCall, 0, c.pending.count+c.inFlight.count)
	end := func(call *Call, delivery failure.Delivery) {
		if call == nil {
			return
		}
		call.stage = stageEnded
		endings = append(endings, endedCall{call, endedError(reason, c.config.Address, call.name, delivery)})
	}
	answered := isMalformed(reason)
	for ; c.inFlight.count > 0; c.inFlight.pop() {
		delivery := failure.MaybeExecuted
		switch {
		case answered:
			delivery, answered = failure.Answered, false
		case c.inFlight.count <= unsent:
			delivery = failure.NotSent
		}
		end(c.inFlight.at(0).call, delivery)
	}
	for _, call := range c.order.held {
		end(call, failure.MaybeExecuted)
	}
	c.pending.each(func(call *Call) { end(call, failure.NotSent) })
	c.pending, c.replies, c.canceledReplies, c.live.ping = writeQueue{}, 0, 0, nil
	c.order.held, c.order.last, c.order.probes = nil, nil, 0
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.delayTimer != nil {
		c.delayTimer.Stop()
	}
	c.signalDrained()
	if c.toWrite != nil {
		close(c.toWrite)
	}
	listener := c.listener
	c.mu.Unlock()
	if c.tracker != nil {
		c.tracker.Ended() // before anybody knows that the connection has ended
	}

	// The stream is beyond use; why it would not close helps nobody.
	_ = guard{c.stream}.Close()
	for _, e := range endings {
		e.call.finish(e.err)
	}
	if listener != nil {
		listener.Ended(reason)
	}
	if c.config.Closed != nil {
		c.config.Closed(reason)
	}
}

// isMalformed reports whether the reason is what was received: it came in place of
// the reply to the first request in flight, which would have it again if it was sent
// again.
func isMalformed(reason error) bool {
	e, ok := reason.(*failure.ConnectionError)
	if !ok {
		return false
	}
	received, ok := e.Cause.(*resp.ProtocolError)
	return ok && !received.Rest // of a reply whose request has its error already
}

// signalDrained tells Shutdown that nothing is outstanding. The lock is held.
func (c *Conn) signalDrained() {
	if c.drained != nil {
		close(c.drained)
		c.drained = nil
	}
}

// endedError is what a request gets on a connection that has ended.
func endedError(reason error, address, command string, delivery failure.Delivery) error {
	switch reason.(type) {
	case *failure.ClosingError, *failure.ConnectionError:
		return restate.For(reason, restate.Request{Command: command, Delivery: delivery})
	default:
		return &failure.ConnectionError{Address: address, Command: command, Delivery: delivery, Cause: reason}
	}
}
