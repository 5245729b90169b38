package fakeserver

import (
	"net"
	"sync/atomic"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/resp"
)

// Conn is a connection as the server has it. What a test writes to it reaches the client
// as it is, at any time: a push message, half a reply, what is no RESP.
type Conn struct {
	stream.Stream
	// Number counts the connections of a server, from 0 on.
	Number int
	// State is what a handler wants to know of the connection the next time.
	State any

	commands   *resp.Reader
	handshaken bool
	steps      int         // of a script
	ended      atomic.Bool // nothing more comes from the client
}

// NewConn returns the server's side of a stream that a test has made by itself.
func NewConn(s stream.Stream) *Conn {
	return &Conn{Stream: s, commands: resp.NewReader(s, resp.Limits{})}
}

// Pipe returns a stream in memory and the server's side of it. Each direction holds 64
// KiB that have not been read.
func Pipe() (client *streamtest.End, server *Conn) {
	client, end := streamtest.Pipe(64 << 10)
	return client, NewConn(end)
}

// Next waits for the next command, and returns false when the stream has ended or
// something else has come.
func (c *Conn) Next() (command []string, ok bool) {
	for {
		frame, err := c.commands.Next()
		if err != nil {
			return nil, false
		}
		value, err := resp.Decode(frame)
		if err != nil || value.Type != resp.TypeArray {
			return nil, false
		}
		for _, word := range value.Elems {
			command = append(command, word.Text)
		}
		if len(command) > 0 {
			return command, true
		}
	}
}

// Serve answers commands until the stream has ended.
func (c *Conn) Serve(handle Handler) {
	for {
		command, ok := c.Next()
		if !ok || !c.reply(handle, command) {
			return
		}
	}
}

// reply answers one command, and returns whether the client can still be written to.
func (c *Conn) reply(handle Handler, command []string) bool {
	reply := handle(c, command)
	if command[0] == "PING" {
		c.handshaken = true
	}
	if reply == "" {
		return true
	}
	_, err := c.Write([]byte(reply))
	return err == nil
}

// AnswerAll answers each command with the same reply until the stream has ended, those
// that have come together with one write. It does not look into commands, so that it
// costs a benchmark little.
func (c *Conn) AnswerAll(reply string) {
	var replies []byte
	for {
		if _, err := c.commands.Fill(); err != nil {
			return
		}
		replies = replies[:0]
		for {
			_, complete, err := c.commands.Buffered()
			if !complete || err != nil {
				break
			}
			replies = append(replies, reply...)
		}
		if _, err := c.Write(replies); err != nil {
			return
		}
	}
}

// Reset ends the connection as a server that crashes does: what the client has not read
// is lost to it.
func (c *Conn) Reset() {
	switch s := c.Stream.(type) {
	case *streamtest.End:
		s.Reset()
	case *net.TCPConn:
		_ = s.SetLinger(0) // If it fails the connection has ended already.
		_ = s.Close()
	default:
		_ = s.Close()
	}
}

// Vanish has the connection, which must be one in memory, lose what either side writes
// from now on, without an end, like one whose machine has lost its power.
func (c *Conn) Vanish() { c.Stream.(*streamtest.End).Vanish() }
