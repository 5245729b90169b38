package mux

import (
	"runtime"
	"slices"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// A writer that finds less than this pending, in bytes, lets others add theirs
	// first: half of a buffer, since beyond it a write is long in itself.
	yieldBelow = 32 << 10
	// A caller writes for others this often before a goroutine takes over, so that
	// none of them serves everybody.
	maxWriterRounds = 4
)

// claimWriting sees to it that someone writes what is pending. It returns true if
// that is the caller itself, who must then call write. A caller on a stream whose
// writes cannot be interrupted never writes, nor one that could not be woken when
// its context ends. The lock is held.
func (c *Conn) claimWriting(call *Call, elsewhere bool) bool {
	if c.writing {
		return false
	}
	if !c.sendable() {
		c.armDelay()
		return false
	}
	c.writing = true
	if elsewhere || c.writeInterrupter == nil {
		c.startWriting()
		return false
	}
	c.writer = call
	return true
}

// startWriting has what is pending written in the background, for which the role is claimed.
// A stream whose writes cannot be interrupted is always written to there, by a goroutine that
// stays as long as the connection: each new one would have to grow its stack first. The lock
// is held.
func (c *Conn) startWriting() {
	if c.writeInterrupter != nil {
		go c.write(nil)
		return
	}
	if c.toWrite == nil {
		c.toWrite = make(chan struct{}, 1)
		go func() {
			for range c.toWrite {
				c.write(nil)
			}
		}()
	}
	c.toWrite <- struct{}{}
}

// write writes what is pending until nothing is left, on behalf of a caller or,
// with nil, on a goroutine of its own. The role is claimed.
func (c *Conn) write(caller *Call) {
	for round := 0; ; round++ {
		c.mu.Lock()
		if c.inFlight.count > 0 && c.pending.count > 0 && c.pending.bytes < yieldBelow {
			c.mu.Unlock()
			runtime.Gosched()
			c.mu.Lock()
		}
		if c.ended != nil || !c.sendable() {
			c.stopWriting(caller)
			return
		}
		if caller != nil && (round == maxWriterRounds || caller.stage == stageEnded) {
			c.writer = nil
			c.mu.Unlock()
			go c.write(nil)
			return
		}
		b := c.take()
		c.mu.Unlock()
		if left := c.send(b, b.bytes, caller != nil); left != nil {
			// The caller's time is up, or that of one that wrote before it; the rest is
			// somebody else's to write.
			c.mu.Lock()
			ended := caller.stage == stageEnded
			c.writer = nil
			c.mu.Unlock()
			if ended && c.isAnsweredBeforeSent(caller, b, left) {
				return
			}
			go func() {
				c.send(b, left, false)
				c.write(nil)
			}()
			return
		}
	}
}

// send writes what is left of a buffer and recycles it. If it was interrupted and
// may be, it returns what is still left instead.
func (c *Conn) send(b *writeBuffer, left []byte, interruptible bool) []byte {
	for len(left) > 0 {
		n, err := guard{c.stream}.Write(left)
		left = left[n:]
		switch {
		case err == nil:
		case isTimeout(err) && c.writeInterrupter != nil:
			if interruptible {
				return left
			}
			c.resumeWrites() // it was meant for a caller that is gone
		default:
			unsent := 0
			if c.writeInterrupter != nil && len(left) == len(b.bytes) {
				unsent = len(b.calls)
			}
			c.failWith(c.writeError(err), unsent)
			left = nil
		}
	}
	c.mu.Lock()
	c.pending.recycle(b)
	c.mu.Unlock()
	return nil
}

// isAnsweredBeforeSent reports whether a caller, whose request ended while it wrote, got a
// reply to a request that is not yet written in full. The connection then ends, and the
// caller with it.
func (c *Conn) isAnsweredBeforeSent(caller *Call, b *writeBuffer, left []byte) bool {
	written := len(b.bytes) - len(left)
	i := slices.Index(b.calls, caller)
	if i < 0 || written >= size(b.calls[:i+1]) {
		return false
	}
	<-caller.done
	defer func() { caller.done <- struct{}{} }()
	if caller.err != nil {
		return false // It was canceled.
	}
	reason := c.orderError("a reply came to a request that was not yet sent")
	caller.err = endedError(reason, c.config.Address, caller.name, failure.MaybeExecuted)
	c.fail(reason)
	return true
}

func (c *Conn) writeError(err error) error {
	return &failure.ConnectionError{Address: c.config.Address, Reason: "write failed", Cause: err}
}

// sendable reports whether something is pending that may go out now. The lock is
// held.
func (c *Conn) sendable() bool {
	return c.pending.count > 0 && !c.mustDelay() && c.fits(c.pending.next())
}

// fits reports whether the in-flight limit lets a request out. One with more
// replies than the limit goes when it is alone, and a probe goes anyway. The lock is
// held.
func (c *Conn) fits(call *Call) bool {
	return c.replies == 0 || c.replies+call.counted() <= c.limit
}

// take moves what may be sent to the queue of expected replies. Replies may come as
// soon as the first byte is out, which is why this comes before the write. The lock
// is held.
func (c *Conn) take() *writeBuffer {
	replies := c.replies + c.pending.next().counted()
	b := c.pending.take(func(call *Call) bool {
		replies += call.counted()
		return replies <= c.limit || call.isProbe()
	})
	for _, call := range b.calls {
		call.stage, call.writeBuffer = stageInFlight, nil
		if call.prelude > 0 {
			c.inFlight.push(expectedReplies{prelude: true, replies: int(call.prelude), uncounted: true})
		}
		call.position = c.inFlight.next()
		c.inFlight.push(expectedReplies{call: call, replies: call.replies, uncounted: call.isProbe(), fenced: call.isFence()})
		c.replies += call.counted()
	}
	c.unanswered = true
	c.writeDelayed = false
	c.stats.Writes++
	c.stats.BytesSent += uint64(len(b.bytes))
	return b
}

// stopWriting gives the role up and unlocks.
func (c *Conn) stopWriting(caller *Call) {
	c.writing = false
	if caller != nil {
		c.writer = nil
	}
	c.armDelay()
	c.mu.Unlock()
}

// wakeWriter starts a writer for what could not be sent before: the limit of
// replies in flight was reached, or a window held it. The lock is held.
func (c *Conn) wakeWriter() {
	if !c.writing && c.ended == nil && c.sendable() {
		c.writing = true
		c.startWriting()
	}
}

func (c *Conn) resumeWrites() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writeInterrupted {
		c.writeInterrupted = false
		// An error here means that the stream is gone, as the next Write will tell.
		_ = c.writeInterrupter.InterruptWrite(false)
	}
}

// isTimeout recognises an interruption. The standard error for it lives in a
// package that the core does not link.
func isTimeout(err error) bool {
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}
