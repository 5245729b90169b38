package subscriptions

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestMessagesEndWithTheLoopTheContextAndTheSubscription(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a")
		for i := range 3 {
			e.publish("a", strconv.Itoa(i), 1)
		}
		for message, err := range s.Messages(e.Context()) {
			require.NoError(e, err)
			require.Equal(e, "0", message.Message)
			break
		}
		ctx, cancel := context.WithCancel(e.Context())
		defer cancel()
		var got []string
		for message, err := range s.Messages(ctx) {
			require.NoError(e, err)
			if got = append(got, message.Message); len(got) == 2 {
				cancel()
			}
		}
		require.Equal(e, []string{"1", "2"}, got, "what is left by one loop is for the next")

		e.publish("a", "left", 1)
		require.Eventually(e, func() bool { return client.Statistics().PubSub.Messages == 4 }, deadline, tick)
		s.Close()
		s.Close()
		for message, err := range s.Messages(e.Context()) {
			require.NoError(e, err)
			got = append(got, message.Message)
		}
		require.Equal(e, []string{"1", "2", "left"}, got, "what had come before the close")
		require.ErrorContains(e, receiveError[*failure.ClosingError](e, s), "the subscription is closed")

		s = subscribe(e, client, "a")
		client.Close()
		var ends []error
		for _, err := range s.Messages(context.Background()) {
			ends = append(ends, err)
		}
		require.Len(e, ends, 1)
		require.EqualError(e, ends[0], "the client is closed")
	})
}

func TestAChannelIsClosedWithItsContextTheSubscriptionAndTheClient(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		testChannel(e, client, func(_ *core.Subscription, cancel func()) { cancel() })
		testChannel(e, client, func(s *core.Subscription, _ func()) { s.Close() })
		testChannel(e, client, func(*core.Subscription, func()) { require.NoError(e, client.Unsubscribe(e.Context(), []string{"a"})) })
		testChannel(e, client, func(*core.Subscription, func()) { client.Close() })
	})
}

func testChannel(e *environment, client *core.Client, end func(s *core.Subscription, cancel func())) {
	s := subscribe(e, client, "a")
	ctx, cancel := context.WithCancel(e.Context())
	defer cancel()
	events := s.Channel(ctx)
	for i := range 3 {
		e.publish("a", strconv.Itoa(i), 1)
		event := <-events
		require.NoError(e, event.Err)
		require.Equal(e, strconv.Itoa(i), event.Message)
	}
	end(s, cancel)
	for event := range events {
		require.ErrorContains(e, event.Err, "the client is closed")
	}
	s.Close()
}

// The goroutine that serves a channel ends though nobody receives what waits, which goleak
// looks at.
func TestAChannelThatNobodyReceivesFromEnds(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		closed, left, full := subscribe(e, client, "a"), subscribe(e, client, "a"), newSubscription(e, client, options.SubscriptionQueue{
			MaxMessages: 1, WhenFull: options.EndSubscription,
		})
		require.NoError(e, full.Subscribe(e.Context(), []string{"a"}))
		for _, s := range []*core.Subscription{closed, left, full} {
			<-s.Channel(canceled(e))
			_ = s.Channel(context.Background())
		}
		for range 100 {
			e.publish("a", "x", 1)
		}
		require.Eventually(e, func() bool { return client.Statistics().PubSub.Messages == 100 }, deadline, tick)
		closed.Close()
		full.Close()
		client.Close()
	})
}

func canceled(e *environment) context.Context {
	ctx, cancel := context.WithCancel(e.Context())
	cancel()
	return ctx
}

func newSubscription(e *environment, client *core.Client, queue options.SubscriptionQueue) *core.Subscription {
	e.Helper()
	s, err := client.NewSubscription(queue)
	require.NoError(e, err)
	return s
}

func TestReceiveWaitsAsLongAsItMay(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a")
		_, err := s.Receive(canceled(e))
		var isCanceled *failure.CanceledError
		require.ErrorAs(e, err, &isCanceled)
		require.ErrorIs(e, err, context.Canceled)
		ctx, cancel := context.WithTimeout(e.Context(), tick)
		defer cancel()
		_, err = s.Receive(ctx)
		var timeout *failure.TimeoutError
		require.ErrorAs(e, err, &timeout)
		require.ErrorIs(e, err, context.DeadlineExceeded)

		message, ok, err := s.TryReceive()
		require.NoError(e, err)
		require.False(e, ok, "%+v", message)
		e.publish("a", "x", 1)
		require.Eventually(e, func() bool {
			message, ok, err = s.TryReceive()
			return ok
		}, deadline, tick)
		require.NoError(e, err)
		require.Equal(e, models.PubSubMessage{Message: "x", Channel: "a"}, message)

		waiting := make(chan error)
		go func() {
			_, err := s.Receive(context.Background())
			waiting <- err
		}()
		s.Close()
		require.ErrorContains(e, <-waiting, "the subscription is closed")
		_, ok, err = s.TryReceive()
		require.False(e, ok)
		require.ErrorContains(e, err, "the subscription is closed")
	})
}

func TestSeveralConsumersShareTheMessages(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		const consumers = 8
		client := e.connect()
		s := subscribe(e, client, "a")
		for range 20 {
			// Each takes one, and whatever has come together reaches all of them.
			var all sync.WaitGroup
			got := make(chan string, consumers)
			for range consumers {
				all.Go(func() { got <- receive(e, s).Message })
			}
			e.command("EVAL", "for i = 1, tonumber(ARGV[1]) do redis.call('PUBLISH', 'a', i) end", "0", strconv.Itoa(consumers))
			all.Wait()
			close(got)
			seen := map[string]bool{}
			for message := range got {
				seen[message] = true
			}
			require.Len(e, seen, consumers)
		}
		_, ok, err := s.TryReceive()
		require.NoError(e, err)
		require.False(e, ok)

		var ends sync.WaitGroup
		for range consumers {
			ends.Go(func() {
				_, err := s.Receive(context.Background())
				var closing *failure.ClosingError
				if !errors.As(err, &closing) {
					e.Errorf("%v", err)
				}
			})
		}
		client.Close()
		ends.Wait()
	})
}
