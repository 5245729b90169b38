package pubsub

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// A late unsubscribe does not undo a newer subscribe, wherever the two meet.
func TestSubscribingAgainWhileAnUnsubscribeIsUnderWay(t *testing.T) {
	for _, held := range []string{"", "UNSUBSCRIBE", "PING", "SUBSCRIBE"} {
		for _, others := range []bool{false, true} {
			t.Run(fmt.Sprint("behind ", held, others), func(t *testing.T) {
				inMemory(t, 1, func(e *environment) {
					b, g := e.subscriber(exact, "a"), e.servers[0].hold(held)
					if others {
						e.request(b, exact, "b")
					}
					removed, err := b.Remove(exact, []string{"a"})
					require.NoError(e, err)
					again := e.request(e.NewSubscriber(options.SubscriptionQueue{}), exact, "a")
					synctest.Wait()
					removedAgain, err := again.subscriber.Remove(exact, nil)
					require.NoError(e, err)
					synctest.Wait()
					last := e.NewSubscriber(options.SubscriptionQueue{})
					pending := e.request(last, exact, "a")
					g.release()
					require.NoError(e, pending.Wait(e.Context()))
					require.NoError(e, removed.Wait(e.Context()))
					require.NoError(e, removedAgain.Wait(e.Context()))
					e.publish("a", "1")
					require.Equal(e, []string{"a=1"}, e.taken(last))
					require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
				})
			})
		}
	}
}

func TestAShardedChannelFollowsItsSlot(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b, other := e.subscriber(sharded, "a"), e.subscriber(sharded, "b")
		old, now := e.servers[0], e.servers[1]
		old.pubsub.PublishSharded("a", "1")
		old.refuses("MOVED 1 server1:6379", "a")
		old.pubsub.Drop("a")
		time.Sleep(time.Second)
		require.Contains(e, e.refusals(), old.node.Address()+" -MOVED 1 server1:6379")
		require.Equal(e, []string{"a=1"}, e.taken(b), "it is not there yet")
		e.change(func() { e.homes["a"] = now })
		synctest.Wait()
		now.pubsub.PublishSharded("a", "2")
		require.Equal(e, []string{"gap a", "a=2"}, e.taken(b))
		require.Empty(e, e.taken(other))

		e.change(func() { e.homes["a"] = old })
		old.refuses("", "a")
		time.Sleep(time.Second)
		now.pubsub.PublishSharded("a", "not any more")
		old.pubsub.PublishSharded("a", "3")
		require.Equal(e, []string{"gap a", "a=3"}, e.taken(b))
		require.Zero(e, now.pubsub.Subscribers("SSUBSCRIBE", "a"))
		require.EqualValues(e, 2, e.Stats().Gaps)
	})
}

// A server may unsubscribe a channel at any time: before a request of ours about it, while
// one is under way, and behind it.
func TestAServerThatUnsubscribesByItself(t *testing.T) {
	for _, held := range []string{"SSUBSCRIBE", "SUNSUBSCRIBE", "PING"} {
		t.Run(held, func(t *testing.T) {
			inMemory(t, 1, func(e *environment) {
				s, keeps := e.servers[0], e.subscriber(sharded, "kept")
				b := e.subscriber(sharded, "a")
				g := s.hold(held)
				removed, err := b.Remove(sharded, nil)
				require.NoError(e, err)
				pending := e.request(keeps, sharded, "b", "c")
				synctest.Wait()
				for _, name := range []string{"a", "b", "kept"} {
					s.pubsub.Drop(name)
				}
				g.release()
				require.NoError(e, removed.Wait(e.Context()))
				require.NoError(e, pending.Wait(e.Context()))
				time.Sleep(time.Second)
				for name, want := range map[string]int{"a": 0, "b": 1, "c": 1, "kept": 1} {
					require.Equal(e, want, s.pubsub.Subscribers("SSUBSCRIBE", name), name)
					s.pubsub.PublishSharded(name, "1")
				}
				got := e.taken(keeps)
				require.ElementsMatch(e, []string{"kept=1", "b=1", "c=1"}, got[len(got)-3:])
				require.NotEmpty(e, got[:len(got)-3], "kept has a gap")
			})
		})
	}
}

