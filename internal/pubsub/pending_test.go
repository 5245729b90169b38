package pubsub

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestAWaitThatEndsWithItsContext(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		g := e.servers[0].hold("SUBSCRIBE")
		b := e.NewSubscriber(options.SubscriptionQueue{})
		pending := e.request(b, exact, "a")
		ctx, cancel := context.WithCancelCause(e.Context())
		interrupted := errors.New("interrupted")
		time.AfterFunc(time.Second, func() { cancel(interrupted) })
		err := pending.Wait(ctx)
		require.IsType(e, &failure.CanceledError{}, err)
		require.ErrorIs(e, err, interrupted)
		require.IsType(e, &failure.TimeoutError{}, e.request(b, exact, "a").Wait(soon(e)))
		g.release()
		e.publish("a", "1")
		require.Equal(e, []string{"a=1"}, e.taken(b), "it stays wanted")
		require.NoError(e, e.request(b, exact, "a").Wait(ctx), "it is there")
		require.NoError(e, e.request(b, exact).Wait(ctx), "nothing to wait for")
	})
}

func TestUndoing(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b, other := e.subscriber(exact, "had"), e.subscriber(exact, "shared")
		pending := e.request(b, exact, "had", "shared", "new")
		require.NoError(e, pending.Wait(e.Context()))
		pending.Undo()
		e.publish("had", "1")
		e.publish("shared", "2")
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "new"))
		require.Equal(e, []string{"had=1"}, e.taken(b))
		require.Equal(e, []string{"shared=2"}, e.taken(other))
		pending.Undo()
		e.request(b, exact).Undo()
	})
}

// However often somebody waits in vain, nothing is left of it.
func TestWaitsInVainCostNothing(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a")
		e.servers[0].Stop()
		synctest.Wait()
		for range 1000 {
			require.IsType(e, &failure.TimeoutError{}, e.request(b, exact, "b").Wait(soon(e)))
			other := e.NewSubscriber(options.SubscriptionQueue{})
			pending := e.request(other, exact, "b")
			other.Close()
			require.Error(e, pending.Wait(soon(e)))
		}
		s := e.Subscriptions
		s.mu.Lock()
		defer s.mu.Unlock()
		require.LessOrEqual(e, len(s.routes[exact]["b"].waits), 2)
	})
}

func TestAnEndWithWaiters(t *testing.T) {
	for name, end := range map[string]struct {
		ends func(e *environment, b *Subscriber)
		want error
	}{
		"all are closed":    {func(e *environment, _ *Subscriber) { e.Subscriptions.Close() }, errClosed},
		"one is closed":     {func(_ *environment, b *Subscriber) { b.Close() }, errSubscriptionClosed},
		"nothing is left":   {func(e *environment, _ *Subscriber) { _, _ = e.RemoveAll(exact, nil, nil) }, errRemoved},
		"it is removed":     {func(_ *environment, b *Subscriber) { _, _ = b.Remove(exact, []string{"b"}) }, errRemoved},
		"the queue is full": {func(e *environment, b *Subscriber) { e.publish("a", "1", "2") }, errSubscriptionClosed},
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, 1, func(e *environment) {
				b := e.NewSubscriber(options.SubscriptionQueue{MaxMessages: 1, WhenFull: options.EndSubscription})
				e.add(b, exact, "a")
				g := e.servers[0].hold("SUBSCRIBE")
				done := make(chan error, 1)
				pending := e.request(b, exact, "b")
				go func() { done <- pending.Wait(context.Background()) }()
				synctest.Wait()
				end.ends(e, b)
				g.release()
				require.ErrorIs(e, <-done, end.want)
			})
		})
	}
}

func TestRemovalsThatWait(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b, other := e.subscriber(exact, "a"), e.subscriber(exact, "b")
		g := e.servers[0].hold("UNSUBSCRIBE")
		pending, err := b.Remove(exact, []string{"a"})
		require.NoError(e, err)
		require.IsType(e, &failure.TimeoutError{}, pending.Wait(soon(e)))
		shared, err := b.Remove(exact, []string{"b"})
		require.NoError(e, err)
		require.NoError(e, shared.Wait(soon(e)), "it had not got it")
		pending, err = e.RemoveAll(exact, []string{"a", "b"}, other)
		require.NoError(e, err)
		done := make(chan error, 1)
		go func() { done <- pending.Wait(e.Context()) }()
		synctest.Wait()
		require.Empty(e, done)
		g.release()
		require.NoError(e, <-done)
		require.Zero(e, e.remembered())

		pending, err = other.Remove(exact, nil)
		require.NoError(e, err)
		e.Subscriptions.Close()
		require.NoError(e, pending.Wait(e.Context()))
	})
}
