package cluster

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
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

var churning = flag.Duration("churning", 2*time.Second, "for how long subscriptions change at random, under each protocol")

const (
	// churners change subscriptions, each its own.
	churners = 100
	// churnNames is how many names of each mode they have together.
	churnNames = 40
)

// churner is a subscription that changes all the time, and what it wants.
type churner struct {
	subscription *core.Subscription
	wanted       [3]map[string]bool
}

// churn is churners that use one client.
type churn struct {
	*environment
	name   string
	client *core.ClusterClient
	names  [3][]string
	all    []*churner
}

// TestSubscriptionsChangeAtRandom has subscriptions changed by many goroutines while slots
// move, replicas take over and connections are killed.
func TestSubscriptionsChangeAtRandom(t *testing.T) {
	servers.Require(t, servers.Valkey91)
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{
		ReplicasPerShard: 1, NodeTimeout: alert,
		Options: servers.Options{Arguments: []string{"--cluster-require-full-coverage", "no"}},
	})
	for _, protocol := range protocols[servers.Valkey91] {
		t.Run(string(protocol), func(t *testing.T) {
			s := newEnvironment(t, servers.Valkey91, cluster)
			s.protocol = protocol
			c := s.churn()
			stop := make(chan struct{})
			var running sync.WaitGroup
			for i, b := range c.all {
				running.Go(func() { c.change(b, rand.New(rand.NewPCG(uint64(i), 11)), stop) })
			}
			c.disturb()
			close(stop)
			running.Wait()
			s.agree()
			c.requireDesired()
			c.requireDelivery()
			for _, b := range c.all {
				b.subscription.Close()
				b.wanted = [3]map[string]bool{}
			}
			c.requireDesired()
		})
	}
}

func (s *environment) churn() *churn {
	s.Helper()
	c := &churn{environment: s, name: fmt.Sprintf("churn%d:", audiences.Add(1))}
	c.client = s.connect(func(configuration *options.ClusterClientConfiguration) {
		configuration.ClientName = strings.TrimSuffix(c.name, ":")
	})
	for mode := range c.names {
		for i := range churnNames {
			name := key(i*servers.SlotCount/churnNames, fmt.Sprintf("%s%v:%d", c.name, models.PubSubMode(mode), i))
			if models.PubSubMode(mode) == models.Pattern {
				name += "*"
			}
			c.names[mode] = append(c.names[mode], name)
		}
	}
	for range churners {
		subscription, err := c.client.NewSubscription(options.SubscriptionQueue{})
		require.NoError(s, err)
		b := &churner{subscription: subscription}
		for mode := range b.wanted {
			b.wanted[mode] = map[string]bool{}
		}
		c.all = append(c.all, b)
	}
	return c
}

// change changes what one wants, at random. Who waits does so for a short time.
func (c *churn) change(b *churner, random *rand.Rand, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		mode := random.IntN(3)
		names := []string{c.names[mode][random.IntN(churnNames)], c.names[mode][random.IntN(churnNames)]}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(random.IntN(50))*time.Millisecond)
		var err error
		switch random.IntN(4) {
		case 0:
			err = b.subscription.SubscribeLazy(models.PubSubMode(mode), names)
			b.want(mode, names)
		case 1:
			err = b.waiting(mode, true)(ctx, names)
			b.want(mode, names)
		case 2:
			err = b.subscription.UnsubscribeLazy(models.PubSubMode(mode), names)
			b.unsubscribeAll(mode, names)
		default:
			err = b.waiting(mode, false)(ctx, names)
			b.unsubscribeAll(mode, names)
		}
		cancel()
		if err != nil && !errors.As(err, new(*failure.TimeoutError)) {
			c.Errorf("%v", err)
			return
		}
	}
}

func (b *churner) waiting(mode int, subscribes bool) func(context.Context, []string) error {
	s := b.subscription
	if subscribes {
		return []func(context.Context, []string) error{s.Subscribe, s.PSubscribe, s.SSubscribe}[mode]
	}
	return []func(context.Context, []string) error{s.Unsubscribe, s.PUnsubscribe, s.SUnsubscribe}[mode]
}

func (b *churner) want(mode int, names []string) {
	for _, name := range names {
		b.wanted[mode][name] = true
	}
}

func (b *churner) unsubscribeAll(mode int, names []string) {
	for _, name := range names {
		delete(b.wanted[mode], name)
	}
}

// disturb has things go wrong in the cluster, one after the other.
func (c *churn) disturb() {
	c.Helper()
	faults := 0
	for end := time.Now().Add(*churning); time.Now().Before(end); faults++ {
		ctx, cancel := c.patient()
		switch faults % 4 {
		case 0, 2:
			primaries, err := c.cluster.Primaries(ctx)
			require.NoError(c, err)
			for _, primary := range primaries {
				c.command(primary, "CLIENT", "KILL", "TYPE", "pubsub")
			}
		case 1:
			moved := (1 + faults/4%2) * servers.SlotCount / churnNames
			to := c.primary(1)
			if c.owner(moved) == to {
				to = c.primary(2)
			}
			require.NoError(c, c.cluster.MigrateSlot(ctx, moved, to))
		default:
			require.NoError(c, c.cluster.Failover(ctx, c.replica(2), servers.FailoverInAgreement))
			require.NoError(c, c.cluster.AwaitAgreement(ctx))
		}
		cancel()
	}
	c.Logf("%d faults", faults)
}

// requireDesired waits until the client and the servers have what is wanted, and no more.
func (c *churn) requireDesired() {
	c.Helper()
	var want [3][]string
	for mode := range want {
		union := map[string]bool{}
		for _, b := range c.all {
			maps.Copy(union, b.wanted[mode])
		}
		want[mode] = slices.Sorted(maps.Keys(union))
	}
	require.Eventually(c, func() bool {
		state := c.client.GetSubscriptions()
		for mode, names := range want {
			if !slices.Equal(names, state.DesiredSubscriptions[models.PubSubMode(mode)]) || !slices.Equal(names, state.ActualSubscriptions[models.PubSubMode(mode)]) {
				return false
			}
		}
		exact, sharded, patterns := c.subscribed(c.name)
		return slices.Equal(exact, want[models.Exact]) && slices.Equal(sharded, want[models.Sharded]) && patterns == len(want[models.Pattern])
	}, patience, 5*time.Millisecond, "subscriptions are not what is wanted")
}

// requireDelivery publishes on every name, and checks that who wants it gets it, once.
func (c *churn) requireDelivery() {
	c.Helper()
	for _, b := range c.all {
		for drained := false; !drained; {
			_, ok, err := b.subscription.TryReceive()
			drained = !ok && err == nil
		}
	}
	publisher := c.connect(nil)
	for mode, names := range c.names {
		for _, name := range names {
			publish := publisher.Publish
			if models.PubSubMode(mode) == models.Sharded {
				publish = publisher.SPublish
			}
			_, err := publish(c.Context(), name, "message")
			require.NoError(c, err)
		}
	}
	for _, b := range c.all {
		got := map[string]int{}
		want := map[string]int{}
		for _, names := range b.wanted {
			for name := range names {
				want[name] = 1
			}
		}
		for range want {
			ctx, cancel := c.patient()
			message, err := b.subscription.Receive(ctx)
			cancel()
			require.NoError(c, err)
			got[message.Pattern.OrElse(message.Channel)]++
		}
		require.Equal(c, want, got)
		_, ok, err := b.subscription.TryReceive()
		require.False(c, ok)
		require.NoError(c, err)
	}
}
