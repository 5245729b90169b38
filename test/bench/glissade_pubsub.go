package main

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

func glissadeMessages() subject {
	c := glissadeSubscriber(baseline, "a loop over Subscription.Messages; commands are executed without a subscription", func(ctx context.Context, s *core.Subscription, r *receiver) {
		for message, err := range s.Messages(ctx) {
			r.takeEvent(message, err)
		}
	})
	c.open = glissadeDefault().open
	return c
}

func glissadeChannel() subject {
	return glissadeSubscriber("glissade-channel", "Subscription.Channel", func(ctx context.Context, s *core.Subscription, r *receiver) {
		for event := range s.Channel(ctx) {
			r.takeEvent(event.PubSubMessage, event.Err)
		}
	})
}

func glissadeHandle() subject {
	c := glissadeSubscriber("glissade-handle", "Subscription.Handle", nil)
	c.subscribe = func(ctx context.Context, address string, r *receiver) (func() error, error) {
		client, s, err := openGlissadeSubscription(ctx, address, r)
		if err != nil {
			return nil, err
		}
		s.Handle(r.takeEvent)
		return func() error {
			client.Close()
			return nil
		}, nil
	}
	return c
}

// takeEvent takes in what a subscription has: with an error something is missing.
func (r *receiver) takeEvent(message models.PubSubMessage, err error) {
	if err != nil {
		r.fail(err)
		return
	}
	take(r, message.Channel, message.Message)
}

// glissadeSubscriber is a client whose messages a goroutine takes until the context ends.
func glissadeSubscriber(name, configuration string, receive func(context.Context, *core.Subscription, *receiver)) subject {
	return subject{
		name: name, configuration: configuration + "; defaults", module: "github.com/glissade-io/glissade", isOwn: true,
		subscribe: func(ctx context.Context, address string, r *receiver) (func() error, error) {
			client, s, err := openGlissadeSubscription(ctx, address, r)
			if err != nil {
				return nil, err
			}
			return inBackground(ctx, func(ctx context.Context) { receive(ctx, s, r) }, func() error {
				client.Close()
				return nil
			}), nil
		},
	}
}

func openGlissadeSubscription(ctx context.Context, address string, r *receiver) (*core.Client, *core.Subscription, error) {
	node, err := nodeAddress(address)
	if err != nil {
		return nil, nil, err
	}
	client, err := native.NewClient(ctx, options.ClientConfiguration{
		Addresses: []options.NodeAddress{node}, RequestTimeout: glissadeTimeout,
	})
	if err != nil {
		return nil, nil, err
	}
	s, err := client.Subscribe(ctx, r.channels)
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	return client, s, nil
}
