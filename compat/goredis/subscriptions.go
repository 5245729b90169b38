package goredis

import (
	"context"
	"maps"
	"slices"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// subscriptions are what a connection is subscribed to, as subscriptions of the client: one for
// channels and patterns, and one for sharded channels, whose messages have another name.
type subscriptions struct {
	listener, sharded *core.Subscription // nil until there is something
	names             [3]map[string]bool // by mode
}

// listens reports whether anything was ever subscribed to.
func (s *subscriptions) listens() bool { return s.listener != nil || s.sharded != nil }

func (s *subscriptions) close() {
	for _, listener := range []*core.Subscription{s.listener, s.sharded} {
		if listener != nil {
			listener.Close()
		}
	}
	*s = subscriptions{}
}

// kinds are the words of what comes about the names of a mode.
var kinds = [3]struct{ subscribe, unsubscribe, message string }{
	models.Exact:   {"subscribe", "unsubscribe", "message"},
	models.Pattern: {"psubscribe", "punsubscribe", "pmessage"},
	models.Sharded: {"ssubscribe", "sunsubscribe", "smessage"},
}

// subscribeTo and unsubscribeFrom are the methods of a subscription for each mode.
var (
	subscribeTo = [3]func(*core.Subscription, context.Context, []string) error{
		models.Exact: (*core.Subscription).Subscribe, models.Pattern: (*core.Subscription).PSubscribe, models.Sharded: (*core.Subscription).SSubscribe,
	}
	unsubscribeFrom = [3]func(*core.Subscription, context.Context, []string) error{
		models.Exact: (*core.Subscription).Unsubscribe, models.Pattern: (*core.Subscription).PUnsubscribe, models.Sharded: (*core.Subscription).SUnsubscribe,
	}
)

// modes are those of the commands.
var modes = map[string]models.PubSubMode{
	"SUBSCRIBE": models.Exact, "PSUBSCRIBE": models.Pattern, "SSUBSCRIBE": models.Sharded,
	"UNSUBSCRIBE": models.Exact, "PUNSUBSCRIBE": models.Pattern, "SUNSUBSCRIBE": models.Sharded,
}

// subscribe is SUBSCRIBE and its like.
func (c *conn) subscribe(words []string) {
	mode, names := modes[words[0]], words[1:]
	if len(names) == 0 {
		c.refuse("ERR wrong number of arguments for '" + words[0] + "' command")
		return
	}
	listener, err := c.listenerOf(mode)
	if err == nil {
		err = subscribeTo[mode](listener, c.life, names)
	}
	if err != nil {
		c.promise(c.protocol).fulfill(nil, err)
		return
	}
	if c.names[mode] == nil {
		c.names[mode] = map[string]bool{}
	}
	for _, name := range names {
		c.names[mode][name] = true
		c.confirm(kinds[mode].subscribe, mode, resp.AppendBulk(nil, name))
	}
}

// listenerOf returns the subscription that has the names of a mode.
func (c *conn) listenerOf(mode models.PubSubMode) (*core.Subscription, error) {
	listener := &c.listener
	if mode == models.Sharded {
		listener = &c.sharded
	}
	if *listener != nil {
		return *listener, nil
	}
	made, err := c.backend.subscription()
	if err != nil {
		return nil, err
	}
	*listener = made
	go c.forward(made, mode == models.Sharded, c.protocol)
	return made, nil
}

// unsubscribe is UNSUBSCRIBE and its like. Without names it is of all.
func (c *conn) unsubscribe(words []string) {
	mode, names := modes[words[0]], words[1:]
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(c.names[mode]))
	}
	if len(names) == 0 {
		c.confirm(kinds[mode].unsubscribe, mode, []byte("$-1\r\n"))
		return
	}
	listener := c.listener
	if mode == models.Sharded {
		listener = c.sharded
	}
	if listener != nil {
		if err := unsubscribeFrom[mode](listener, c.life, names); err != nil {
			c.promise(c.protocol).fulfill(nil, err)
			return
		}
	}
	for _, name := range names {
		delete(c.names[mode], name)
		c.confirm(kinds[mode].unsubscribe, mode, resp.AppendBulk(nil, name))
	}
}

// confirm answers that a name is subscribed, or is no more, with how many are of its kind.
func (c *conn) confirm(kind string, mode models.PubSubMode, name []byte) {
	c.answer(protocol3, confirmation(c.protocol, kind, name, c.count(mode)))
}

// count returns how many names a connection has, as servers count: sharded ones by themselves.
func (s *subscriptions) count(mode models.PubSubMode) int {
	if mode == models.Sharded {
		return len(s.names[models.Sharded])
	}
	return len(s.names[models.Exact]) + len(s.names[models.Pattern])
}

func confirmation(protocol int, kind string, name []byte, count int) []byte {
	reply := append(resp.AppendBulk(pushHeader(protocol, 3), kind), name...)
	return resp.AppendInteger(reply, int64(count))
}

func pushHeader(protocol, words int) []byte {
	if protocol == protocol3 {
		return resp.AppendPushHeader(nil, words)
	}
	return resp.AppendArrayHeader(nil, words)
}

// forward hands over messages until the subscription ends.
func (c *conn) forward(s *core.Subscription, isSharded bool, protocol int) {
	for message, err := range s.Messages(c.life) {
		var frames []byte
		switch err := err.(type) {
		case nil:
			frames = messageFrame(protocol, isSharded, message)
		case *failure.GapError:
			frames = c.confirmedAnew(protocol, isSharded, err.Channels)
		case *failure.OverflowError: // As with go-redis, the slow reader is not told.
		case *failure.SubscriptionError:
			frames, _ = refusalOf(&failure.ServerError{Message: err.Error()})
		default:
			c.replies.end(err)
			return
		}
		if !c.replies.push(frames) {
			return
		}
	}
}

// confirmedAnew returns what a connection that was made again would have: where messages may be
// missing, the names are confirmed once more.
func (c *conn) confirmedAnew(protocol int, isSharded bool, names []string) (frames []byte) {
	c.writing.Lock()
	defer c.writing.Unlock()
	for _, name := range names {
		mode := models.Sharded
		switch {
		case isSharded:
		case c.names[models.Pattern][name] && !c.names[models.Exact][name]:
			mode = models.Pattern
		default:
			mode = models.Exact
		}
		frames = append(frames, confirmation(protocol, kinds[mode].subscribe, resp.AppendBulk(nil, name), c.count(mode))...)
	}
	return frames
}

func messageFrame(protocol int, isSharded bool, m models.PubSubMessage) []byte {
	var frame []byte
	if pattern, isPattern := m.Pattern.Get(); isPattern {
		frame = resp.AppendBulk(pushHeader(protocol, 4), kinds[models.Pattern].message)
		frame = resp.AppendBulk(frame, pattern)
	} else {
		mode := models.Exact
		if isSharded {
			mode = models.Sharded
		}
		frame = resp.AppendBulk(pushHeader(protocol, 3), kinds[mode].message)
	}
	return resp.AppendBulk(resp.AppendBulk(frame, m.Channel), m.Message)
}
