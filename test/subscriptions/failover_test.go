package subscriptions

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// onReplications runs a test on a primary with replicas, of one version under both protocols.
func onReplications(t *testing.T, version servers.Version, test func(e *environment, r *servers.Replication)) {
	servers.Require(t, version)
	for _, protocol := range protocols {
		t.Run(string(version)+" "+string(protocol), func(t *testing.T) {
			e := newEnvironment(t, nil, protocol)
			r := servers.StartReplication(t, version, servers.ReplicationOptions{Replicas: 2})
			e.server = r.Primary
			test(e, r)
		})
	}
}

func ofAll(r *servers.Replication) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) {
		c.Addresses = nil
		for _, server := range r.Servers() {
			c.Addresses = append(c.Addresses, options.NodeAddress{Host: server.Host(), Port: server.Port()})
		}
	}
}

// A client that only listens learns of a new primary too, and leaves the old one, whose
// messages are copies by now, if it has any.
func TestAFailoverMovesTheSubscriptions(t *testing.T) {
	for _, version := range servers.Versions() {
		onReplications(t, version, func(e *environment, r *servers.Replication) {
			client, other := e.connect(ofAll(r)), e.connect(ofAll(r))
			channels, patterns := names("channel", 100), names("pattern*", 10)
			all := newSubscription(e, client, options.SubscriptionQueue{})
			require.NoError(e, all.Subscribe(e.Context(), channels))
			require.NoError(e, all.PSubscribe(e.Context(), patterns))
			numbers := newRecord(e, subscribe(e, client, "numbers"))
			published := newPublisher(e, other, "numbers", time.Millisecond)
			awaitMore(e, published, numbers)

			old, next := r.Primary, r.Replicas[0]
			require.NoError(e, r.Promote(e.Context(), next))
			e.awaitMoved(client, old, next, "a failover by REPLICAOF", channels, patterns)
			require.NoError(e, fails(other.Set(e.Context(), "key", "value"))) // The publisher learns of it by READONLY.
			awaitMore(e, published, numbers)
			published.stop()
			require.Equal(e, old.Addr(), gap(e, all).Address)
			require.Equal(e, 1, numbers.gapCount())
		})
	}
}

// awaitMoved waits until the client is subscribed at another server than before, and logs how
// long that took since it is one to subscribe at.
func (e *environment) awaitMoved(client *core.Client, old, next *servers.Server, after string, channels, patterns []string) {
	e.Helper()
	since := time.Now()
	require.EventuallyWithT(e, func(c *collect) {
		reply, err := next.Command(e.Context(), "PUBSUB", "NUMPAT")
		require.NoError(c, err)
		require.EqualValues(c, len(patterns), reply.Int)
		if old.Alive() {
			reply, err = old.Command(e.Context(), "PUBSUB", "NUMPAT")
			require.NoError(c, err)
			require.Zero(c, reply.Int)
		}
	}, deadline, tick)
	e.awaitSubscribed(client, next, since, after, len(channels)+1, len(patterns))
}

func TestAPrimaryThatIsKilledAndReplaced(t *testing.T) {
	onReplications(t, servers.Valkey91, func(e *environment, r *servers.Replication) {
		client, other := e.connect(ofAll(r)), e.connect(ofAll(r))
		channels, patterns := names("channel", 100), names("pattern*", 10)
		all := newSubscription(e, client, options.SubscriptionQueue{})
		require.NoError(e, all.Subscribe(e.Context(), channels))
		require.NoError(e, all.PSubscribe(e.Context(), patterns))
		numbers := newRecord(e, subscribe(e, client, "numbers"))
		published := newPublisher(e, other, "numbers", time.Millisecond)
		awaitMore(e, published, numbers)
		old := r.Primary
		old.Kill()
		require.NoError(e, r.Promote(e.Context(), r.Replicas[0]))
		e.awaitMoved(client, old, r.Primary, "kill -9 and a failover by REPLICAOF", channels, patterns)
		awaitMore(e, published, numbers)
		requireNames(e, slices.Concat(channels, patterns), gap(e, all).Channels)

		// What comes back as a primary is none.
		require.NoError(e, old.Restart(e.Context()))
		awaitMore(e, published, numbers)
		numbers.requireHonest(published)
		require.Equal(e, 1, numbers.gapCount())
	})
}

