package main

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/printable"
)

const (
	// mostQueued is how many bytes may have arrived and not been read before JavaScript is asked
	// to let the server wait.
	mostQueued = 1 << 20
	// mostWritten is how many bytes go to JavaScript at once.
	mostWritten = 256 << 10
)

// socketHost is what JavaScript has of the sockets that it opens itself, without a bridge. Its
// methods do not wait. What happens to a socket it tells by data and event.
type socketHost interface {
	// open starts to connect a client's socket to an address, and returns the socket's number.
	open(client uint32, address string, s *socket) uint32
	// send hands bytes over and does not keep them. It returns 0; above 0 if the socket has
	// enough, and says socketDrained once it has sent it; or below 0 if it has ended.
	send(s *socket, bytes []byte) int
	// pause has the server wait, or go on.
	pause(s *socket, paused bool)
	// close ends the socket, which was told to open, after what was sent.
	close(s *socket)
}

// What JavaScript says of a socket.
const (
	socketOpened  = 'o'
	socketDrained = 'd'
	socketEnded   = 'e' // by the server
	socketFailed  = 'f' // for the reason that follows
)

var errSocketClosed = errors.New("the socket is closed")

// socketDialer opens a client's sockets.
type socketDialer struct {
	host    socketHost
	client  uint32
	secured bool
}

// Dial opens a socket. If ctx ends before, so does the socket.
func (d *socketDialer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	s := &socket{
		host: d.host, secured: d.secured, opened: make(chan struct{}), ended: make(chan struct{}),
		arrived: make(chan struct{}, 1), drained: make(chan struct{}, 1),
	}
	s.number = d.host.open(d.client, address, s)
	select {
	case <-s.opened:
		return s, nil
	case <-s.ended:
		_ = s.Close()
		return nil, s.err
	case <-ctx.Done():
		_ = s.Close()
		return nil, ctx.Err()
	}
}

// socket is a stream over a socket of JavaScript's.
type socket struct {
	host    socketHost
	number  uint32 // its host's
	secured bool
	full    bool // JavaScript has enough; the writer's
	opened  chan struct{}
	ended   chan struct{} // closed once err is set
	arrived chan struct{} // holds a token when queue may have grown
	drained chan struct{} // holds a token when the socket has sent what it had

	mu     sync.Mutex
	queue  [][]byte // what has arrived, the first without what was read
	queued int      // their bytes
	paused bool
	err    error // what the stream has ended with
	closed bool
}

// Secured reports whether the socket is one of TLS.
func (s *socket) Secured() bool { return s.secured }

// data takes bytes that have arrived, which are the socket's from then on.
func (s *socket) data(bytes []byte) {
	s.mu.Lock()
	if !s.closed {
		s.queue = append(s.queue, bytes)
		s.queued += len(bytes)
	}
	pauses := s.queued > mostQueued && !s.paused
	s.paused = s.paused || pauses
	s.mu.Unlock()
	if pauses {
		s.host.pause(s, true)
	}
	signal(s.arrived)
}

// event takes what has happened.
func (s *socket) event(event []byte) {
	switch event[0] {
	case socketOpened:
		close(s.opened)
	case socketDrained:
		signal(s.drained)
	case socketEnded:
		s.end(io.EOF)
	default:
		s.end(errors.New(printable.Text(string(event[1:]))))
	}
}

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

// end records what the stream ends with, unless it has ended.
func (s *socket) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
		close(s.ended)
	}
}

// Read returns what has arrived, then io.EOF once the server has ended the connection, or
// the reason why it was lost.
func (s *socket) Read(p []byte) (int, error) {
	for {
		if n := s.take(p); n > 0 || len(p) == 0 {
			return n, nil
		}
		select {
		case <-s.arrived:
		case <-s.ended:
			if n := s.take(p); n > 0 {
				return n, nil
			}
			return 0, s.err
		}
	}
}

// take copies into p of what has arrived.
func (s *socket) take(p []byte) (n int) {
	s.mu.Lock()
	for n < len(p) && len(s.queue) > 0 {
		first := s.queue[0]
		taken := copy(p[n:], first)
		n += taken
		if s.queue[0] = first[taken:]; taken == len(first) {
			s.queue[0] = nil
			s.queue = s.queue[1:]
		}
	}
	if s.queued -= n; s.queued == 0 {
		s.queue = nil
	}
	resumes := s.paused && s.queued < mostQueued/2
	s.paused = s.paused && !resumes
	s.mu.Unlock()
	if resumes {
		s.host.pause(s, false)
	}
	return n
}

// Write sends p. It waits while JavaScript has much that the server has not taken.
func (s *socket) Write(p []byte) (sent int, err error) {
	for sent < len(p) {
		if s.full {
			select {
			case <-s.drained:
				s.full = false
			case <-s.ended:
			}
		}
		select {
		case <-s.ended:
			return sent, s.err
		default:
		}
		bytes := p[sent:min(sent+mostWritten, len(p))]
		waiting := s.host.send(s, bytes)
		if waiting < 0 {
			return sent, errSocketClosed
		}
		s.full = waiting > 0
		sent += len(bytes)
	}
	return sent, nil
}

// Close ends the stream; what was written is still sent.
func (s *socket) Close() error {
	s.end(errSocketClosed)
	s.mu.Lock()
	closes := !s.closed
	s.closed, s.queue, s.queued, s.paused = true, nil, 0, false
	s.mu.Unlock()
	if closes {
		s.host.close(s)
	}
	return nil
}
