package multiplex

import (
	"runtime"
	"sync"
	"time"
)

// maxPending is how many bytes may wait to be sent before a Write of a stream waits.
const maxPending = 128 << 10

// keptMessage is how large a buffer for messages is kept, in bytes.
const keptMessage = 64 << 10

// outgoing is what a connection sends. What streams write while a message is under way,
// or is held back, goes out together with the next.
type outgoing struct {
	write  func(p []byte) error
	failed func(err error)
	delay  time.Duration
	bytes  int
	wake   chan struct{} // holds a token when there may be something to do
	ended  chan struct{} // closed when the connection has ended
	parked chan struct{} // closed when the writer has ended

	pendingMu  sync.Mutex
	room       sync.Cond
	pending    []byte
	lastData   int    // where the last frame begins in pending if it is one of data; below 0 otherwise
	lastNumber uint32 // of its stream
	asks       bool   // whether what is pending may have an answer
	unanswered bool   // whether nothing has arrived since something was sent that asks
	closing    bool   // whether the writer ends when it has sent what is pending
	stopped    error
}

func (o *outgoing) begin(config Config, failed func(err error)) {
	o.write, o.failed, o.delay, o.bytes = config.Write, failed, config.Delay, config.Bytes
	o.wake, o.ended, o.parked = make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	o.room.L = &o.pendingMu
	o.lastData = -1
	go o.run()
}

// put has the writer send what appended appends, at once or soon. It does not block: what
// is put so is bounded by what the other end may cause.
func (o *outgoing) put(asks bool, appended func(p []byte) []byte) {
	o.pendingMu.Lock()
	if o.stopped == nil {
		o.pending = appended(o.pending)
	}
	o.lastData = -1
	o.asks = o.asks || asks
	o.pendingMu.Unlock()
	o.signal()
}

// send has the writer send bytes of a stream. It waits while much is pending.
func (o *outgoing) send(s *Stream, p []byte) error {
	o.pendingMu.Lock()
	defer o.pendingMu.Unlock()
	for len(o.pending) >= maxPending && o.stopped == nil && !s.isEnded() {
		o.room.Wait()
	}
	switch {
	case s.isEnded():
		return s.Err()
	case o.stopped != nil:
		return o.stopped
	}
	wasEmpty := len(o.pending) == 0
	o.appendData(s.number, p)
	o.asks = true
	if wasEmpty || len(o.pending) >= o.bytes {
		o.signal()
	}
	return nil
}

// appendData appends a frame, or makes the last one longer.
func (o *outgoing) appendData(number uint32, p []byte) {
	if o.lastData >= 0 && o.lastNumber == number {
		header := o.pending[o.lastData:][:headerSize]
		if length := len(o.pending) - o.lastData - headerSize + len(p); length <= MaxData {
			header[5], header[6], header[7] = byte(length>>16), byte(length>>8), byte(length)
			o.pending = append(o.pending, p...)
			return
		}
	}
	o.lastData, o.lastNumber = len(o.pending), number
	o.pending = append(appendHeader(o.pending, number, kindData, len(p)), p...)
}

// finish sends that a stream is closed, behind what it has sent.
func (o *outgoing) finish(s *Stream, code int, reason string) {
	o.put(false, func(p []byte) []byte { return appendEnd(p, s.number, kindClose, code, reason) })
	o.pendingMu.Lock()
	o.room.Broadcast() // a Write may wait
	o.pendingMu.Unlock()
}

// awaitRoom waits while much is pending.
func (o *outgoing) awaitRoom() {
	o.pendingMu.Lock()
	defer o.pendingMu.Unlock()
	for len(o.pending) >= maxPending && o.stopped == nil {
		o.room.Wait()
	}
}

// answered takes note that something has arrived.
func (o *outgoing) answered() {
	o.pendingMu.Lock()
	wakes := o.unanswered && len(o.pending) > 0
	o.unanswered = false
	o.pendingMu.Unlock()
	if wakes {
		o.signal()
	}
}

func (o *outgoing) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// run sends what is pending until the connection ends.
func (o *outgoing) run() {
	defer close(o.parked)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	var spare []byte
	late, armed := false, false
	for {
		select {
		case <-o.wake:
			runtime.Gosched() // others that are ready to write go along
		case <-timer.C:
			late, armed = true, false
		case <-o.ended:
			return
		}
		message, then := o.take(spare, late)
		late = false
		if message != nil {
			timer.Stop()
			armed = false
			if err := o.write(message); err != nil {
				o.failed(err)
				return
			}
			if spare = message[:0]; cap(spare) > keptMessage {
				spare = nil
			}
		}
		switch {
		case then == park:
			return
		case then == hold && !armed:
			timer.Reset(o.delay)
			armed = true
		}
	}
}

// What the writer does next.
const (
	await = iota // a signal
	hold         // what is pending
	park         // for good
)

// take returns what to send now, or nil.
func (o *outgoing) take(spare []byte, late bool) (message []byte, then int) {
	o.pendingMu.Lock()
	defer o.pendingMu.Unlock()
	switch {
	case o.closing:
		then = park
	case len(o.pending) > 0 && o.unanswered && !late && len(o.pending) < o.bytes:
		return nil, hold
	}
	if len(o.pending) == 0 {
		return nil, then
	}
	message, o.pending = o.pending, spare
	o.lastData = -1
	o.unanswered = o.unanswered || o.asks
	o.asks = false
	o.room.Broadcast()
	return message, then
}

// Finish has the connection send what is pending and then nothing more. The channel is
// closed when it has, or has ended.
func (o *outgoing) Finish() (finished <-chan struct{}) {
	o.pendingMu.Lock()
	o.closing = true
	o.pendingMu.Unlock()
	o.signal()
	return o.parked
}

// stop ends the writer and those who wait for it.
func (o *outgoing) stop(err error) {
	o.pendingMu.Lock()
	o.stopped = err
	o.pending = nil
	o.room.Broadcast()
	o.pendingMu.Unlock()
	close(o.ended)
}
