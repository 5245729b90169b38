package core

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// listening returns a client of a server that it can subscribe at, and that server.
func listening(t *testing.T, configuration options.ClientConfiguration, settings ...Option) (*Client, *fakeserver.PubSub, *fakeserver.Server) {
	t.Helper()
	p := &fakeserver.PubSub{Refuse: func(_, name string) string {
		if name == "denied" {
			return "NOPERM no permissions"
		}
		return ""
	}}
	server := fakeserver.New(t, p.Answer)
	client, err := NewClient(t.Context(), server, configuration, settings...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client, p, server
}

// requireField requires an error of the configuration about a field.
func requireField(t *testing.T, field string, err error) {
	t.Helper()
	var invalid *failure.ConfigurationError
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, field, invalid.Field)
}

func TestBadSubscriptionsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	client, _, server := listening(t, options.ClientConfiguration{})
	subscription, err := client.NewSubscription(options.SubscriptionQueue{})
	require.NoError(t, err)
	server.Forget()
	ctx := t.Context()
	second := func(_ *Subscription, err error) error { return err }
	for name, c := range map[string]struct {
		field string
		err   error
	}{
		"no channel":         {"channels", second(client.Subscribe(ctx, nil))},
		"no pattern":         {"patterns", second(client.PSubscribe(ctx, []string{}))},
		"no channel, lazily": {"channels", second(client.SubscribeLazy(nil))},
		"no text":            {"channels[1]", second(client.Subscribe(ctx, []string{"a", "\xff"}))},
		"no text, lazily":    {"patterns[0]", second(client.PSubscribeLazy([]string{"\xff"}))},
		"sharded":            {"channels", second(client.SSubscribe(ctx, []string{"a"}))},
		"sharded, lazily":    {"channels", second(client.SSubscribeLazy([]string{"a"}))},
		"sharded, back":      {"channels", client.SUnsubscribe(ctx, nil)},
		"sharded, back too":  {"channels", client.SUnsubscribeLazy(nil)},
		"more, none":         {"channels", subscription.Subscribe(ctx, nil)},
		"more, no text":      {"patterns[0]", subscription.PSubscribe(ctx, []string{"\xff"})},
		"more, sharded":      {"channels", subscription.SSubscribe(ctx, []string{"a"})},
		"more, lazily":       {"channels", subscription.SubscribeLazy(models.Exact, nil)},
		"more, no mode":      {"mode", subscription.SubscribeLazy(3, []string{"a"})},
		"less, no mode":      {"mode", subscription.UnsubscribeLazy(-1, nil)},
		"less, sharded":      {"channels", subscription.SUnsubscribe(ctx, nil)},
	} {
		t.Run(name, func(t *testing.T) { requireField(t, c.field, c.err) })
	}
	_, err = client.NewSubscription(options.SubscriptionQueue{MaxBytes: -1})
	requireField(t, "SubscriptionQueue.MaxBytes", err)
	require.Empty(t, server.Requests())
	require.Equal(t, models.PubSubState{
		DesiredSubscriptions: map[models.PubSubMode][]string{models.Exact: nil, models.Pattern: nil},
		ActualSubscriptions:  map[models.PubSubMode][]string{models.Exact: nil, models.Pattern: nil},
	}, client.GetSubscriptions())
}

func TestSubscribingAfterTheEnd(t *testing.T) {
	client, _, server := listening(t, options.ClientConfiguration{})
	subscription, err := client.Subscribe(t.Context(), []string{"a"})
	require.NoError(t, err)
	server.Forget()
	client.Close()
	_, late := client.NewSubscription(options.SubscriptionQueue{})
	require.NoError(t, late)
	for _, change := range []func() error{
		func() error { _, err := client.Subscribe(t.Context(), []string{"a"}); return err },
		func() error { _, err := client.SubscribeLazy([]string{"a"}); return err },
		func() error { return client.Unsubscribe(t.Context(), nil) },
		func() error { return client.PUnsubscribeLazy(nil) },
		func() error { return subscription.Subscribe(t.Context(), []string{"b"}) },
		func() error { return subscription.Unsubscribe(t.Context(), nil) },
		func() error { _, err := subscription.Receive(t.Context()); return err },
	} {
		require.IsType(t, &failure.ClosingError{}, change())
	}
	require.Empty(t, server.Requests())
}

// A refused channel leaves nothing of its request behind.
func TestARefusedSubscription(t *testing.T) {
	client, p, _ := listening(t, options.ClientConfiguration{})
	_, err := client.Subscribe(t.Context(), []string{"a", "denied"})
	var refused *failure.ServerError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "NOPERM", refused.Code)
	subscription, err := client.Subscribe(t.Context(), []string{"b"})
	require.NoError(t, err)
	require.ErrorAs(t, subscription.Subscribe(t.Context(), []string{"denied", "b"}), &refused)
	require.Equal(t, []string{"b"}, client.GetSubscriptions().DesiredSubscriptions[models.Exact])
	require.Equal(t, 1, p.Subscribers("SUBSCRIBE", "b"))
}

func TestConfiguredSubscriptions(t *testing.T) {
	configuration := options.ClientConfiguration{LazyConnect: true, Subscriptions: &options.SubscriptionConfiguration{
		Channels: map[models.PubSubMode][]string{models.Exact: {"a", "a"}, models.Pattern: {"p*"}},
	}}
	client, p, _ := listening(t, configuration)
	require.Equal(t, 1, p.Publish("a", "1"), "it is there when the client is")
	queue, err := client.GetQueue()
	require.NoError(t, err)
	message, err := queue.Receive(t.Context())
	require.NoError(t, err)
	require.Equal(t, models.PubSubMessage{Channel: "a", Message: "1"}, message)
	require.NoError(t, client.Unsubscribe(t.Context(), options.AllChannels))
	require.NoError(t, client.PUnsubscribe(t.Context(), options.AllPatterns))
	_, _, err = queue.TryReceive()
	require.NoError(t, err, "it does not end before the client")
	require.NoError(t, queue.Subscribe(t.Context(), []string{"b"}))
	require.Equal(t, 1, p.Publish("b", "2"))

	configuration.Subscriptions.Channels = map[models.PubSubMode][]string{models.Exact: {"denied"}}
	server := fakeserver.New(t, p.Answer)
	_, err = NewClient(t.Context(), server, configuration)
	require.IsType(t, &failure.ServerError{}, err)
}

// A callback may do everything to its client.
func TestACallbackThatClosesItsClient(t *testing.T) {
	clients, done := make(chan *Client, 1), make(chan error, 1)
	type marker struct{}
	client, p, _ := listening(t, options.ClientConfiguration{Subscriptions: &options.SubscriptionConfiguration{
		Channels: map[models.PubSubMode][]string{models.Exact: {"a"}}, Context: marker{},
		Callback: func(_ models.PubSubMessage, given any) {
			client := <-clients
			_, err := client.Subscribe(context.Background(), []string{"b"})
			err = errors.Join(err, client.Unsubscribe(context.Background(), []string{"b"}))
			if given != (marker{}) {
				err = errors.New("another context")
			}
			client.Close()
			done <- err
		},
	}})
	_, err := client.GetQueue()
	requireField(t, "Subscriptions.Callback", err)
	clients <- client
	p.Publish("a", "1")
	require.NoError(t, <-done)
}
