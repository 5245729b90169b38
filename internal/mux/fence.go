package mux

import (
	"bytes"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
)

// SubmitFenced submits commands that are answered by push messages, or by an error each:
// SUBSCRIBE and its kind under RESP3, or under RESP2 on a connection that is a Subscriber.
// Since nobody knows how many replies there will be, a PING with an argument of its own
// goes behind them: when it is answered, so are they.
//
// The completion is called as that of [Conn.Submit] is: with the errors in the order of
// the commands that they refuse, as the server sent them, and the reply to the PING behind
// them. The request has no timeout, and cannot be canceled: its errors could be taken for
// those of others. A connection that says nothing at all meanwhile ends as one does that
// does not answer a PING.
func (c *Conn) SubmitFenced(request Request, commands int, completion func(frames []byte, err error)) {
	c.submitFence(&Call{completion: completion, purpose: fencing}, request, commands)
}

// submitFence submits commands with a PING behind them.
func (c *Conn) submitFence(call *Call, request Request, commands int) {
	now := c.now()
	request.Timeout, request.Verify, request.Prelude = 0, false, 0
	request.Replies = commands + 1
	c.mu.Lock()
	nonce := appendHex([]byte("glissade fence "), c.fences)
	c.fences++
	request.Bytes = append([]byte(nil), request.Bytes...)
	request.Bytes = resp.AppendBulk(resp.AppendBulk(resp.AppendArrayHeader(request.Bytes, 2), "PING"), string(nonce))
	call.prepare(request, now)
	call.probeReply = resp.AppendBulk(nil, string(nonce))
	if err := c.refusal(request.Name); err != nil {
		c.mu.Unlock()
		call.completion(nil, err)
		return
	}
	c.enqueue(call, request.Bytes, now)
	if c.reader == noReader {
		c.startBackgroundRead()
	}
	c.claimWriting(nil, true)
	c.scheduleTick(now, 0)
	c.mu.Unlock()
}

// endsFence reports whether a reply is the one to the PING of the fence at a place, or its
// refusal. What comes after it belongs to others. The lock is held.
func (c *Conn) endsFence(place *expectedReplies, frame []byte) bool {
	call := place.call
	switch {
	case call.purpose == authenticating && !place.endsAuthentication(frame):
		return false
	case call.purpose == fencing && place.replies > 1 && !answersFence(call.probeReply, frame):
		return false
	}
	call.replies, place.replies = len(call.ends)+1, 1
	return true
}

// answersFence reports whether a reply is one to PING rather than to SUBSCRIBE. A server
// that loads its data, or has lost its primary, refuses the former alone.
func answersFence(want, frame []byte) bool {
	if bytes.Equal(frame, want) || bytes.Equal(frame, pong) {
		return true
	}
	if isSubscribedPong(frame) {
		return bytes.HasSuffix(frame, want)
	}
	kind, _ := refusal.OfReply(frame)
	return kind == refusal.NotReady || forbidsPing(frame)
}

// forbidsPing reports whether a reply is that to a PING which the user may not send, or
// that the server does not know. The words are no channel's: those are not quoted there.
func forbidsPing(frame []byte) bool {
	switch {
	case bytes.HasPrefix(frame, []byte("-NOPERM ")):
		return bytes.Contains(frame, []byte(" the 'ping' command"))
	case bytes.HasPrefix(frame, []byte("-ERR unknown command ")):
		name := bytes.ToLower(frame[len("-ERR unknown command "):])
		return len(name) > 4 && bytes.HasPrefix(name[1:], []byte("ping"))
	default:
		return false
	}
}

// addFenced takes the error of a command before a fence, or the reply to AUTH. Anything
// else is a reply that belongs to another request. The lock is held.
func (c *Conn) addFenced(place *expectedReplies, frame []byte) error {
	switch {
	case place.call.purpose == authenticating && place.replies > 1 && isAuthReply(frame):
	case place.call.purpose == authenticating:
		return c.orderError("something else came in place of the reply to AUTH")
	case len(frame) == 0 || !resp.Type(frame[0]).IsError():
		return c.orderError("something else came in place of the confirmations to " + failure.Text(place.call.name))
	}
	place.call.add(frame)
	place.replies--
	c.stats.Replies++
	return nil
}
