package core

import (
	"context"
	"iter"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/keyevent"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// KeyEvents iterates over what happens to keys from now on, as servers notify of it: that
// they were set, deleted, have expired and so on. In a cluster the events of all primaries
// come, each once, and so they do after a failover and from a shard that is added.
//
//	for event, err := range client.KeyEvents(ctx, options.KeyEvents{Pattern: "user:*"}) {
//		if err != nil {
//			log.Print(err) // Events may be missing here.
//			continue
//		}
//		fmt.Println(event.Key, event.Event)
//	}
//
// It is [PubSub.SubscribeKeyEvents], with its errors, and [KeyEventSubscription.Events] in
// one. When the loop is left, or ctx ends, the events are unsubscribed.
func (p *PubSub) KeyEvents(ctx context.Context, k options.KeyEvents) iter.Seq2[models.KeyEvent, error] {
	return func(yield func(models.KeyEvent, error) bool) {
		s, err := p.SubscribeKeyEvents(ctx, k)
		if err != nil {
			yield(models.KeyEvent{}, err)
			return
		}
		defer s.Close()
		s.Events(ctx)(yield)
	}
}

// SubscribeKeyEvents subscribes to what happens to keys, and returns when all servers
// concerned have confirmed it: what is read then is a state that the events follow.
//
// Servers send nothing unless their setting notify-keyspace-events says so, in which K
// stands for notifications by key, which Pattern takes, E for those by event, which Events
// alone take, and other letters for classes of events. All primaries are asked for it
// first. Where that is not permitted, as by managed services and to some users, it goes on
// without, and there may be no events.
//
// The channels that a user needs to be permitted are "__keyspace@0__:" with the pattern, or
// "__keyevent@0__:" with each event, where 0 is the database: the one that the client has
// at this moment, whatever [Connections.Select] does later. For all databases it is "*".
// A client with ReadOnly follows one server, which may be a replica: that notifies of what
// its primary has done, if its own setting says so, and of keys that expire as deleted.
//
// Errors: *failure.ConfigurationError if an option cannot work, or a server does not notify
// of what is to be followed; it says which command changes that.
// *failure.ServerError if the server refuses the subscription, such as NOPERM;
// *failure.TimeoutError or *failure.CanceledError when ctx ends; *failure.ConnectionError
// if a primary cannot be asked; *failure.ClosingError.
// Since: 2.8.0. See https://valkey.io/topics/notifications/
func (p *PubSub) SubscribeKeyEvents(ctx context.Context, k options.KeyEvents) (*KeyEventSubscription, error) {
	if err := k.Validate(); err != nil {
		return nil, err
	}
	selection, err := keyevent.Select(k, p.session.DatabaseID())
	if err != nil {
		return nil, err
	}
	if err := p.checkNotifications(ctx, selection); err != nil {
		return nil, err
	}
	s := p.subscription(k.Queue)
	if p.sharded {
		s.subscriber = p.subscriptions.NewSubscriberOnPrimaries(k.Queue)
	}
	mode, names := selection.Names()
	if err := s.add(ctx, mode, names); err != nil {
		s.Close()
		return nil, err
	}
	return &KeyEventSubscription{subscription: s, selection: selection, check: p.checkNotifications}, nil
}

// KeyEventSubscription is a subscription to what happens to keys. Its methods may be called
// from any number of goroutines.
type KeyEventSubscription struct {
	subscription *Subscription
	selection    *keyevent.Selection
	check        func(context.Context, *keyevent.Selection) error
}

// Events iterates over the events that have come since the subscription was made. The loop
// goes on until it is left, ctx ends, or the subscription does; it ends, and tells what is
// missing, as one over [Subscription.Messages] does. After a *failure.GapError all primaries
// are asked again for what they notify of, since one of them may be new: what it lacks is
// told by a *failure.ConfigurationError, which does not end the loop either.
func (s *KeyEventSubscription) Events(ctx context.Context) iter.Seq2[models.KeyEvent, error] {
	return func(yield func(models.KeyEvent, error) bool) {
		for message, err := range s.subscription.Messages(ctx) {
			if err != nil {
				if !yield(models.KeyEvent{}, err) || !s.checkAfter(ctx, err, yield) {
					return
				}
				continue
			}
			if event, ok := s.selection.Event(message); ok && !yield(event, nil) {
				return
			}
		}
	}
}

// checkAfter tells, after a gap, of a server that does not notify of what is followed.
// A server that cannot be asked is lost, so that there will be another gap.
func (s *KeyEventSubscription) checkAfter(ctx context.Context, err error, yield func(models.KeyEvent, error) bool) (more bool) {
	if _, isGap := err.(*failure.GapError); !isGap {
		return true
	}
	lacking, isLacking := s.check(ctx, s.selection).(*failure.ConfigurationError)
	return !isLacking || yield(models.KeyEvent{}, lacking)
}

// Close unsubscribes the events. What has come already can still be taken. It may be called
// more than once.
func (s *KeyEventSubscription) Close() { s.subscription.Close() }
