package mux

import (
	"bytes"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
)

const (
	defaultIdlePing = 10 * time.Second
	// What was fetched over a connection is believed until that is known to be lost.
	trackedIdlePing = time.Second
	defaultSilence  = 5 * time.Second
)

// liveness is what a connection knows about its peer being there. All but the
// settings is guarded by the connection's lock.
type liveness struct {
	idlePing int64 // 0: never
	limit    int64 // of silence; 0: none

	lastReceived   int64  // when something was last received, or soon after it
	bytesSeen      uint64 // received until then
	lastReply      int64  // when something of a reply was last received, or soon after it:
	replyBytesSeen uint64 // bytes of replies, received until then
	replyBytes     uint64 // and so far; push messages are no sign that requests are answered
	pushBytes      uint64 // bytes of push messages, so far
	busySince      int64  // when something was last put on an idle connection
	keepalive      bool   // idle for long: nothing is under way but, perhaps, the ping
	ping           *Call  // the ping that is under way
}

func (l *liveness) configure(config Config, s stream.Stream) {
	idlePing, silence := config.IdlePing, config.Silence
	if idlePing == 0 {
		idlePing = defaultIdlePing
		if kept, ok := s.(stream.KeptAlive); ok && kept.KeepsAlive() {
			idlePing = -1
		}
	}
	if silence == 0 {
		silence = defaultSilence
	}
	l.idlePing, l.limit = int64(max(idlePing, 0)), int64(max(silence, 0))
}

// silentSince is since when the server could have sent something, and did not.
func (l *liveness) silentSince() int64 { return max(l.lastReply, l.busySince) }

// delay makes up for time in which this process itself was held up, and could not
// have taken notice of anything.
func (l *liveness) delay(by, now int64) {
	l.lastReceived = min(l.lastReceived+by, now)
	l.lastReply = min(l.lastReply+by, now)
	l.busySince = min(l.busySince+by, now)
}

// received takes note of what has been received since it was last called.
func (l *liveness) received(now int64, received uint64) {
	if l.bytesSeen != received {
		l.lastReceived, l.bytesSeen = now, received
	}
	if l.replyBytesSeen != l.replyBytes {
		l.lastReply, l.replyBytesSeen = now, l.replyBytes
	}
}

// countPushes tells apart what has been received of replies and of push messages, of
// which the given number of bytes is new. The lock is held.
func (c *Conn) countPushes(pushed int) {
	c.live.pushBytes += uint64(pushed)
	received := c.stats.BytesReceived - c.live.pushBytes
	if rest := c.reading.frames.Unread(); len(rest) > 0 && resp.Type(rest[0]) == resp.TypePush {
		received -= min(received, uint64(len(rest)))
	}
	c.live.replyBytes = max(c.live.replyBytes, received)
}

// peerGone asks the stream whether its peer has vanished, and returns the error that
// ends the connection if so. The lock is not held.
func (c *Conn) peerGone() error {
	if c.peer == nil {
		return nil
	}
	if err := (guard{c.stream}).peerGone(c.peer); err != nil {
		return &failure.ConnectionError{Address: c.config.Address, Reason: "the server or the network is gone", Cause: err}
	}
	return nil
}

// silenceDeadline returns when the silence has lasted too long, or 0 while somebody
// waits for the oldest request: it may be slow. The lock is held.
func (c *Conn) silenceDeadline() int64 {
	if c.live.limit == 0 || c.idle() {
		return 0
	}
	if oldest := c.oldest(); oldest != nil && oldest != c.live.ping && !oldest.isProbe() && !oldest.isFence() {
		return 0
	}
	return c.live.silentSince() + c.live.limit
}

// oldest returns the oldest request, or nil if that was canceled. There must be
// one; it is pending if the server took no bytes, and yet answered all before it.
func (c *Conn) oldest() *Call {
	switch first := 0; {
	case c.inFlight.count == 0:
		return c.pending.next()
	case c.inFlight.at(0).prelude && c.inFlight.count > 1:
		first = 1
		fallthrough
	default:
		return c.inFlight.at(first).call
	}
}

// silenceErr returns the error that ends a connection which has been silent for too
// long, or nil. The lock is held.
func (c *Conn) silenceErr(now int64) error {
	if ends := c.silenceDeadline(); ends == 0 || now < ends {
		return nil
	}
	reason := "silent for " + failure.Text(time.Duration(c.live.limit).String())
	if c.live.ping != nil && c.oldest() == c.live.ping {
		reason += " after PING: the server or the network is gone"
	} else {
		reason += " with replies due: the server or the network is gone, or a command keeps the server busy " +
			"whose caller gave up; give a slow command a timeout that it can keep"
	}
	return &failure.ConnectionError{Address: c.config.Address, Reason: reason}
}

// keepAlive sends a ping when the idle connection is due for one, and sets the timer
// for what comes next. It returns true if the caller must write. The lock is
// held.
func (c *Conn) keepAlive(now int64) (writes bool) {
	if c.live.ping == nil {
		idlePing := c.idlePing()
		if idlePing == 0 || c.closing {
			return false
		}
		if due := c.live.lastReceived + idlePing; now < due {
			c.scheduleTickAt(now, due)
			return false
		}
		c.live.busySince = now
		if c.config.Exclusive || c.order.unprovable {
			c.live.ping = &Call{name: "PING", completion: func([]byte, error) {}}
			c.live.ping.prepare(Request{Bytes: pingRequest}, now)
			c.pending.add(c.live.ping, pingRequest)
		} else {
			c.probe(now)
			c.live.ping = c.order.last
		}
		writes = !c.writing
		c.writing = true
	}
	if c.live.limit > 0 {
		c.scheduleTickAt(now, c.live.silentSince()+c.live.limit)
	}
	return writes
}

// idlePing is after how long without anything received an idle connection is due for a ping,
// or 0. Who listens sends nothing that would show that the server hangs, or a proxy does,
// which keeps the stream alive. The lock is held.
func (c *Conn) idlePing() int64 {
	switch {
	case c.config.IdlePing != 0:
	case c.tracker != nil:
		return int64(trackedIdlePing)
	case c.listener != nil:
		return int64(defaultIdlePing)
	}
	return c.live.idlePing
}

// pingAnswered is called with the answer to the ping. The lock is held.
func (c *Conn) pingAnswered() {
	c.live.ping = nil
	if c.live.keepalive {
		c.keepAlive(c.live.lastReceived)
	}
}

var pingRequest = resp.AppendBulk(resp.AppendArrayHeader(nil, 1), "PING")

// awaited reports whether a reply belongs to the oldest request in flight, on a
// connection to which come others. While that is the ping, it may be one of those.
// The lock is held.
func (c *Conn) awaited(frame []byte) bool {
	return c.live.ping == nil || c.inFlight.at(0).call != c.live.ping || IsPong(frame)
}

// IsPong reports whether a reply answers PING: with PONG, as a server does while
// there are subscriptions in RESP2, or with an error.
func IsPong(frame []byte) bool {
	if frame == nil { // beyond a limit
		return false
	}
	switch resp.Type(frame[0]) {
	case resp.TypeSimpleError, resp.TypeBulkError:
		return true
	default:
		return bytes.Equal(frame, pong) || isSubscribedPong(frame)
	}
}

// isSubscribedPong reports whether a reply is one to PING while there are subscriptions in
// RESP2.
func isSubscribedPong(frame []byte) bool { return bytes.HasPrefix(frame, subscribedPong) }

var (
	pong           = []byte("+PONG\r\n")
	subscribedPong = []byte("*2\r\n$4\r\npong\r\n")
)
