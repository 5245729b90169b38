package main

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// goRedisChannelSize is what waits between go-redis's goroutine and the one that receives.
// More than its 100 makes it faster.
const goRedisChannelSize = 1000

func goRedisReceive() subject {
	return goRedisSubscriber("go-redis", "a loop of PubSub.ReceiveMessage", func(ctx context.Context, s *redis.PubSub, r *receiver) {
		for {
			message, err := s.ReceiveMessage(ctx)
			if err != nil {
				r.fail(err)
				return
			}
			take(r, message.Channel, message.Payload)
		}
	})
}

func goRedisChannel() subject {
	return goRedisSubscriber("go-redis-channel", "PubSub.Channel of 1,000 messages", func(_ context.Context, s *redis.PubSub, r *receiver) {
		for message := range s.Channel(redis.WithChannelSize(goRedisChannelSize)) {
			take(r, message.Channel, message.Payload)
		}
	})
}

func goRedisSubscriber(name, configuration string, receive func(context.Context, *redis.PubSub, *receiver)) subject {
	return subject{
		name: name, configuration: configuration + "; defaults", module: goRedisModule,
		subscribe: func(ctx context.Context, address string, r *receiver) (func() error, error) {
			client := redis.NewClient(&redis.Options{Addr: address})
			s := client.Subscribe(ctx, r.channels...)
			if _, err := s.Receive(ctx); err != nil {
				client.Close()
				return nil, err
			}
			// Its receiving takes no notice of a context that ends.
			return inBackground(ctx, func(ctx context.Context) { receive(ctx, s, r) }, func() error {
				err := s.Close()
				client.Close()
				return err
			}), nil
		},
	}
}
