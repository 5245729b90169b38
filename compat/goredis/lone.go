package goredis

import (
	"context"
	"sync/atomic"

	"github.com/glissade-io/glissade/core/command"
)

// lone is a command that was written by itself, with no reply awaited: it is executed by who reads
// its reply, which saves a lone caller the switches between goroutines that the replies of many
// cost.
type lone struct {
	isSingle  bool        // the command that is looked at was written by itself
	isPending bool        // it waits for Read
	isReading atomic.Bool // somebody reads already, and would not see it
	promise   *promise
	build     func(*command.Args) command.Reply[struct{}]
}

func (c *conn) initLone() {
	reply := command.Reply[struct{}]{Shape: command.ShapeAny, Decode: func(frame []byte) (struct{}, error) {
		c.lone.promise.fulfill(frame, nil)
		return struct{}{}, nil
	}}
	c.lone.build = func(a *command.Args) command.Reply[struct{}] {
		a.CopyFrom(&c.args)
		return reply
	}
}

// isLone reports whether the command that was parsed can wait for Read.
func (c *conn) isLone() bool {
	return c.lone.isSingle && c.isPlain() && !c.lone.isReading.Load() && c.replies.isIdle()
}

// sendLone sends the command that waits for Read, since another one comes behind it.
func (c *conn) sendLone() {
	if c.lone.isPending {
		c.lone.isPending = false
		c.sendOne()
	}
}

// Read executes the command that waits for it, or waits for a reply.
func (c *conn) Read(p []byte) (int, error) {
	c.writing.Lock()
	if c.lone.isPending {
		c.lone.isPending = false
		c.executeLone()
	}
	c.lone.isReading.Store(true)
	c.writing.Unlock()
	n, err := c.replies.Read(p)
	c.lone.isReading.Store(false)
	return n, err
}

func (c *conn) executeLone() {
	ctx := c.life
	if deadline := c.replies.readDeadline(); !deadline.IsZero() {
		within, cancel := context.WithDeadline(ctx, deadline)
		defer cancel()
		ctx = within
	}
	c.lone.promise = c.promiseOf(c.args.Name(), c.protocol)
	if err := c.backend.run(ctx, c.lone.build); err != nil {
		c.lone.promise.fulfill(nil, err)
	}
}
