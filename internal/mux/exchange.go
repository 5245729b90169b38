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

// refusalTimeout is for how long a refusal is read that the server may have sent, after
// the handshake could not be written: it has arrived already.
const refusalTimeout = time.Second

// exchange sends the commands of the handshake in one write, and returns the reply to each.
// It reads and writes by itself, at the same time, since nothing else is under way.
func (c *Conn) exchange(ctx context.Context, commands []handshakeCommand) ([][]byte, error) {
	var request []byte
	for _, command := range commands {
		request = resp.AppendCommand(request, command.args...)
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
			case <-time.After(refusalTimeout):
				closes()
			}
		}
	}()
	replies, err := c.readReplies(len(commands))
	if err == nil {
		err = <-written
	}
	c.countHandshake(request, len(replies))
	if err == nil {
		return replies, nil
	}
	return nil, c.handshakeError(ctx, commands, replies, err)
}

// countHandshake adds the handshake to the statistics.
func (c *Conn) countHandshake(request []byte, replies int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Requests++
	c.stats.Writes++
	c.stats.BytesSent += uint64(len(request))
	c.stats.Replies += uint64(replies)
}

// readReplies reads as many replies as are due.
func (c *Conn) readReplies(due int) (replies [][]byte, err error) {
	for len(replies) < due {
		frame, ok, err := c.reading.frames.Buffered()
		if err != nil {
			return replies, err
		}
		if ok {
			if kindOf(frame) == reply { // A push message is for nobody yet.
				replies = append(replies, bytes.Clone(withoutAttributes(frame)))
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

// handshakeError is the error of a handshake that was not answered to its end.
func (c *Conn) handshakeError(ctx context.Context, commands []handshakeCommand, replies [][]byte, err error) error {
	failed := &failure.ConnectionError{Address: c.config.Address, Delivery: failure.NotSent, Cause: err}
	refusal, fatal := findRefusal(commands, replies)
	if refusal != nil && (fatal || ctx.Err() == nil) {
		failed.Reason, failed.Cause = "the server refused the connection", withoutSecret(refusal, c.config.Handshake.Password)
		if commands[0].args[0] == "HELLO" && lacksRESP3(refusal) && !strings.Contains(refusal.Message, "max number of clients") {
			failed.Reason += "; if it does not know HELLO, set {ClientConfiguration.Protocol} to {ProtocolRESP2}"
		}
		return failed
	}
	if ctx.Err() != nil {
		ended := contextError(ctx, c.config.Address, "", failure.NotSent)
		if timeout, ok := ended.(*failure.TimeoutError); ok && len(replies) < len(commands) {
			timeout.Reason = "no reply to " + failure.Text(commands[len(replies)].name())
		}
		return ended
	}
	if bad, ok := err.(*resp.ProtocolError); ok {
		failed.Reason, failed.Cause = c.explainProtocolError(bad)
		return failed
	}
	failed.Reason = "the connection was lost before the handshake was answered"
	if err == io.EOF {
		failed.Reason = "the server closed the connection before it answered the handshake"
	}
	if len(replies) == 0 && len(c.reading.frames.Unread()) == 0 {
		failed.Reason += c.closeHint(commands)
	}
	return failed
}

// findRefusal returns the error reply that is the reason why the connection ended: the
// first one that is fatal to the handshake, or else the last reply, if it is one.
func findRefusal(commands []handshakeCommand, replies [][]byte) (refusal *failure.ServerError, fatal bool) {
	for i, reply := range replies {
		refusal, _ = ErrorOf(reply).(*failure.ServerError)
		if refusal != nil && commands[i].fatal(refusal) {
			return refusal, true
		}
	}
	return refusal, false
}

// isPlain reports whether the stream is known not to be encrypted.
func (c *Conn) isPlain() bool {
	s, ok := c.stream.(stream.Secured)
	return ok && !s.Secured()
}

// closeHint says why the server may have closed without an error reply.
func (c *Conn) closeHint(commands []handshakeCommand) (remedy failure.Text) {
	if c.isPlain() {
		remedy += "; if the server demands TLS on this port, set {ClientConfiguration.UseTLS}"
	}
	if commands[0].args[0] == "HELLO" {
		remedy += "; if it is a proxy that does not know HELLO, set {ClientConfiguration.Protocol} to {ProtocolRESP2}"
	}
	return remedy
}

// explainProtocolError says what bytes are that are no reply to a handshake, or too much
// for one.
func (c *Conn) explainProtocolError(bad *resp.ProtocolError) (reason failure.Text, cause error) {
	const tlsAlert, http = 0x15, "HTTP/"
	var is failure.Text = "is this a Valkey or Redis server?"
	if bad.Limit != "" {
		copied := *bad
		copied.Limit = "" // to raise it would be of no help
		return "the reply to the handshake is none: " + is, &copied
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

// activate makes the connection ready for requests, after the handshake.
func (c *Conn) activate() error {
	for {
		frame, ok, err := c.reading.frames.Buffered()
		switch {
		case err == nil && ok && kindOf(frame) == reply:
			err = c.unrequestedErr(frame)
		case err == nil && ok:
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
	c.startTracking()
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	c.live.received(now, c.stats.BytesReceived)
	if c.alwaysReads || c.readInterrupter == nil {
		c.startBackgroundRead()
	}
	c.scheduleTick(now, 0)
	return nil
}
