package mux

import (
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

// idleCheckAfter is how long after a reply an idle connection is checked before the next
// request is written. The check costs a call of the system; requests that come one right
// after the other are spared it, and the server has no time to close in between.
const idleCheckAfter = 20 * time.Microsecond

// arrivedReader lets what has arrived be read like anything else.
type arrivedReader struct{ stream.ArrivalReader }

func (r arrivedReader) Read(p []byte) (n int, err error) {
	defer recovered("the stream's ReadArrived", &n, &err)
	return r.ReadArrived(p)
}

// recordIdle notes since when the connection is idle, if checkIdle is going to ask. The
// lock is held.
func (c *Conn) recordIdle() {
	if c.arrived != nil && c.reader == callerReader {
		c.idleSince = c.now()
	}
}

// checkIdle takes in what has arrived at an idle connection that nobody reads: that
// the server has closed it, so that the request can go elsewhere and is not lost; or a
// reply that nobody awaits, which the request would take for its own. The lock is held;
// it is released only to end the connection, which takes no request from then on.
func (c *Conn) checkIdle(now int64) {
	if c.arrived == nil || c.reader != noReader || c.ended != nil || !c.idle() || now-c.idleSince < int64(idleCheckAfter) {
		return
	}
	c.resumeReads()
	for {
		n, err := c.reading.frames.FillFrom(c.arrived)
		if n == 0 && err == nil {
			return
		}
		c.stats.BytesReceived += uint64(n)
		if unrequested := c.readUnrequested(); unrequested != nil {
			err = unrequested // such as why the server has closed the connection
		}
		if err != nil {
			c.failing = c.readError(err)
			c.reader = callerReader // so that nobody else reads
			c.mu.Unlock()
			c.fail(c.failing)
			c.mu.Lock()
			return
		}
	}
}

// readUnrequested takes in what has been read although nothing was asked: push messages,
// which nobody is there for, or the error of what else it is. The lock is held.
func (c *Conn) readUnrequested() error {
	for {
		frame, whole, err := c.reading.frames.Buffered()
		switch {
		case err != nil:
			if beyond := asSkipped(err); beyond == nil || kindOfType(beyond.Skipped) != push {
				return err
			}
		case !whole:
			return c.checkPartialReply()
		case kindOf(frame) != push:
			return c.unrequestedErr(frame)
		default:
			c.live.pushBytes += uint64(len(frame))
		}
	}
}
