package pubsub

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Errors come in the order of the commands, with nothing else to tell whose they are.
func TestARefusalIsThatOfItsCommand(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		g := e.servers[0].hold("PING")
		b := e.subscriber(exact, "first")
		pending := map[string]*Pending{}
		for i := range 20 {
			name := fmt.Sprint(i)
			switch i % 4 {
			case 0:
				e.servers[0].refuses("NOPERM not "+name, name)
			case 1:
				e.servers[0].refuses("ERR not "+name, name)
			case 2:
				e.servers[0].refuses("TRYAGAIN not "+name, name)
			}
			pending[name] = e.request(e.NewSubscriber(options.SubscriptionQueue{}), exact, name)
		}
		unsubscribed, err := b.Remove(exact, nil)
		require.NoError(e, err)
		g.release()
		require.NoError(e, unsubscribed.Wait(e.Context()))
		for i := range 20 {
			name := fmt.Sprint(i)
			err := pending[name].Wait(soon(e))
			var refused *failure.ServerError
			var timeout *failure.TimeoutError
			switch i % 4 {
			case 0, 1:
				require.ErrorAs(e, err, &refused, name)
				require.Contains(e, []string{"NOPERM not " + name, "ERR not " + name}, refused.Code+" "+refused.Message)
				require.Equal(e, e.servers[0].node.Address(), refused.Address)
			case 2:
				require.ErrorAs(e, err, &timeout, name)
				require.Contains(e, e.refusals(), e.servers[0].node.Address()+" -TRYAGAIN not "+name)
			default:
				require.NoError(e, err)
			}
		}
	})
}

func TestATemporaryRefusalIsTriedAgainSoon(t *testing.T) {
	for _, refusal := range []string{"MOVED 1 other:1", "CLUSTERDOWN x", "BUSY x"} {
		t.Run(refusal, func(t *testing.T) {
			inMemory(t, 1, func(e *environment) {
				e.servers[0].refuses(refusal, "a", "b")
				b := e.NewSubscriber(options.SubscriptionQueue{})
				pending, lazy := e.request(b, exact, "a"), e.request(b, sharded, "b")
				time.Sleep(3 * retryBackoff.First)
				before := len(e.servers[0].Requests())
				require.Less(e, before, 20, "it is not asked all the time")
				e.servers[0].refuses("", "a", "b")
				time.Sleep(2 * retryBackoff.Max)
				require.NoError(e, pending.Wait(soon(e)))
				require.NoError(e, lazy.Wait(soon(e)))
				require.Equal(e, 2, e.remembered())
				require.Empty(e, e.taken(b))
				require.NotEmpty(e, e.refusals())
			})
		})
	}
}

func TestWhoDoesNotWaitIsToldOfARefusalOnce(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		e.servers[0].refuses("NOPERM no", "a", "b")
		lazy := e.NewSubscriber(options.SubscriptionQueue{})
		require.NoError(e, lazy.AddLazy(exact, []string{"a", "b", "c"}))
		late := e.NewSubscriber(options.SubscriptionQueue{})
		g := e.servers[0].hold("SUBSCRIBE")
		pending := e.request(late, exact, "b")
		require.IsType(e, &failure.TimeoutError{}, pending.Wait(soon(e)))
		g.release()
		require.Equal(e, []string{"refused a,b"}, e.taken(lazy))
		require.Equal(e, []string{"refused b"}, e.taken(late), "it waits no more")
		time.Sleep(10 * options.DefaultPubSubReconciliationInterval)
		require.Empty(e, e.taken(lazy))
		require.Equal(e, 3+2, e.remembered(), "and those that are not as they are wanted")

		e.servers[0].refuses("NOPERM still no", "a")
		time.Sleep(options.DefaultPubSubReconciliationInterval)
		require.Equal(e, []string{"refused a"}, e.taken(lazy), "in other words")
		e.servers[0].refuses("", "a", "b")
		time.Sleep(options.DefaultPubSubReconciliationInterval)
		e.publish("b", "1")
		require.Equal(e, []string{"b=1"}, e.taken(lazy))
		require.Equal(e, []string{"b=1"}, e.taken(late))
	})
}

