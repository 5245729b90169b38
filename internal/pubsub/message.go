package pubsub

import (
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

// parse reads a push message. What is none of those that it knows is other.
func parse(frame []byte) (p push) {
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
