package mux

const (
	// So many push messages are handed on together.
	pushBatch = 1024
	// So many push messages come at most before the listener is told that it has got some.
	mostHeld = 256
)

// pushed is what was read of push messages.
type pushed struct {
	frames [][]byte
	holder Listener // who has got some, and has not been told that this is all for now
	held   int      // how many those are
}

// Listener takes what a server says without being asked: push messages. Its methods are
// called one at a time, but for Ended; they must not block.
type Listener interface {
	// Push is called with the push messages that were read together, in order, by whoever
	// reads, and before requests are told of the replies that were read with them. The
	// frames are valid only during the call.
	Push(frames [][]byte)
	// Pushed is called behind that, at once where nothing more is known to have arrived:
	// one who wakes others for messages need not do so for each of many that come in a row.
	Pushed()
	// Ended is called once, when the connection has ended, with the reason. Messages that
	// were read before may be handed on at the same time.
	Ended(reason error)
}

// Listen has push messages handed to a listener from now on, and the connection read at
// all times. With nil they are dropped again, and lone callers read for themselves. The
// error of a connection that takes no requests any more is that of [Conn.Do].
func (c *Conn) Listen(l Listener) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l != nil {
		if err := c.refusal(""); err != nil {
			return err
		}
	}
	c.listener = l
	c.alwaysReads = l != nil || c.config.Unrequested != nil || c.tracks()
	if c.alwaysReads && c.reader == noReader {
		c.startBackgroundRead()
	}
	if l != nil {
		c.scheduleTick(c.now(), 0) // A connection that was idle for long may not be looked at.
	}
	return nil
}

// handOn hands push messages to the tracker, and to the listener that was there when they
// were read.
func (c *Conn) handOn(frames [][]byte) {
	if c.tracker != nil {
		for _, frame := range frames {
			c.tracker.Pushed(frame)
		}
	}
	if c.reading.listener != nil {
		c.reading.listener.Push(frames)
		c.pushed.holder = c.reading.listener
		c.pushed.held += len(frames)
	}
	clear(frames)
}

// fill reads, and does not wait before the listener knows that there is nothing more.
func (c *Conn) fill() (int, error) {
	if c.pushed.holder != nil {
		n, err := c.reading.frames.FillFrom(c.arrived)
		if n > 0 || err != nil {
			return n, err
		}
		c.endHolding()
	}
	return c.reading.frames.Fill()
}

func (c *Conn) endHolding() {
	c.pushed.holder.Pushed()
	c.pushed.holder, c.pushed.held = nil, 0
}

// holds reports whether the listener need not know yet that it has got some push messages:
// only if the next read is sure not to wait.
func (c *Conn) holds() bool {
	return c.arrived != nil && c.reading.frames.Full() && c.pushed.held < mostHeld
}