// What a subscriber had, and a server refuses it now, is told at once; and that messages
// are missing when it is there again.
func TestAChannelThatIsRefusedAfterALostConnection(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a", "b")
		e.servers[0].refuses("NOPERM no", "a")
		e.servers[0].lost()
		time.Sleep(time.Second)
		require.ElementsMatch(e, []string{"gap b", "refused a"}, e.taken(b))
		_, actual := e.State()
		require.Equal(e, []string{"b"}, actual[exact])
		e.servers[0].refuses("", "a")
		time.Sleep(options.DefaultPubSubReconciliationInterval)
		require.Equal(e, []string{"gap a"}, e.taken(b))
	})
}

func TestWhoAsksAgainIsRefusedAtOnce(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		e.servers[0].refuses("NOPERM no", "a")
		b := e.subscriber(exact, "b")
		for range 3 {
			err := e.request(b, exact, "a").Wait(soon(e))
			require.IsType(e, &failure.ServerError{}, err)
		}
		pending := e.request(b, exact, "a", "b", "c")
		require.IsType(e, &failure.ServerError{}, pending.Wait(e.Context()))
		pending.Undo()
		synctest.Wait()
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "c"))
		require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "b"))
		require.Empty(e, e.taken(b), "who asked has the error already")
	})
}

func TestARefusedUnsubscribe(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a", "b")
		e.servers[0].refuses("NOPERM no", "a")
		e.remove(b, exact, "a", "b")
		e.publish("a", "1")
		require.Empty(e, e.taken(b), "nobody wants it")
		e.servers[0].refuses("", "a")
		e.add(b, exact, "a")
		e.publish("a", "2")
		require.Equal(e, []string{"a=2"}, e.taken(b))
	})
}

func TestAServerThatCannotBeReached(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		e.servers[0].Refuse()
		b := e.NewSubscriber(options.SubscriptionQueue{})
		err := e.request(b, exact, "a").Wait(e.Context())
		require.ErrorIs(e, err, fakeserver.ErrRefused, "one that was never there")
		e.servers[0].Accept()
		e.add(b, exact, "a")
		e.servers[0].Stop()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(e.Context(), time.Second)
		defer cancel()
		err = e.request(b, exact, "b").Wait(ctx)
		require.IsType(e, &failure.TimeoutError{}, err)
		require.ErrorContains(e, err, e.servers[0].node.Address(), "and why there is none")
		e.servers[0].Accept()
		time.Sleep(time.Minute)
		require.Equal(e, []string{"gap a"}, e.taken(b))
		require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "b"), "it stays wanted")
	})
}

// Gaps and refusals are told without names, once for all subscribers that they concern.
func TestGapsAndRefusalsAreTold(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		var mu sync.Mutex
		var told []models.ClientEvent
		take := func() []models.ClientEvent {
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			taken := told
			told = nil
			return taken
		}
		e.Notify(func(event models.ClientEvent) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, event)
		})
		e.subscriber(exact, "a", "b")
		e.subscriber(exact, "b", "c", "d")
		require.Empty(e, take())
		e.servers[0].lost()
		gaps := take()
		require.Len(e, gaps, 1)
		require.Error(e, gaps[0].Err)
		gaps[0].Err = nil
		address := e.servers[0].node.Address()
		require.Equal(e, models.ClientEvent{Kind: models.SubscriptionGap, Address: address, Subscriptions: 2, Channels: 5}, gaps[0])

		e.servers[0].refuses("NOPERM a secret", "x", "y")
		require.Error(e, e.request(e.NewSubscriber(options.SubscriptionQueue{}), exact, "x").Wait(soon(e)))
		require.Empty(e, take(), "who waits has the error")
		e.servers[0].refuses("NOPERM a secret", "a")
		e.servers[0].lost()
		told = slices.DeleteFunc(take(), func(event models.ClientEvent) bool { return event.Kind == models.SubscriptionGap })
		refused := models.ClientEvent{Kind: models.SubscriptionRefused, Address: address, Code: "NOPERM", Subscriptions: 1, Channels: 1}
		require.Equal(e, []models.ClientEvent{refused}, told)
	})
}
