package mux

import (
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

// lookAfter is how long after a request an idle connection is looked at before the
// next one is written. Looking costs a call of the system; requests that come one
// right after the other are spared it.
const lookAfter = 100 * time.Microsecond

// arrivedReader lets what has arrived be read like anything else.
type arrivedReader struct{ stream.ArrivalReader }

func (r arrivedReader) Read(p []byte) (n int, err error) {
	defer recovered("the stream's ReadArrived", &n, &err)
	return r.ReadArrived(p)
}

// lookAtIdle takes in what has arrived at an idle connection that nobody reads: that
// the server has closed it, so that the request can go elsewhere and is not lost; or a
// reply that nobody awaits, which the request would take for its own. The lock is held;
// it is released meanwhile if something has arrived.
func (c *Conn) lookAtIdle(now int64) {
	if c.arrived == nil || c.reader != nobody || c.ended != nil || !c.idle() || now-c.lastTaken < int64(lookAfter) {
		return
	}
	n, err := c.reading.frames.FillFrom(c.arrived)
	if n == 0 && err == nil {
		return
	}
	c.reader = caller
	c.mu.Unlock()
	deliverErr := c.deliver(n)
	switch {
	case deliverErr != nil:
		c.fail(c.readError(deliverErr))
	case err != nil:
		c.fail(c.readError(err))
	}
	c.mu.Lock()
	c.reader = nobody
	if c.ended == nil {
		// More may be on its way.
		c.readElsewhere()
	}
}
