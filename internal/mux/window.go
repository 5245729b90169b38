package mux

import "time"

// Window holds small writes back while an earlier one is unanswered, so that what
// comes in the meantime goes out together. It is for streams on which the number
// of writes is the cost, such as a WebSocket, where it multiplies the throughput
// of many callers and costs a single one nothing: with no write unanswered, there
// is no wait. Blocking commands do not belong on such a connection.
type Window struct {
	// Delay is the longest that a write is held back. 0 holds nothing back.
	Delay time.Duration
	// Bytes is how much may be pending before it is written regardless.
	Bytes int
}

// mustDelay reports whether what is pending has to wait. The lock is held.
func (c *Conn) mustDelay() bool {
	return c.unanswered && c.config.Window.Delay > 0 &&
		c.inFlight.count > 0 && c.pending.bytes < c.config.Window.Bytes
}

// armDelay bounds the wait of what is held back. The lock is held.
func (c *Conn) armDelay() {
	if c.writeDelayed || c.pending.count == 0 || c.ended != nil || !c.mustDelay() {
		return
	}
	c.writeDelayed = true
	if c.delayTimer == nil {
		c.delayTimer = time.AfterFunc(c.config.Window.Delay, c.endDelay)
		return
	}
	c.delayTimer.Reset(c.config.Window.Delay)
}

func (c *Conn) endDelay() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.writeDelayed {
		return // written in the meantime
	}
	c.writeDelayed = false
	c.unanswered = false
	c.wakeWriter()
}
