package multiplex

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Config is how a connection is used. Write and Explain must be set.
type Config struct {
	// Write sends bytes, all of them, and is called by one goroutine. It must not keep them.
	Write func(p []byte) error
	// Explain returns what a stream ends with that the other end has closed.
	Explain func(code int, reason string) error
	// Credit is how many bytes of a stream may have arrived and not been read.
	Credit int
	// Accept, if not nil, is given each stream that the other end opens, which this end then
	// takes by [Conn.Take] or closes. It is called by Feed and must not block. Without it
	// nothing can be opened.
	Accept func(s *Stream, target, address string)
	// Idle, if not nil, is called when the last stream has ended. It must not block.
	Idle func()
	// Leaving, if not nil, is called when the other end wants no more streams opened. It
	// must not block.
	Leaving func()
	// Delay is how long bytes may be held back while what was sent has had no answer, so that
	// more can go with them, and Bytes how many may be pending before they go regardless.
	Delay time.Duration
	Bytes int
}

// ErrLeaving is the error of Open on a connection that takes no more streams.
var ErrLeaving = errors.New("multiplex: the connection takes no more streams")

// Conn is one end of a connection with streams. Whoever makes one must give it what
// arrives by Feed, from one goroutine, and must call End.
type Conn struct {
	config   Config
	decoder  decoder
	received atomic.Int64 // how often something has arrived
	outgoing

	mu      sync.Mutex
	streams map[uint32]*Stream
	last    uint32 // the number of the stream that was opened last
	left    bool   // whether the other end wants no more streams
	err     error  // what the connection has ended with
	stray   int64  // bytes that the other end may still send on streams that are closed
	taking  *Stream
}

// New returns a connection.
func New(config Config) *Conn {
	c := &Conn{config: config, streams: map[uint32]*Stream{}}
	c.decoder.to = c
	c.outgoing.begin(config, c.End)
	return c
}

// Feed takes bytes that have arrived, which it does not keep. After an error the
// connection must be ended.
func (c *Conn) Feed(p []byte) error {
	c.received.Add(1)
	c.answered()
	return c.decoder.feed(p)
}

// Received returns how often something has arrived.
func (c *Conn) Received() int64 { return c.received.Load() }

// Streams returns how many streams are open.
func (c *Conn) Streams() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.streams)
}

// Open opens a stream. Whether the other end takes it shows at the stream.
func (c *Conn) Open(target, address string) (*Stream, error) {
	if openSize+len(target)+len(address) > maxOpen {
		return nil, errors.New("multiplex: target and address are too long")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.err != nil:
		return nil, c.err
	case c.left || c.last == 1<<32-1:
		return nil, ErrLeaving
	}
	c.last++
	s := newStream(c, c.last, c.config.Credit, 0)
	c.streams[s.number] = s
	// Under the lock, so that numbers ascend on the wire too.
	c.put(true, func(p []byte) []byte { return appendOpen(p, s.number, c.config.Credit, target, address) })
	return s, nil
}

// Take gives a stream that was opened by the other end its credit.
func (c *Conn) Take(s *Stream) {
	s.mu.Lock()
	s.allowed += c.config.Credit
	s.mu.Unlock()
	c.grant(s.number, c.config.Credit)
}

// Leave tells the other end to open no more streams.
func (c *Conn) Leave(code int, reason string) {
	c.put(false, func(p []byte) []byte { return appendEnd(p, 0, kindAway, code, reason) })
}

// End ends all streams with err, and the connection. Bytes that wait may be lost.
func (c *Conn) End(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = err
	streams := c.streams
	c.streams = nil
	c.mu.Unlock()
	for _, s := range streams {
		s.end(err)
	}
	c.stop(err)
}

// find returns an open stream, or nil.
func (c *Conn) find(number uint32) (*Stream, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if number > c.last {
		return nil, ProtocolError("a frame of a stream that was never opened")
	}
	return c.streams[number], nil
}

// forget removes a stream, and returns whether it was open.
func (c *Conn) forget(s *Stream) bool {
	s.mu.Lock()
	allowed := s.allowed
	s.mu.Unlock()
	c.mu.Lock()
	found := c.streams[s.number] == s
	delete(c.streams, s.number)
	if found {
		c.stray += int64(allowed)
	}
	idle := found && len(c.streams) == 0
	c.mu.Unlock()
	if idle && c.config.Idle != nil {
		c.config.Idle()
	}
	return found
}

func (c *Conn) grant(number uint32, credit int) {
	c.put(false, func(p []byte) []byte { return appendCredit(p, number, credit) })
}

func (c *Conn) close(s *Stream, code int, reason string) {
	if c.forget(s) {
		c.finish(s, code, reason)
	}
}

func (c *Conn) opened(number uint32, credit int, target, address []byte) error {
	if c.config.Accept == nil {
		return ProtocolError("a stream was opened by the end that accepts them")
	}
	c.awaitRoom()
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return c.err
	}
	if number <= c.last {
		c.mu.Unlock()
		return ProtocolError("a stream was opened with a number that was used before")
	}
	c.last = number
	s := newStream(c, number, 0, credit)
	c.streams[number] = s
	c.mu.Unlock()
	c.config.Accept(s, string(target), string(address))
	return nil
}

func (c *Conn) announced(number uint32, length int) (err error) {
	if c.taking, err = c.find(number); err != nil {
		return err
	}
	if c.taking == nil {
		return c.announcedLate(length)
	}
	return c.taking.announce(length)
}

// announcedLate takes note of bytes of a stream that is closed, which are dropped: the other
// end may have sent them before it knew, but no more than there was credit for.
func (c *Conn) announcedLate(length int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stray -= int64(length); c.stray < 0 {
		return ProtocolError("more was sent on streams that are closed than they had credit for")
	}
	return nil
}

func (c *Conn) arrived(_ uint32, p []byte) {
	if c.taking != nil {
		c.taking.arrive(p)
	}
}

func (c *Conn) credited(number uint32, credit int) error {
	s, err := c.find(number)
	if err != nil || s == nil {
		return err
	}
	return s.addCredit(credit)
}

func (c *Conn) closed(number uint32, code int, reason []byte) {
	if s, _ := c.find(number); s != nil {
		s.end(c.config.Explain(code, string(reason)))
		c.forget(s)
	}
}

func (c *Conn) leaving(int, []byte) {
	c.mu.Lock()
	c.left = true
	c.mu.Unlock()
	if c.config.Leaving != nil {
		c.config.Leaving()
	}
}
