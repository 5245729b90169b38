package core

import (
	"context"
	"io"
	"iter"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/pubsub"
	"github.com/glissade-io/glissade/models"
)

// Subscription is one subscriber of a client's: some channels and patterns, and a queue of
// its own that messages wait in. They are taken by one of [Subscription.Messages],
// [Subscription.Channel], [Subscription.Handle] and [Subscription.Receive], or by several
// goroutines, each of which then gets some of them.
//
// What is no message comes in its place as an error, and ends nothing: a
// *failure.GapError where messages may be missing since the connection was lost or the
// channel has moved, a *failure.OverflowError where some were dropped since the queue was
// full, a *failure.SubscriptionError where the server refuses a channel that it had, or was
// asked for lazily. What is in doubt can be read again then: from a GapError on, what is
// published is received.
//
// Its methods may be called from any number of goroutines, those of a callback too.
type Subscription struct {
	subscriber *pubsub.Subscriber
	sharded    bool
	contain    func(function string, f func()) error
	around     around
}

// Messages iterates over the messages from now on. The loop goes on until it is left, ctx
// ends, or the subscription does. When ctx ends, or the subscription is closed, there is no
// error. When the client is closed the last iteration has a *failure.ClosingError, and when
// the queue's policy has ended the subscription a *failure.OverflowError; other errors tell
// what is missing, and the loop goes on, see [Subscription].
func (s *Subscription) Messages(ctx context.Context) iter.Seq2[models.PubSubMessage, error] {
	return func(yield func(models.PubSubMessage, error) bool) {
		for ctx.Err() == nil { // It ends though there is always something to take.
			message, err := s.subscriber.Next(ctx)
			isOver := isEnd(err)
			if isOver && (ctx.Err() != nil || !isTold(err)) {
				return
			}
			if !yield(message, err) || isOver {
				return
			}
		}
	}
}

// Channel returns a channel of the messages from now on, and of the errors that come in
// their place. It is closed where the loop over [Subscription.Messages] would end. A
// goroutine serves it until then, which ends at once when ctx does, or the subscription or
// the client is closed: of what waits then the channel may have no more.
func (s *Subscription) Channel(ctx context.Context) <-chan models.PubSubEvent {
	events := make(chan models.PubSubEvent)
	go func() {
		defer close(events)
		for message, err := range s.Messages(ctx) {
			if !s.subscriber.Offer(ctx, events, models.PubSubEvent{PubSubMessage: message, Err: err}) {
				return
			}
		}
	}()
	return events
}

// Handle calls handle with each message, or with the error that comes in the place of one,
// on one goroutine, in order, until the subscription ends. It may use the client, close the
// subscription, and close the client. If it panics that message is lost and the next one
// comes; see [WithPanicHandler].
func (s *Subscription) Handle(handle func(message models.PubSubMessage, err error)) {
	go func() {
		for isOver := false; !isOver; {
			_ = s.contain("the subscription's callback", func() { // which tells of a panic
				for message, err := range s.Messages(context.Background()) {
					isOver = isEnd(err)
					handle(message, err)
				}
				isOver = true
			})
		}
	}()
}

// Receive returns the next message, or the error that comes in its place, see
// [Subscription]. It waits as long as ctx lets it.
// Errors of an end come each time: *failure.TimeoutError and *failure.CanceledError are the
// context's, *failure.ClosingError is that of a closed subscription or client.
func (s *Subscription) Receive(ctx context.Context) (models.PubSubMessage, error) {
	message, err := s.subscriber.Next(ctx)
	return message, ended(err)
}

// TryReceive returns the next message if there is one already. Without one ok is false, and
// the error is what [Subscription.Receive] would return at once, or nil.
func (s *Subscription) TryReceive() (message models.PubSubMessage, ok bool, err error) {
	message, ok, err = s.subscriber.TryNext()
	return message, ok, ended(err)
}

// Subscribe adds channels to the subscription, and returns when the server has confirmed
// them. When ctx ends they stay wanted, and the client goes on trying; when the server
// refuses one, none of them is added. Errors are those of [PubSub.Subscribe].
func (s *Subscription) Subscribe(ctx context.Context, channels []string) error {
	return s.subscribe(ctx, models.Exact, channels)
}

