package goredis

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

func TestSubscriptions(t *testing.T) {
	onAll(t, func(e *environment) {
		ctx := within(e.Context(), e.T)
		s := e.client.Subscribe(ctx, "news", "other")
		defer s.Close()
		for i, name := range []string{"news", "other"} {
			confirmed, err := s.Receive(ctx)
			require.NoError(e, err)
			require.Equal(e, &redis.Subscription{Kind: "subscribe", Channel: name, Count: i + 1}, confirmed)
		}
		require.NoError(e, s.PSubscribe(ctx, "n*"))
		confirmed, err := s.Receive(ctx)
		require.NoError(e, err)
		require.Equal(e, &redis.Subscription{Kind: "psubscribe", Channel: "n*", Count: 3}, confirmed)

		require.NoError(e, e.client.Publish(ctx, "news", "hello").Err())
		messages := map[string]*redis.Message{}
		for range 2 {
			m, err := s.ReceiveMessage(ctx)
			require.NoError(e, err)
			messages[m.Pattern] = m
		}
		require.Equal(e, map[string]*redis.Message{
			"": {Channel: "news", Payload: "hello"}, "n*": {Channel: "news", Pattern: "n*", Payload: "hello"},
		}, messages)

		require.NoError(e, s.Ping(ctx, "are you there?"))
		pong, err := s.Receive(ctx)
		require.NoError(e, err)
		require.Equal(e, &redis.Pong{Payload: "are you there?"}, pong)

		require.NoError(e, s.Unsubscribe(ctx, "news"))
		confirmed, err = s.Receive(ctx)
		require.NoError(e, err)
		require.Equal(e, &redis.Subscription{Kind: "unsubscribe", Channel: "news", Count: 2}, confirmed)
		require.NoError(e, s.PUnsubscribe(ctx))
		require.NoError(e, s.Unsubscribe(ctx))
	})
}

func TestShardedSubscriptions(t *testing.T) {
	onAll(t, func(e *environment) {
		ctx := within(e.Context(), e.T)
		s := e.client.SSubscribe(ctx, "orders")
		defer s.Close()
		confirmed, err := s.Receive(ctx)
		if e.server != nil {
			require.ErrorContains(e, err, "sharded")
			return
		}
		require.NoError(e, err)
		require.Equal(e, &redis.Subscription{Kind: "ssubscribe", Channel: "orders", Count: 1}, confirmed)
		require.NoError(e, e.client.SPublish(ctx, "orders", "one").Err())
		m, err := s.ReceiveMessage(ctx)
		require.NoError(e, err)
		require.Equal(e, &redis.Message{Channel: "orders", Payload: "one"}, m)
	})
}

// Where messages may be missing, the channel is confirmed once more, as after a reconnection.
func TestAGapIsAConfirmation(t *testing.T) {
	onAll(t, func(e *environment) {
		if e.server == nil {
			e.Skip("the servers of one are enough")
		}
		ctx := within(e.Context(), e.T)
		s := e.client.Subscribe(ctx, "news")
		defer s.Close()
		want := &redis.Subscription{Kind: "subscribe", Channel: "news", Count: 1}
		confirmed, err := s.Receive(ctx)
		require.NoError(e, err)
		require.Equal(e, want, confirmed)
		for _, kind := range []string{"normal", "pubsub"} {
			require.NoError(e, e.direct.ClientKillByFilter(ctx, "TYPE", kind, "SKIPME", "yes").Err())
		}
		confirmed, err = s.Receive(ctx)
		require.NoError(e, err)
		require.Equal(e, want, confirmed)
	})
}
