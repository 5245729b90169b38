package fakeserver

import (
	"io"
	"net"
	"sync"
	"time"
)

// Immediate is the client's side of a connection to a server that has answered each
// command by the time that Write returns, without a goroutine: what a benchmark measures
// with it is the client. It is a net.Conn, so that clients of others can use it too.
type Immediate struct {
	answer func(name []byte) []byte

	mu       sync.Mutex
	arrived  *sync.Cond
	commands []byte // the beginning of a command that has not arrived wholly
	replies  []byte
	read     int // of replies
	closed   bool
}

// NewImmediate returns a connection to a server that answers commands by their names, in
// the letters that the client writes them in.
func NewImmediate(answer func(name []byte) []byte) *Immediate {
	c := &Immediate{answer: answer}
	c.arrived = sync.NewCond(&c.mu)
	return c
}

// Write answers the commands that are complete with p.
func (c *Immediate) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commands = append(c.commands, p...)
	rest := c.commands
	for {
		size := commandSize(rest)
		if size == 0 {
			break
		}
		c.replies = append(c.replies, c.answer(commandName(rest))...)
		rest = rest[size:]
	}
	c.commands = append(c.commands[:0], rest...)
	c.arrived.Signal()
	return len(p), nil
}

// Read returns what has been answered, waiting for the first byte.
func (c *Immediate) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.read == len(c.replies) && !c.closed {
		c.arrived.Wait()
	}
	if c.closed {
		return 0, io.EOF
	}
	n := copy(p, c.replies[c.read:])
	if c.read += n; c.read == len(c.replies) {
		c.replies, c.read = c.replies[:0], 0
	}
	return n, nil
}

// Close ends the connection.
func (c *Immediate) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.arrived.Broadcast()
	return nil
}

// LocalAddr returns no address in particular.
func (c *Immediate) LocalAddr() net.Addr { return &net.TCPAddr{} }

// RemoteAddr returns no address in particular.
func (c *Immediate) RemoteAddr() net.Addr { return &net.TCPAddr{} }

// SetDeadline does nothing: there is nothing to wait for.
func (c *Immediate) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (c *Immediate) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (c *Immediate) SetWriteDeadline(time.Time) error { return nil }

// commandSize returns the size of the command that b begins with, or 0 if it has not
// arrived wholly. It reads no more than the lengths, so as to cost little.
func commandSize(b []byte) int {
	n, at := header(b, 0)
	for ; n > 0 && at > 0; n-- {
		var length int
		if length, at = header(b, at); at > 0 {
			at += length + 2
		}
	}
	if at > len(b) {
		return 0
	}
	return at
}

// commandName returns the first word of a command.
func commandName(command []byte) []byte {
	_, at := header(command, 0)
	length, at := header(command, at)
	return command[at : at+length]
}

// header reads a length at b[at] behind its type byte, and returns where it ends.
func header(b []byte, at int) (n, end int) {
	for i := at + 1; i+1 < len(b); i++ {
		if b[i] == '\r' {
			return n, i + 2
		}
		n = 10*n + int(b[i]-'0')
	}
	return 0, 0
}
