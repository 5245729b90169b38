package multiplex

import (
	"errors"
	"sync"
)

// ErrClosed is what a stream ends with that this end has closed.
var ErrClosed = errors.New("multiplex: the stream is closed")

// keptBuffer is how large a buffer is kept that is empty, in bytes.
const keptBuffer = 16 << 10

// Stream is one of the streams of a connection: an ordered duplex of bytes. One Read and
// one Write may be under way at once.
type Stream struct {
	conn     *Conn
	number   uint32
	accepted chan struct{} // closed when the other end has given credit
	ended    chan struct{} // closed once err is set

	mu       sync.Mutex
	changed  sync.Cond
	buffer   []byte // what has arrived
	begin    int    // of what was not read, within buffer
	allowed  int    // bytes that the other end may send
	consumed int    // bytes that were read, for which it has been given no credit
	credit   int    // bytes that may be sent
	err      error
}

func newStream(c *Conn, number uint32, allowed, credit int) *Stream {
	s := &Stream{
		conn: c, number: number, allowed: allowed, credit: credit,
		accepted: make(chan struct{}), ended: make(chan struct{}),
	}
	s.changed.L = &s.mu
	return s
}

// Accepted is closed once the other end has taken the stream.
func (s *Stream) Accepted() <-chan struct{} { return s.accepted }

// Ended is closed once the stream has ended.
func (s *Stream) Ended() <-chan struct{} { return s.ended }

// Err returns what the stream has ended with, or nil.
func (s *Stream) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *Stream) isEnded() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// Read returns what has arrived, and after that what the stream has ended with.
func (s *Stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	s.mu.Lock()
	for s.begin == len(s.buffer) && s.err == nil {
		s.changed.Wait()
	}
	n := copy(p, s.buffer[s.begin:])
	if s.begin += n; s.begin == len(s.buffer) {
		s.release()
	}
	err := s.err
	s.consumed += n
	grant := 0
	if err == nil && s.consumed >= s.conn.config.Credit/2 {
		grant, s.consumed = s.consumed, 0
		s.allowed += grant
	}
	s.mu.Unlock()
	switch {
	case grant > 0:
		s.conn.grant(s.number, grant)
	case n == 0:
		return 0, err
	}
	return n, nil
}

// release empties the buffer. The lock is held.
func (s *Stream) release() {
	s.buffer, s.begin = s.buffer[:0], 0
	if cap(s.buffer) > keptBuffer {
		s.buffer = nil
	}
}

// Write sends p. It waits while the other end has given no credit, and while the
// connection is full.
func (s *Stream) Write(p []byte) (sent int, err error) {
	for sent < len(p) {
		n, err := s.takeCredit(min(len(p)-sent, MaxData))
		if err == nil {
			err = s.conn.send(s, p[sent:sent+n])
		}
		if err != nil {
			return sent, err
		}
		sent += n
	}
	return sent, nil
}

// takeCredit waits for credit and takes of it, at most what is wanted.
func (s *Stream) takeCredit(wanted int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.credit == 0 && s.err == nil {
		s.changed.Wait()
	}
	if s.err != nil {
		return 0, s.err
	}
	n := min(wanted, s.credit)
	s.credit -= n
	return n, nil
}

// Close ends the stream as a client does. What was written is still sent, and what has
// arrived is dropped.
func (s *Stream) Close() error {
	s.CloseWith(closeNormal, "")
	return nil
}

// closeNormal is the code of an end that nothing is wrong with.
const closeNormal = 1000

// CloseWith does the same and tells the other end why.
func (s *Stream) CloseWith(code int, reason string) {
	ended := s.end(ErrClosed)
	s.mu.Lock()
	s.buffer, s.begin = nil, 0
	s.mu.Unlock()
	if ended {
		s.conn.close(s, code, reason)
	}
}

// end has the stream end, and returns whether it had not.
func (s *Stream) end(err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return false
	}
	s.err = err
	close(s.ended)
	s.changed.Broadcast()
	return true
}

// announce takes note that bytes are to come.
func (s *Stream) announce(length int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if length > s.allowed {
		return ProtocolError("more was sent on a stream than it had credit for")
	}
	s.allowed -= length
	return nil
}

// arrive takes bytes.
func (s *Stream) arrive(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return
	}
	if s.begin > 0 && len(s.buffer)+len(p) > cap(s.buffer) {
		s.buffer, s.begin = s.buffer[:copy(s.buffer, s.buffer[s.begin:])], 0
	}
	s.buffer = append(s.buffer, p...)
	s.changed.Broadcast()
}

// addCredit takes credit that the other end gives.
func (s *Stream) addCredit(credit int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.credit > maxCredit-credit {
		return ProtocolError("a stream has more credit than there can be")
	}
	s.credit += credit
	select {
	case <-s.accepted:
	default:
		close(s.accepted)
	}
	s.changed.Broadcast()
	return nil
}
