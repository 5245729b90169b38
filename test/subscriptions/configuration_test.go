package subscriptions

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func subscriptions(s options.SubscriptionConfiguration) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) { c.Subscriptions = &s }
}

func exact(channels ...string) map[models.PubSubMode][]string {
	return map[models.PubSubMode][]string{models.Exact: channels}
}

func TestTheConfigurationSubscribesBeforeTheClientIsThere(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect(subscriptions(options.SubscriptionConfiguration{Channels: map[models.PubSubMode][]string{
			models.Exact: {"a", "b", "a"}, models.Pattern: {"p*"},
		}}), func(c *options.ClientConfiguration) { c.LazyConnect = true })
		e.publish("a", "1", 1)
		e.publish("pa", "2", 1)
		queue, err := client.GetQueue()
		require.NoError(e, err)
		require.Equal(e, models.PubSubMessage{Message: "1", Channel: "a"}, receive(e, queue))
		require.Equal(e, models.PubSubMessage{Message: "2", Channel: "pa", Pattern: models.Present("p*")}, receive(e, queue))
		state := map[models.PubSubMode][]string{models.Exact: {"a", "b"}, models.Pattern: {"p*"}}
		require.Equal(e, models.PubSubState{DesiredSubscriptions: state, ActualSubscriptions: state}, client.GetSubscriptions())

		// The client's own subscription stays when nothing is left of it.
		require.NoError(e, client.Unsubscribe(e.Context(), options.AllChannels))
		require.NoError(e, client.PUnsubscribe(e.Context(), options.AllPatterns))
		e.publish("a", "nobody's", 0)
		state = map[models.PubSubMode][]string{models.Exact: nil, models.Pattern: nil}
		require.Equal(e, models.PubSubState{DesiredSubscriptions: state, ActualSubscriptions: state}, client.GetSubscriptions())
		require.NoError(e, queue.Subscribe(e.Context(), []string{"c"}))
		e.publish("c", "3", 1)
		require.Equal(e, "3", receive(e, queue).Message)
	})
}

func TestTheConfiguredCallbackGetsItsContextAndWhatIsMissed(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		type told struct {
			message, context string
			err              error
		}
		events := make(chan told, 10)
		client := e.connect(subscriptions(options.SubscriptionConfiguration{
			Channels: exact("a"), Context: "mine",
			Callback: func(message models.PubSubMessage, context any) {
				events <- told{message.Message, context.(string), nil}
			},
			OnMissed: func(err error, context any) { events <- told{"", context.(string), err} },
		}))
		e.publish("a", "1", 1)
		require.Equal(e, told{"1", "mine", nil}, <-events)
		e.command("CLIENT", "KILL", "TYPE", "pubsub")
		event := <-events
		var missed *failure.GapError
		require.ErrorAs(e, event.err, &missed)
		require.Equal(e, []string{"a"}, missed.Channels)
		require.Equal(e, "mine", event.context)
		e.publish("a", "2", 1)
		require.Equal(e, told{"2", "mine", nil}, <-events)

		_, err := client.GetQueue()
		var refused *failure.ConfigurationError
		require.ErrorAs(e, err, &refused)
		require.Equal(e, "Subscriptions.Callback", refused.Field)
		client.Close()
		require.Empty(e, events, "the end of the client is nothing that was missed")
	})
}

func TestAConfiguredCallbackMayBeCalledWhileTheClientIsMade(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		publisher := e.connect()
		stop := make(chan struct{})
		var publishing sync.WaitGroup
		publishing.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_, _ = publisher.Publish(e.Context(), "a", "x")
				}
			}
		})
		for range 10 {
			called := make(chan struct{})
			isCalled := sync.OnceFunc(func() { close(called) })
			client := e.connect(subscriptions(options.SubscriptionConfiguration{
				Channels: exact("a"), Callback: func(models.PubSubMessage, any) { isCalled() },
			}))
			<-called
			client.Close()
		}
		close(stop)
		publishing.Wait()
	})
}

func TestGivingUpAllOfAModeLeavesTheOther(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		both := newSubscription(e, client, options.SubscriptionQueue{})
		require.NoError(e, both.Subscribe(e.Context(), []string{"a", "b"}))
		require.NoError(e, both.PSubscribe(e.Context(), []string{"a*"}))
		other := subscribe(e, client, "a")
		require.NoError(e, both.Unsubscribe(e.Context(), options.AllChannels))
		e.publish("a", "1", 2)
		e.publish("b", "nobody's", 0)
		require.Equal(e, "a*", receive(e, both).Pattern.Value())
		require.Equal(e, "1", receive(e, other).Message)

		require.NoError(e, client.Unsubscribe(e.Context(), options.AllChannels))
		require.ErrorContains(e, receiveError[*failure.ClosingError](e, other), "the subscription is closed")
		e.publish("a", "2", 1)
		require.Equal(e, "2", receive(e, both).Message)
		require.NoError(e, client.PUnsubscribeLazy(nil))
		require.ErrorContains(e, receiveError[*failure.ClosingError](e, both), "the subscription is closed")
		require.EventuallyWithT(e, func(c *collect) {
			require.Equal(c, "", e.command("PUBSUB", "CHANNELS"))
			require.Empty(c, client.GetSubscriptions().ActualSubscriptions[models.Pattern])
		}, deadline, tick)
		require.NoError(e, client.Unsubscribe(e.Context(), []string{"never subscribed"}))
	})
}
