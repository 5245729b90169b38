package subscriptions

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// interval is the reconciliation interval that actual has to be desired within.
const interval = options.DefaultPubSubReconciliationInterval

// names returns many names.
func names(prefix string, count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = prefix + " " + strconv.Itoa(i)
	}
	return all
}

// requireNames is ElementsMatch of many.
func requireNames(e *environment, want, got []string) {
	e.Helper()
	require.Equal(e, slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got)))
}

// awaitSubscribed waits until the server has all that is wanted and the client knows it, and
// logs how long that took.
func (e *environment) awaitSubscribed(client *core.Client, server *servers.Server, since time.Time, after string, channels, patterns int) {
	e.Helper()
	require.EventuallyWithT(e, func(c *collect) {
		state := client.GetSubscriptions()
		require.Equal(c, state.DesiredSubscriptions, state.ActualSubscriptions)
		require.Len(c, state.ActualSubscriptions[models.Exact], channels)
	}, deadline, tick)
	took := time.Since(since)
	found, err := server.Command(e.Context(), "PUBSUB", "CHANNELS")
	require.NoError(e, err)
	require.Len(e, slices.DeleteFunc(found.Elems, func(v resp.Value) bool { return strings.HasPrefix(v.Text, "__sentinel__") }), channels)
	found, err = server.Command(e.Context(), "PUBSUB", "NUMPAT")
	require.NoError(e, err)
	require.EqualValues(e, patterns, found.Int)
	e.Logf("%s: as desired after %v, of %v that it may take", after, took.Round(time.Millisecond), interval)
}

func TestABreakIsOneGapForEachSubscription(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client, other := e.connect(), e.connect()
		channels, patterns := names("channel", 1000), names("pattern*", 100)
		all := newSubscription(e, client, options.SubscriptionQueue{})
		require.NoError(e, all.Subscribe(e.Context(), channels))
		require.NoError(e, all.PSubscribe(e.Context(), patterns))
		numbers := newRecord(e, subscribe(e, client, "numbers"))
		both := newRecord(e, subscribe(e, client, "numbers", channels[0]))
		published := newPublisher(e, other, "numbers", 0) // of which both are to have all
		awaitGaps := func(want int) {
			g := gap(e, all)
			requireNames(e, slices.Concat(channels, patterns), g.Channels)
			require.Equal(e, e.server.Addr(), g.Address)
			for _, r := range []*record{numbers, both} {
				require.Eventually(e, func() bool { return r.gapCount() == want }, deadline, tick)
			}
		}
		const rounds = 3
		for round := range rounds {
			awaitMore(e, published, numbers, both)
			since := time.Now()
			e.command("CLIENT", "KILL", "TYPE", "pubsub")
			awaitGaps(round + 1)
			e.awaitSubscribed(client, e.server, since, "CLIENT KILL TYPE pubsub", len(channels)+1, len(patterns))
		}
		awaitMore(e, published, numbers, both)
		shared, err := client.ClientID(e.Context())
		require.NoError(e, err)
		e.command("CLIENT", "KILL", "ID", strconv.FormatInt(shared, 10))
		gaps := rounds
		if e.protocol == options.ProtocolRESP3 { // else it is not the connection that messages come over
			gaps++
			awaitGaps(gaps)
		}
		require.NoError(e, fails(client.Get(e.Context(), "key")))
		awaitMore(e, published, numbers, both)
		for _, r := range []*record{numbers, both} {
			r.requireHonest(published)
			require.Equal(e, gaps, r.gapCount())
		}
		require.EqualValues(e, 3*gaps, client.Statistics().PubSub.Gaps)
		message, ok, err := all.TryReceive()
		require.NoError(e, err)
		require.False(e, ok, "%+v", message)
	})
}

func TestAServerThatIsKilledAndStartedAgainIsSubscribedAtAgain(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client, other := e.connect(), e.connect()
		channels, patterns := names("channel", 1000), names("pattern*", 100)
		all := newSubscription(e, client, options.SubscriptionQueue{})
		require.NoError(e, all.Subscribe(e.Context(), channels))
		require.NoError(e, all.PSubscribe(e.Context(), patterns))
		numbers := newRecord(e, subscribe(e, client, "numbers"))
		published := newPublisher(e, other, "numbers", time.Millisecond)
		for round := range 2 {
			awaitMore(e, published, numbers)
			e.server.Kill()
			require.Eventually(e, func() bool { return len(client.GetSubscriptions().ActualSubscriptions[models.Exact]) == 0 }, deadline, tick)
			require.NoError(e, e.server.Restart(e.Context()))
			since := time.Now()
			e.awaitSubscribed(client, e.server, since, "kill -9", len(channels)+1, len(patterns))
			requireNames(e, slices.Concat(channels, patterns), gap(e, all).Channels)
			require.Eventually(e, func() bool { return numbers.gapCount() == round+1 }, deadline, tick)
		}
		awaitMore(e, published, numbers)
		numbers.requireHonest(published)
		require.Equal(e, 2, numbers.gapCount())
	})
}
