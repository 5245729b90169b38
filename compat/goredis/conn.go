package goredis

import (
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/submission"
)

// conn is a connection as go-redis sees it. One goroutine writes at a time, and one reads.
type conn struct {
	replies
	backend backend
	number  int64
	life    context.Context // until the connection is closed
	end     context.CancelFunc

	writing  sync.Mutex // guards what is below
	splitter splitter
	input    []byte // of which the first command is not whole
	parser   command.Parser
	args     command.Args
	lone     lone
	session
}

// numbers are those of connections, as HELLO and CLIENT ID tell them.
var numbers atomic.Int64

func newConn(b backend) *conn {
	c := &conn{backend: b, number: numbers.Add(1)}
	c.replies.init()
	c.initLone()
	c.protocol = protocol2
	c.life, c.end = context.WithCancel(context.Background())
	return c
}

// Write sends the commands that are whole now. It waits for what changes the connection, such as
// WATCH; the replies to all others are waited for by Read.
func (c *conn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.life.Err() != nil {
		return 0, net.ErrClosed
	}
	c.input = append(c.input, p...)
	size, commands, err := c.splitter.split(c.input)
	if commands > 0 {
		c.sendLone()
		c.send(size, commands)
	}
	if err != nil {
		c.replies.end(err)
		return 0, err
	}
	return len(p), nil
}

// send sends whole commands, which the input begins with.
func (c *conn) send(size, count int) {
	encoded := c.input[:size:size]
	c.lone.isSingle = count == 1
	if count > 1 && c.protocol == protocol3 && c.isPlain() && c.parser.Plain(encoded, count) {
		c.sendTogether(encoded, count)
		c.input = append([]byte(nil), c.input[size:]...) // encoded is the client's now
		return
	}
	for len(encoded) > 0 {
		before := encoded
		encoded = c.parser.ParseFirst(&c.args, encoded)
		c.execute(before[:len(before)-len(encoded)])
	}
	if c.input = append(c.input[:0], c.input[size:]...); cap(c.input) > largestKept && len(c.input) == 0 {
		c.input = nil
	}
}

// sendOne sends the command that was parsed on the client's own connections.
func (c *conn) sendOne() {
	ctx := context.Background()
	if _, blocks := c.args.Blocking(); blocks {
		ctx = c.life
	}
	c.backend.submit(ctx, &c.args, c.promiseOf(c.args.Name(), c.protocol).fulfill)
}

// together are commands that were sent at once.
type together struct {
	encoded  []byte
	promises []*promise
}

// sendTogether sends commands of which each stands for itself.
func (c *conn) sendTogether(encoded []byte, count int) {
	t := &together{encoded, make([]*promise, count)}
	for i := range t.promises {
		t.promises[i] = c.promise(protocol3)
	}
	if c.backend.submitEach(encoded, count, t) {
		return
	}
	for _, p := range t.promises {
		encoded = c.parser.ParseFirst(&c.args, encoded)
		c.backend.submit(context.Background(), &c.args, p.fulfill)
	}
}

// Parse makes args the i-th command.
func (t *together) Parse(i int, args *command.Args) {
	var parser command.Parser
	rest := t.encoded
	for range i + 1 {
		rest = parser.ParseFirst(args, rest)
	}
}

// Outcome takes what became of the i-th command.
func (t *together) Outcome(i int, reply []byte, err error) { t.promises[i].fulfill(reply, err) }

var _ submission.Commands = (*together)(nil)

// Close gives up what is under way, and gives back what the connection has.
func (c *conn) Close() error {
	if !c.replies.close() {
		return net.ErrClosed
	}
	c.end() // which has a Write end that waits
	go func() {
		c.writing.Lock()
		defer c.writing.Unlock()
		c.session.release()
	}()
	return nil
}

// SetDeadline is SetReadDeadline: what Write waits for has the client's timeout.
func (c *conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// SetWriteDeadline does nothing; see SetDeadline.
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// LocalAddr and RemoteAddr return what has no place in a network.
func (c *conn) LocalAddr() net.Addr { return address{} }

func (c *conn) RemoteAddr() net.Addr { return address{} }

type address struct{}

func (address) Network() string { return "glissade" }
func (address) String() string  { return "glissade" }

// words returns the words of a whole command.
func words(encoded []byte) []string {
	count, at, _ := length(encoded, 0, '*')
	all := make([]string, 0, count)
	for range count {
		n, start, _ := length(encoded, at, '$')
		all = append(all, string(encoded[start:start+n]))
		at = start + n + 2
	}
	return all
}

// name returns the first word of a whole command.
func name(encoded []byte) []byte {
	_, at, _ := length(encoded, 0, '*')
	n, start, _ := length(encoded, at, '$')
	return encoded[start : start+n]
}

// is reports whether a word of a command is a keyword.
func is(word, keyword string) bool { return strings.EqualFold(word, keyword) }
