package node

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
)

func TestReplaceLeavesRequestsUnderWayToBeAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		require.NoError(t, n.Replace(t.Context()), "there is nothing to replace")
		require.Zero(t, f.Dials())

		require.NoError(t, n.Connect(t.Context()))
		f.silent.Store(true)
		waits := make(chan error, 1)
		go func() {
			request := echo("x")
			request.Timeout = time.Minute
			waits <- n.Do(t.Context(), new(mux.Call), request)
		}()
		synctest.Wait()
		f.silent.Store(false)
		require.NoError(t, n.Replace(t.Context()))
		require.Equal(t, 2, f.Dials())
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("y")), "over the new connection")
		require.Equal(t, 2, f.Dials())
		synctest.Wait()
		require.Empty(t, waits)
		_, err := f.Conns()[0].Write([]byte("$1\r\nx\r\n"))
		require.NoError(t, err)
		require.NoError(t, <-waits, "over the old one")
		synctest.Wait()
		_, err = f.Conns()[0].Write([]byte("x"))
		require.Error(t, err, "which is closed then")
	})
}

func TestWhatCannotBeReplacedStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		require.NoError(t, n.Connect(t.Context()))
		f.Refuse()
		require.ErrorIs(t, n.Replace(t.Context()), fakeserver.ErrRefused)
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("x")))
		require.Equal(t, 2, f.Dials())

		n.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, n.Replace(t.Context()), &closing)
		require.Equal(t, 2, f.Dials())
	})
}

// gatedServer is a server that lets one dial in after the other.
type gatedServer struct {
	*fakeServer
	arrived, enter chan struct{}
}

func (g *gatedServer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	g.arrived <- struct{}{}
	<-g.enter
	return g.fakeServer.Dial(ctx, address)
}

// A session that is changed while a connection is made with the old one: whoever has
// changed it finds no connection to change, and nobody may get the old one afterwards.
func TestAConnectionWithASessionOfThePastIsNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gatedServer{fakeServer: newServer(t), arrived: make(chan struct{}, 2), enter: make(chan struct{}, 2)}
		session := NewSession(mux.Handshake{Protocol: mux.RESP2})
		n := New(Config{Dialer: g, Address: "fake:6379", Session: session, Mux: mux.Config{}})
		defer n.Close()
		done := make(chan error, 1)
		go func() { done <- n.Do(t.Context(), new(mux.Call), echo("x")) }()
		<-g.arrived
		session.Update(func(h *mux.Handshake) { h.DatabaseID = 1 })
		require.False(t, n.Reached())
		g.enter <- struct{}{}
		<-g.arrived
		g.enter <- struct{}{}
		require.NoError(t, <-done)
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("y")))
		require.Equal(t, 2, g.Dials())
		synctest.Wait()
		g.mu.Lock()
		defer g.mu.Unlock()
		require.Equal(t, "1", g.used)
		_, err := g.Conns()[0].Write([]byte("x"))
		require.Error(t, err, "the first connection is closed")
	})
}

// Of two sessions that replace a connection at once, the later one's stays.
func TestTheLastReplacementStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gatedServer{fakeServer: newServer(t), arrived: make(chan struct{}, 16), enter: make(chan struct{}, 16)}
		session := NewSession(mux.Handshake{Protocol: mux.RESP2})
		n := New(Config{Dialer: g, Address: "fake:6379", Session: session, Mux: mux.Config{}})
		defer n.Close()
		g.enter <- struct{}{}
		require.NoError(t, n.Connect(t.Context()))
		done := make(chan error, 2)
		for id := range 2 {
			session.Update(func(h *mux.Handshake) { h.DatabaseID = id + 1 })
			go func() { done <- n.Replace(t.Context()) }()
			synctest.Wait()
		}
		for range 8 {
			g.enter <- struct{}{}
			synctest.Wait()
		}
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("x")))
		g.mu.Lock()
		defer g.mu.Unlock()
		require.Equal(t, "2", g.used)
	})
}
