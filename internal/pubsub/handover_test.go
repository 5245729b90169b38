package pubsub

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
)

// underRESP2 runs a test in which messages come over a connection of their own.
func underRESP2(t *testing.T, test func(e *environment)) {
	synctest.Test(t, func(t *testing.T) { test(newEnvironment(t, mux.RESP2, 1)) })
}

// renew has the credentials change, and waits until what follows from that is done.
func (e *environment) renew() {
	e.Helper()
	e.servers[0].session.RenewCredentials()
	e.HandOver(e.servers[0].node)
	time.Sleep(time.Second)
	synctest.Wait()
}

// publishes has the server publish what it is asked to, and something before and behind it.
func (s *server) publishes(before, behind func()) {
	s.does(func(_ *fakeserver.Conn, command []string) {
		if command[0] == "PUBLISH" {
			before()
			s.pubsub.Publish(command[1], command[2])
			behind()
		}
	})
}

func TestAConnectionIsHandedOverWithoutAGap(t *testing.T) {
	underRESP2(t, func(e *environment) {
		s := e.servers[0]
		b, all := e.subscriber(exact, "a", "b"), e.subscriber(pattern, "*")
		sh := e.subscriber(sharded, "s")
		conns := len(s.Conns())
		s.publishes(func() { s.pubsub.Publish("a", "before") }, func() {
			s.pubsub.Publish("b", "behind")
			s.pubsub.PublishSharded("s", "behind")
		})
		for range 3 {
			e.renew()
			require.Equal(e, []string{"a=before", "b=behind"}, e.taken(b))
			require.Equal(e, []string{"a=before", "b=behind"}, e.taken(all), "and no marker")
			require.Equal(e, []string{"s=behind"}, e.taken(sh))
			conns++
			require.Equal(e, conns, len(s.Conns()))
			_, err := s.Conns()[conns-2].Write([]byte("x"))
			require.Error(e, err, "the one before is closed")
		}
		require.Zero(e, e.Stats().Gaps)
		e.add(b, exact, "c")
		e.remove(b, exact, "a")
		e.publish("c", "1")
		e.publish("a", "2")
		require.Equal(e, []string{"c=1"}, e.taken(b))
		require.Equal(e, 0, s.pubsub.Subscribers("SUBSCRIBE", "a"))

		e.HandOver(s.node)
		synctest.Wait()
		require.Equal(e, conns, len(s.Conns()), "it has the right credentials")
	})
}

// Under RESP3 the connection authenticates by itself.
func TestAConnectionThatCommandsShareIsNotHandedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEnvironment(t, mux.RESP3, 1)
		e.HandOver(e.servers[0].node)
		e.subscriber(exact, "a")
		e.renew()
		require.Equal(e, 1, len(e.servers[0].Conns()))
		require.Zero(e, e.Stats().Gaps)
	})
}

// What cannot be handed over is replaced, and tells so.
func TestAHandoverThatFailsIsAGap(t *testing.T) {
	for name, fault := range map[string]func(e *environment){
		"the user may not have the marker": func(e *environment) { e.servers[0].refusesMarkers.Store(true) },
		"nobody publishes it":              func(e *environment) {},
		"the old connection ends": func(e *environment) {
			s := e.servers[0]
			old := s.Conns()[len(s.Conns())-1]
			s.publishes(func() { old.Reset() }, func() {})
		},
		"the new connection ends": func(e *environment) {
			s := e.servers[0]
			s.publishes(func() { s.Conns()[len(s.Conns())-1].Reset() }, func() {})
		},
		"no new connection": func(e *environment) {
			e.servers[0].Refuse()
			time.AfterFunc(500*time.Millisecond, e.servers[0].Accept)
		},
	} {
		t.Run(name, func(t *testing.T) {
			underRESP2(t, func(e *environment) {
				b := e.subscriber(exact, "a")
				e.publish("a", "1")
				fault(e)
				e.renew()
				time.Sleep(handoverTimeout)
				e.publish("a", "2")
				require.Equal(e, []string{"a=1", "gap a", "a=2"}, e.taken(b))
				require.EqualValues(e, 1, e.Stats().Gaps)
				require.Equal(e, 1, e.servers[0].pubsub.Subscribers("SUBSCRIBE", "a"))
			})
		})
	}
}

func TestAHandoverEndsWithTheSubscriptions(t *testing.T) {
	underRESP2(t, func(e *environment) {
		e.subscriber(exact, "a")
		e.servers[0].session.RenewCredentials()
		e.HandOver(e.servers[0].node)
		synctest.Wait()
		e.Close()
		synctest.Wait()
		for _, c := range e.servers[0].Conns()[1:] {
			_, err := c.Write([]byte("x"))
			require.Error(e, err)
		}
	})
}

// The new connection may be ahead of the old one, and the other way round.
func TestAHandoverKeepsTheOrder(t *testing.T) {
	frame := func(channel, text string) []byte {
		return []byte("*3\r\n$7\r\nmessage\r\n" + bulk(channel) + bulk(text))
	}
	for name, fromNewFirst := range map[string]bool{"the new one is ahead": true, "the old one is ahead": false} {
		t.Run(name, func(t *testing.T) {
			underRESP2(t, func(e *environment) {
				b := e.subscriber(exact, "a")
				l := e.Subscriptions.links[e.servers[0].node]
				old := l.conn
				defer old.Close()
				h := newHandover(old, new(mux.Conn))
				e.Subscriptions.mu.Lock()
				l.handover, l.isBusy = h, true
				e.Subscriptions.mu.Unlock()
				both := [][]byte{frame("a", "1"), frame("a", "2"), frame(h.marker, ""), frame("a", "3"), frame("a", "4")}
				fromOld := func() { (&source{l, h.old}).Push(both) }
				fromNew := func() { (&source{l, h.new}).Push(both[1:]) }
				if fromNewFirst {
					fromNew()
					fromOld()
				} else {
					fromOld()
					fromNew()
				}
				(&source{l, h.new}).Push([][]byte{frame("a", "5")})
				(&source{l, h.new}).Pushed()
				require.Equal(e, []string{"a=1", "a=2", "a=3", "a=4", "a=5"}, e.taken(b))
				e.Subscriptions.mu.Lock()
				l.conn = old // for the end of the test
				e.Subscriptions.mu.Unlock()
			})
		})
	}
}

func TestAHandoverHoldsNoMoreThanItMay(t *testing.T) {
	h := newHandover(new(mux.Conn), new(mux.Conn))
	src := &source{&link{handover: h}, h.new}
	h.takes(src, []byte("*3\r\n$7\r\nmessage\r\n"+bulk(h.marker)+bulk("")))
	large := []byte("*3\r\n$7\r\nmessage\r\n" + bulk("a") + bulk(string(make([]byte, mostAhead))))
	require.True(t, h.takes(src, large))
	<-h.over
}

func bulk(text string) string { return string(resp.AppendBulk(nil, text)) }
