package mux

import (
	"context"
	"time"
)

// earlyWrite is the size from which on a request that is begun early is not written by
// its caller: the stream might not take it at once, and the caller has others to begin.
const earlyWrite = 16 << 10

// unreadFor is for how long at most nobody reads the replies to what was begun.
const unreadFor = 10 * time.Millisecond

// Begin is the first half of [Conn.Do], for who wants replies from several connections
// at the same time: it submits the request and does not wait. If it returns nil, Await
// must be called with the same context and Call. Its errors are those of Do for a request
// that was not sent.
func (c *Conn) Begin(ctx context.Context, call *Call, request Request) error {
	_, err := c.begin(ctx, call, request, true)
	return err
}

// Await is the second half of [Conn.Do], with its errors: it waits for the replies to the
// request that the Call was last begun with.
func (c *Conn) Await(ctx context.Context, call *Call) error {
	c.mu.Lock()
	reads := c.reader == nobody && call.stage != stageEnded
	if reads {
		c.readAs(call)
	}
	c.mu.Unlock()
	return c.await(ctx, call, reads)
}

// leaveUnread leaves reading to Await if there is no company, for a while: the caller
// may be held up by another connection. It returns by when somebody must read, or the
// deadline if there is one who does. The lock is held, and the request is enqueued.
func (c *Conn) leaveUnread(call *Call) (alarm int64) {
	switch {
	case c.reader != nobody:
		return call.deadline
	case !c.isReadByCallers():
		c.readElsewhere()
		return call.deadline
	}
	c.unread = call.began + int64(unreadFor)
	if call.deadline != 0 {
		c.unread = min(c.unread, call.began+(call.deadline-call.began)/2)
	}
	return c.unread
}

// readForAbsent has the background read what nobody has come to read in time, and
// returns when that is, or 0. The lock is held.
func (c *Conn) readForAbsent(now int64) (due int64) {
	if c.unread != 0 && c.unread <= now {
		c.readElsewhere()
	}
	return c.unread
}
