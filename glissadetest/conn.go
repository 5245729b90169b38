package glissadetest

import (
	"bufio"
	"bytes"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/alicebob/miniredis/v2/server"

	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/fakeserver"
)

// capacity is how many bytes a direction of a connection holds.
const capacity = 64 << 10

// conn is a connection as the server has it.
type conn struct {
	*fakeserver.Conn
	server *Server
	client *clientEnd
	id     int64

	writing  sync.Mutex // held while a reply or message is written
	withheld bool       // no more than left bytes are sent
	left     int

	// What follows belongs to the goroutine that answers the connection's commands.
	handshaken    bool
	authenticated bool
	asking        bool
	peer          *server.Peer // what the engine knows of it
	output        bytes.Buffer // what peer writes
	queue         transaction
	resp3         atomic.Bool // which whoever publishes reads

	ending sync.Once
	ended  chan struct{}
}

func newConn(s *Server, id int64) *conn {
	client, end := streamtest.Pipe(capacity)
	c := &conn{Conn: fakeserver.NewConn(end), server: s, id: id, ended: make(chan struct{})}
	c.peer = server.NewPeer(bufio.NewWriter(&c.output))
	c.client = &clientEnd{End: client, conn: c}
	return c
}

// serve answers commands until the connection ends.
func (c *conn) serve() {
	defer c.end()
	defer c.server.pubsub.forget(c)
	c.Serve(func(_ *fakeserver.Conn, command []string) string {
		c.answer(command)
		return ""
	})
}

// answer answers one command.
func (c *conn) answer(command []string) {
	sentFrom := c.client.callers.take(command)
	name := strings.ToUpper(command[0])
	step := c.server.match(command)
	if c.handshaken && name != "PING" {
		c.server.record(command)
	}
	if step != nil {
		c.play(step, command)
	} else {
		c.server.executeOn(c, command, sentFrom)
	}
	if name == "PING" {
		c.handshaken = true
	}
}

// write sends a reply or a message as a whole.
func (c *conn) write(b []byte) {
	if len(b) == 0 {
		return
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.withheld {
		b = b[:min(len(b), c.left)]
		c.left -= len(b)
		if len(b) == 0 {
			return
		}
	}
	_, _ = c.Write(b) // It fails for a connection that has ended, as serve finds out.
}

// end closes the connection.
func (c *conn) end() {
	c.markEnded()
	_ = c.Close()
}

// reset ends the connection as a server that crashes does.
func (c *conn) reset() {
	c.Reset()
	c.markEnded()
}

func (c *conn) markEnded() {
	c.ending.Do(func() {
		close(c.ended)
		if engine := c.server.engine; engine != nil {
			engine.interrupt(c.peer)
		}
	})
}

func (c *conn) hasEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// clientEnd is the stream that the client has.
type clientEnd struct {
	*streamtest.End
	conn    *conn
	callers callers
}

// Write remembers who has written what.
func (e *clientEnd) Write(p []byte) (int, error) {
	e.callers.writing(len(p))
	n, err := e.End.Write(p)
	e.callers.unwritten(len(p) - n)
	return n, err
}

// Close tells the server, which may be executing a command that blocks.
func (e *clientEnd) Close() error {
	err := e.End.Close()
	e.conn.markEnded()
	return err
}

// InBubble returns true: nothing of a bubble's may be kept for another.
func (e *clientEnd) InBubble() bool { return true }
