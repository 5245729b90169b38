package pubsub

import (
	"bytes"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// kind is what a push message is about.
type kind uint8

const (
	other kind = iota // invalidations, and what is not known or malformed
	message
	subscribed
	unsubscribed
)

// push is a push message that concerns subscriptions. Its memory is that of the frame.
type push struct {
	kind    kind
	mode    models.PubSubMode
	name    []byte // the channel or pattern that is subscribed
	channel []byte // of a message to a pattern
	payload []byte // of a message
}

// messageHeads are what nearly all frames begin with, behind their type.
var messageHeads = [modes][]byte{
	models.Exact:   []byte("3\r\n$7\r\nmessage\r\n"),
	models.Pattern: []byte("4\r\n$8\r\npmessage\r\n"),
	models.Sharded: []byte("3\r\n$8\r\nsmessage\r\n"),
}

// parseMessage reads a message in the form in which servers send it, which saves the
// decoder.
func parseMessage(frame []byte) (p push, ok bool) {
	if len(frame) == 0 {
		return p, false
	}
	if first := resp.Type(frame[0]); first != resp.TypePush && first != resp.TypeArray {
		return p, false
	}
	var rest []byte
	for mode, head := range messageHeads {
		if rest, ok = bytes.CutPrefix(frame[1:], head); ok {
			p.kind, p.mode = message, models.PubSubMode(mode)
			break
		}
	}
	if !ok {
		return p, false
	}
	if p.name, rest, ok = resp.CutBulk(rest); !ok {
		return p, false
	}
	if p.mode == models.Pattern {
		if p.channel, rest, ok = resp.CutBulk(rest); !ok {
			return p, false
		}
	}
	p.payload, rest, ok = resp.CutBulk(rest)
	return p, ok && len(rest) == 0
}

// parse reads a push message. What is none of those that it knows is other.
func parse(frame []byte) (p push) {
	if p, ok := parseMessage(frame); ok {
		return p
	}
	return decode(frame)
}

// decode is parse for any form.
func decode(frame []byte) (p push) {
	decoder := resp.NewDecoder(frame)
	token, err := decoder.Next()
	if err != nil || token.Type != resp.TypePush && token.Type != resp.TypeArray || token.Len < 3 {
		return push{}
	}
	name, err := textOf(&decoder)
	if err != nil {
		return push{}
	}
	kind, mode := classify(name)
	want := 3
	if kind == message && mode == models.Pattern {
		want = 4
	}
	if kind == other || token.Len != want {
		return push{}
	}
	p = push{kind: kind, mode: mode}
	if p.name, err = textOf(&decoder); err != nil {
		return push{}
	}
	if want == 4 {
		if p.channel, err = textOf(&decoder); err != nil {
			return push{}
		}
	}
	if kind == message {
		if p.payload, err = textOf(&decoder); err != nil {
			return push{}
		}
	}
	return p
}

// textOf reads a string. The name in a confirmation may be null, where there was nothing to
// unsubscribe: then it is no channel's.
func textOf(decoder *resp.Decoder) ([]byte, error) {
	token, err := decoder.Next()
	switch {
	case err != nil:
		return nil, err
	case token.Type == resp.TypeBulkString, token.Type == resp.TypeSimpleString, token.Type == resp.TypeVerbatimString:
		return token.Text, nil
	default:
		return nil, &resp.ProtocolError{Type: token.Type, Message: "not a string, as names and messages are"}
	}
}

func classify(name []byte) (kind, models.PubSubMode) {
	switch string(name) {
	case "message":
		return message, models.Exact
	case "pmessage":
		return message, models.Pattern
	case "smessage":
		return message, models.Sharded
	case "subscribe":
		return subscribed, models.Exact
	case "psubscribe":
		return subscribed, models.Pattern
	case "ssubscribe":
		return subscribed, models.Sharded
	case "unsubscribe":
		return unsubscribed, models.Exact
	case "punsubscribe":
		return unsubscribed, models.Pattern
	case "sunsubscribe":
		return unsubscribed, models.Sharded
	default:
		return other, models.Exact
	}
}
