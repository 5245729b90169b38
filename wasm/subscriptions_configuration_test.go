package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func subscribed(fields ...boundarytest.Field) object {
	return object{{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}, {Name: "pubsubSubscriptions", Value: object(fields)}}
}

func TestConfigurationOfSubscriptions(t *testing.T) {
	fields := subscribed(
		boundarytest.Field{Name: "channelsAndPatterns", Value: object{{Name: "0", Value: array{"a", "b"}}, {Name: "1", Value: array{"p*"}}}},
		boundarytest.Field{Name: "maxMessages", Value: 7},
		boundarytest.Field{Name: "maxBytes", Value: 900},
		boundarytest.Field{Name: "whenFull", Value: "end"},
	)
	want := &options.SubscriptionConfiguration{
		Channels: map[models.PubSubMode][]string{models.Exact: {"a", "b"}, models.Pattern: {"p*"}},
		Queue:    options.SubscriptionQueue{MaxMessages: 7, MaxBytes: 900, WhenFull: options.EndSubscription},
	}
	standalone, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(fields)))
	require.NoError(t, err)
	require.Equal(t, want, standalone.Subscriptions)

	fields[1].Value.(object)[0].Value = object{{Name: "2", Value: array{"s"}}}
	want.Channels = map[models.PubSubMode][]string{models.Sharded: {"s"}}
	cluster, _, err := readClusterConfiguration(boundary.NewArguments("createClient", boundarytest.Values(fields)))
	require.NoError(t, err)
	require.Equal(t, want, cluster.Subscriptions)
}

func TestRefusedConfigurationsOfSubscriptions(t *testing.T) {
	const place = "createClient configuration.pubsubSubscriptions."
	for want, field := range map[string]boundarytest.Field{
		place + "channelsAndPatterns.3: is unknown":                                    {Name: "channelsAndPatterns", Value: object{{Name: "3", Value: array{"a"}}}},
		place + "channelsAndPatterns.news: is unknown":                                 {Name: "channelsAndPatterns", Value: object{{Name: "news", Value: array{"a"}}}},
		place + "channelsAndPatterns.0[0]: must be a string":                           {Name: "channelsAndPatterns", Value: object{{Name: "0", Value: array{5}}}},
		place + "channelsAndPatterns: has PubSubChannelModes.Sharded, but only":        {Name: "channelsAndPatterns", Value: object{{Name: "2", Value: array{"a"}}}},
		place + "channelsAndPatterns[Exact][1]: is no text in UTF-8":                   {Name: "channelsAndPatterns", Value: object{{Name: "0", Value: array{"a", "\xff"}}}},
		place + "maxMessages: must be positive; leave it out for the default":          {Name: "maxMessages", Value: 0},
		place + "maxBytes: must be positive; leave it out for the default":             {Name: "maxBytes", Value: -1},
		place + `whenFull: must be "dropOldest", "dropNewest" or "end", not "dropAll"`: {Name: "whenFull", Value: "dropAll"},
		place + "callback: is unknown":                                                 {Name: "callback", Value: true},
	} {
		_, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(subscribed(field))))
		require.Error(t, err, want)
		require.Contains(t, inJavaScript(err), want)
	}
	for _, interval := range []any{0, -5} {
		_, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
			{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}},
			{Name: "advancedConfiguration", Value: object{{Name: "pubsubReconciliationIntervalMs", Value: interval}}},
		})))
		require.ErrorContains(t, err, "createClient configuration.advancedConfiguration.pubsubReconciliationIntervalMs: must be a positive number of milliseconds")
	}
}
