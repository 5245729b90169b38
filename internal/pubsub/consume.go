package pubsub

import (
	"context"

	"github.com/glissade-io/glissade/models"
)

// Offer sends an event to whoever receives it. It reports false when nobody has to any
// more: the context has ended, or the subscriber or the subscriptions were closed.
func (b *Subscriber) Offer(ctx context.Context, events chan<- models.PubSubEvent, event models.PubSubEvent) bool {
	select {
	case events <- event:
		return true
	case <-ctx.Done():
	case <-b.done:
	case <-b.subscriptions.life.Done():
	}
	return false
}

// Next returns the next message, or what is told in place of one: a *failure.GapError,
// *failure.OverflowError or *failure.SubscriptionError, after which there is more unless
// that says that it has ended. The error of an end, or of the context, comes again and
// again. It is io.EOF where there is no reason to tell.
func (b *Subscriber) Next(ctx context.Context) (models.PubSubMessage, error) {
	for {
		if message, ok, err := b.TryNext(); ok || err != nil {
			return message, err
		}
		if message, ok, err := b.waitNext(ctx); ok || err != nil {
			return message, err
		}
	}
}

// waitNext waits until there may be a message, or returns one that has come meanwhile.
func (b *Subscriber) waitNext(ctx context.Context) (message models.PubSubMessage, ok bool, err error) {
	b.queue.waiting.Add(1)
	defer b.queue.waiting.Add(-1)
	if message, ok, err = b.TryNext(); ok || err != nil {
		return message, ok, err
	}
	if b.queue.wait(ctx) != nil {
		err = waitError(ctx, nil)
	}
	return message, false, err
}

// TryNext returns the next message if there is one already. If there is none, ok is
// false, and the error says what is told in its place, or why there will be none, or is nil.
func (b *Subscriber) TryNext() (message models.PubSubMessage, ok bool, err error) {
	e, taken := b.next()
	if !taken {
		return message, false, nil
	}
	message, err = e.event()
	return message, err == nil, err
}

// next returns what was taken out of the queue, or takes more out, and in the end why there
// is no more.
func (b *Subscriber) next() (e entry, ok bool) {
	b.consuming.Lock()
	defer b.consuming.Unlock()
	if b.taken == nil {
		if b.taken = b.queue.take(); b.taken == nil {
			reason, over := b.queue.over()
			if !over {
				return entry{}, false
			}
			return telling(endOf(reason)), true
		}
	}
	e = *b.taken.front()
	b.taken.pop()
	if b.taken.isEmpty() {
		b.taken.release()
		b.taken = nil
	}
	b.queue.wake() // There may be more, for another consumer.
	return e, true
}
