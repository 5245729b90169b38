package core

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"sync"
	"testing/synctest"
	"time"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
)

// hostileServer is a server that answers as a program tells it. It keeps a log of the
// requests that came and the replies that it sent, by which a [hostileRun] judges what
// callers got.
type hostileServer struct {
	setting hostileSetting
	epoch   time.Time

	mu          sync.Mutex
	resumed     *sync.Cond
	step        int // of the program
	stalled     bool
	renewed     bool   // it claimed to be a replica, which has the client connect again
	plans       []byte // of the handshakes to come
	connections []*hostileConn
	sent        map[int][]string // the text of each reply to the request with that number
	trace       []string
}

// hostileConn is a connection as the server has it. The server's lock guards it.
type hostileConn struct {
	server   *hostileServer
	number   int
	end      *fakeserver.Conn
	plan     handshakePlan
	greeting bool // the handshake goes on
	refused  bool // HELLO was, so that another handshake follows
	resp2    bool
	multi    *hostileRequest   // the last MULTI
	queued   []*hostileRequest // since then
	queuing  bool

	requests []*hostileRequest
	waiting  []int // those that the program has not dealt with yet
	replies  []hostileReply

	chunk int
	holds bool
	held  []part
	last  part // that answered something

	written int64 // bytes
	writes  []hostileWrite
	parts   []partRange
	fed     feed
	parsed  *resp.Reader
	broken  bool // what was sent is no RESP

	dishonest string // the first thing it did that an honest server does not do
	dedicated bool   // it carried what a connection that is not shared does
	slow      bool   // the server did not read for a while
	closed    bool   // by the server
	ended     bool   // by the client
	endedStep int
	endedAt   time.Duration
}

// hostileReply is a reply on the wire.
type hostileReply struct {
	owner   int   // the index of the request that it answers; -1 for none
	step    int   // in which it was complete
	began   int   // in which its first byte was written
	end     int64 // the offset of its end in the write that it began in
	at      time.Duration
	awaited bool // a request was there to be answered by it when it began
	unread  bool // the server did not read when it began
	drains  bool // nothing was left to be answered after it
	bytes   string
	value   resp.Value
	text    string
}

// hostileWrite is what the server had read by the time it wrote.
type hostileWrite struct {
	offset   int64
	requests int
	step     int
	unknown  bool // it did not read, so there may be more
}

// part is something to send: a reply if it has an owner, or is meant to look like one.
type part struct {
	bytes []byte
	owner int
}

// mostPieces is in about how many pieces at most something is sent.
const mostPieces = 64

type partRange struct {
	start, end int64
	owner      int
}

// feed is what was written and not yet parsed.
type feed struct{ bytes []byte }

func (f *feed) Read(p []byte) (int, error) {
	n := copy(p, f.bytes)
	f.bytes = f.bytes[n:]
	return n, nil
}

func newHostileServer(setting hostileSetting) *hostileServer {
	s := &hostileServer{setting: setting, epoch: time.Now(), plans: []byte{setting.plan}, sent: make(map[int][]string)}
	s.resumed = sync.NewCond(&s.mu)
	return s
}

// Dial returns a connection of the kind that the program wants.
func (s *hostileServer) Dial(context.Context, string) (stream.Stream, error) {
	client, server := streamtest.Pipe(256 << 10)
	client.LimitReads(s.setting.reads)
	s.mu.Lock()
	c := &hostileConn{server: s, number: len(s.connections), end: fakeserver.NewConn(server), greeting: true}
	c.parsed = resp.NewReader(&c.fed, resp.Limits{})
	plan := byte(0)
	if len(s.plans) > 0 {
		plan, s.plans = s.plans[0], s.plans[1:]
	}
	c.plan = handshakePlans[int(plan)%len(handshakePlans)]
	s.connections = append(s.connections, c)
	s.log("connection " + strconv.Itoa(c.number) + ": " + c.plan.name)
	s.mu.Unlock()
	go c.serve()
	switch s.setting.stream {
	case bareStream:
		return struct{ stream.Stream }{client}, nil
	case framedStream:
		return framedEnd{client}, nil
	default:
		return client, nil
	}
}

type framedEnd struct{ *streamtest.End }

func (framedEnd) WriteWindow() (delay time.Duration, bytes int) { return time.Millisecond, 4096 }

