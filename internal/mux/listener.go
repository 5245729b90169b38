package mux

// Listener takes what a server says without being asked: push messages. Its methods are
// called one at a time, but for Ended; they must not block.
type Listener interface {
	// Push is called with every push message, in order, by whoever reads. The frame is
	// valid only during the call.
	Push(frame []byte)
	// Pushed is called when the messages that were read together have been handed on.
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
	c.alwaysReads = l != nil || c.config.Unrequested != nil
	if c.alwaysReads && c.reader == noReader {
		c.startBackgroundRead()
	}
	return nil
}
