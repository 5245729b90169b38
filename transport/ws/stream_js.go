package ws

import (
	"sync"
	"syscall/js"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// maxSendBuffer is how many bytes may wait in the browser before Write blocks.
	maxSendBuffer = 1 << 20
	// sendBufferPoll is how often a blocked Write checks again: there is no event for it.
	sendBufferPoll = 2 * time.Millisecond
	// maxReceiveQueue bounds what arrived and was not read yet, in bytes. A browser's
	// WebSocket cannot be told to wait, so a reader that stopped must be cut off.
	maxReceiveQueue = 64 << 20
)

// socket is a stream over one browser WebSocket. Its event handlers run on the one
// JavaScript thread and must not block; mu is never held across anything that does.
type socket struct {
	webSocket    js.Value
	url          string
	handlers     map[string]js.Func // by the name of the property that holds them
	errorMessage string             // what an error event said, for Node's sockets
	opened       chan struct{}      // closed by the open event
	ended        chan struct{}      // closed once endErr is set
	arrived      chan struct{}      // holds one token when queue may have grown
	shortcut     Shortcut           // that the platform has for it
	waiting      int                // the bytes that the shortcut had not sent after the last message; below 0 if that is not known

	mu     sync.Mutex
	queue  [][]byte // in the order in which they came, the first without what was read
	queued int      // their bytes
	endErr error    // what the stream ended with

	scratch js.Value // Uint8Array of maxMessage bytes, reused by every Write
}

// receive takes the payload of a message event.
func (s *socket) receive(event js.Value) {
	data := event.Get("data")
	if data.Type() == js.TypeString {
		s.fail(textMessageError(s.url))
		return
	}
	array := js.Global().Get("Uint8Array").New(data)
	message := make([]byte, array.Length())
	js.CopyBytesToGo(message, array)
	s.receiveBytes(message)
}

// receiveBytes queues the bytes of a message.
func (s *socket) receiveBytes(message []byte) {
	select {
	case <-s.ended:
		return
	default:
	}
	if len(message) == 0 {
		return
	}
	s.mu.Lock()
	s.queue = append(s.queue, message)
	s.queued += len(message)
	full := s.queued > maxReceiveQueue
	s.mu.Unlock()
	if full {
		s.fail(&CloseError{URL: s.url, Code: CloseSlowConsumer, Reason: "64 MiB arrived and were not read"})
		return
	}
	select {
	case s.arrived <- struct{}{}:
	default:
	}
}

// Read returns bytes of one message, or io.EOF once the server ended its
// connection, or a [CloseError]. What arrived before the end is delivered first.
func (s *socket) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if n := s.take(p); n > 0 {
			return n, nil
		}
		select {
		case <-s.arrived:
		case <-s.ended:
			if n := s.take(p); n > 0 {
				return n, nil
			}
			return 0, s.endErr
		}
	}
}

// take copies queued bytes into p and returns their number.
func (s *socket) take(p []byte) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return 0
	}
	n := copy(p, s.queue[0])
	s.queued -= n
	if s.queue[0] = s.queue[0][n:]; len(s.queue[0]) == 0 {
		s.queue[0] = nil
		if s.queue = s.queue[1:]; len(s.queue) == 0 {
			s.queue = nil
		}
	}
	return n
}

// Write sends p in messages of at most 64 KiB. It blocks while the browser holds
// more than 1 MiB that the network has not taken.
func (s *socket) Write(p []byte) (sent int, err error) {
	defer func() { // send throws, which it does for what is no open WebSocket
		if thrown := recover(); thrown != nil {
			err = &CloseError{URL: s.url, Code: CloseAbnormal, Cause: &failure.PanicError{Function: "WebSocket.send", Value: thrown}}
		}
	}()
	for sent < len(p) {
		if err := s.waitForBuffer(); err != nil {
			return sent, err
		}
		message := p[sent:min(sent+maxMessage, len(p))]
		s.send(message)
		sent += len(message)
	}
	return sent, nil
}

func (s *socket) send(message []byte) {
	if s.shortcut.Send != nil {
		if s.waiting = s.shortcut.Send(message); s.waiting >= 0 {
			return
		}
	}
	if s.scratch.IsUndefined() {
		s.scratch = js.Global().Get("Uint8Array").New(maxMessage)
	}
	js.CopyBytesToJS(s.scratch, message)
	// send copies what it is given before it returns, so scratch can be reused.
	s.webSocket.Call("send", s.scratch.Call("subarray", 0, len(message)))
}

func (s *socket) waitForBuffer() error {
	for {
		select {
		case <-s.ended:
			return writeError(s.url, s.endErr)
		default:
		}
		if s.shortcut.Send != nil && s.waiting >= 0 && s.waiting <= maxSendBuffer {
			return nil
		}
		if s.waiting = s.webSocket.Get("bufferedAmount").Int(); s.waiting <= maxSendBuffer {
			return nil
		}
		timer := time.NewTimer(sendBufferPoll)
		select {
		case <-s.ended:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Close ends the stream; what was written is still sent. What arrived and was not
// read is dropped.
func (s *socket) Close() error {
	s.mu.Lock()
	s.queue, s.queued = nil, 0
	s.mu.Unlock()
	if s.finish(ErrClosed) {
		s.closeWebSocket(CloseNormal, "")
	}
	return nil
}

// closeWebSocket closes the WebSocket.
func (s *socket) closeWebSocket(code CloseCode, reason string) {
	defer func() { _ = recover() }() // What cannot be closed has ended for us all the same.
	s.webSocket.Call("close", int(code), reason)
}

// fail ends the stream from this side.
func (s *socket) fail(err *CloseError) {
	if s.finish(err) {
		code := err.Code
		if code < 3000 {
			code = CloseNormal // the only one below 3000 that a page may send
		}
		s.closeWebSocket(code, err.Reason)
	}
}

// finish records how the stream ended and wakes who waits. It returns whether the stream had not ended before.
func (s *socket) finish(err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endErr != nil {
		return false
	}
	s.endErr = err
	close(s.ended)
	return true
}
