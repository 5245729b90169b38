package cluster

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var subscribing = []behaviour{
	{name: "subscriptions are spread over the primaries", test: testSubscriptionsAreSpread},
	{name: "every message comes once, in order", test: testSubscriptionsInOrder},
	{name: "a refused sharded channel is an error at once", test: testSubscriptionRefused},
	{name: "subscriptions are at primaries whatever is read from", test: testSubscriptionsWithStrategies},
	{name: "a lazy client connects to subscribe", test: testSubscriptionsOfLazyClient},
	{name: "subscriptions are configured", test: testConfiguredSubscriptions},
	{name: "configured subscriptions are refused", test: testConfiguredSubscriptionsRefused},
}

// testSubscriptionsAreSpread has each name at the primary that has its slot, and nowhere else.
func testSubscriptionsAreSpread(s *environment) {
	a := s.gather([3]int{1000, 100, 200}, nil)
	defer a.end()
	primaries, replicas := s.roles()
	for shard, primary := range primaries {
		var want [3][]string
		for _, t := range a.topics {
			if shardOf(t.slot) == shard {
				want[t.mode] = append(want[t.mode], t.name)
			}
		}
		require.ElementsMatch(s, want[models.Exact], s.list(primary, "PUBSUB", "CHANNELS"))
		require.ElementsMatch(s, want[models.Sharded], s.list(primary, "PUBSUB", "SHARDCHANNELS"))
		require.Equal(s, len(want[models.Pattern]), s.patterns(primary))
		subscribers := s.list(primary, append([]string{"PUBSUB", "SHARDNUMSUB"}, want[models.Sharded]...)...)
		require.Len(s, subscribers, 2*len(want[models.Sharded]))
		require.Empty(s, s.list(replicas[shard], "PUBSUB", "CHANNELS"))
		require.Empty(s, s.list(replicas[shard], "PUBSUB", "SHARDCHANNELS"))
	}
	a.awaitOneMoreOfEach()
	require.NoError(s, a.client.Unsubscribe(s.Context(), options.AllChannels))
	require.NoError(s, a.client.PUnsubscribe(s.Context(), options.AllPatterns))
	require.NoError(s, a.client.SUnsubscribe(s.Context(), options.AllShardedChannels))
	for _, primary := range primaries {
		require.Empty(s, s.list(primary, "PUBSUB", "CHANNELS"))
		require.Empty(s, s.list(primary, "PUBSUB", "SHARDCHANNELS"))
		require.Zero(s, s.patterns(primary))
	}
}

// patterns returns how many patterns a node has subscribers of.
func (s *environment) patterns(node *servers.Node) int {
	s.Helper()
	ctx, cancel := s.patient()
	defer cancel()
	reply, err := node.Command(ctx, "PUBSUB", "NUMPAT")
	require.NoError(s, err)
	return int(reply.Int)
}

func testSubscriptionRefused(s *environment) {
	s.onAllNodes("ACL", "SETUSER", "listener", "on", ">secret", "~*", "+@all", "resetchannels", "&{*}allowed*")
	defer s.onAllNodes("ACL", "DELUSER", "listener")
	client := s.connect(func(c *options.ClusterClientConfiguration) {
		c.Credentials = &options.ServerCredentials{Username: "listener", Password: "secret"}
	})
	allowed, denied := key(firstSlot(1), "allowed"), key(firstSlot(1), "denied")
	subscription, err := client.SSubscribe(s.Context(), []string{allowed})
	require.NoError(s, err)
	for _, subscribe := range []func(context.Context, []string) (*core.Subscription, error){client.SSubscribe, client.Subscribe} {
		_, err = subscribe(context.Background(), []string{denied})
		require.ErrorIs(s, err, &failure.ServerError{Code: "NOPERM"})
	}
	lazy, err := client.SSubscribeLazy([]string{denied})
	require.NoError(s, err)
	_, err = s.next(lazy)
	var refused *failure.SubscriptionError
	require.ErrorAs(s, err, &refused)
	require.Equal(s, []string{denied}, refused.Channels)
	_, err = client.SPublish(s.Context(), allowed, "message")
	require.NoError(s, err)
	message, err := s.next(subscription)
	require.NoError(s, err, "others are not disturbed")
	require.Equal(s, models.PubSubMessage{Message: "message", Channel: allowed}, message)
	require.Equal(s, []string{allowed}, client.GetSubscriptions().ActualSubscriptions[models.Sharded])
}

// next returns what comes next of a subscription.
func (s *environment) next(subscription *core.Subscription) (models.PubSubMessage, error) {
	ctx, cancel := s.patient()
	defer cancel()
	return subscription.Receive(ctx)
}

// onAllNodes executes a command at each node.
func (s *environment) onAllNodes(words ...string) {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		s.command(node, words...)
	}
}

