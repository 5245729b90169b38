package pubsub

import (
	"context"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestTwoSubscribersShareOneSubscription(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		a := e.subscriber(exact, "a")
		e.servers[0].Forget()
		b := e.subscriber(exact, "a")
		require.Empty(e, e.servers[0].Requests(), "it is there already")
		require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		a.Close()
		synctest.Wait()
		e.publish("a", "1")
		require.Equal(e, []string{"closed"}, e.taken(a))
		require.Equal(e, []string{"a=1"}, e.taken(b))
		require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		e.remove(b, exact, "a")
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		desired, actual := e.State()
		require.Empty(e, desired[exact])
		require.Empty(e, actual[exact])
		require.Zero(e, e.remembered())
	})
}

func TestNamesThatAreNotNew(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a", "a")
		e.add(b, exact, "a")
		e.publish("a", "1")
		require.Equal(e, []string{"a=1"}, e.taken(b))
		e.remove(b, exact, "unknown")
		e.remove(b, exact, "a", "a")
		e.remove(b, pattern)
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		require.Empty(e, e.taken(b))
	})
}

func TestRemovingAllOfAMode(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a", "b")
		e.add(b, pattern, "a*")
		p, err := b.Remove(exact, nil)
		require.NoError(e, err)
		require.NoError(e, p.Wait(e.Context()))
		e.publish("a", "1")
		require.Equal(e, []string{"a=1"}, e.taken(b), "by the pattern")
	})
}

func TestRemovingNamesOfAllSubscribers(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		stays, ends, remains := e.subscriber(exact, "a"), e.subscriber(exact, "a"), e.subscriber(exact, "a", "b")
		empty := e.NewSubscriber(options.SubscriptionQueue{})
		e.publish("a", "1")
		p, err := e.RemoveAll(exact, []string{"a", "unknown"}, stays)
		require.NoError(e, err)
		require.NoError(e, p.Wait(e.Context()))
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		e.publish("b", "2")
		require.Equal(e, []string{"a=1"}, e.taken(stays))
		require.Equal(e, []string{"a=1", "EOF"}, e.taken(ends))
		require.Equal(e, []string{"a=1", "b=2"}, e.taken(remains))
		require.Empty(e, e.taken(empty), "it had nothing to lose")
		_, err = ends.Add(exact, []string{"a"})
		require.ErrorIs(e, err, errSubscriptionClosed)

		p, err = e.RemoveAll(exact, nil, stays)
		require.NoError(e, err)
		require.NoError(e, p.Wait(e.Context()))
		require.Equal(e, []string{"EOF"}, e.taken(remains))
		e.add(stays, exact, "a")
		e.publish("a", "3")
		require.Equal(e, []string{"a=3"}, e.taken(stays))
	})
}

func TestWhatIsSaidAfterTheEnd(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		closed, other := e.subscriber(exact, "a"), e.subscriber(exact, "a")
		e.publish("a", "1")
		closed.Close()
		closed.Close()
		for _, change := range []func() (*Pending, error){
			func() (*Pending, error) { return closed.Add(exact, []string{"b"}) },
			func() (*Pending, error) { return closed.Remove(exact, nil) },
		} {
			_, err := change()
			require.ErrorIs(e, err, errSubscriptionClosed)
		}
		e.Subscriptions.Close()
		e.Subscriptions.Close()
		require.Equal(e, []string{"a=1", "closed"}, e.taken(closed))
		require.Equal(e, []string{"a=1", "closed"}, e.taken(other))
		_, err := other.Next(e.Context())
		require.ErrorIs(e, err, errClosed)
		_, err = closed.Next(e.Context())
		require.ErrorIs(e, err, errSubscriptionClosed)
		late := e.NewSubscriber(options.SubscriptionQueue{})
		_, err = late.Next(e.Context())
		require.ErrorIs(e, err, errClosed)
		_, err = late.Add(exact, []string{"a"})
		require.ErrorIs(e, err, errClosed)
		_, err = e.RemoveAll(exact, nil, nil)
		require.ErrorIs(e, err, errClosed)
	})
}

