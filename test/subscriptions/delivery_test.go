package subscriptions

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestMessagesComeInOrderToWhoeverSubscribes(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client, publisher := e.connect(), e.connect()
		news, err := client.Subscribe(e.Context(), []string{"news", "weather"})
		require.NoError(e, err)
		again, err := client.Subscribe(e.Context(), []string{"news"})
		require.NoError(e, err)
		patterns, err := client.PSubscribe(e.Context(), []string{"n*", "w?ather"})
		require.NoError(e, err)
		for i := range 100 {
			channel := []string{"news", "weather"}[i%2]
			receivers, err := publisher.Publish(e.Context(), channel, strconv.Itoa(i))
			require.NoError(e, err)
			require.EqualValues(e, 2, receivers, "the channel and its pattern, each once")
		}
		for i := range 100 {
			channel := []string{"news", "weather"}[i%2]
			require.Equal(e, models.PubSubMessage{Message: strconv.Itoa(i), Channel: channel}, receive(e, news))
			if channel == "news" {
				require.Equal(e, strconv.Itoa(i), receive(e, again).Message)
			}
			require.Equal(e, models.PubSubMessage{
				Message: strconv.Itoa(i), Channel: channel, Pattern: models.Present([]string{"n*", "w?ather"}[i%2]),
			}, receive(e, patterns))
		}
		require.Equal(e, map[models.PubSubMode][]string{
			models.Exact: {"news", "weather"}, models.Pattern: {"n*", "w?ather"},
		}, client.GetSubscriptions().ActualSubscriptions)

		news.Close()
		require.NoError(e, client.PUnsubscribe(e.Context(), nil))
		_, err = patterns.Receive(e.Context())
		require.ErrorContains(e, err, "the subscription is closed")
		require.EventuallyWithT(e, func(c *collect) {
			require.Equal(c, map[models.PubSubMode][]string{models.Exact: {"news"}, models.Pattern: nil}, client.GetSubscriptions().ActualSubscriptions)
		}, deadline, tick)
		_, err = publisher.Publish(e.Context(), "news", "last")
		require.NoError(e, err)
		require.Equal(e, "last", receive(e, again).Message)
		for range news.Messages(e.Context()) {
			require.Fail(e, "all was taken, and it is closed")
		}
		client.Close()
		_, err = again.Receive(context.Background())
		require.ErrorContains(e, err, "the client is closed")
	})
}

func TestAGapIsToldOnceWhenTheConnectionWasLost(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client, publisher := e.connect(), e.connect()
		many := make([]string, 1000)
		for i := range many {
			many[i] = "channel " + strconv.Itoa(i)
		}
		s, err := client.Subscribe(e.Context(), many)
		require.NoError(e, err)
		for range 3 {
			_, err = publisher.Publish(e.Context(), many[7], "before")
			require.NoError(e, err)
			require.Equal(e, "before", receive(e, s).Message)
			e.command("CLIENT", "KILL", "TYPE", "pubsub")
			g := gap(e, s)
			requireNames(e, many, g.Channels)
			require.Equal(e, e.server.Addr(), g.Address)
			require.Error(e, g.Cause)
			_, err = publisher.Publish(e.Context(), many[999], "after")
			require.NoError(e, err)
			require.Equal(e, "after", receive(e, s).Message)
		}
		require.EqualValues(e, 3, client.Statistics().PubSub.Gaps)
		require.Empty(e, client.Statistics().PubSub.Dropped)
	})
}
