package core

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
)

// operation is what a step of a program does. The lower half of its argument chooses
// among several things, the upper half the connection.
type operation struct {
	name   string
	atOnce bool // without waiting for the client before and after
	do     func(run *hostileRun, arg byte)
}

var operations = []operation{
	{"call", false, (*hostileRun).call},
	{"call at once", true, (*hostileRun).call},
	{"cancel", false, (*hostileRun).cancel},
	{"sleep", false, func(_ *hostileRun, arg byte) { time.Sleep(sleeps[int(arg)%len(sleeps)]) }},
	{"answer", false, withWaiting(func(c *hostileConn, arg int) {
		i := min(arg&3, c.due()-1)
		if i > 0 {
			c.misbehave("answered out of order")
		}
		r := c.pop(i)
		c.send(part{r.truth, r.index})
	})},
	{"answer all", false, withWaiting(func(c *hostileConn, _ int) { c.send(c.honestParts()...) })},
	{"serve", false, func(run *hostileRun, _ byte) { run.serve() }},
	{"omit", false, withWaiting(func(c *hostileConn, arg int) {
		c.pop(min(arg&3, c.due()-1))
		c.misbehave("omitted a reply")
	})},
	{"omit AUTH", false, withWaiting(func(c *hostileConn, _ int) {
		for i := range c.due() {
			if c.peek(i).name == "AUTH" {
				c.pop(i)
				c.misbehave("omitted the reply to AUTH")
				return
			}
		}
	})},
	{"surplus", false, withConnection(func(c *hostileConn, arg int) {
		c.misbehave("sent a surplus reply")
		c.send(part{[]byte(forgeries[arg%len(forgeries)]), -1})
	})},
	{"answer and surplus", false, withWaiting(func(c *hostileConn, arg int) {
		c.misbehave("sent a surplus reply")
		r := c.pop(0)
		c.send(part{r.truth, r.index}, part{[]byte(forgeries[arg%len(forgeries)]), -1})
	})},
	{"repeat", false, withConnection(func(c *hostileConn, _ int) {
		c.misbehave("sent a reply twice")
		c.server.mu.Lock()
		last := c.last
		c.server.mu.Unlock()
		c.send(last)
	})},
	{"answer early", false, withWaiting(func(c *hostileConn, arg int) {
		c.misbehave("sent a reply twice")
		r := c.peek(min(arg&3, c.due()-1))
		c.send(part{r.truth, r.index})
	})},
	{"swap", false, withWaiting(func(c *hostileConn, _ int) {
		if c.due() < 2 {
			return
		}
		c.misbehave("answered out of order")
		second, first := c.pop(1), c.pop(0)
		c.send(part{second.truth, second.index}, part{first.truth, first.index})
	})},
	{"push", false, withConnection(func(c *hostileConn, arg int) { c.send(part{[]byte(pushes[arg%len(pushes)]), -1}) })},
	{"bad push", false, withConnection(func(c *hostileConn, arg int) {
		c.misbehave("sent a malformed push")
		c.send(part{[]byte(badPushes[arg%len(badPushes)]), -1})
	})},
	{"attribute", false, withWaiting(func(c *hostileConn, _ int) {
		r := c.pop(0)
		c.send(part{slices.Concat([]byte(attribute), r.truth), r.index})
	})},
	{"attribute alone", false, withConnection(func(c *hostileConn, _ int) {
		c.misbehave("sent an attribute of nothing")
		c.send(part{[]byte(attribute), -1})
	})},
	{"other type", false, withWaiting(func(c *hostileConn, arg int) {
		c.misbehave("answered with another type")
		r := c.pop(0)
		c.send(part{otherType(arg, r), r.index})
	})},
	{"error", false, withWaiting(func(c *hostileConn, arg int) {
		r := c.pop(0)
		text := hostileErrors[arg%len(hostileErrors)]
		if text == "READONLY" {
			c.server.mu.Lock()
			c.server.renewed = true
			c.server.mu.Unlock()
		}
		if len(r.numbers) > 0 {
			text += errorMark + r.firstNumber()
		}
		if r.proof {
			c.misbehave("refused a proof")
		}
		c.send(part{resp.AppendSimpleError(nil, text), r.index})
	})},
	{"streamed", false, withWaiting(func(c *hostileConn, _ int) {
		r := c.pop(0)
		c.send(part{streamed(r), r.index})
	})},
	{"lie", false, withWaiting(func(c *hostileConn, _ int) {
		c.misbehave("lied")
		r := c.pop(0)
		c.send(part{lie(r), r.index})
	})},
	{"cut", false, func(run *hostileRun, arg byte) {
		if c := run.target(0); c != nil {
			c.send(cut(c.honestParts(), int(arg))...)
			c.close()
		}
	}},
	{"close", false, withConnection(func(c *hostileConn, _ int) { c.close() })},
	{"reset", false, withConnection(func(c *hostileConn, _ int) { c.reset() })},
	{"garbage", false, withConnection(func(c *hostileConn, arg int) {
		c.misbehave("sent garbage")
		c.send(part{[]byte(garbage[arg%len(garbage)]), -1})
	})},
	{"chunk", false, withConnection(func(c *hostileConn, arg int) { c.chunk = arg })},
	{"hold", false, withConnection(func(c *hostileConn, _ int) { c.holds = true })},
	{"release", false, withConnection(func(c *hostileConn, _ int) {
		parts := c.held
		c.holds, c.held = false, nil
		c.send(parts...)
	})},
	{"stall", false, func(run *hostileRun, _ byte) { run.server.stall(true) }},
	{"resume", false, func(run *hostileRun, _ byte) { run.server.stall(false) }},
	{"next handshake", false, func(run *hostileRun, arg byte) {
		run.server.mu.Lock()
		defer run.server.mu.Unlock()
		run.server.plans = append(run.server.plans, arg)
	}},
	{"shutdown", false, func(run *hostileRun, _ byte) {
		run.noteClosing()
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		_ = run.client.Shutdown(ctx) // Calls that were not answered have been told.
	}},
}

