package pubsub

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/options"
)

// onPrimaries is a subscriber to patterns on all primaries.
func (e *environment) onPrimaries(patterns ...string) *Subscriber {
	b := e.NewSubscriberOnPrimaries(options.SubscriptionQueue{})
	e.add(b, pattern, patterns...)
	return b
}

// publishAt publishes on some servers.
func (e *environment) publishAt(message string, servers ...*server) {
	for _, s := range servers {
		s.pubsub.Publish("a", message)
	}
	synctest.Wait()
}

func TestASubscriberOnAllPrimaries(t *testing.T) {
	inMemory(t, 3, func(e *environment) {
		b, home := e.onPrimaries("a*"), e.subscriber(pattern, "a*")
		e.publishAt("1", e.servers...)
		require.Equal(e, []string{"a=1", "a=1", "a=1"}, e.taken(b))
		require.Equal(e, []string{"a=1"}, e.taken(home), "from its home alone")
		b.Close()
		synctest.Wait()
		e.publishAt("2", e.servers...)
		require.Equal(e, []string{"a=2"}, e.taken(home))
		require.Zero(e, e.servers[1].pubsub.Subscribers("PSUBSCRIBE", "a*"))
		again := e.onPrimaries("a*")
		home.Close()
		e.publishAt("3", e.servers...)
		require.Equal(e, []string{"a=3", "a=3", "a=3"}, e.taken(again))
		again.Close()
		time.Sleep(time.Second)
		require.Zero(e, e.remembered())
	})
}

func TestAGapOfOnePrimary(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b, home := e.onPrimaries("a*"), e.subscriber(pattern, "a*")
		e.servers[1].lost()
		e.publishAt("1", e.servers...)
		require.Equal(e, []string{"gap a*", "a=1", "a=1"}, e.taken(b))
		require.Equal(e, []string{"a=1"}, e.taken(home), "it had nothing there")
	})
}

// What is published at a primary before it is subscribed again is told of, even if another
// one was lost with it and is back already.
func TestPrimariesThatAreLostTogether(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.onPrimaries("a*")
		for _, s := range e.servers {
			s.Stop()
		}
		time.Sleep(time.Second)
		e.servers[0].Accept()
		time.Sleep(time.Minute)
		e.publishAt("1", e.servers[0])
		e.servers[1].Accept()
		time.Sleep(time.Minute)
		e.publishAt("2", e.servers...)
		got := e.taken(b)
		require.Equal(e, []string{"gap a*", "a=1", "gap a*", "a=2", "a=2"}, got)
		require.EqualValues(e, 2, e.Stats().Gaps)
	})
}

func TestAPrimaryThatConfirmsLaterThanAnother(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.onPrimaries("a*", "b*")
		g := e.servers[1].hold("PSUBSCRIBE")
		e.servers[0].Reset()
		e.servers[1].lost()
		e.publishAt("1", e.servers[0])
		g.release()
		e.publishAt("2", e.servers...)
		require.Equal(e, []string{"gap a*,b*", "a=1", "gap a*,b*", "a=2", "a=2"}, e.taken(b))
	})
}

func TestANewPrimaryMayHaveBeenMissed(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.onPrimaries("a*")
		added := e.start()
		synctest.Wait()
		joined := e.onPrimaries("a*")
		e.publishAt("1", e.servers[0], added)
		require.Equal(e, []string{"gap a*", "a=1", "a=1"}, e.taken(b))
		require.Equal(e, []string{"a=1", "a=1"}, e.taken(joined), "it was not there before")
	})
}

// A primary that leaves may have changed before it did.
func TestALostPrimaryIsToldOf(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.onPrimaries("a*")
		e.servers[1].Stop()
		time.Sleep(time.Second)
		require.Empty(e, e.taken(b))
		e.change(func() { e.primaries = e.primaries[:1] })
		time.Sleep(time.Second)
		require.Equal(e, []string{"gap a*"}, e.taken(b), "nobody will subscribe there again")
		e.publishAt("1", e.servers[0])
		require.Equal(e, []string{"a=1"}, e.taken(b))
	})
}

func TestWhoJoinsDuringAnOutageOnAllPrimariesGetsNoGap(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.onPrimaries("a*")
		e.servers[1].Stop()
		time.Sleep(time.Second)
		joined := e.NewSubscriberOnPrimaries(options.SubscriptionQueue{})
		pending := e.request(joined, pattern, "a*")
		e.servers[1].Accept()
		require.NoError(e, pending.Wait(e.Context()))
		time.Sleep(time.Second)
		e.publishAt("1", e.servers...)
		require.Equal(e, []string{"gap a*", "a=1", "a=1"}, e.taken(b))
		require.Equal(e, []string{"a=1", "a=1"}, e.taken(joined))
	})
}

// A primary that has become a replica notifies of what its primary does.
func TestAReplicaIsNotListenedTo(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		was := e.servers[1]
		b := e.onPrimaries("a*")
		g := was.hold("PSUBSCRIBE")
		e.request(b, pattern, "b*")
		synctest.Wait() // It cannot be unsubscribed there until that is answered.
		e.change(func() {
			e.primaries = slices.DeleteFunc(e.primaries, func(n *node.Node) bool { return n == was.node })
		})
		synctest.Wait()
		e.publishAt("1", was)
		e.publishAt("2", e.servers[0])
		taken := e.taken(b)
		g.release()
		require.Equal(e, []string{"a=2"}, taken)
		require.Zero(e, was.pubsub.Subscribers("PSUBSCRIBE", "a*"))
		require.Empty(e, e.taken(b))
	})
}

// Who only listens is told of a new primary by nothing but the topology.
func TestThePrimariesAreAskedForRegularly(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		home := e.subscriber(exact, "b")
		time.Sleep(time.Second)
		before := e.timesMissed()
		time.Sleep(time.Minute)
		require.Equal(e, before, e.timesMissed(), "a channel is the same everywhere")
		b := e.onPrimaries("a*")
		time.Sleep(options.DefaultPubSubReconciliationInterval)
		require.Greater(e, e.timesMissed(), before)
		b.Close()
		home.Close()
	})
}
