package mux

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
)

// A connection matches replies to requests by their order alone. Where there is
// reason to doubt the order, it sends a probe behind the requests in question: a
// PING with an argument that nothing else can have for a reply. Replies that come
// between the doubtful one and the probe's are held back. If the probe's reply comes
// where it is expected they are handed out; if it comes anywhere else, or something
// else comes in its place, the connection ends and nobody gets a reply that may be
// another's.
//
// There is doubt when a request in flight was canceled, when a request asks for it
// (Request.Verify), and when a reply cannot be its request's (Call.Distrust). A busy
// connection is probed now and then without any.

const (
	// probeInterval is how often a connection is probed that is busy all the time, in
	// nanoseconds. One on which nothing is under way for a moment is known to be in
	// order: all requests are answered, and no reply is left.
	probeInterval = int64(5e8)
	// nonceDigits is how many digits each half of a nonce has.
	nonceDigits = 16
	nonceLength = len("glissade-") + 2*nonceDigits
	// proofSize is more than the reply to a probe takes, in bytes.
	proofSize = 64
)

// order is what a connection knows about the order of its replies. All of it but
// proven is guarded by the connection's lock.
type order struct {
	unprovable bool    // the server does not answer PING to us, or not as itself
	prefix     []byte  // what the reply to every probe begins with
	sent       uint64  // probes so far
	probes     int     // those of them that are pending or in flight
	last       *Call   // the newest of them
	probeDue   bool    // another is due once that one is answered
	refused    bool    // that one was refused, and another is due before the next request
	holding    bool    // replies are held until the next probe's
	held       []*Call // answered, it seems
	proven     []*Call // to be handed out by who reads
	probed     int64   // when the last probe was sent
}

// canProbe reports whether probes make sense: replies without a request have no order,
// and that to a probe must be within the limits.
func canProbe(config Config) bool {
	bulk, reply := config.Limits.MaxBulkLength, config.Limits.MaxReplySize
	return config.Unrequested == nil && (bulk <= 0 || bulk >= proofSize) && (reply <= 0 || reply >= proofSize)
}

// counted is how many replies of the request count towards the in-flight limit.
func (call *Call) counted() int {
	switch {
	case call.isProbe():
		return 0
	case call.isFence():
		return 1
	default:
		return call.replies
	}
}

// probe adds a probe to what is pending. Somebody must then see to it that it is
// written. The lock is held.
func (c *Conn) probe(now int64) {
	o := &c.order
	if o.unprovable {
		return
	}
	if o.prefix == nil {
		o.prefix = appendHex([]byte("$41\r\nglissade-"), rand.Uint64())
	}
	nonce := appendHex(append([]byte(nil), o.prefix[len("$41\r\n"):]...), o.sent)
	request := resp.AppendBulk(resp.AppendBulk(resp.AppendArrayHeader(nil, 2), "PING"), string(nonce))
	call := &Call{name: "PING", purpose: probing, probeReply: resp.AppendBulk(nil, string(nonce)), completion: func([]byte, error) {}}
	call.prepare(Request{Name: "PING", Bytes: request}, now)
	c.pending.add(call, request)
	o.sent++
	o.probes++
	o.last = call
	o.probed = now
	if c.reader == noReader {
		c.startBackgroundRead()
	}
}

// probeBusy adds a probe if the connection has gone without one for long. The lock
// is held.
func (c *Conn) probeBusy(now int64) {
	o := &c.order
	long := now-max(o.probed, c.live.busySince) >= probeInterval
	if (long || o.refused) && o.probes == 0 && !c.config.Exclusive {
		o.holding = o.holding || o.refused // What was in doubt then still is.
		o.refused = false
		c.probe(now)
	}
}

// probeBehind sees to it that a probe is behind a place in flight, or will be: one at
// a time is enough for a server that does not answer. The lock is held.
func (c *Conn) probeBehind(place uint64, now int64) {
	o := &c.order
	switch {
	case c.config.Exclusive:
	case o.probes == 0:
		c.probe(now)
	case o.last.stage == stageInFlight && o.last.position < place:
		o.probeDue = true
	}
}

// checkOrder compares a reply with the place that it came to, while a probe is under
// way. It returns the error that ends the connection if they cannot belong together.
// The lock is held.
func (c *Conn) checkOrder(place *expectedReplies, frame []byte) error {
	o := &c.order
	unproven := false
	if place.call == nil || !place.call.isProbe() {
		if o.isProbeReply(frame) {
			return c.orderError("the reply to a probe came before that to an earlier request, which the server has not answered")
		}
		o.holding = o.holding || place.canceled || place.call != nil && place.call.verify
		return nil
	}
	switch {
	case bytes.Equal(frame, place.call.probeReply), bytes.Equal(frame, pong), len(frame) > 0 && bytes.Equal(resp.AppendBulk(nil, string(textOf(frame))), place.call.probeReply):
		// A server that answers with PONG alone still tells PING from anything else.
	case refusesPing(frame):
		o.unprovable = true
	case isErrorForAll(frame) && c.allHeldEqual(frame):
		// As from a server that is loading. Nothing is proven, and no value is at stake.
		unproven = o.holding
	default:
		return c.orderError("something else came in place of the reply to a probe, so the server has answered an earlier request more than once, or not at all")
	}
	o.probes--
	c.stats.Replies-- // It was no request.
	behind := c.inFlight.count > 1 || c.pending.count > 0
	o.holding, o.refused = unproven && behind, unproven && !behind
	if o.probeDue || o.holding {
		o.probeDue = false
		c.probe(c.now())
	}
	for _, call := range o.held {
		if call != nil {
			call.stage = stageEnded
			o.proven = append(o.proven, call)
		}
	}
	clear(o.held)
	o.held = o.held[:0]
	return nil
}