const (
	attribute = "|1\r\n+ttl\r\n:1\r\n"
	// errorMark is in every error that the server makes up, before the number of the
	// value that it is sent in place of.
	errorMark = " #"
)

var (
	sleeps = []time.Duration{
		time.Millisecond, 5 * time.Millisecond, 20 * time.Millisecond, 100 * time.Millisecond, 260 * time.Millisecond,
		time.Second, 6 * time.Second, 31 * time.Second,
	}
	hostileErrors = []string{"ERR", "WRONGTYPE", "LOADING", "READONLY", "MOVED 1 127.0.0.1:1", "EXECABORT", "NOAUTH", "BUSY", "UNBLOCKED", "ASK 1 127.0.0.1:1", "MASTERDOWN", "NOSCRIPT"}
	forgeries     = []string{
		"$6\r\nforged\r\n", ":777\r\n", "+OK\r\n", "*1\r\n$6\r\nforged\r\n", "_\r\n", "-ERR forged #0\r\n", "+QUEUED\r\n", "+PONG\r\n",
		"%1\r\n+f\r\n+forged\r\n", "*2\r\n+forged\r\n:778\r\n", "$-1\r\n", "#t\r\n", attribute + "+forged\r\n",
	}
	pushes = []string{
		">2\r\n$10\r\ninvalidate\r\n*1\r\n$2\r\nk1\r\n", ">3\r\n+message\r\n+channel\r\n+v1\r\n", ">2\r\n$3\r\nGET\r\n$2\r\nv1\r\n",
		">1\r\n+OK\r\n", ">2\r\n$10\r\ninvalidate\r\n_\r\n", attribute + ">1\r\n:1\r\n", ">2\r\n+x\r\n*1\r\n*1\r\n:1000001\r\n",
	}
	badPushes = []string{">-1\r\n", ">x\r\n", ">2\r\n+message\r\n", ">2\r\n", ">1\r\n|1\r\n+a\r\n", ">99999999999\r\n"}
	garbage   = []string{
		"$30\r\n", "*2\r\n", "\r\n", "+", "$-2\r\n", "HTTP/1.1 200 OK\r\n\r\n", "\x00\x00", "*-7\r\n", "$6\r\nv1", "%1\r\n", "(1x\r\n", "!5\r\nERR #\r\n", ":\r\n",
		"$4\r\nlong too long\r\n", "=3\r\nabc\r\n",
	}
)

// withConnection is an operation on a connection, with the lower half of its argument.
func withConnection(do func(c *hostileConn, arg int)) func(run *hostileRun, arg byte) {
	return func(run *hostileRun, arg byte) {
		if c := run.target(arg); c != nil {
			do(c, int(arg&15))
		}
	}
}

