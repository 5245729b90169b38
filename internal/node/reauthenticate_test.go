package node

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

const wrongPass = "-WRONGPASS invalid username-password pair or user is disabled.\r\n"

// guarded is a server that takes users by their passwords, and a client's credentials.
type guarded struct {
	*fakeserver.Server
	node    *Node
	session *Session
	events  chan models.ConnectionEvent

	mu       sync.Mutex
	given    [2]string // by the provider
	err      error     // the provider's
	accepts  map[string]bool
	refusal  string // of AUTH behind the handshake; "" stands for that of the handshake
	isSilent bool   // such a refusal is left unanswered
}

func newGuarded(t *testing.T) *guarded {
	g := &guarded{given: [2]string{"app", "1"}, accepts: map[string]bool{"1": true}, events: make(chan models.ConnectionEvent, 64)}
	g.Server = fakeserver.New(t, g.answer)
	g.session = NewSession(mux.Handshake{Protocol: mux.RESP2})
	g.session.SetProvider(func(context.Context) (string, string, error) {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.given[0], g.given[1], g.err
	})
	g.node = New(Config{Dialer: g, Address: "fake:6379", Session: g.session, Events: func(e models.ConnectionEvent) { g.events <- e }})
	t.Cleanup(g.node.Close)
	return g
}

func (g *guarded) answer(c *fakeserver.Conn, command []string) string {
	if command[0] != "AUTH" {
		return fakeserver.Reply(command)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	isLive := c.State != nil
	switch {
	case g.accepts[command[2]] && !(isLive && g.refusal != ""):
		c.State = command[1] + " " + command[2]
		return "+OK\r\n"
	case isLive && g.isSilent:
		return ""
	case isLive && g.refusal != "":
		return g.refusal
	default:
		return wrongPass
	}
}

func (g *guarded) change(how func()) {
	g.mu.Lock()
	how()
	g.mu.Unlock()
	g.session.RenewCredentials()
}

// users are those that the connections were authenticated as last.
func (g *guarded) users() (users []any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.Conns() {
		users = append(users, c.State)
	}
	return users
}

func (g *guarded) requireWorks(t *testing.T) {
	t.Helper()
	require.NoError(t, g.node.Do(t.Context(), new(mux.Call), echo("x")))
}

func TestTheSharedConnectionAuthenticatesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuarded(t)
		require.NoError(t, g.node.Reauthenticate(t.Context()), "there is nothing that could")
		require.Zero(t, g.Dials())
		require.NoError(t, g.node.Connect(t.Context()))
		require.NoError(t, g.node.Reauthenticate(t.Context()))
		require.Equal(t, 0, count(g, "AUTH"), "it has the right ones")

		g.change(func() { g.given, g.accepts["2"] = [2]string{"other", "2"}, true })
		for range 2 {
			require.NoError(t, g.node.Reauthenticate(t.Context()))
			require.Equal(t, []any{"other 2"}, g.users())
			require.Equal(t, 1, count(g, "AUTH"))
		}
		g.requireWorks(t)
		require.Equal(t, 1, g.Dials())
		g.node.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, g.node.Reauthenticate(t.Context()), &closing)
	})
}

func count(g *guarded, command string) (n int) {
	for _, words := range g.Commands() {
		if words[0] == command {
			n++
		}
	}
	return n
}

// Whether the server says so or, as Valkey 8.1 may, nothing.
func TestCredentialsThatAreRefusedLeaveTheConnectionAsItWas(t *testing.T) {
	for _, isSilent := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			g := newGuarded(t)
			require.NoError(t, g.node.Connect(t.Context()))
			require.Equal(t, models.Connected, (<-g.events).Kind)
			g.change(func() { g.given, g.isSilent = [2]string{"app", "2"}, isSilent })
			err := g.node.Reauthenticate(t.Context())
			require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGPASS"})
			require.ErrorContains(t, err, "user is disabled", "in the server's own words")
			e := <-g.events
			require.Equal(t, models.AuthenticationFailed, e.Kind)
			require.Equal(t, "fake:6379", e.Address)
			require.Equal(t, err, e.Err)
			require.Equal(t, "app 1", g.users()[0])
			g.requireWorks(t)
			require.Equal(t, 2, g.Dials(), "the second to be sure")

			g.change(func() { g.accepts["2"] = true })
			require.NoError(t, g.node.Reauthenticate(t.Context()))
			require.Equal(t, "app 2", g.users()[0])
		})
	}
}

// A server may take on a new connection whom it takes on no other, as a proxy does that
// knows no AUTH behind the handshake.
func TestAConnectionIsReplacedThatCannotAuthenticateAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuarded(t)
		require.NoError(t, g.node.Connect(t.Context()))
		g.change(func() { g.given, g.accepts["2"], g.refusal = [2]string{"app", "2"}, true, "-ERR not now\r\n" })
		require.NoError(t, g.node.Reauthenticate(t.Context()))
		require.Equal(t, []any{"app 1", "app 2"}, g.users())
		g.requireWorks(t)
		synctest.Wait()
		_, err := g.Conns()[0].Write([]byte("x"))
		require.Error(t, err, "the first is closed")
	})
}

func TestAProviderThatFailsLeavesTheConnectionAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuarded(t)
		require.NoError(t, g.node.Connect(t.Context()))
		reason := errors.New("the vault is shut")
		g.change(func() { g.err = reason })
		err := g.node.Reauthenticate(t.Context())
		require.ErrorIs(t, err, reason)
		require.ErrorContains(t, err, "no credentials")
		g.requireWorks(t)
		require.Equal(t, 1, g.Dials())
	})
}

// Idle dedicated connections are of the user before, whom the server may have ended.
func TestIdleConnectionsOfTheUserBeforeAreClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuarded(t)
		require.NoError(t, g.node.Connect(t.Context()))
		for range 2 {
			conn, err := g.node.Acquire(t.Context(), "test", 0)
			require.NoError(t, err)
			conn.Release(true)
		}
		require.Equal(t, 2, g.Dials())
		used, err := g.node.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		other, err := g.node.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		other.Release(true)
		g.change(func() { g.given, g.accepts["2"] = [2]string{"app", "2"}, true })
		require.NoError(t, g.node.Reauthenticate(t.Context()))
		synctest.Wait()
		_, err = g.Conns()[2].Write([]byte("x"))
		require.Error(t, err, "nobody will use it")
		require.NoError(t, used.Do(t.Context(), new(mux.Call), echo("x")), "its user has it still")
		used.Release(true)
		again, err := g.node.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		defer again.Release(true)
		require.False(t, again.Reused())
		require.Equal(t, []any{"app 2", "app 1", "app 1", "app 2"}, g.users())
	})
}

func TestAnAuthenticationWaitsForTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuarded(t)
		require.NoError(t, g.node.Connect(t.Context()))
		g.node.authenticating <- struct{}{}
		g.session.RenewCredentials()
		ctx, cancel := context.WithCancel(t.Context())
		outcome := make(chan error, 1)
		go func() { outcome <- g.node.Reauthenticate(ctx) }()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-outcome, context.Canceled)
		<-g.node.authenticating
		require.NoError(t, g.node.Reauthenticate(t.Context()))
		require.Equal(t, 1, count(g, "AUTH"))
	})
}
