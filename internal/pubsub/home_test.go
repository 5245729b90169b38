package pubsub

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// setHome sets the home of all names, and tells nobody.
func (e *environment) setHome(s *server) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.homes[""] = s
}

func (e *environment) timesMissed() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.missed
}

// Nobody tells that a slot has an owner again, unless it is asked for.
func TestANameWithoutAServerHasOneLookedFor(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		e.setHome(nil)
		b := e.subscriber(sharded)
		pending := e.request(b, sharded, "a")
		require.ErrorAs(e, pending.Wait(soon(e)), new(*failure.TimeoutError))
		time.Sleep(time.Second)
		require.Greater(e, e.timesMissed(), 2)
		e.setHome(e.servers[0])
		began := time.Now()
		e.add(b, sharded, "a")
		require.Less(e, time.Since(began), time.Second, "it is tried before the interval")
		missed := e.timesMissed()
		time.Sleep(time.Minute)
		require.Equal(e, missed, e.timesMissed(), "nothing is looked for while all is there")
	})
}

func TestAServerThatIsNeverReachedIsWaitedForIfOthersMayTakeOver(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		e.servers[0].Stop()
		b := e.subscriber(exact)
		require.ErrorAs(e, e.request(b, exact, "a").Wait(e.Context()), new(*failure.ConnectionError))

		e.change(func() { e.waits = true })
		pending := e.request(b, exact, "b")
		ctx, cancel := context.WithTimeout(e.Context(), 2*time.Second)
		defer cancel()
		var late *failure.TimeoutError
		err := pending.Wait(ctx)
		require.ErrorAs(e, err, &late)
		require.ErrorAs(e, err, new(*failure.ConnectionError), "it tells why")
		require.Greater(e, e.timesMissed(), 3)
		e.change(func() { e.primaries = e.primaries[1:]; e.homes[""] = e.servers[1] })
		e.add(b, exact, "b")
	})
}

// A primary that becomes a replica gives its sharded channels up, and would take them again.
func TestAServerThatHasGivenAChannelUpIsNotAskedAgainAtOnce(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.subscriber(sharded, "a")
		e.servers[0].pubsub.Drop("a")
		synctest.Wait()
		require.Equal(e, 1, e.timesMissed(), "who has it is asked for at once")
		e.Changed() // of something else
		time.Sleep(leaveTime / 2)
		require.Zero(e, e.servers[0].pubsub.Subscribers("SSUBSCRIBE", "a"))
		require.Empty(e, e.taken(b))
		e.change(func() { e.homes[""] = e.servers[1] })
		time.Sleep(time.Second)
		require.Equal(e, 1, e.servers[1].pubsub.Subscribers("SSUBSCRIBE", "a"))
		require.Equal(e, []string{"gap a"}, e.taken(b))

		e.servers[1].pubsub.Drop("a")
		time.Sleep(time.Second)
		require.Equal(e, 1, e.servers[1].pubsub.Subscribers("SSUBSCRIBE", "a"), "it is still the one")
		require.Equal(e, []string{"gap a"}, e.taken(b))
	})
}

// A server that is not used any more is closed, which the client is not.
func TestAGapIsNotBlamedOnTheClient(t *testing.T) {
	inMemory(t, 2, func(e *environment) {
		b := e.subscriber(exact, "a")
		e.servers[0].node.Close()
		synctest.Wait()
		e.change(func() { e.primaries = e.primaries[1:]; e.homes[""] = e.servers[1] })
		time.Sleep(time.Second)
		_, ok, err := b.TryNext()
		require.False(e, ok)
		var gap *failure.GapError
		require.ErrorAs(e, err, &gap)
		require.NotErrorAs(e, err, new(*failure.ClosingError))
		require.ErrorContains(e, err, "the server is not the one to subscribe at any more")
	})
}

// What the old home has sent may still be on its way to the new one, whichever of the two the
// client notices first: that the role has changed, or that the connection is closed for it.
func TestANewHomeIsNotAskedAtOnce(t *testing.T) {
	for name, leave := range map[string]func(e *environment){
		"the connection is closed first": func(e *environment) {
			e.servers[0].node.Close()
			synctest.Wait()
		},
		"the role has changed first": func(*environment) {},
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, 2, func(e *environment) {
				b := e.subscriber(exact, "a")
				leave(e)
				first, second := e.primaries, e.servers[1]
				for range 2 { // The topology may waver.
					e.change(func() { e.primaries = first[1:]; e.homes[""] = second })
					time.Sleep(restTime / 8)
					e.change(func() { e.primaries = first[:1]; e.homes[""] = e.servers[0] })
				}
				e.change(func() { e.primaries = first[1:]; e.homes[""] = second })
				time.Sleep(restTime / 2)
				require.Zero(e, second.pubsub.Subscribers("SUBSCRIBE", "a"))
				time.Sleep(time.Second)
				require.Equal(e, 1, second.pubsub.Subscribers("SUBSCRIBE", "a"))
				require.Equal(e, []string{"gap a"}, e.taken(b))
			})
		})
	}
}
