package subscriptions

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// churn is for how long goroutines subscribe and unsubscribe at random, under each protocol.
var churn = flag.Duration("churn", time.Second, "for how long goroutines subscribe and unsubscribe at random on each server")

func TestSubscribingAtRandomEndsInTheRightState(t *testing.T) {
	onAllServers(t, func(e *environment) {
		const goroutines = 100
		client, other := e.connect(), e.connect()
		ctx, cancel := context.WithTimeout(e.Context(), *churn)
		defer cancel()
		shared := newSubscription(e, client, options.SubscriptionQueue{MaxMessages: 10})
		stays := newRecord(e, subscribe(e, client, "stays"))
		published := newPublisher(e, other, "stays", 0)
		var all sync.WaitGroup
		left := make([]*member, goroutines)
		for i := range left {
			left[i] = &member{e: e, client: client, shared: shared, id: strconv.Itoa(i), random: rand.New(rand.NewPCG(1, uint64(i)))}
			all.Go(func() { left[i].run(ctx) })
		}
		all.Go(func() { e.disturb(ctx) })
		all.Wait()

		wanted := map[string]bool{"stays": true}
		patterns := map[string]bool{}
		for _, m := range left {
			for _, name := range slices.Concat(m.channels(), m.ofShared(models.Exact)) {
				wanted[name] = true
			}
			for _, name := range slices.Concat(m.patterns(), m.ofShared(models.Pattern)) {
				patterns[name] = true
			}
		}
		e.requireSubscribed(client, wanted, patterns)
		awaitMore(e, published, stays)
		stays.requireHonest(published)
		e.Logf("%d channels and %d patterns are left; %+v", len(wanted), len(patterns), client.Statistics().PubSub)
		client.Close()
		require.Eventually(e, func() bool { return e.command("PUBSUB", "CHANNELS") == "" }, deadline, tick)
	})
}

// requireSubscribed waits until server and client agree on what is wanted.
func (e *environment) requireSubscribed(client *core.Client, channels, patterns map[string]bool) {
	e.Helper()
	want := map[models.PubSubMode][]string{models.Exact: sortedKeys(channels), models.Pattern: sortedKeys(patterns)}
	require.EventuallyWithT(e, func(c *collect) {
		require.Equal(c, want, client.GetSubscriptions().ActualSubscriptions)
	}, deadline, tick)
	require.Equal(e, want, client.GetSubscriptions().DesiredSubscriptions)
	var found []string
	reply, err := e.server.Command(e.Context(), "PUBSUB", "CHANNELS")
	require.NoError(e, err)
	for _, name := range reply.Elems {
		found = append(found, name.Text)
	}
	slices.Sort(found)
	require.Equal(e, want[models.Exact], found)
	reply, err = e.server.Command(e.Context(), "PUBSUB", "NUMPAT")
	require.NoError(e, err)
	require.EqualValues(e, len(patterns), reply.Int)
	reply, err = e.server.Command(e.Context(), append([]string{"PUBSUB", "NUMSUB"}, found...)...)
	require.NoError(e, err)
	for i := 1; i < len(reply.Elems); i += 2 {
		require.EqualValues(e, 1, reply.Elems[i].Int, "subscribed once, however many want it")
	}
}

func sortedKeys(names map[string]bool) (sorted []string) {
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	return sorted
}

// disturb kills the connections that are subscribed, now and then.
func (e *environment) disturb(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(50+rand.IntN(100)) * time.Millisecond):
			e.command("CLIENT", "KILL", "TYPE", "pubsub")
		}
	}
}

// member subscribes and unsubscribes at random, with subscriptions of its own and names of its
// own in one that it shares with others.
type member struct {
	e      *environment
	client *core.Client
	shared *core.Subscription
	id     string
	random *rand.Rand
	own    []held
	common [2][]string // by mode, in the shared subscription
}

// held is a subscription with what it is to.
type held struct {
	s     *core.Subscription
	mode  models.PubSubMode
	names []string
}

// name returns one that several members use, or one of its own.
func (m *member) name() string {
	if m.random.IntN(2) == 0 {
		return "common " + strconv.Itoa(m.random.IntN(20))
	}
	return "of " + m.id + " " + strconv.Itoa(m.random.IntN(5))
}

func (m *member) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := m.act(ctx); err != nil && ctx.Err() == nil {
			m.e.Errorf("%v", err)
			return
		}
	}
}

