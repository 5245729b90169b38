package subscriptions

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// shortInterval is the reconciliation interval of tests that wait for it.
const shortInterval = 50 * time.Millisecond

const limited = "limited"

// limit gives the user that clients of asLimited have these rules, on top of access to all
// but channels.
func (e *environment) limit(rules ...string) {
	e.Helper()
	e.command(append([]string{"ACL", "SETUSER", limited, "reset", "on", ">secret", "~*", "+@all", "resetchannels"}, rules...)...)
}

func asLimited(c *options.ClientConfiguration) {
	c.Credentials = &options.ServerCredentials{Username: limited, Password: "secret"}
	c.Advanced.PubSubReconciliationInterval = shortInterval
}

func requireNoPermission(e *environment, err error) {
	e.Helper()
	var refused *failure.ServerError
	require.ErrorAs(e, err, &refused)
	require.Equal(e, "NOPERM", refused.Code)
	require.Equal(e, e.server.Addr(), refused.Address)
}

func TestADeniedChannelIsRefusedAtOnceAndDisturbsNoOther(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("&allowed*")
		client := e.connect(asLimited)
		allowed := subscribe(e, client, "allowed", "allowed too")
		for range 10 {
			commands := make(chan error, 1)
			go func() { commands <- fails(client.Ping(e.Context())) }()
			requireNoPermission(e, fails(client.Subscribe(e.Context(), []string{"denied"})))
			requireNoPermission(e, fails(client.Subscribe(e.Context(), []string{"allowed", "denied", "allowed 3"})))
			requireNoPermission(e, allowed.Subscribe(e.Context(), []string{"allowed 4", "denied"}))
			requireNoPermission(e, fails(client.PSubscribe(e.Context(), []string{"allowed", "*"})))
			require.NoError(e, <-commands)
		}
		require.EventuallyWithT(e, func(c *collect) {
			state := client.GetSubscriptions()
			require.Equal(c, []string{"allowed", "allowed too"}, state.ActualSubscriptions[models.Exact])
			require.Equal(c, state.DesiredSubscriptions, state.ActualSubscriptions)
		}, deadline, tick)
		e.publish("allowed", "x", 1)
		e.publish("allowed 4", "nobody's", 0)
		require.Equal(e, "x", receive(e, allowed).Message)
		require.Zero(e, client.Statistics().PubSub.Gaps)
	})
}

func TestConfiguredChannelsThatAreDeniedFailTheClient(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("&allowed")
		configuration := e.configuration()
		asLimited(&configuration)
		subscriptions(options.SubscriptionConfiguration{Channels: exact("allowed", "denied")})(&configuration)
		requireNoPermission(e, fails(native.NewClient(e.Context(), configuration)))
	})
}

func TestALazySubscriptionIsToldOnceOfARefusalThatIsTriedAgain(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("&allowed")
		client := e.connect(asLimited)
		first, err := client.SubscribeLazy([]string{"allowed", "denied 1", "denied 2"})
		require.NoError(e, err)
		told := receiveError[*failure.SubscriptionError](e, first)
		require.ElementsMatch(e, []string{"denied 1", "denied 2"}, told.Channels)
		requireNoPermission(e, told)

		// Another that wants the same is told, too.
		second, err := client.SubscribeLazy([]string{"denied 2"})
		require.NoError(e, err)
		require.Equal(e, []string{"denied 2"}, receiveError[*failure.SubscriptionError](e, second).Channels)
		// So is one that waited, but not until the server had refused.
		var third *core.Subscription
		require.Eventually(e, func() bool {
			third = newSubscription(e, client, options.SubscriptionQueue{})
			return errors.Is(third.Subscribe(canceled(e), []string{"denied 2"}), context.Canceled)
		}, deadline, tick)
		require.Equal(e, []string{"denied 2"}, receiveError[*failure.SubscriptionError](e, third).Channels)

		tried := client.Statistics().PubSub.OutOfSync
		require.Eventually(e, func() bool { return client.Statistics().PubSub.OutOfSync > tried+10 }, deadline, tick)
		for _, s := range []*core.Subscription{first, second, third} {
			message, ok, err := s.TryReceive()
			require.NoError(e, err)
			require.False(e, ok, "%+v", message)
		}
		require.Equal(e, []string{"allowed"}, client.GetSubscriptions().ActualSubscriptions[models.Exact])
		require.Equal(e, []string{"allowed", "denied 1", "denied 2"}, client.GetSubscriptions().DesiredSubscriptions[models.Exact])

		e.command("ACL", "SETUSER", limited, "&denied*")
		require.Eventually(e, func() bool {
			return len(client.GetSubscriptions().ActualSubscriptions[models.Exact]) == 3
		}, deadline, tick)
		e.publish("denied 2", "x", 1)
		for _, s := range []*core.Subscription{first, second, third} {
			require.Equal(e, "x", receive(e, s).Message, "and no gap: it was never subscribed")
		}
	})
}

func TestAPermissionThatIsRevokedEndsThatChannelAlone(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("&a", "&b", "&c")
		client := e.connect(asLimited)
		all, other := subscribe(e, client, "a", "b", "c"), subscribe(e, client, "a")
		e.command("ACL", "SETUSER", limited, "resetchannels", "&a", "&c")
		var missed *failure.GapError
		var refused *failure.SubscriptionError
		for range 2 {
			ctx, cancel := context.WithTimeout(e.Context(), deadline)
			_, err := all.Receive(ctx)
			cancel()
			require.True(e, errors.As(err, &missed) || errors.As(err, &refused), "%v", err)
		}
		require.ElementsMatch(e, []string{"a", "c"}, missed.Channels)
		require.Equal(e, []string{"b"}, refused.Channels)
		requireNoPermission(e, refused)
		require.Equal(e, []string{"a"}, gap(e, other).Channels)
		e.publish("a", "x", 1)
		e.publish("b", "nobody's", 0)
		require.Equal(e, "x", receive(e, all).Message)
		require.Equal(e, "x", receive(e, other).Message)

		e.command("ACL", "SETUSER", limited, "&b")
		require.Equal(e, []string{"b"}, gap(e, all).Channels, "it is there again")
		e.publish("b", "y", 1)
		require.Equal(e, "y", receive(e, all).Message)
	})
}

func TestAUserThatMayNotPingSubscribes(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("&allowed*", "-ping")
		client := e.connect(asLimited)
		for range 10 {
			s := subscribe(e, client, "allowed", "allowed too")
			requireNoPermission(e, fails(client.Subscribe(e.Context(), []string{"allowed 3", "denied"})))
			requireNoPermission(e, fails(client.Subscribe(e.Context(), []string{"denied"})))
			require.NoError(e, client.Unsubscribe(e.Context(), []string{"allowed too"}))
			e.publish("allowed", "x", 1)
			require.Equal(e, "x", receive(e, s).Message)
			require.NoError(e, fails(client.Get(e.Context(), "key")))
			s.Close()
		}
		require.Zero(e, client.Statistics().PubSub.Gaps)
	})
}
