package core

import (
	"context"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/pubsub"
	"github.com/glissade-io/glissade/internal/sorting"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// PubSub is what a client subscribes with. Clients of both kinds have its methods; they
// publish by those of [PubSubCommands].
//
//	news, err := client.Subscribe(ctx, []string{"news"})
//	if err != nil {
//		return err
//	}
//	defer news.Close()
//	for message, err := range news.Messages(ctx) {
//		if err != nil {
//			log.Print(err) // Messages may be missing here; more come.
//			continue
//		}
//		fmt.Println(message.Channel, message.Message)
//	}
//
// Messages come at most once: what is published while the subscription is not at the
// server is lost, and a *failure.GapError tells of it. Behind one, a client that is ReadOnly
// may get some again, from a replica that is behind the one before it. Those on one channel come in the
// order in which they were published, and so do those of all channels at one server. A
// client is subscribed to a name once, however many of its subscriptions want it.
// Under RESP3 messages come over the connection that commands use, and hold up no
// command; under RESP2 over one of their own.
//
// [Client.With] makes no difference to subscriptions.
// See https://valkey.io/topics/pubsub/
type PubSub struct {
	subscriptions *pubsub.Subscriptions
	queue         *Subscription
	hasCallback   bool
	sharded       bool
	session       *node.Session
	client        notified
	contain       func(function string, f func()) error
	surrounding   around
}

func newPubSub(subscriptions *pubsub.Subscriptions, session *node.Session, client notified, configuration *options.ClientConfiguration, sharded bool, s *clientOptions, surrounding around) PubSub {
	p := PubSub{
		subscriptions: subscriptions, session: session, client: client, sharded: sharded, contain: s.contain,
		surrounding: surrounding,
	}
	limits := options.SubscriptionQueue{}
	if configured := configuration.Subscriptions; configured != nil {
		limits, p.hasCallback = configured.Queue, configured.Callback != nil
	}
	p.queue = p.subscription(limits)
	return p
}

func (p *PubSub) subscription(limits options.SubscriptionQueue) *Subscription {
	return &Subscription{subscriber: p.subscriptions.NewSubscriber(limits), sharded: p.sharded, contain: p.contain, around: p.surrounding}
}

// subscribeConfigured subscribes to what the configuration names.
func (p *PubSub) subscribeConfigured(ctx context.Context, configuration *options.ClientConfiguration) error {
	c := configuration.Subscriptions
	if c == nil {
		return nil
	}
	if c.Callback != nil {
		p.queue.Handle(func(message models.PubSubMessage, err error) {
			switch err.(type) {
			case nil:
				c.Callback(message, c.Context)
			case *failure.GapError, *failure.OverflowError, *failure.SubscriptionError:
				if c.OnMissed != nil {
					c.OnMissed(err, c.Context)
				}
			}
		})
	}
	ctx, cancel := context.WithTimeout(ctx, configuration.Advanced.ConnectionTimeout)
	defer cancel()
	var pending []*pubsub.Pending
	for mode, channels := range c.Channels {
		change, err := p.queue.subscriber.Add(mode, channels)
		if err != nil {
			return err
		}
		pending = append(pending, change)
	}
	for _, change := range pending {
		if err := change.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Subscribe subscribes to channels, and returns the subscription when the server has
// confirmed them. It waits as long as ctx lets it.
//
// Errors: *failure.ConfigurationError if no channel is named, or a name is no UTF-8;
// *failure.ServerError if the server refuses one, such as NOPERM; *failure.TimeoutError or
// *failure.CanceledError when ctx ends; *failure.ClosingError. There is no subscription
// then. Complexity: O(N) for N channels. Since: 2.0.0.
// See https://valkey.io/commands/subscribe/
func (p *PubSub) Subscribe(ctx context.Context, channels []string) (*Subscription, error) {
	return p.subscribe(ctx, models.Exact, channels)
}

// PSubscribe is [PubSub.Subscribe] with glob-style patterns: "news.*" has the messages of
// all channels whose names match it. Since: 2.0.0.
// See https://valkey.io/commands/psubscribe/
func (p *PubSub) PSubscribe(ctx context.Context, patterns []string) (*Subscription, error) {
	return p.subscribe(ctx, models.Pattern, patterns)
}

// SSubscribe is [PubSub.Subscribe] with sharded channels, which only clusters have: their
// messages stay within the shard of the channel's slot, which the subscription follows.
// Since: 7.0.0. See https://valkey.io/commands/ssubscribe/
func (p *PubSub) SSubscribe(ctx context.Context, channels []string) (*Subscription, error) {
	return p.subscribe(ctx, models.Sharded, channels)
}

// SubscribeLazy is [PubSub.Subscribe] without the waiting: the server is asked soon. What
// it refuses is told by a *failure.SubscriptionError among the messages, and tried again at
// the reconciliation interval.
func (p *PubSub) SubscribeLazy(channels []string) (*Subscription, error) {
	return p.subscribeLazy(models.Exact, channels)
}

// PSubscribeLazy is [PubSub.PSubscribe] without the waiting; see [PubSub.SubscribeLazy].
func (p *PubSub) PSubscribeLazy(patterns []string) (*Subscription, error) {
	return p.subscribeLazy(models.Pattern, patterns)
}

// SSubscribeLazy is [PubSub.SSubscribe] without the waiting; see [PubSub.SubscribeLazy].
func (p *PubSub) SSubscribeLazy(channels []string) (*Subscription, error) {
	return p.subscribeLazy(models.Sharded, channels)
}

func (p *PubSub) subscribe(ctx context.Context, mode models.PubSubMode, names []string) (*Subscription, error) {
	if err := checkNames(mode, names, p.sharded); err != nil {
		return nil, err
	}
	s := p.subscription(options.SubscriptionQueue{})
	if err := s.add(ctx, mode, names); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (p *PubSub) subscribeLazy(mode models.PubSubMode, names []string) (*Subscription, error) {
	if err := checkNames(mode, names, p.sharded); err != nil {
		return nil, err
	}
	s := p.subscription(options.SubscriptionQueue{})
	if err := s.subscriber.AddLazy(mode, names); err != nil {
		return nil, err
	}
	return s, nil
}

// NewSubscription returns a subscription to nothing yet, with a queue of its own measure.
// It can have channels and patterns together:
//
//	s, err := client.NewSubscription(options.SubscriptionQueue{MaxMessages: 100})
//	err = s.Subscribe(ctx, []string{"news"})
//	err = s.PSubscribe(ctx, []string{"alerts.*"})
//
// Errors: *failure.ConfigurationError.
func (p *PubSub) NewSubscription(queue options.SubscriptionQueue) (*Subscription, error) {
	if err := queue.Validate(); err != nil {
		return nil, err
	}
	return p.subscription(queue), nil
}

// GetQueue returns the client's own subscription: to what its configuration names, and
// what is added to it. It does not end before the client.
//
// Errors: *failure.ConfigurationError if messages go to the configuration's Callback.
func (p *PubSub) GetQueue() (*Subscription, error) {
	if p.hasCallback {
		return nil, &failure.ConfigurationError{
			Field: "Subscriptions.Callback", Message: "gets all messages, so there is no queue; leave it out, or subscribe by {PubSub.Subscribe}",
		}
	}
	return p.queue, nil
}

// Unsubscribe gives channels up in all of the client's subscriptions, and returns when the
// server has confirmed it; no channel, as in options.AllChannels, stands for all of them. A
// subscription that is left with nothing ends, but for that of [PubSub.GetQueue]. Channels
// that the client is not subscribed to are no error. To end one subscription, close it.
//
// Errors: *failure.TimeoutError or *failure.CanceledError when ctx ends; the channels are
// given up nevertheless. *failure.ClosingError. Since: 2.0.0.
// See https://valkey.io/commands/unsubscribe/
func (p *PubSub) Unsubscribe(ctx context.Context, channels []string) error {
	return p.unsubscribe(ctx, models.Exact, channels)
}

// PUnsubscribe is [PubSub.Unsubscribe] for patterns. Since: 2.0.0.
// See https://valkey.io/commands/punsubscribe/
func (p *PubSub) PUnsubscribe(ctx context.Context, patterns []string) error {
	return p.unsubscribe(ctx, models.Pattern, patterns)
}

// SUnsubscribe is [PubSub.Unsubscribe] for sharded channels. Since: 7.0.0.
// See https://valkey.io/commands/sunsubscribe/
func (p *PubSub) SUnsubscribe(ctx context.Context, channels []string) error {
	return p.unsubscribe(ctx, models.Sharded, channels)
}

// UnsubscribeLazy is [PubSub.Unsubscribe] without the waiting.
func (p *PubSub) UnsubscribeLazy(channels []string) error {
	_, err := p.removeAll(models.Exact, channels)
	return err
}

// PUnsubscribeLazy is [PubSub.PUnsubscribe] without the waiting.
func (p *PubSub) PUnsubscribeLazy(patterns []string) error {
	_, err := p.removeAll(models.Pattern, patterns)
	return err
}

// SUnsubscribeLazy is [PubSub.SUnsubscribe] without the waiting.
func (p *PubSub) SUnsubscribeLazy(channels []string) error {
	_, err := p.removeAll(models.Sharded, channels)
	return err
}

func (p *PubSub) unsubscribe(ctx context.Context, mode models.PubSubMode, names []string) error {
	return p.surrounding.unsubscribe(ctx, mode, names, func() (*pubsub.Pending, error) { return p.removeAll(mode, names) })
}

func (p *PubSub) removeAll(mode models.PubSubMode, names []string) (*pubsub.Pending, error) {
	if err := checkMode(mode, p.sharded); err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = nil
	}
	return p.subscriptions.RemoveAll(mode, names, p.queue.subscriber)
}

// GetSubscriptions returns what the client is to be subscribed to, and what servers have
// confirmed. Where the two differ, servers are being asked, or have refused.
func (p *PubSub) GetSubscriptions() models.PubSubState {
	desired, actual := p.subscriptions.State()
	return models.PubSubState{DesiredSubscriptions: p.byMode(desired), ActualSubscriptions: p.byMode(actual)}
}

func (p *PubSub) byMode(names [3][]string) map[models.PubSubMode][]string {
	state := map[models.PubSubMode][]string{}
	for mode, names := range names {
		if mode := models.PubSubMode(mode); mode != models.Sharded || p.sharded {
			sorting.By(names, strings.Compare)
			state[mode] = names
		}
	}
	return state
}

// checkNames says why names cannot be subscribed, before any server is asked.
func checkNames(mode models.PubSubMode, names []string, sharded bool) error {
	if err := checkMode(mode, sharded); err != nil {
		return err
	}
	field := "channels"
	if mode == models.Pattern {
		field = "patterns"
	}
	if len(names) == 0 {
		return &failure.ConfigurationError{Field: field, Message: "names nothing to subscribe to; give one name at least"}
	}
	return options.ValidateChannels(field, names)
}

// checkMode says why a client has nothing of a mode.
func checkMode(mode models.PubSubMode, sharded bool) error {
	switch {
	case mode < models.Exact || mode > models.Sharded:
		return &failure.ConfigurationError{Field: "mode", Message: "is unknown; use {Exact}, {Pattern} or {Sharded}"}
	case mode == models.Sharded && !sharded:
		return &failure.ConfigurationError{
			Field: "channels", Message: "are sharded, which only those of clusters are; use {PubSub.Subscribe}, or {NewClusterClient}",
		}
	}
	return nil
}
