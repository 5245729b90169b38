package mux

import (
	"context"
	"time"
)

// backgroundWriteSize is the size from which on a request whose read is deferred is not
// written by its caller: the stream might not take it at once, and the caller has others
// to start.
const backgroundWriteSize = 16 << 10

// maxReadDelay is for how long at most a read is deferred.
const maxReadDelay = 10 * time.Millisecond

// Start is the first half of [Conn.Do], for who wants replies from several connections
// at the same time: it submits the request and does not wait. If it returns nil, Await
// must be called with the same context and Call. Its errors are those of Do for a request
// that was not sent.
func (c *Conn) Start(ctx context.Context, call *Call, request Request) error {
	_, err := c.start(ctx, call, request, true)
	return err
}

// Await is the second half of [Conn.Do], with its errors: it waits for the replies to the
// request that the Call was last started with.
func (c *Conn) Await(ctx context.Context, call *Call) error {
	c.mu.Lock()
	reads := c.reader == noReader && call.stage != stageEnded
	if reads {
		c.readAs(call)
	}
	c.mu.Unlock()
	return c.await(ctx, call, reads)
}

// deferRead leaves reading to Await if the caller is alone, for a while: it may be held
// up by another connection. It returns by when somebody must read, or the deadline if
// there is a reader. The lock is held, and the request is enqueued.
func (c *Conn) deferRead(call *Call) (tickBy int64) {
	switch {
	case c.reader != noReader:
		return call.deadline
	case !c.callerCanRead():
		c.startBackgroundRead()
		return call.deadline
	}
	c.deferredUntil = call.began + int64(maxReadDelay)
	if call.deadline != 0 {
		c.deferredUntil = min(c.deferredUntil, call.began+(call.deadline-call.began)/2)
	}
	return c.deferredUntil
}

// startDeferredRead has the background do a deferred read that is due. It returns when
// the next one is, or 0. The lock is held.
func (c *Conn) startDeferredRead(now int64) (due int64) {
	if c.deferredUntil != 0 && c.deferredUntil <= now {
		c.startBackgroundRead()
	}
	return c.deferredUntil
}
