package options_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestSubscriptionsThatCannotWork(t *testing.T) {
	named := func(mode models.PubSubMode, names ...string) options.SubscriptionConfiguration {
		return options.SubscriptionConfiguration{Channels: map[models.PubSubMode][]string{mode: names}}
	}
	callback := func(models.PubSubMessage, any) {}
	for field, c := range map[string]options.SubscriptionConfiguration{
		"Subscriptions.Channels[Exact][1]":   named(models.Exact, "a", "\xff"),
		"Subscriptions.Channels[Pattern][0]": named(models.Pattern, "\xc3"),
		"Subscriptions.Channels":             named(3, "a"),
		"Subscriptions.Context":              {Context: 1},
		"Subscriptions.OnMissed":             {OnMissed: func(error, any) {}},
		"Subscriptions.Queue.MaxMessages":    {Queue: options.SubscriptionQueue{MaxMessages: -1}},
		"Subscriptions.Queue.MaxBytes":       {Callback: callback, Queue: options.SubscriptionQueue{MaxBytes: -1}},
		"Subscriptions.Queue.WhenFull":       {Queue: options.SubscriptionQueue{WhenFull: "sometimes"}},
	} {
		t.Run(field, func(t *testing.T) {
			for _, err := range []error{
				options.ClientConfiguration{Subscriptions: &c}.Validate(),
				options.ClusterClientConfiguration{Subscriptions: &c}.Validate(),
			} {
				var invalid *failure.ConfigurationError
				require.ErrorAs(t, err, &invalid)
				require.Equal(t, field, invalid.Field)
				require.NotContains(t, err.Error(), "\xff")
			}
		})
	}
	negative := named(-1)
	require.ErrorContains(t, options.ClientConfiguration{Subscriptions: &negative}.Validate(), "unknown mode")
	onlyOfClusters := named(models.Sharded, "a")
	require.ErrorContains(t, options.ClientConfiguration{Subscriptions: &onlyOfClusters}.Validate(), "only clusters have sharded channels")
	require.NoError(t, options.ClusterClientConfiguration{Subscriptions: &onlyOfClusters}.Validate())
	full := options.SubscriptionConfiguration{
		Channels: map[models.PubSubMode][]string{models.Exact: {"a", "a", ""}, models.Pattern: {"ü*"}},
		Callback: callback, Context: 1, OnMissed: func(error, any) {}, Queue: options.SubscriptionQueue{WhenFull: options.EndSubscription},
	}
	require.NoError(t, options.ClientConfiguration{Subscriptions: &full}.Validate())
	require.NoError(t, options.ClientConfiguration{Subscriptions: &options.SubscriptionConfiguration{}}.Validate())
}

func TestReconciliationIntervals(t *testing.T) {
	for interval, valid := range map[time.Duration]bool{0: true, 1: true, time.Hour: true, -1: false} {
		advanced := options.AdvancedClientConfiguration{PubSubReconciliationInterval: interval}
		err := options.ClientConfiguration{Advanced: advanced}.Validate()
		require.Equal(t, valid, err == nil, interval)
		if !valid {
			require.Equal(t, "Advanced.PubSubReconciliationInterval", err.(*failure.ConfigurationError).Field)
			require.ErrorContains(t, err, "3s")
		}
	}
}

func TestTheQueueOfASubscription(t *testing.T) {
	require.Equal(t, options.SubscriptionQueue{MaxMessages: 65536, MaxBytes: 64 << 20}, options.SubscriptionQueue{}.WithDefaults())
	set := options.SubscriptionQueue{MaxMessages: 1, MaxBytes: 2, WhenFull: options.DropNewest}
	require.Equal(t, set, set.WithDefaults())
	require.NoError(t, set.Validate())
	err := options.SubscriptionQueue{MaxMessages: -1}.Validate()
	require.Equal(t, "SubscriptionQueue.MaxMessages", err.(*failure.ConfigurationError).Field)
	require.Empty(t, options.AllChannels)
	require.Empty(t, options.AllPatterns)
	require.Empty(t, options.AllShardedChannels)
}

func TestKeyEventsThatCannotWork(t *testing.T) {
	require.NoError(t, options.KeyEvents{}.Validate())
	require.NoError(t, options.KeyEvents{Pattern: "a*", Events: []string{"set", "del"}, AllDatabases: true}.Validate())
	for field, k := range map[string]options.KeyEvents{
		"KeyEvents.Events[1]":      {Events: []string{"set", ""}},
		"KeyEvents.Queue.MaxBytes": {Queue: options.SubscriptionQueue{MaxBytes: -1}},
	} {
		require.Equal(t, field, k.Validate().(*failure.ConfigurationError).Field)
	}
}