// Channels that every server has stay where they are, as long as that is there.
func TestAChannelLeavesWithItsServer(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.subscriber(exact, "a")
		e.change(func() { e.homes[""] = e.servers[1] })
		synctest.Wait()
		require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		e.change(func() { e.primaries = e.primaries[1:] })
		synctest.Wait()
		require.Zero(e, e.servers[1].pubsub.Subscribers("SUBSCRIBE", "a"), "what is on its way would come twice")
		time.Sleep(time.Second)
		require.Equal(e, 1, e.servers[1].pubsub.Subscribers("SUBSCRIBE", "a"))
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		e.servers[1].pubsub.Publish("a", "1")
		require.Equal(e, []string{"gap a", "a=1"}, e.taken(b))
		e.change(func() { e.primaries, e.homes[""] = nil, nil })
		e.servers[1].Stop()
		time.Sleep(time.Minute)
		require.Empty(e, e.taken(b), "there is none")
		e.change(func() { e.primaries, e.homes[""] = []*node.Node{e.servers[0].node}, e.servers[0] })
		time.Sleep(time.Second)
		e.publish("a", "2")
		require.Equal(e, []string{"gap a", "a=2"}, e.taken(b))
	})
}

func TestNoServerIsKnownYet(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		e.change(func() { e.primaries, e.homes[""] = nil, nil })
		b := e.NewSubscriber(options.SubscriptionQueue{})
		pending := e.request(b, exact, "a")
		time.Sleep(time.Minute)
		e.change(func() { e.primaries, e.homes[""] = []*node.Node{e.servers[0].node}, e.servers[0] })
		require.NoError(e, pending.Wait(e.Context()))
	})
}

// One break is one gap, however many channels there are, and requests for them.
func TestOneGapForManyChannels(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		var names []string
		for i := range 2*mostChanges + 100 {
			names = append(names, strconv.Itoa(i))
		}
		b := e.subscriber(exact, names...)
		e.add(b, pattern, "p*")
		other := e.subscriber(exact, names[7])
		e.servers[0].lost()
		got := e.taken(b)
		require.Len(e, got, 1)
		require.Equal(e, text(models.PubSubMessage{}, &failure.GapError{Channels: append(names, "p*")}), got[0])
		require.Equal(e, []string{"gap 7"}, e.taken(other))
		require.EqualValues(e, 2, e.Stats().Gaps)
	})
}

// A gap that waits for more channels is complete when nobody wants those any more.
func TestAGapThatWaitsForChannelsThatAreRemoved(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		var names []string
		for i := range mostChanges {
			names = append(names, strconv.Itoa(i))
		}
		b := e.subscriber(exact, "first")
		e.add(b, pattern, names...)
		g := e.servers[0].hold("PING")
		e.servers[0].lost()
		s := e.Subscriptions
		s.mu.Lock()
		var asked []string
		for _, l := range s.links {
			for r := range l.todo {
				asked = append(asked, r.name)
			}
		}
		s.mu.Unlock()
		require.Len(e, asked, 1, "all others are in the request")
		for _, mode := range []models.PubSubMode{exact, pattern} {
			_, err := b.Remove(mode, asked)
			require.NoError(e, err)
		}
		require.Empty(e, e.taken(b))
		g.release()
		require.Len(e, e.taken(b), 1)
	})
}

