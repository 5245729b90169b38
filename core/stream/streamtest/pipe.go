// Package streamtest provides an in-memory stream to test against, with the faults
// that a real network produces only by chance: reads split at any byte, a peer that
// stops reading, a reset in the middle of a reply.
//
//	client, server := streamtest.Pipe(64 << 10)
//	go answer(server)
//	conn, err := mux.Connect(ctx, client, mux.Config{})
//
// Waiting in it is durable in the sense of testing/synctest. It is for tests alone.
package streamtest

import (
	"errors"
	"io"
	"sync"
	"time"
)

// ErrReset is what both ends of a pipe return after [End.Reset].
var ErrReset = errors.New("streamtest: connection reset")

// errInterrupted is what an interrupted Read or Write returns.
var errInterrupted error = interrupted{}

type interrupted struct{}

func (interrupted) Error() string { return "streamtest: interrupted" }
func (interrupted) Timeout() bool { return true }

// Pipe returns the two ends of a stream. Each direction holds as many bytes as
// capacity says; a Write of more waits for the other end to read.
func Pipe(capacity int) (client, server *End) {
	up, down := newLane(capacity), newLane(capacity)
	bubbled := time.Now().Year() < 2001 // In bubbles of testing/synctest clocks start in 2000.
	return &End{in: down, out: up, bubbled: bubbled}, &End{in: up, out: down, bubbled: bubbled}
}

// End is one end of a pipe. It is a stream.Stream, a stream.ReadInterrupter, a
// stream.WriteInterrupter, a stream.ArrivalReader and a stream.Bubbled.
type End struct {
	in, out *lane
	bubbled bool
}

// InBubble reports whether the pipe was made in a bubble of testing/synctest.
func (e *End) InBubble() bool { return e.bubbled }

// Read returns the bytes that have come, waiting for the first.
func (e *End) Read(p []byte) (int, error) { return e.in.read(p) }

// ReadArrived returns the bytes that have come, without waiting for any. It fails while
// reads are interrupted, as that of a socket does.
func (e *End) ReadArrived(p []byte) (int, error) {
	e.in.mu.Lock()
	empty := len(e.in.bytes) == 0 && e.in.readEnd == nil && !e.in.readHalted
	e.in.mu.Unlock()
	if empty {
		return 0, nil
	}
	return e.in.read(p)
}

// Write sends p, waiting while the other end does not read.
func (e *End) Write(p []byte) (int, error) { return e.out.write(p) }

// Close ends both directions. The other end still reads what was sent, then io.EOF.
func (e *End) Close() error {
	e.in.end(io.ErrClosedPipe, io.ErrClosedPipe)
	e.out.end(io.EOF, io.ErrClosedPipe)
	return nil
}

// CloseWrite ends the direction that this end writes, and leaves the other open.
func (e *End) CloseWrite() { e.out.end(io.EOF, io.ErrClosedPipe) }

// Reset ends both directions at both ends and throws away what was not read.
func (e *End) Reset() {
	for _, l := range []*lane{e.in, e.out} {
		l.discard()
		l.end(ErrReset, ErrReset)
	}
}

// Vanish has what either end writes from now on get lost, without an error and
// without end, as with a peer whose machine has lost its power. A Close is still
// seen at the other end, so that a test leaves nothing behind.
func (e *End) Vanish() {
	for _, l := range []*lane{e.in, e.out} {
		l.set(&l.lost, true)
		l.discard()
	}
}

// LimitReads has each Read at this end return at most n bytes; 0 lifts the limit.
func (e *End) LimitReads(n int) {
	e.in.mu.Lock()
	defer e.in.mu.Unlock()
	e.in.most = n
}

// InterruptRead wakes a Read at this end, or lets reads go on.
func (e *End) InterruptRead(interrupt bool) error {
	e.in.set(&e.in.readHalted, interrupt)
	return nil
}

// InterruptWrite wakes a Write at this end, or lets writes go on.
func (e *End) InterruptWrite(interrupt bool) error {
	e.out.set(&e.out.writeHalted, interrupt)
	return nil
}

// lane is one direction.
type lane struct {
	mu          sync.Mutex
	changed     *sync.Cond
	capacity    int
	most        int // bytes that one read returns; 0: any number
	bytes       []byte
	readEnd     error // what reads return once bytes is empty
	writeEnd    error
	lost        bool // what is written gets lost
	readHalted  bool
	writeHalted bool
}

func newLane(capacity int) *lane {
	l := &lane{capacity: capacity}
	l.changed = sync.NewCond(&l.mu)
	return l
}

func (l *lane) read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.bytes) == 0 && l.readEnd == nil && !l.readHalted {
		l.changed.Wait()
	}
	switch {
	case l.readEnd == io.ErrClosedPipe:
		return 0, l.readEnd
	case l.readHalted:
		return 0, errInterrupted
	case len(l.bytes) == 0:
		return 0, l.readEnd
	}
	if l.most > 0 && len(p) > l.most {
		p = p[:l.most]
	}
	n := copy(p, l.bytes)
	if l.bytes = l.bytes[n:]; len(l.bytes) == 0 {
		l.bytes = nil // so that an idle pipe costs nothing
	}
	l.changed.Broadcast()
	return n, nil
}

func (l *lane) write(p []byte) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n < len(p) {
		for len(l.bytes) >= l.capacity && l.writeEnd == nil && !l.writeHalted {
			l.changed.Wait()
		}
		switch {
		case l.writeEnd != nil:
			return n, l.writeEnd
		case l.writeHalted:
			return n, errInterrupted
		case l.lost:
			return len(p), nil
		}
		part := p[n:min(len(p), n+l.capacity-len(l.bytes))]
		l.bytes = append(l.bytes, part...)
		n += len(part)
		l.changed.Broadcast()
	}
	return n, nil
}

func (l *lane) end(read, write error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.readEnd == nil || l.readEnd == io.EOF {
		l.readEnd = read
	}
	if l.writeEnd == nil {
		l.writeEnd = write
	}
	l.changed.Broadcast()
}

func (l *lane) discard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes = nil
}

func (l *lane) set(flag *bool, value bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*flag = value
	l.changed.Broadcast()
}