func testSubscriptionsWithStrategies(s *environment) {
	for _, change := range []func(c *options.ClusterClientConfiguration){
		func(c *options.ClusterClientConfiguration) { c.ReadFrom = options.PreferReplica },
		func(c *options.ClusterClientConfiguration) { c.ReadFrom, c.ClientAZ = options.AZAffinity, "here" },
		func(c *options.ClusterClientConfiguration) { c.ConnectAll = true },
		func(c *options.ClusterClientConfiguration) { c.RefreshTopologyFromInitialNodes = true },
	} {
		a := s.gather([3]int{6, 6, 6}, change)
		a.publishAll()
		a.settle(within(0, 0))
		_, replicas := s.roles()
		for _, replica := range replicas {
			require.Empty(s, s.list(replica, "PUBSUB", "CHANNELS"))
			require.Empty(s, s.list(replica, "PUBSUB", "SHARDCHANNELS"))
		}
		s.command(s.primary(1), "CLIENT", "KILL", "TYPE", "pubsub")
		a.settle(within(1, 1))
		a.end()
	}
}

func testSubscriptionsOfLazyClient(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.LazyConnect, c.ClientName = true, "lazy" })
	for _, node := range s.cluster.Nodes {
		require.Zero(s, s.connections(node, "lazy"))
	}
	channel := key(firstSlot(2), "channel")
	subscription, err := client.SSubscribe(s.Context(), []string{channel})
	require.NoError(s, err)
	require.Equal(s, []string{channel}, s.list(s.primary(2), "PUBSUB", "SHARDCHANNELS"))
	_, err = client.SPublish(s.Context(), channel, "message")
	require.NoError(s, err)
	message, err := s.next(subscription)
	require.NoError(s, err)
	require.Equal(s, "message", message.Message)
}

// configured returns names of each mode, in every shard.
func configured() map[models.PubSubMode][]string {
	channels := map[models.PubSubMode][]string{}
	for shard := range shards {
		channels[models.Exact] = append(channels[models.Exact], key(firstSlot(shard), "exact"))
		channels[models.Pattern] = append(channels[models.Pattern], key(firstSlot(shard), "pattern*"))
		channels[models.Sharded] = append(channels[models.Sharded], key(firstSlot(shard), "sharded"))
	}
	for _, names := range channels {
		slices.Sort(names)
	}
	return channels
}

func testConfiguredSubscriptions(s *environment) {
	for _, isLazy := range []bool{false, true} {
		var mu sync.Mutex
		got := map[models.PubSubMessage]int{}
		client := s.connect(func(c *options.ClusterClientConfiguration) {
			c.LazyConnect = isLazy
			c.Subscriptions = &options.SubscriptionConfiguration{
				Channels: configured(), Context: got,
				Callback: func(message models.PubSubMessage, context any) {
					mu.Lock()
					defer mu.Unlock()
					context.(map[models.PubSubMessage]int)[message]++
				},
			}
		})
		require.Equal(s, configured(), client.GetSubscriptions().ActualSubscriptions)
		_, err := client.GetQueue()
		require.ErrorContains(s, err, "Callback")
		want := map[models.PubSubMessage]int{}
		for shard := range shards {
			exact, matching, sharded := key(firstSlot(shard), "exact"), key(firstSlot(shard), "pattern matches"), key(firstSlot(shard), "sharded")
			for _, channel := range []string{exact, matching} {
				_, err := client.Publish(s.Context(), channel, "message")
				require.NoError(s, err)
			}
			_, err := client.SPublish(s.Context(), sharded, "message")
			require.NoError(s, err)
			want[models.PubSubMessage{Message: "message", Channel: exact}] = 1
			want[models.PubSubMessage{Message: "message", Channel: matching, Pattern: models.Present(key(firstSlot(shard), "pattern*"))}] = 1
			want[models.PubSubMessage{Message: "message", Channel: sharded}] = 1
		}
		require.Eventually(s, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(got) == len(want)
		}, patience, time.Millisecond)
		client.Close()
		require.Equal(s, want, got)
	}
}

func testConfiguredSubscriptionsRefused(s *environment) {
	s.onAllNodes("ACL", "SETUSER", "listener", "on", ">secret", "~*", "+@all", "resetchannels", "&{*}allowed*")
	defer s.onAllNodes("ACL", "DELUSER", "listener")
	create := func(mode models.PubSubMode, names ...string) error {
		_, err := native.NewClusterClient(s.Context(), options.ClusterClientConfiguration{
			Addresses: []options.NodeAddress{addressOf(s.primary(0))}, Protocol: s.protocol,
			Credentials:   &options.ServerCredentials{Username: "listener", Password: "secret"},
			Subscriptions: &options.SubscriptionConfiguration{Channels: map[models.PubSubMode][]string{mode: names}},
		})
		return err
	}
	for _, mode := range []models.PubSubMode{models.Exact, models.Pattern, models.Sharded} {
		require.ErrorIs(s, create(mode, key(firstSlot(0), "allowed"), key(firstSlot(1), "denied")), &failure.ServerError{Code: "NOPERM"})
		var refused *failure.ConfigurationError
		require.ErrorAs(s, create(mode, "\xff"), &refused)
		require.Equal(s, "Subscriptions.Channels["+mode.String()+"][0]", refused.Field)
	}
	require.ErrorContains(s, create(7, "channel"), "unknown mode")
}