func TestStatistics(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		require.Zero(e, e.Stats())
		b := e.subscriber(exact, "a")
		stats := e.Stats()
		require.NotZero(e, stats.OutOfSync)
		require.Equal(e, time.Now(), stats.LastSync)
		time.Sleep(options.DefaultPubSubReconciliationInterval)
		synctest.Wait()
		require.Equal(e, time.Now(), e.Stats().LastSync)
		e.servers[0].Stop()
		time.Sleep(10 * time.Second)
		stats = e.Stats()
		require.Greater(e, stats.OutOfSync, uint64(3))
		require.Less(e, stats.LastSync, time.Now().Add(-9*time.Second))
		require.Zero(e, stats.Gaps, "it is told when it is over")
		e.servers[0].Accept()
		time.Sleep(time.Minute)
		require.NotEmpty(e, e.taken(b))
		require.EqualValues(e, 1, e.Stats().Gaps)
		require.WithinDuration(e, time.Now(), e.Stats().LastSync, options.DefaultPubSubReconciliationInterval)
	})
}

// Nothing is left of names that nobody wants any more.
func TestMemoryDoesNotGrowWithNames(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		kept := e.subscriber(exact, "kept")
		for round := range 20 {
			var names []string
			for i := range 1000 {
				names = append(names, fmt.Sprint(round, " ", i))
			}
			if round%10 == 0 {
				e.servers[0].refuses("MOVED 1 x", names[0])
				e.servers[0].refuses("NOPERM x", names[1])
			}
			b := e.NewSubscriber(options.SubscriptionQueue{})
			e.request(b, exact, names...)
			if round%2 == 0 {
				synctest.Wait()
			}
			b.Close()
			if round == 10 {
				e.servers[0].lost()
			}
		}
		time.Sleep(time.Second)
		require.Equal(e, 1, e.remembered())
		s := e.Subscriptions
		s.mu.Lock()
		defer s.mu.Unlock()
		require.Equal(e, 1, len(s.subscribers))
		require.Equal(e, 1, len(s.links))
		for _, l := range s.links {
			require.Equal(e, 1, len(l.routes))
			require.Zero(e, len(l.todo))
			require.Zero(e, len(l.restoring))
		}
		require.Zero(e, len(kept.gaps))
	})
}

// Many subscribe and unsubscribe at random while connections are lost, and the server has in
// the end what is wanted.
func TestSubscribingAtRandom(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		var subscribers sync.WaitGroup
		held := make([]*Subscriber, 20)
		for i := range held {
			subscribers.Go(func() {
				random := rand.New(rand.NewPCG(1, uint64(i)))
				b := e.NewSubscriber(options.SubscriptionQueue{MaxMessages: 10})
				for range 100 {
					name := strconv.Itoa(random.IntN(10))
					mode := models.PubSubMode(random.IntN(modes))
					change := b.Add
					if random.IntN(2) == 0 {
						change = b.Remove
					}
					pending, err := change(mode, []string{name})
					if err == nil && random.IntN(2) == 0 {
						_ = pending.Wait(e.Context())
					}
					time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
				}
				held[i] = b
			})
		}
		for i := range 10 {
			time.Sleep(50 * time.Millisecond)
			e.servers[i%2].Reset()
			e.servers[0].pubsub.Publish(strconv.Itoa(i), "x")
			e.servers[0].pubsub.Drop(strconv.Itoa(i))
			e.change(func() { e.homes[strconv.Itoa(i)] = e.servers[(i+1)%2] })
		}
		subscribers.Wait()
		time.Sleep(options.DefaultPubSubReconciliationInterval)
		synctest.Wait()
		desired, actual := e.State()
		for mode, command := range []string{"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"} {
			require.ElementsMatch(e, desired[mode], actual[mode])
			wanted := map[string]int{}
			for _, name := range desired[mode] {
				wanted[name] = 1
			}
			for i := range 10 {
				name := strconv.Itoa(i)
				count := e.servers[0].pubsub.Subscribers(command, name) + e.servers[1].pubsub.Subscribers(command, name)
				require.Equal(e, wanted[name], count, "%s %s", command, name)
			}
		}
		for _, b := range held {
			b.Close()
		}
		time.Sleep(time.Second)
		require.Zero(e, e.remembered())
	})
}