func (m *member) act(ctx context.Context) error {
	switch what := m.random.IntN(8); {
	case what < 2 && len(m.own) < 5:
		return m.subscribe(ctx)
	case what < 4 && len(m.own) > 0:
		i := m.random.IntN(len(m.own))
		m.own[i].s.Close()
		m.own = slices.Delete(m.own, i, i+1)
		return nil
	case what == 4 && len(m.own) > 0:
		h := &m.own[m.random.IntN(len(m.own))]
		name := m.name()
		if !slices.Contains(h.names, name) {
			h.names = append(h.names, name)
		}
		return h.s.SubscribeLazy(h.mode, []string{name})
	case what == 5 && len(m.own) > 0:
		h := &m.own[m.random.IntN(len(m.own))]
		name := h.names[m.random.IntN(len(h.names))]
		if len(h.names) == 1 {
			return nil
		}
		h.names = slices.DeleteFunc(h.names, func(n string) bool { return n == name })
		if m.random.IntN(2) == 0 {
			return h.s.UnsubscribeLazy(h.mode, []string{name})
		}
		if h.mode == models.Pattern {
			return h.s.PUnsubscribe(ctx, []string{name})
		}
		return h.s.Unsubscribe(ctx, []string{name})
	case what > 5:
		return m.change(ctx)
	}
	return nil
}

func (m *member) subscribe(ctx context.Context) error {
	h := held{mode: models.PubSubMode(m.random.IntN(2)), names: []string{m.name()}}
	var err error
	switch lazy := m.random.IntN(2) == 0; {
	case h.mode == models.Exact && lazy:
		h.s, err = m.client.SubscribeLazy(h.names)
	case h.mode == models.Exact:
		h.s, err = m.client.Subscribe(ctx, h.names)
	case lazy:
		h.s, err = m.client.PSubscribeLazy([]string{h.names[0] + "*"})
	default:
		h.s, err = m.client.PSubscribe(ctx, []string{h.names[0] + "*"})
	}
	if err == nil {
		if h.mode == models.Pattern {
			h.names[0] += "*"
		}
		m.own = append(m.own, h)
	}
	return err
}

// change adds a name of its own to the shared subscription, or takes one out.
func (m *member) change(ctx context.Context) error {
	mode := models.PubSubMode(m.random.IntN(2))
	name := "shared by " + m.id + " " + strconv.Itoa(m.random.IntN(5))
	names := &m.common[mode]
	if i := slices.Index(*names, name); i >= 0 {
		*names = slices.Delete(*names, i, i+1)
		if mode == models.Pattern {
			return m.shared.PUnsubscribe(ctx, []string{name})
		}
		return m.shared.UnsubscribeLazy(mode, []string{name})
	}
	*names = append(*names, name)
	if mode == models.Pattern {
		return m.shared.PSubscribe(ctx, []string{name})
	}
	return m.shared.SubscribeLazy(mode, []string{name})
}

func (m *member) ofShared(mode models.PubSubMode) []string { return m.common[mode] }
func (m *member) channels() []string                       { return m.names(models.Exact) }
func (m *member) patterns() []string                       { return m.names(models.Pattern) }

func (m *member) names(mode models.PubSubMode) (names []string) {
	for _, h := range m.own {
		if h.mode == mode {
			names = append(names, h.names...)
		}
	}
	return names
}

// Nothing is kept of what is subscribed no more.
func TestWhatIsGivenUpLeavesNothing(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		e.limit("&a*")
		client := e.connect(asLimited)
		stays := subscribe(e, client, "a")
		round := func(i int) {
			s := subscribe(e, client, names("a"+strconv.Itoa(i), 1000)...)
			require.Error(e, s.PSubscribe(canceled(e), names("denied", 10)))
			lazy, err := client.SubscribeLazy(names("denied", 10))
			require.NoError(e, err)
			receiveError[*failure.SubscriptionError](e, lazy)
			s.Close()
			lazy.Close()
			require.Eventually(e, func() bool {
				state := client.GetSubscriptions()
				return len(state.ActualSubscriptions[models.Exact]) == 1 && len(state.ActualSubscriptions[models.Pattern]) == 0
			}, deadline, tick)
		}
		round(0)
		before := heap()
		for i := range 10 {
			round(i + 1)
		}
		grown := heap() - before
		e.Logf("%d KiB more are held", grown>>10)
		require.Less(e, grown, 512<<10)
		e.publish("a", "x", 1)
		require.Equal(e, "x", receive(e, stays).Message)
	})
}