func TestNextWaitsAsLongAsItsContext(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a")
		ctx, cancel := context.WithTimeout(e.Context(), time.Second)
		defer cancel()
		_, err := b.Next(ctx)
		var timeout *failure.TimeoutError
		require.ErrorAs(e, err, &timeout)
		canceled, interrupt := context.WithCancelCause(e.Context())
		interrupt(io.ErrUnexpectedEOF)
		_, err = b.Next(canceled)
		require.IsType(e, &failure.CanceledError{}, err)
		require.ErrorIs(e, err, io.ErrUnexpectedEOF)
	})
}

// Each of several consumers gets one of what has come together, though the others come for
// no more.
func TestSeveralConsumersOfOneQueue(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a")
		got := make(chan string, 100)
		for range 5 {
			go func() {
				m, err := b.Next(e.Context())
				got <- text(m, err)
			}()
		}
		synctest.Wait()
		e.publish("a", "1", "2", "3", "4", "5")
		require.Len(e, got, 5)
		seen := map[string]bool{}
		for range 5 {
			seen[<-got] = true
		}
		require.Len(e, seen, 5)
	})
}

func TestTheEndComesToEachConsumerBehindTheLastMessage(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a")
		const consumers, count = 4, 1000
		var mu sync.Mutex
		got, ends := map[string]int{}, 0
		var running sync.WaitGroup
		for range consumers {
			running.Go(func() {
				for {
					m, err := b.Next(context.Background())
					mu.Lock()
					if err != nil {
						ends++
						mu.Unlock()
						return
					}
					got[m.Message]++
					mu.Unlock()
				}
			})
		}
		for i := range count {
			e.servers[0].pubsub.Publish("a", fmt.Sprint(i))
		}
		synctest.Wait()
		b.Close()
		running.Wait()
		require.Equal(e, consumers, ends)
		require.Len(e, got, count)
	})
}

func TestASlowConsumerIsToldWhatWasDropped(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		slow := e.NewSubscriber(options.SubscriptionQueue{MaxMessages: 2})
		ended := e.NewSubscriber(options.SubscriptionQueue{MaxMessages: 2, WhenFull: options.EndSubscription})
		fast := e.subscriber(exact, "a")
		e.add(slow, exact, "a")
		e.add(ended, exact, "a")
		e.add(ended, pattern, "z")
		e.publish("a", "1", "2", "3", "4")
		require.Equal(e, []string{"a=1", "a=2", "a=3", "a=4"}, e.taken(fast))
		require.Equal(e, []string{"dropped 2", "a=3", "a=4"}, e.taken(slow))
		require.Equal(e, []string{"a=1", "a=2", "end"}, e.taken(ended))
		require.EqualValues(e, 3, e.Stats().Dropped)
		_, err := ended.Add(exact, []string{"b"})
		require.ErrorIs(e, err, errSubscriptionClosed)
		require.Zero(e, e.servers[0].pubsub.Subscribers("PSUBSCRIBE", "z"), "it wants nothing any more")
	})
}

func TestOthersAreNotHeldUpByWhoDoesNotRead(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		idle := e.NewSubscriber(options.SubscriptionQueue{MaxMessages: 10, MaxBytes: 4096})
		e.add(idle, exact, "a")
		b := e.subscriber(exact, "a")
		for i := range 10_000 {
			e.servers[0].pubsub.Publish("a", fmt.Sprint(i))
			if i%1000 == 0 {
				require.NotEmpty(e, e.taken(b))
			}
		}
		e.add(b, exact, "b")
		require.LessOrEqual(e, idle.queue.bytes, 4096)
		require.Equal(e, "dropped 9990", e.taken(idle)[0])
	})
}
