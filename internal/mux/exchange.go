package mux

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
)

// handshakeLimits bound a reply to the handshake: HELLO's has a few lines for each
// module, INFO SERVER's some kilobytes.
var handshakeLimits = resp.Limits{MaxBulkLength: 256 << 10, MaxReplySize: 256 << 10, MaxAggregateLength: 64 << 10, MaxDepth: 16}

// lastWords is for how long what the server may have said is read, after the handshake
// could not be written: it has arrived already.
const lastWords = time.Second

// exchange sends the steps of the handshake in one write, and returns the reply to each.
// It reads and writes by itself, at the same time, since nothing else is under way.
func (c *Conn) exchange(ctx context.Context, steps []step) ([][]byte, error) {
	var request []byte
	for _, s := range steps {
		request = resp.AppendCommand(request, s.words...)
	}
	closes := func() { _ = guard{c.stream}.Close() } // which wakes who reads or writes
	defer context.AfterFunc(ctx, closes)()
	written, over := make(chan error, 1), make(chan struct{})
	defer close(over)
	go func() {
		_, err := guard{c.stream}.Write(request)
		written <- err
		if err != nil {
			select {
			case <-over:
			case <-time.After(lastWords):
				closes()
			}
		}
	}()
	replies, err := c.receive(len(steps))
	if err == nil {
		err = <-written
	}
	c.count(request, len(replies))
	if err == nil {
		return replies, nil
	}
	return nil, c.unfinished(ctx, steps, replies, err)
}

// count has the statistics know of the handshake.
func (c *Conn) count(request []byte, replies int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Requests++
	c.stats.Writes++
	c.stats.BytesSent += uint64(len(request))
	c.stats.Replies += uint64(replies)
}

// receive reads as many replies as are due.
func (c *Conn) receive(due int) (replies [][]byte, err error) {
	for len(replies) < due {
		frame, ok, err := c.reading.frames.Buffered()
		if err != nil {
			return replies, err
		}
		if ok {
			if kindOf(frame) == reply {
				replies = append(replies, bytes.Clone(withoutAttributes(frame)))
			} else if c.config.Push != nil {
				c.config.Push(frame)
			}
			continue
		}
		n, err := c.reading.frames.Fill()
		c.mu.Lock()
		c.stats.BytesReceived += uint64(n)
		c.mu.Unlock()
		if err != nil && n == 0 {
			return replies, err
		}
	}
	return replies, nil
}

// unfinished is the error of a handshake that was not answered to its end.
func (c *Conn) unfinished(ctx context.Context, steps []step, replies [][]byte, err error) error {
	failed := &failure.ConnectionError{Address: c.config.Address, Delivery: failure.NotSent, Cause: err}
	said, fatal := refusalIn(steps, replies)
	if said != nil && (fatal || ctx.Err() == nil) {
		failed.Reason, failed.Cause = "the server refused the connection", c.withoutSecrets(said)
		if steps[0].words[0] == "HELLO" && lacksRESP3(said) && !strings.Contains(said.Message, "max number of clients") {
			failed.Reason += "; if it does not know HELLO, set {ClientConfiguration.Protocol} to {ProtocolRESP2}"
		}
		return failed
	}
	if ctx.Err() != nil {
		ended := contextError(ctx, c.config.Address, "", failure.NotSent)
		if timeout, ok := ended.(*failure.TimeoutError); ok && len(replies) < len(steps) {
			timeout.Reason = "no reply to " + failure.Text(steps[len(replies)].name())
		}
		return ended
	}
	if bad, ok := err.(*resp.ProtocolError); ok {
		failed.Reason, failed.Cause = c.explain(bad)
		return failed
	}
	failed.Reason = "the connection was lost before the handshake was answered"
	if err == io.EOF {
		failed.Reason = "the server closed the connection before it answered the handshake"
	}
	if len(replies) == 0 && len(c.reading.frames.Unread()) == 0 {
		failed.Reason += c.closedAtOnce(steps)
	}
	return failed
}

// refusalIn returns the error reply that is the reason why the connection ended: the
// first that a step cannot do without, which is fatal, or else what came last.
func refusalIn(steps []step, replies [][]byte) (said *failure.ServerError, fatal bool) {
	for i, reply := range replies {
		said, _ = ErrorOf(reply).(*failure.ServerError)
		if said != nil && steps[i].fatal(said) {
			return said, true
		}
	}
	return said, false
}

// isPlain reports whether the stream is known not to be encrypted.
func (c *Conn) isPlain() bool {
	s, ok := c.stream.(stream.Secured)
	return ok && !s.Secured()
}

// closedAtOnce says what may have the server close without a word.
func (c *Conn) closedAtOnce(steps []step) (remedy failure.Text) {
	if c.isPlain() {
		remedy += "; if the server demands TLS on this port, set {ClientConfiguration.UseTLS}"
	}
	if steps[0].words[0] == "HELLO" {
		remedy += "; if it is a proxy that does not know HELLO, set {ClientConfiguration.Protocol} to {ProtocolRESP2}"
	}
	return remedy
}

// explain says what bytes are that are no reply to a handshake, or too much for one.
func (c *Conn) explain(bad *resp.ProtocolError) (reason failure.Text, cause error) {
	const tlsAlert, http = 0x15, "HTTP/"
	var is failure.Text = "is this a Valkey or Redis server?"
	if bad.Limit != "" {
		own := *bad
		own.Limit = "" // to raise it would be of no help
		return "the reply to the handshake is none: " + is, &own
	}
	start := c.reading.frames.Unread()
	switch {
	case len(start) == 0 || bad.Offset > 0:
	case start[0] == tlsAlert:
		is = "the server speaks TLS on this port"
		if c.isPlain() {
			is += "; set {ClientConfiguration.UseTLS}"
		}
	case bytes.HasPrefix(start, []byte(http)[:min(len(http), len(start))]):
		is = "an HTTP server answers on this port; give the port of the Valkey or Redis server"
	}
	return "the reply to the handshake is no RESP: " + is, bad
}

// begun has the connection work, after the handshake.
func (c *Conn) begun() error {
	for {
		frame, ok, err := c.reading.frames.Buffered()
		switch {
		case err == nil && ok && kindOf(frame) == reply:
			err = c.unrequestedErr(frame)
		case err == nil && ok:
			if c.config.Push != nil {
				c.config.Push(frame)
			}
			continue
		}
		if err != nil {
			return &failure.ConnectionError{
				Address: c.config.Address, Delivery: failure.NotSent, Reason: "the server said more than the handshake asks for", Cause: err,
			}
		}
		break
	}
	c.reading.frames.SetLimits(c.config.Limits)
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	c.live.hear(now, c.stats.BytesReceived)
	if c.listens || c.readInterrupter == nil {
		c.readElsewhere()
	}
	c.setAlarm(now, 0)
	return nil
}
