package goredis

import (
	"net"
	"os"
	"sync"
	"time"
)

// replies are what a connection has to read: in the order of the commands, whatever the order
// that they are answered in.
type replies struct {
	mu      sync.Mutex
	changed sync.Cond // of mu

	ready       []byte // whole replies
	read        int    // of ready
	first, last *promise
	free        *promise
	err         error // in place of all that would come behind ready
	isClosed    bool

	deadline time.Time
	alarm    *time.Timer
}

// promise is a reply that is to come.
type promise struct {
	replies    *replies
	next       *promise
	protocol   int        // what it is to be written in
	difference difference // of RESP2
	isKept     bool
	reply      []byte
	err        error
	fulfill    func(reply []byte, err error) // its method, bound once
}

// largestKept is the size from which on memory is not kept for what comes next, in bytes.
const largestKept = 64 << 10

func (r *replies) init() { r.changed.L = &r.mu }

// isIdle reports whether no reply is awaited, or waits to be read.
func (r *replies) isIdle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first == nil && r.read == len(r.ready) && r.err == nil
}

func (r *replies) readDeadline() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.deadline
}

// promise returns a place for the next reply.
func (r *replies) promise(protocol int) *promise {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.free
	if p == nil {
		p = &promise{replies: r}
		p.fulfill = p.keep
	} else {
		r.free = p.next
	}
	p.protocol, p.difference, p.next = protocol, none, nil
	if r.last == nil {
		r.first = p
	} else {
		r.last.next = p
	}
	r.last = p
	return p
}

// promiseOf is promise for a command of the server's.
func (r *replies) promiseOf(command string, protocol int) *promise {
	p := r.promise(protocol)
	if protocol != protocol3 {
		p.difference = differences[command]
	}
	return p
}

// answer adds a reply that is there already.
func (r *replies) answer(protocol int, reply []byte) { r.promise(protocol).keep(reply, nil) }

// keep is called once with what the promise is for. The reply is not kept.
func (p *promise) keep(reply []byte, err error) {
	r := p.replies
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first != p {
		p.isKept, p.reply, p.err = true, append(p.reply, reply...), err
		return
	}
	r.take(p, reply, err)
	for p = r.first; p != nil && p.isKept; p = r.first {
		r.take(p, p.reply, p.err)
	}
	r.changed.Broadcast()
}

// take makes the first promise's reply ready.
func (r *replies) take(p *promise, reply []byte, err error) {
	if r.first = p.next; r.first == nil {
		r.last = nil
	}
	switch {
	case r.err != nil || r.isClosed:
	case err != nil:
		reply, r.err = refusalOf(err)
		r.ready = append(r.ready, reply...)
	case p.protocol == protocol3:
		r.ready = append(r.ready, reply...)
	default:
		r.ready = appendRESP2(r.ready, reply, p.difference)
	}
	p.isKept, p.err = false, nil
	if p.reply = p.reply[:0]; cap(p.reply) > largestKept {
		p.reply = nil
	}
	p.next, r.free = r.free, p
}

// push adds what is no reply, once the reader has taken what came before, if that is much.
func (r *replies) push(message []byte) (isOpen bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.ready)-r.read > largestKept && !r.isClosed {
		r.changed.Wait()
	}
	if r.isClosed || r.err != nil {
		return false
	}
	r.ready = append(r.ready, message...)
	r.changed.Broadcast()
	return true
}

// end has reading end with an error behind what is ready.
func (r *replies) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	r.changed.Broadcast()
}

func (r *replies) close() (wasOpen bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isClosed {
		return false
	}
	r.isClosed = true
	if r.alarm != nil {
		r.alarm.Stop()
	}
	r.changed.Broadcast()
	return true
}

// Read waits for a reply.
func (r *replies) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.read == len(r.ready) {
		switch {
		case r.isClosed:
			return 0, net.ErrClosed
		case r.err != nil:
			return 0, r.err
		case r.isPast():
			return 0, os.ErrDeadlineExceeded
		}
		r.changed.Wait()
	}
	n := copy(p, r.ready[r.read:])
	if r.read += n; r.read == len(r.ready) {
		if r.ready, r.read = r.ready[:0], 0; cap(r.ready) > largestKept {
			r.ready = nil
		}
	}
	if r.read > largestKept {
		r.ready = append(r.ready[:0], r.ready[r.read:]...)
		r.read = 0
	}
	r.changed.Broadcast()
	return n, nil
}

// isPast reports whether the deadline has passed, and otherwise has it wake the reader. The lock
// is held.
func (r *replies) isPast() bool {
	if r.deadline.IsZero() {
		return false
	}
	left := time.Until(r.deadline)
	if left <= 0 {
		return true
	}
	if r.alarm == nil {
		r.alarm = time.AfterFunc(left, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.changed.Broadcast()
		})
	} else {
		r.alarm.Reset(left)
	}
	return false
}

// SetReadDeadline bounds how long Read waits.
func (r *replies) SetReadDeadline(t time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isClosed {
		return net.ErrClosed
	}
	r.deadline = t
	r.changed.Broadcast()
	return nil
}