// PSubscribe adds patterns; see [Subscription.Subscribe].
func (s *Subscription) PSubscribe(ctx context.Context, patterns []string) error {
	return s.subscribe(ctx, models.Pattern, patterns)
}

// SSubscribe adds sharded channels; see [Subscription.Subscribe].
func (s *Subscription) SSubscribe(ctx context.Context, channels []string) error {
	return s.subscribe(ctx, models.Sharded, channels)
}

// SubscribeLazy adds names of a mode, and does not wait; see [PubSub.SubscribeLazy].
func (s *Subscription) SubscribeLazy(mode models.PubSubMode, names []string) error {
	if err := checkNames(mode, names, s.sharded); err != nil {
		return err
	}
	return s.subscriber.AddLazy(mode, names)
}

// Unsubscribe takes channels out of the subscription, and returns when no server sends
// their messages any more, unless another subscription of the client wants them. No channel,
// as in options.AllChannels, stands for all. Errors are those of [PubSub.Unsubscribe].
func (s *Subscription) Unsubscribe(ctx context.Context, channels []string) error {
	return s.unsubscribe(ctx, models.Exact, channels)
}

// PUnsubscribe takes patterns out; see [Subscription.Unsubscribe].
func (s *Subscription) PUnsubscribe(ctx context.Context, patterns []string) error {
	return s.unsubscribe(ctx, models.Pattern, patterns)
}

// SUnsubscribe takes sharded channels out; see [Subscription.Unsubscribe].
func (s *Subscription) SUnsubscribe(ctx context.Context, channels []string) error {
	return s.unsubscribe(ctx, models.Sharded, channels)
}

// UnsubscribeLazy takes names of a mode out, and does not wait. No name stands for all.
func (s *Subscription) UnsubscribeLazy(mode models.PubSubMode, names []string) error {
	_, err := s.remove(mode, names)
	return err
}

// Close ends the subscription. What has come already can still be taken. It may be called
// more than once.
func (s *Subscription) Close() { s.subscriber.Close() }

func (s *Subscription) subscribe(ctx context.Context, mode models.PubSubMode, names []string) error {
	if err := checkNames(mode, names, s.sharded); err != nil {
		return err
	}
	return s.add(ctx, mode, names)
}

// add adds names, and takes those back that the server has refused.
func (s *Subscription) add(ctx context.Context, mode models.PubSubMode, names []string) error {
	return s.around.subscription(ctx, subscribeNames[mode], names, func(ctx context.Context) error {
		return s.addNames(ctx, mode, names)
	})
}

func (s *Subscription) addNames(ctx context.Context, mode models.PubSubMode, names []string) error {
	pending, err := s.subscriber.Add(mode, names)
	if err != nil {
		return err
	}
	err = pending.Wait(ctx)
	switch err.(type) {
	case nil, *failure.TimeoutError, *failure.CanceledError, *failure.ClosingError:
	default:
		pending.Undo()
	}
	return err
}

func (s *Subscription) unsubscribe(ctx context.Context, mode models.PubSubMode, names []string) error {
	return s.around.unsubscribe(ctx, mode, names, func() (*pubsub.Pending, error) { return s.remove(mode, names) })
}

func (s *Subscription) remove(mode models.PubSubMode, names []string) (*pubsub.Pending, error) {
	if err := checkMode(mode, s.sharded); err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = nil
	}
	return s.subscriber.Remove(mode, names)
}

// isEnd reports whether nothing comes after an error.
func isEnd(err error) bool {
	switch e := err.(type) {
	case nil, *failure.GapError, *failure.SubscriptionError:
		return false
	case *failure.OverflowError:
		return e.Ended
	default:
		return true
	}
}

// isTold reports whether a loop is told of an end: unless the program has closed the
// subscription itself.
func isTold(err error) bool {
	closing, isClosing := err.(*failure.ClosingError)
	return err != io.EOF && (!isClosing || closing.Reason == "")
}

// ended is what is said of an end for which there is no other reason than that the program
// has given everything up.
func ended(err error) error {
	if err == io.EOF {
		return &failure.ClosingError{Reason: "the subscription is closed", Delivery: failure.NotSent}
	}
	return err
}
