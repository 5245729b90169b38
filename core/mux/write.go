package mux

import (
	"runtime"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// A writer that finds less than this pending lets others add theirs first.
	yieldBelow = 2 << 10
	// A caller writes for others this often before a goroutine takes over, so that
	// none of them serves everybody.
	writerRounds = 4
	// Buffers that grew beyond this are not kept.
	keptBuffer = 256 << 10
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
		c.armHold()
		return false
	}
	c.writing = true
	if elsewhere || c.writeInterrupter == nil {
		go c.write(nil)
		return false
	}
	c.writer = call
	return true
}

// write writes what is pending until nothing is left, on behalf of a caller or,
// with nil, on a goroutine of its own. The role is claimed.
func (c *Conn) write(caller *Call) {
	var rest []byte // what an interrupted write left over
	for round := 0; ; round++ {
		c.mu.Lock()
		if c.inFlight.count > 0 && len(c.pending) > 0 && len(c.buffer) < yieldBelow {
			c.mu.Unlock()
			runtime.Gosched()
			c.mu.Lock()
		}
		if c.ended != nil || !c.sendable() {
			c.stopWriting(caller)
			return
		}
		if caller != nil && (round == writerRounds || caller.stage == stageEnded) {
			c.writer = nil
			c.mu.Unlock()
			go c.write(nil)
			return
		}
		var taken int
		rest, taken = c.take()
		c.mu.Unlock()

		whole := rest
		for len(rest) > 0 {
			n, err := c.stream.Write(rest)
			rest = rest[n:]
			if err == nil {
				continue
			}
			if !isTimeout(err) || c.writeInterrupter == nil {
				if c.writeInterrupter == nil || len(rest) < len(whole) {
					taken = 0 // some of it may have gone out
				}
				c.failWith(c.writeError(err), taken)
				break
			}
			if caller != nil {
				// The caller's time is up; the rest is somebody else's to write.
				c.mu.Lock()
				c.writer = nil
				c.mu.Unlock()
				go c.writeRest(whole, rest)
				return
			}
			c.resumeWrites()
		}
		c.giveBack(whole)
	}
}

// writeRest goes on where a caller was interrupted.
func (c *Conn) writeRest(whole, rest []byte) {
	for len(rest) > 0 {
		c.resumeWrites()
		n, err := c.stream.Write(rest)
		rest = rest[n:]
		if err != nil && !isTimeout(err) {
			c.failWith(c.writeError(err), 0)
			break
		}
	}
	c.giveBack(whole)
	c.write(nil)
}

func (c *Conn) writeError(err error) error {
	return &failure.ConnectionError{Address: c.config.Address, Reason: "write failed", Cause: err}
}

// sendable reports whether something is pending that may go out now. The lock is
// held.
func (c *Conn) sendable() bool {
	if len(c.pending) == 0 || c.mustHold() {
		return false
	}
	return c.replies == 0 || c.replies+c.pending[0].replies <= c.limit
}

// take moves what may be sent to the queue of expected replies and returns its
// bytes and how many requests they are. Replies may come as soon as the first byte
// is out, which is why this comes before the write. The lock is held.
func (c *Conn) take() (taken []byte, n int) {
	size := 0
	for _, call := range c.pending {
		if n > 0 && c.replies+call.replies > c.limit {
			break
		}
		call.stage = stageInFlight
		c.inFlight.push(expected{call: call, replies: call.replies})
		c.replies += call.replies
		size += call.size
		n++
	}
	left := copy(c.pending, c.pending[n:])
	clear(c.pending[left:])
	c.pending = c.pending[:left]

	taken = c.buffer[:size]
	c.buffer, c.spare = append(c.spare[:0], c.buffer[size:]...), nil
	c.unanswered = true
	c.held = false
	c.stats.Writes++
	c.stats.BytesSent += uint64(size)
	return taken, n
}

func (c *Conn) giveBack(buffer []byte) {
	if cap(buffer) > keptBuffer {
		return
	}
	c.mu.Lock()
	c.spare = buffer[:0]
	c.mu.Unlock()
}

// stopWriting gives the role up and unlocks.
func (c *Conn) stopWriting(caller *Call) {
	c.writing = false
	if caller != nil {
		c.writer = nil
	}
	c.armHold()
	c.mu.Unlock()
}

// wakeWriter starts a writer for what could not be sent before: the limit of
// replies in flight was reached, or a window held it. The lock is held.
func (c *Conn) wakeWriter() {
	if !c.writing && c.ended == nil && c.sendable() {
		c.writing = true
		go c.write(nil)
	}
}

func (c *Conn) resumeWrites() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writeHalted {
		c.writeHalted = false
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
