package core

import (
	"context"

	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/pubsub"
	"github.com/glissade-io/glissade/models"
)

// What operations of subscriptions are called, by their mode.
var (
	subscribeNames   = [...]string{models.Exact: "SUBSCRIBE", models.Pattern: "PSUBSCRIBE", models.Sharded: "SSUBSCRIBE"}
	unsubscribeNames = [...]string{models.Exact: "UNSUBSCRIBE", models.Pattern: "PUNSUBSCRIBE", models.Sharded: "SUNSUBSCRIBE"}
)

// subscription changes subscriptions with what stands around it.
func (a around) subscription(ctx context.Context, name string, channels []string, change func(ctx context.Context) error) error {
	if page.Only || a.handle == nil {
		return change(ctx)
	}
	o := &Operation{kind: SubscribeOperation, name: name, channels: channels}
	return a.do(ctx, o, func(ctx context.Context, _ *Operation) error { return change(ctx) })
}

// unsubscribe gives names of a mode up, by remove, and waits until the server has confirmed it.
func (a around) unsubscribe(ctx context.Context, mode models.PubSubMode, names []string, remove func() (*pubsub.Pending, error)) error {
	if mode < models.Exact || mode > models.Sharded {
		mode = models.Exact // which remove refuses
	}
	return a.subscription(ctx, unsubscribeNames[mode], names, func(ctx context.Context) error {
		pending, err := remove()
		if err != nil {
			return err
		}
		return pending.Wait(ctx)
	})
}