// isProbeReply reports whether a reply is one to a probe, in whatever way a server may spell
// it: streamed, or as another kind of string.
func (o *order) isProbeReply(frame []byte) bool {
	return len(frame) > nonceLength && o.containsNonce(frame)
}

func (o *order) containsNonce(frame []byte) bool {
	if bytes.HasPrefix(frame, o.prefix) {
		return true
	}
	return isOtherString(frame) && bytes.Contains(textOf(frame), o.prefix[len("$41\r\n"):])
}

// isOtherString reports whether a reply may be a string, but is no plain one.
func isOtherString(frame []byte) bool {
	if len(frame) < 2 {
		return false
	}
	switch resp.Type(frame[0]) {
	case resp.TypeBulkString:
		return frame[1] == '?'
	case resp.TypeSimpleString, resp.TypeVerbatimString:
		return true
	default:
		return false
	}
}

// textOf returns the text of a reply that is a string, or nil.
func textOf(frame []byte) []byte {
	decoder := resp.NewDecoder(frame)
	token, err := decoder.Next()
	if err != nil || token.Type.IsError() {
		return nil
	}
	return token.Text
}

// refusesPing reports whether a reply refuses PING to us, or PING with an argument.
func refusesPing(frame []byte) bool {
	return bytes.HasPrefix(frame, []byte("-NOPERM ")) ||
		bytes.HasPrefix(frame, []byte("-ERR ")) && bytes.Contains(bytes.ToLower(frame), []byte("ping"))
}

// isErrorForAll reports whether a reply is an error that a server has for every command,
// whichever it is.
func isErrorForAll(frame []byte) bool {
	kind, _ := refusal.OfReply(frame)
	return kind.IsOfEveryCommand()
}

// allHeldEqual reports whether all replies that are held are the same. The lock is
// held.
func (c *Conn) allHeldEqual(frame []byte) bool {
	for _, call := range c.order.held {
		if call == nil {
			continue
		}
		for i := range call.ends {
			if !bytes.Equal(call.Frame(i), frame) {
				return false
			}
		}
	}
	return true
}

func (c *Conn) orderError(problem failure.Text) error {
	return &failure.ConnectionError{
		Address: c.config.Address,
		Reason:  "replies do not match requests: " + problem + "; nothing was handed out that may be another request's",
	}
}

// hold keeps a reply that is whole from its request. The lock is held.
func (c *Conn) hold(call *Call) {
	call.stage, call.position = stageHeld, uint64(len(c.order.held))
	c.order.held = append(c.order.held, call)
}

// deliverProven ends the requests whose replies were held and are proven. It is called by
// who reads, without the lock.
func (c *Conn) deliverProven() {
	for _, call := range c.order.proven {
		call.finish(call.limitErr())
	}
	clear(c.order.proven)
	c.order.proven = c.order.proven[:0]
}

// Distrust says that the reply which the last request got cannot be its own, for
// example because of its type. The connection then holds all replies until it has
// proven that they come in order, or ends, as one that is exclusive does at once. It does
// nothing where PING is not permitted.
func (call *Call) Distrust() {
	c := call.conn
	if c == nil {
		return
	}
	if c.config.Exclusive {
		c.fail(c.orderError("the reply to " + failure.Text(call.name) + " cannot be its own"))
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended != nil || c.order.unprovable {
		return
	}
	if c.order.probes == 0 || c.order.last.stage != stagePending {
		c.probe(c.now())
	}
	c.order.holding = true
	c.wakeWriter()
}

// Prove is Distrust for a request with several replies, of which one cannot be its own:
// it waits until it is proven that the others are, within the timeout. It returns why that
// cannot be proven, or nil; also where PING is not permitted.
func (call *Call) Prove(ctx context.Context, timeout time.Duration) error {
	c := call.conn
	if c == nil {
		return nil
	}
	if c.config.Exclusive {
		call.Distrust()
		return c.Err()
	}
	proven := make(chan error, 1)
	c.mu.Lock()
	if c.ended != nil || c.order.unprovable {
		defer c.mu.Unlock()
		return c.ended
	}
	c.probe(c.now())
	c.order.last.completion = func(frame []byte, err error) {
		if err == nil && isErrorForAll(frame) {
			err = &failure.ConnectionError{
				Address: c.config.Address, Delivery: failure.MaybeExecuted, Cause: ErrorOf(frame),
				Reason: "replies may not match requests, and the server refuses the PING that would prove that they do",
			}
		}
		proven <- err
	}
	c.order.holding = true
	c.wakeWriter()
	c.mu.Unlock()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case err := <-proven:
		return err
	case <-timer.C:
		return &failure.TimeoutError{Address: c.config.Address, Command: "PING", Delivery: failure.MaybeExecuted, After: timeout, Reason: "no reply"}
	case <-ctx.Done():
		return contextError(ctx, c.config.Address, "PING", failure.MaybeExecuted)
	}
}

// appendHex appends a number as digits of a fixed count.
func appendHex(dst []byte, n uint64) []byte {
	digits := strconv.FormatUint(n, 16)
	for range nonceDigits - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}