// withWaiting is one that needs a request.
func withWaiting(do func(c *hostileConn, arg int)) func(run *hostileRun, arg byte) {
	return func(run *hostileRun, arg byte) {
		if c := run.target(arg); c != nil && c.due() > 0 {
			do(c, int(arg&15))
		}
	}
}

// due returns how many requests wait. More may come at any time, since the client may
// hold them back for a while.
func (c *hostileConn) due() int {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return len(c.waiting)
}

// peek returns one of the requests that wait.
func (c *hostileConn) peek(i int) *hostileRequest {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.requests[c.waiting[i]]
}

// pop takes out one of the requests that wait.
func (c *hostileConn) pop(i int) *hostileRequest {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	r := c.requests[c.waiting[i]]
	c.waiting = slices.Delete(c.waiting, i, i+1)
	return r
}

// honestParts takes out all of them, and returns the replies to them.
func (c *hostileConn) honestParts() []part {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	var parts []part
	for _, i := range c.waiting {
		parts = append(parts, part{c.requests[i].truth, i})
	}
	c.waiting = nil
	return parts
}

// serve answers all that waits, on every connection.
func (run *hostileRun) serve() {
	run.server.mu.Lock()
	var open []*hostileConn
	for _, c := range run.server.connections {
		if !c.closed {
			open = append(open, c)
		}
	}
	run.server.mu.Unlock()
	for _, c := range open {
		if parts := c.honestParts(); len(parts) > 0 {
			c.send(parts...)
		}
	}
}

// close ends the connection, as a server does.
func (c *hostileConn) close() {
	c.misbehave("closed")
	c.server.mu.Lock()
	c.closed = true
	c.server.mu.Unlock()
	_ = c.end.Close() // A pipe's never fails.
}

func (c *hostileConn) reset() {
	c.misbehave("reset")
	c.server.mu.Lock()
	c.closed = true
	c.server.mu.Unlock()
	c.end.Reset()
}

// cut returns no more than some bytes of parts.
func cut(parts []part, n int) []part {
	for i, p := range parts {
		if len(p.bytes) > n {
			return append(parts[:i:i], part{p.bytes[:n], -1})
		}
		n -= len(p.bytes)
	}
	return parts
}

func (r *hostileRequest) firstNumber() string {
	if len(r.numbers) == 0 {
		return "0"
	}
	return strconv.Itoa(r.numbers[0])
}

// otherType answers a request with one of many types, most of which are not its own.
func otherType(which int, r *hostileRequest) []byte {
	n := r.firstNumber()
	answers := []string{
		"+v" + n, ":" + n, "*1\r\n+v" + n, "%1\r\n+f\r\n+v" + n, "_", "#t", "," + n + ".5", "(3492890328409238509324850943850943825024" + n,
		"=" + strconv.Itoa(5+len(n)) + "\r\ntxt:v" + n, "~1\r\n+v" + n, "*-1", "$-1", "*0", "$0\r\n", "*1\r\n*1\r\n*1\r\n:" + n, "|1\r\n+a\r\n+b\r\n:" + n,
	}
	return []byte(answers[which%len(answers)] + "\r\n")
}

// streamed is the honest reply in the spelling of RESP3 for what is not yet known.
func streamed(r *hostileRequest) []byte {
	header, body, _ := bytes.Cut(r.truth, []byte("\r\n"))
	switch {
	case header[0] == '$':
		text := bytes.TrimSuffix(body, []byte("\r\n"))
		half := len(text) / 2
		b := []byte("$?\r\n")
		for _, piece := range [][]byte{text[:half], text[half:]} {
			if len(piece) > 0 {
				b = append(b, ";"+strconv.Itoa(len(piece))+"\r\n"...)
				b = append(append(b, piece...), "\r\n"...)
			}
		}
		return append(b, ";0\r\n"...)
	case header[0] == '*' || header[0] == '%':
		return slices.Concat(header[:1], []byte("?\r\n"), body, []byte(".\r\n"))
	default:
		return r.truth
	}
}

// lie answers with a value of the right type that an honest server would not send.
func lie(r *hostileRequest) []byte {
	switch r.kind {
	case integerReply:
		return []byte(":1\r\n")
	case aggregateReply:
		return resp.AppendBulk(resp.AppendBulk([]byte("*2\r\n"), "f"), "a lie")
	case okReply, queuedReply, pongReply:
		return []byte("+YES\r\n")
	default:
		return resp.AppendBulk(nil, "a lie")
	}
}
