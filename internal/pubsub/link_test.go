package pubsub

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/options"
)

func TestMessagesOfEachModeReachWhoWantsThem(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		a, b := e.subscriber(exact, "a", "b"), e.subscriber(exact, "a")
		p, s := e.subscriber(pattern, "?", "a*"), e.subscriber(sharded, "a")
		e.publish("a", "1")
		e.publish("b", "2")
		e.publish("other", "3")
		e.servers[0].pubsub.PublishSharded("a", "4")
		require.Equal(e, []string{"a=1", "b=2"}, e.taken(a))
		require.Equal(e, []string{"a=1"}, e.taken(b))
		require.Equal(e, []string{"a=4"}, e.taken(s))
		require.ElementsMatch(e, []string{"a=1", "a=1", "b=2"}, e.taken(p))
		require.EqualValues(e, 6, e.Stats().Messages, "each once for a channel or pattern")
		desired, actual := e.State()
		for _, state := range [][3][]string{desired, actual} {
			require.ElementsMatch(e, []string{"a", "b"}, state[exact])
			require.ElementsMatch(e, []string{"?", "a*"}, state[pattern])
			require.Equal(e, []string{"a"}, state[sharded])
		}
	})
}

func TestAGapIsToldToWhoWasThereBefore(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		before := e.subscriber(exact, "a", "b")
		e.publish("a", "1")
		e.servers[0].Stop()
		synctest.Wait()
		require.Equal(e, []string{"a=1"}, e.taken(before), "it is told when the channels are there again")
		joined := e.NewSubscriber(before.queue.limits)
		pending := e.request(joined, exact, "a")
		e.request(joined, exact, "c")
		e.servers[0].Accept()
		require.NoError(e, pending.Wait(e.Context()))
		synctest.Wait()
		e.publish("a", "2")
		require.Equal(e, []string{"gap a,b", "a=2"}, e.taken(before))
		require.Equal(e, []string{"a=2"}, e.taken(joined))
		require.EqualValues(e, 1, e.Stats().Gaps)
	})
}

func TestALostConnectionBeforeTheFirstConfirmationIsNoGap(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		g := e.servers[0].hold("SUBSCRIBE")
		b := e.NewSubscriber(e.subscriber(pattern, "z").queue.limits)
		pending := e.request(b, exact, "a")
		synctest.Wait()
		e.servers[0].lost()
		g.release()
		require.NoError(e, pending.Wait(e.Context()))
		e.publish("a", "1")
		require.Equal(e, []string{"a=1"}, e.taken(b))
	})
}

// A confirmation counts from when it has come, though the request has more to come.
func TestALostConnectionBetweenConfirmations(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a")
		g := e.servers[0].hold("PING")
		pending := e.request(b, exact, "b", "c")
		require.NoError(e, pending.Wait(e.Context()), "nobody waits for the PING")
		e.servers[0].Reset()
		g.release()
		time.Sleep(time.Second)
		require.Equal(e, []string{"gap a,b,c"}, e.taken(b))
	})
}

func TestALostConnectionDuringUnsubscribe(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		b := e.subscriber(exact, "a", "b")
		g := e.servers[0].hold("UNSUBSCRIBE")
		pending, err := b.Remove(exact, []string{"b"})
		require.NoError(e, err)
		synctest.Wait()
		e.servers[0].Reset()
		g.release()
		require.NoError(e, pending.Wait(e.Context()))
		time.Sleep(time.Second)
		require.Equal(e, []string{"gap a"}, e.taken(b))
		require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
		require.Zero(e, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "b"))
	})
}

// A server, or a proxy before it, may end each connection that subscribes.
func TestAServerThatEndsWhoeverSubscribesIsNotAskedAllTheTime(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		e.servers[0].does(func(c *fakeserver.Conn, command []string) {
			if command[0] == "SUBSCRIBE" {
				c.Reset()
			}
		})
		b := e.NewSubscriber(options.SubscriptionQueue{})
		e.request(b, exact, "a")
		time.Sleep(10 * time.Second)
		require.Less(e, len(e.servers[0].Conns()), 100)
		e.servers[0].does(func(*fakeserver.Conn, []string) {})
		time.Sleep(retry.MaxPause)
		e.publish("a", "1")
		require.Equal(e, []string{"a=1"}, e.taken(b))
	})
}

// A connection that comes when nobody wants it any more takes nothing from who came later.
func TestALateConnectionTakesNoMessagesAway(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		conn, shared, err := e.servers[0].node.Subscriber(e.Context())
		require.NoError(e, err)
		s := e.Subscriptions
		s.mu.Lock()
		late := s.link(e.servers[0].node)
		late.release()()
		s.mu.Unlock()
		b := e.subscriber(exact, "a")
		require.Error(e, late.connected(conn, shared))
		e.publish("a", "1")
		require.Equal(e, []string{"a=1"}, e.taken(b))
		e.add(b, exact, "b")
		if !shared {
			conn.Close()
		}
	})
}

func TestAConnectionThatEndsBeforeItIsListenedTo(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		conn, shared, err := e.servers[0].node.Subscriber(e.Context())
		require.NoError(e, err)
		e.servers[0].lost()
		l := &link{subscriptions: e.Subscriptions, node: e.servers[0].node}
		require.Error(e, l.connected(conn, shared))
		require.True(e, l.conn == nil)
	})
}

// Nobody holds a connection, or listens on one, for names that are not wanted any more.
func TestIdleConnectionsAreReleased(t *testing.T) {
	inMemory(t, 1, func(e *environment) {
		for range 3 {
			b := e.subscriber(exact, "a")
			conns := len(e.servers[0].Conns())
			e.remove(b, exact, "a")
			e.Changed()
			synctest.Wait()
			s := e.Subscriptions
			s.mu.Lock()
			require.Zero(e, len(s.links))
			s.mu.Unlock()
			require.Zero(e, e.servers[0].pubsub.Publish("a", "1"))
			if e.protocol == mux.RESP2 {
				_, err := e.servers[0].Conns()[conns-1].Write([]byte("+x\r\n"))
				require.Error(e, err, "it is closed")
			} else {
				require.Equal(e, 1, len(e.servers[0].Conns()), "others use it")
			}
		}
	})
}

// Credentials that change have the shared connection replaced: the old one takes no more
// requests, but answers what is under way.
func TestAConnectionThatIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEnvironment(t, mux.RESP3, 1)
		b := e.subscriber(exact, "a")
		s := e.servers[0]
		g := s.hold("ECHO")
		done := make(chan error, 1)
		go func() {
			var call mux.Call
			done <- s.node.Do(context.Background(), &call, mux.Request{Name: "ECHO", Bytes: resp.AppendCommand(nil, "ECHO", "x")})
		}()
		synctest.Wait()
		require.NoError(t, s.node.Replace(t.Context()))
		synctest.Wait()
		e.add(b, exact, "b")
		require.Equal(t, []string{"gap a"}, e.taken(b))
		e.publish("a", "1")
		g.release()
		require.NoError(t, <-done)
		e.publish("a", "2")
		require.Equal(t, []string{"a=1", "a=2"}, e.taken(b))
		require.EqualValues(t, 1, e.Stats().Gaps)
	})
}
