package main

import (
	"context"

	"github.com/valkey-io/valkey-go"
)

func valkeyGoReceive() subject {
	return valkeyGoSubscriber("valkey-go", "Client.Receive; defaults", func(ctx context.Context, client valkey.Client, r *receiver) (func() error, error) {
		return inBackground(ctx, func(ctx context.Context) {
			err := client.Receive(ctx, client.B().Subscribe().Channel(r.channels...).Build(), r.takeValkeyGo)
			if ctx.Err() == nil {
				r.fail(err)
			}
		}, func() error { return nil }), nil
	})
}

func valkeyGoHooks() subject {
	return valkeyGoSubscriber("valkey-go-hooks", "DedicatedClient.SetPubSubHooks; defaults", func(ctx context.Context, client valkey.Client, r *receiver) (func() error, error) {
		dedicated, release := client.Dedicate()
		end := dedicated.SetPubSubHooks(valkey.PubSubHooks{OnMessage: r.takeValkeyGo})
		if err := dedicated.Do(ctx, dedicated.B().Subscribe().Channel(r.channels...).Build()).Error(); err != nil {
			release()
			return nil, err
		}
		return func() error {
			dedicated.Close()
			<-end
			return nil
		}, nil
	})
}

func (r *receiver) takeValkeyGo(message valkey.PubSubMessage) {
	take(r, message.Channel, message.Message)
}

func valkeyGoSubscriber(name, configuration string, receive func(context.Context, valkey.Client, *receiver) (func() error, error)) subject {
	return subject{
		name: name, configuration: configuration, module: valkeyGoModule,
		subscribe: func(ctx context.Context, address string, r *receiver) (func() error, error) {
			client, err := valkey.NewClient(valkey.ClientOption{InitAddress: []string{address}})
			if err != nil {
				return nil, err
			}
			end, err := receive(ctx, client, r)
			if err != nil {
				client.Close()
				return nil, err
			}
			return func() error {
				err := end()
				client.Close()
				return err
			}, nil
		},
	}
}
