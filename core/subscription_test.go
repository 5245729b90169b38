package core

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// subscribed returns a subscription to channel a, with a queue of its own measure.
func subscribed(t *testing.T, queue options.SubscriptionQueue) (*Subscription, *Client, *fakeserver.PubSub) {
	t.Helper()
	client, p, _ := listening(t, options.ClientConfiguration{})
	s, err := client.NewSubscription(queue)
	require.NoError(t, err)
	require.NoError(t, s.Subscribe(t.Context(), []string{"a"}))
	return s, client, p
}

// fence waits until all that was published has come.
func fence(t *testing.T, client *Client, p *fakeserver.PubSub) {
	t.Helper()
	s, err := client.Subscribe(t.Context(), []string{"fence"})
	require.NoError(t, err)
	defer s.Close()
	p.Publish("fence", "x")
	_, err = s.Receive(t.Context())
	require.NoError(t, err)
}

func TestALoopOverMessages(t *testing.T) {
	s, client, p := subscribed(t, options.SubscriptionQueue{})
	for _, text := range []string{"1", "2", "3"} {
		p.Publish("a", text)
	}
	var got []string
	for message, err := range s.Messages(t.Context()) {
		require.NoError(t, err)
		if got = append(got, message.Message); message.Message == "2" {
			break
		}
	}
	require.Equal(t, []string{"1", "2"}, got)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for message, err := range s.Messages(ctx) {
		require.NoError(t, err)
		require.Equal(t, "3", message.Message, "the loop before has left it")
		cancel()
	}
	p.Publish("a", "4")
	fence(t, client, p)
	for range s.Messages(ctx) {
		require.Fail(t, "the context has ended, whatever waits")
	}
	s.Close()
	for message, err := range s.Messages(t.Context()) {
		require.NoError(t, err)
		require.Equal(t, "4", message.Message, "what has come already")
	}
	_, err := s.Receive(t.Context())
	require.ErrorContains(t, err, "the subscription is closed")
}

func TestALoopIsToldOfTheEndOfTheClient(t *testing.T) {
	s, client, _ := subscribed(t, options.SubscriptionQueue{})
	client.Close()
	var last []error
	for _, err := range s.Messages(t.Context()) {
		last = append(last, err)
	}
	require.Len(t, last, 1)
	require.ErrorContains(t, last[0], "the client is closed")
}

// Each form has what waits, and then why there is no more.
func TestAQueueThatEndsItsSubscription(t *testing.T) {
	for name, collect := range map[string]func(s *Subscription) []models.PubSubEvent{
		"Messages": func(s *Subscription) (events []models.PubSubEvent) {
			for message, err := range s.Messages(context.Background()) {
				events = append(events, models.PubSubEvent{PubSubMessage: message, Err: err})
			}
			return events
		},
		"Channel": func(s *Subscription) (events []models.PubSubEvent) {
			for event := range s.Channel(context.Background()) {
				events = append(events, event)
			}
			return events
		},
		"Handle": func(s *Subscription) (events []models.PubSubEvent) {
			done := make(chan struct{})
			s.Handle(func(message models.PubSubMessage, err error) {
				events = append(events, models.PubSubEvent{PubSubMessage: message, Err: err})
				if err != nil {
					close(done)
				}
			})
			<-done
			return events
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, client, p := subscribed(t, options.SubscriptionQueue{MaxMessages: 2, WhenFull: options.EndSubscription})
			for _, text := range []string{"1", "2", "3", "4"} {
				p.Publish("a", text)
			}
			fence(t, client, p)
			events := collect(s)
			require.Len(t, events, 3)
			require.Equal(t, "1", events[0].Message)
			require.Equal(t, "2", events[1].Message)
			require.Equal(t, &failure.OverflowError{Dropped: 1, Ended: true}, events[2].Err)
			require.IsType(t, &failure.ClosingError{}, s.Subscribe(t.Context(), []string{"b"}))
		})
	}
}

func TestACallbackThatPanics(t *testing.T) {
	s, client, p := subscribed(t, options.SubscriptionQueue{})
	got := make(chan string, 10)
	s.Handle(func(message models.PubSubMessage, err error) {
		if err != nil {
			got <- err.Error()
			return
		}
		got <- message.Message
		if message.Message == "1" {
			panic("1")
		}
	})
	p.Publish("a", "1")
	p.Publish("a", "2")
	require.Equal(t, "1", <-got)
	require.Equal(t, "2", <-got)
	client.Close()
	require.Contains(t, <-got, "the client is closed")
}

func TestAChannelEndsWithItsContext(t *testing.T) {
	s, _, p := subscribed(t, options.SubscriptionQueue{})
	ctx, cancel := context.WithCancel(t.Context())
	events := s.Channel(ctx)
	p.Publish("a", "1")
	require.Equal(t, models.PubSubEvent{PubSubMessage: models.PubSubMessage{Channel: "a", Message: "1"}}, <-events)
	cancel()
	_, open := <-events
	require.False(t, open)
}

func TestUnsubscribingLeavesTheOtherSubscriptions(t *testing.T) {
	s, client, p := subscribed(t, options.SubscriptionQueue{})
	other, err := client.Subscribe(t.Context(), []string{"a", "b"})
	require.NoError(t, err)
	require.NoError(t, s.PSubscribe(t.Context(), []string{"z*"}))
	require.NoError(t, s.Unsubscribe(t.Context(), options.AllChannels))
	require.NoError(t, s.PUnsubscribe(t.Context(), []string{"z*"}))
	p.Publish("a", "1")
	message, err := other.Receive(t.Context())
	require.NoError(t, err)
	require.Equal(t, "1", message.Message)
	_, ok, err := s.TryReceive()
	require.False(t, ok)
	require.NoError(t, err, "it may have channels again")
	require.NoError(t, client.Unsubscribe(t.Context(), []string{"a", "b"}))
	_, err = other.Receive(t.Context())
	require.ErrorContains(t, err, "the subscription is closed", "it is left with nothing")
	require.Zero(t, p.Subscribers("PSUBSCRIBE", "z*"))
}