// serve takes requests in, and answers those of the handshake.
func (c *hostileConn) serve() {
	for {
		c.server.mu.Lock()
		for c.server.stalled {
			c.slow = true
			c.server.resumed.Wait()
		}
		c.server.mu.Unlock()
		command, ok := c.end.Next()
		if !ok {
			break
		}
		c.server.mu.Lock()
		r := c.take(command)
		greeting := c.greeting
		c.server.mu.Unlock()
		if greeting {
			c.greet(r)
		}
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.ended, c.endedStep, c.endedAt = true, c.server.step, c.server.now()
	c.server.log("connection " + strconv.Itoa(c.number) + " ended")
}

// take logs a request. The lock is held.
func (c *hostileConn) take(command []string) *hostileRequest {
	r := c.newRequest(command)
	r.index, r.step, r.at = len(c.requests), c.server.step, c.server.now()
	r.overlooks = c.isOverlooked(r)
	c.requests = append(c.requests, r)
	if len(c.replies) >= len(c.requests) {
		c.replies[r.index].drains = true // It came before its request.
	}
	if len(r.numbers) > 0 && !isGreeting(r.name) {
		c.greeting = false
	}
	if !c.greeting {
		c.waiting = append(c.waiting, r.index)
	}
	return r
}

// isOverlooked reports whether a request was written to a connection with which nothing
// was to be awaited, and to which something had come: there was time to look. The lock
// is held.
func (c *hostileConn) isOverlooked(r *hostileRequest) bool {
	if r.index == 0 || len(c.replies) < r.index || r.at-c.replies[r.index-1].at < looksAfter || c.writes[len(c.writes)-1].unknown {
		return false
	}
	if len(c.replies) > r.index {
		surplus := &c.replies[r.index]
		// Of an attribute, the beginning may be that of a push message.
		return !surplus.awaited && (c.server.setting.reads == 0 || surplus.value.Attributes == nil)
	}
	rest := c.parsed.Unread()
	return len(c.replies) == r.index && len(rest) > 0 && rest[0] != byte(resp.TypePush) && rest[0] != byte(resp.TypeAttribute)
}

// looksAfter is how long after the last reply that was due a client looks at the idle
// connection before it writes the next request. What comes sooner may be taken for the
// reply to that.
const looksAfter = 20 * time.Microsecond

// send sends parts in one write, or as the program wants it.
func (c *hostileConn) send(parts ...part) {
	c.server.mu.Lock()
	if c.holds {
		c.held = append(c.held, parts...)
		c.server.mu.Unlock()
		return
	}
	chunk := c.chunk
	c.server.mu.Unlock()
	c.transmit(chunk, parts)
}

func (c *hostileConn) transmit(chunk int, parts []part) {
	var bytes []byte
	c.server.mu.Lock()
	for _, p := range parts {
		if len(p.bytes) == 0 {
			continue
		}
		start := c.written + int64(len(bytes))
		bytes = append(bytes, p.bytes...)
		c.parts = append(c.parts, partRange{start, start + int64(len(p.bytes)), p.owner})
		if p.owner >= 0 {
			c.last = p
		}
	}
	c.server.mu.Unlock()
	for len(bytes) > 0 {
		n := len(bytes)
		if chunk > 0 {
			n = min(n, max(chunk, len(bytes)/mostPieces))
		}
		c.write(bytes[:n])
		bytes = bytes[n:]
		if chunk > 0 && len(bytes) > 0 {
			synctest.Wait()
			c.server.advance()
		}
	}
}

func (c *hostileConn) write(bytes []byte) {
	s := c.server
	s.mu.Lock()
	c.writes = append(c.writes, hostileWrite{c.written, len(c.requests), s.step, s.stalled})
	c.written += int64(len(bytes))
	c.logReplies(bytes)
	s.mu.Unlock()
	_, _ = c.end.Write(bytes) // The client may have ended the connection, as the log says.
}

// logReplies logs the replies that are complete with these bytes, as anybody must take
// them who reads the stream: what looks like one is one. The lock is held.
func (c *hostileConn) logReplies(bytes []byte) {
	c.fed.bytes = append(c.fed.bytes, bytes...)
	for len(c.fed.bytes) > 0 && !c.broken {
		_, _ = c.parsed.Fill() // A feed has no errors.
		for !c.broken {
			start := c.parsed.Offset()
			frame, more, err := c.parsed.Buffered()
			var beyond *resp.ProtocolError
			switch {
			case errors.As(err, &beyond) && beyond.Skipped != 0:
				if beyond.Skipped != resp.TypePush {
					c.logReply(start, "", resp.Value{Type: resp.TypeSimpleError}) // What its request gets is an error.
				}
				continue
			case err != nil:
				c.broken = true
				c.blame("no RESP")
			case more:
				value, err := resp.Decode(frame)
				if err == nil && value.Type != resp.TypePush {
					c.logReply(start, string(frame), value)
				}
				continue
			}
			break
		}
	}
}

func (c *hostileConn) logReply(start int64, frame string, value resp.Value) {
	r := hostileReply{
		owner: -1, step: c.server.step, at: c.server.now(), bytes: frame, value: value, text: textOfReply(value),
	}
	for _, p := range c.parts {
		// An attribute that was sent alone belongs to the reply that follows.
		whole := p.start == start || p.start > start && value.Attributes != nil
		if whole && p.end == start+int64(len(frame)) {
			r.owner = p.owner
		}
	}
	began := c.writes[0]
	for _, w := range c.writes {
		if w.offset <= start {
			began = w
		}
	}
	r.began, r.end = began.step, start+int64(len(frame))-began.offset
	r.unread = began.unknown
	r.awaited = began.unknown || len(c.replies) < began.requests
	c.replies = append(c.replies, r)
	r.drains = len(c.replies) == len(c.requests)
	c.replies[len(c.replies)-1] = r
	if r.owner >= 0 {
		c.requests[r.owner].note(c.server.sent, value, r.text)
	}
}

// misbehave notes that the server is no honest one any more.
func (c *hostileConn) misbehave(how string) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.blame(how)
}

// blame is misbehave where the lock is held.
func (c *hostileConn) blame(how string) { c.dishonest = cmp.Or(c.dishonest, how) }

func (s *hostileServer) now() time.Duration { return time.Since(s.epoch) }

// advance begins another step.
func (s *hostileServer) advance() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.step++
}

// log adds to what a failure shows. The lock is held.
func (s *hostileServer) log(decision string) {
	s.trace = append(s.trace, strconv.Itoa(s.step)+" at "+s.now().String()+": "+decision)
}