func TestAFailoverBySentinels(t *testing.T) {
	onReplications(t, servers.Valkey91, func(e *environment, r *servers.Replication) {
		sentinels := servers.StartSentinels(e.T, servers.Valkey91, r, servers.SentinelOptions{})
		bySentinels := func(c *options.ClientConfiguration) {
			c.Addresses, c.Sentinel = nil, &options.SentinelConfiguration{PrimaryName: sentinels.Name}
			for _, s := range sentinels.Sentinels {
				c.Sentinel.Addresses = append(c.Sentinel.Addresses, options.NodeAddress{Host: s.Host(), Port: s.Port()})
			}
		}
		client, other := e.connect(bySentinels), e.connect(bySentinels)
		channels, patterns := names("channel", 100), names("pattern*", 10)
		all := newSubscription(e, client, options.SubscriptionQueue{})
		require.NoError(e, all.Subscribe(e.Context(), channels))
		require.NoError(e, all.PSubscribe(e.Context(), patterns))
		numbers := newRecord(e, subscribe(e, client, "numbers"))
		published := newPublisher(e, other, "numbers", time.Millisecond)
		awaitMore(e, published, numbers)
		old := r.Primary
		old.Kill()
		_, err := sentinels.AwaitFailover(e.Context(), old.Addr())
		require.NoError(e, err)
		require.NoError(e, r.Refresh(e.Context()))
		e.awaitMoved(client, old, r.Primary, "a failover by sentinels", channels, patterns)
		awaitMore(e, published, numbers)
		requireNames(e, slices.Concat(channels, patterns), gap(e, all).Channels)
		numbers.requireHonest(published)
		require.Equal(e, 1, numbers.gapCount())
	})
}

func TestAReadOnlyClientSubscribesAtReplicas(t *testing.T) {
	onReplications(t, servers.Valkey91, func(e *environment, r *servers.Replication) {
		publisher := e.connect()
		replicas := *r
		configured := func(c *options.ClientConfiguration) {
			c.Addresses, c.ReadOnly = nil, true
			for _, server := range replicas.Replicas {
				c.Addresses = append(c.Addresses, options.NodeAddress{Host: server.Host(), Port: server.Port()})
			}
		}
		client := e.connect(configured, subscriptions(options.SubscriptionConfiguration{Channels: exact("a")}))
		s, err := client.GetQueue()
		require.NoError(e, err)
		for i := range 3 {
			require.NoError(e, fails(publisher.Publish(e.Context(), "a", strconv.Itoa(i))))
			require.Equal(e, strconv.Itoa(i), receive(e, s).Message)
		}
		// Another replica takes over, which has the messages of before already.
		require.NoError(e, fails(publisher.Set(e.Context(), "key", "value")))
		acknowledged, err := publisher.Wait(e.Context(), 2, deadline)
		require.NoError(e, err)
		require.EqualValues(e, 2, acknowledged)
		at := r.Replicas[0]
		if reply, err := at.Command(e.Context(), "PUBSUB", "CHANNELS"); err != nil || len(reply.Elems) == 0 {
			at = r.Replicas[1]
		}
		at.Kill()
		require.Equal(e, at.Addr(), gap(e, s).Address)
		require.NoError(e, fails(publisher.Publish(e.Context(), "a", "after")))
		require.Equal(e, "after", receive(e, s).Message)
	})
}

func TestMessagesComeFromThePrimaryWhereverReadsGo(t *testing.T) {
	onReplications(t, servers.Valkey91, func(e *environment, r *servers.Replication) {
		client := e.connect(ofAll(r), func(c *options.ClientConfiguration) { c.ReadFrom = options.PreferReplica })
		s := subscribe(e, client, "a")
		require.NoError(e, fails(client.Get(e.Context(), "key")))
		e.publish("a", "x", 1)
		require.Equal(e, "x", receive(e, s).Message)
	})
}
