package subscriptions

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

const noText = "\xff"

// badConfigurations are refused before anything is dialled.
var badConfigurations = []struct {
	field, remedy string
	change        func(*options.ClientConfiguration)
}{
	{"Subscriptions.Context", "set that", subscriptions(options.SubscriptionConfiguration{Channels: exact("a"), Context: 1})},
	{"Subscriptions.OnMissed", "set that", subscriptions(options.SubscriptionConfiguration{Channels: exact("a"), OnMissed: func(error, any) {}})},
	{"Subscriptions.Channels", "NewClusterClient", subscriptions(options.SubscriptionConfiguration{Channels: map[models.PubSubMode][]string{models.Sharded: {"a"}}})},
	{"Subscriptions.Channels", "Exact", subscriptions(options.SubscriptionConfiguration{Channels: map[models.PubSubMode][]string{7: {"a"}}})},
	{"Subscriptions.Channels[Exact][1]", "encode it", subscriptions(options.SubscriptionConfiguration{Channels: exact("a", noText)})},
	{"Subscriptions.Queue.MaxMessages", "positive", subscriptions(options.SubscriptionConfiguration{Channels: exact("a"), Queue: options.SubscriptionQueue{MaxMessages: -1}})},
	{"Advanced.PubSubReconciliationInterval", "positive", func(c *options.ClientConfiguration) { c.Advanced.PubSubReconciliationInterval = -time.Second }},
}

func TestABadConfigurationIsRefusedBeforeAnythingIsDialled(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		before := e.info("stats", "total_connections_received")
		for i, bad := range badConfigurations {
			configuration := e.configuration()
			bad.change(&configuration)
			_, err := native.NewClient(e.Context(), configuration)
			var refused *failure.ConfigurationError
			require.ErrorAs(e, err, &refused, bad.field)
			require.Equal(e, bad.field, refused.Field)
			require.ErrorContains(e, err, bad.remedy, "%d", i)
		}
		require.Equal(e, before+1, e.info("stats", "total_connections_received"), "that which asks")
	})
}

// info returns a number out of the server's INFO, or 0.
func (e *environment) info(section, name string) int {
	e.Helper()
	for line := range strings.Lines(e.command("INFO", section)) {
		if value, found := strings.CutPrefix(strings.TrimSpace(line), name+":"); found {
			value, _, _ = strings.Cut(strings.TrimPrefix(value, "calls="), ",")
			number, err := strconv.Atoi(value)
			require.NoError(e, err)
			return number
		}
	}
	return 0
}

func (e *environment) subscribes() int {
	calls := 0
	for _, command := range []string{"subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe"} {
		calls += e.info("commandstats", "cmdstat_"+command)
	}
	return calls
}

func TestBadCallsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a")
		before := e.subscribes()
		const nothing, sharded, encode = "give one name at least", "NewClusterClient", "encode it"
		for i, bad := range []struct {
			field, remedy string
			err           error
		}{
			{"channels", nothing, fails(client.Subscribe(e.Context(), nil))},
			{"patterns", nothing, fails(client.PSubscribe(e.Context(), nil))},
			{"channels", nothing, fails(client.SubscribeLazy([]string{}))},
			{"patterns", nothing, fails(client.PSubscribeLazy(nil))},
			{"channels", nothing, s.Subscribe(e.Context(), nil)},
			{"patterns", nothing, s.PSubscribe(e.Context(), nil)},
			{"channels", nothing, s.SubscribeLazy(models.Exact, nil)},
			{"channels", sharded, fails(client.SSubscribe(e.Context(), []string{"b"}))},
			{"channels", sharded, fails(client.SSubscribeLazy([]string{"b"}))},
			{"channels", sharded, s.SSubscribe(e.Context(), []string{"b"})},
			{"channels", sharded, s.SubscribeLazy(models.Sharded, []string{"b"})},
			{"channels", sharded, client.SUnsubscribe(e.Context(), nil)},
			{"channels", sharded, client.SUnsubscribeLazy(nil)},
			{"channels", sharded, s.SUnsubscribe(e.Context(), nil)},
			{"channels", sharded, s.UnsubscribeLazy(models.Sharded, nil)},
			{"mode", "Exact", s.SubscribeLazy(7, []string{"b"})},
			{"mode", "Exact", s.SubscribeLazy(-1, []string{"b"})},
			{"mode", "Exact", s.UnsubscribeLazy(7, nil)},
			{"channels[1]", encode, fails(client.Subscribe(e.Context(), []string{"b", noText}))},
			{"patterns[0]", encode, fails(client.PSubscribe(e.Context(), []string{noText}))},
			{"channels[0]", encode, s.Subscribe(e.Context(), []string{noText})},
			{"channels[0]", encode, s.SubscribeLazy(models.Exact, []string{noText})},
			{"SubscriptionQueue.MaxMessages", "positive", fails(client.NewSubscription(options.SubscriptionQueue{MaxMessages: -1}))},
			{"SubscriptionQueue.MaxBytes", "positive", fails(client.NewSubscription(options.SubscriptionQueue{MaxBytes: -1}))},
			{"SubscriptionQueue.WhenFull", "DropOldest", fails(client.NewSubscription(options.SubscriptionQueue{WhenFull: "wait"}))},
		} {
			var refused *failure.ConfigurationError
			require.ErrorAs(e, bad.err, &refused, "%d", i)
			require.Equal(e, bad.field, refused.Field, "%d", i)
			require.ErrorContains(e, bad.err, bad.remedy, "%d", i)
		}
		require.Equal(e, exact("a")[models.Exact], client.GetSubscriptions().DesiredSubscriptions[models.Exact])

		s.Close()
		requireClosing(e, "the subscription is closed", []error{
			s.Subscribe(e.Context(), []string{"b"}), s.PSubscribe(e.Context(), []string{"b"}), s.SubscribeLazy(models.Exact, []string{"b"}),
			s.Unsubscribe(e.Context(), nil), s.PUnsubscribe(e.Context(), nil), s.UnsubscribeLazy(models.Exact, nil),
		})
		require.EventuallyWithT(e, func(c *collect) { require.Equal(c, before+1, e.subscribes(), "UNSUBSCRIBE a") }, deadline, tick)
		open := newSubscription(e, client, options.SubscriptionQueue{})
		client.Close()
		after := newSubscription(e, client, options.SubscriptionQueue{})
		requireClosing(e, "the client is closed", []error{
			fails(client.Subscribe(e.Context(), []string{"b"})), fails(client.PSubscribe(e.Context(), []string{"b"})),
			fails(client.SubscribeLazy([]string{"b"})), client.Unsubscribe(e.Context(), nil), client.PUnsubscribe(e.Context(), nil),
			client.UnsubscribeLazy(nil), client.PUnsubscribeLazy([]string{"a"}), open.Subscribe(e.Context(), []string{"b"}),
			after.Subscribe(e.Context(), []string{"b"}), fails(after.Receive(context.Background())), s.Subscribe(e.Context(), []string{"b"}),
		})
		require.Equal(e, before+1, e.subscribes())
		require.Empty(e, client.GetSubscriptions().ActualSubscriptions[models.Exact])
	})
}

func fails[T any](_ T, err error) error { return err }

func requireClosing(e *environment, reason string, errs []error) {
	e.Helper()
	for i, err := range errs {
		var closing *failure.ClosingError
		require.ErrorAs(e, err, &closing, "%d", i)
		require.EqualError(e, err, reason, "%d", i)
	}
}

// Names are any text, and an empty one is a name.
func TestOddNamesAreNames(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		for _, name := range []string{"", " ", "a b", "\r\n", "*", "a[", "ß世界", strings.Repeat("x", 1<<20), "SUBSCRIBE"} {
			s := subscribe(e, client, name)
			require.NoError(e, s.Subscribe(e.Context(), []string{name, name}))
			e.publish(name, name, 1)
			require.Equal(e, models.PubSubMessage{Message: name, Channel: name}, receive(e, s))
			s.Close()
		}
		pattern, err := client.PSubscribe(e.Context(), []string{`a\*`})
		require.NoError(e, err)
		e.publish("ab", "", 0)
		e.publish("a*", "", 1)
		require.Equal(e, models.PubSubMessage{Channel: "a*", Pattern: models.Present(`a\*`)}, receive(e, pattern))
	})
}
