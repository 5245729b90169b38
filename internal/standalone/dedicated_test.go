package standalone_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/standalone"
)

// fakeGroup are servers by their addresses, with the role that each of them claims. One
// without a role cannot be reached.
type fakeGroup struct {
	mu      sync.Mutex
	roles   map[string]string
	servers map[string]*fakeserver.Server
}

func newFakeGroup(t *testing.T, roles map[string]string) *fakeGroup {
	l := &fakeGroup{roles: roles, servers: map[string]*fakeserver.Server{}}
	for address := range roles {
		l.servers[address] = fakeserver.New(t, func(_ *fakeserver.Conn, command []string) string {
			if command[0] != "ROLE" {
				return fakeserver.Reply(command)
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			return "*1\r\n+" + l.roles[address] + "\r\n"
		})
	}
	return l
}

func (l *fakeGroup) Dial(ctx context.Context, address string) (stream.Stream, error) {
	return l.servers[address].Dial(ctx, address)
}

func (l *fakeGroup) set(address, role string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.roles[address] = role
	if role == "" {
		l.servers[address].Refuse()
	} else {
		l.servers[address].Accept()
	}
}

// withGroup runs a test with a group of two servers, of which a is the primary.
func withGroup(t *testing.T, test func(t *testing.T, g *standalone.Group, servers *fakeGroup)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		servers := newFakeGroup(t, map[string]string{"a": "master", "b": "slave"})
		g := standalone.New(standalone.Config{
			Addresses: []string{"a", "b"},
			Node: node.Config{
				Dialer: servers, Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}},
				Pool: node.PoolConfig{WaitTimeout: time.Second},
			},
		})
		defer g.Close()
		require.NoError(t, g.Connect(t.Context()))
		synctest.Wait() // for the discovery that connecting has requested
		test(t, g, servers)
	})
}

func purpose(timeout time.Duration) standalone.Request {
	return standalone.Request{Request: mux.Request{Name: "PURPOSE", Timeout: timeout}}
}

func TestADedicatedConnectionIsToThePrimary(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		l, err := g.Acquire(t.Context(), purpose(time.Second))
		require.NoError(t, err)
		require.Equal(t, "a", l.Address())
		require.False(t, l.Reused())
		l.Release(true)
		l, err = g.Acquire(t.Context(), purpose(time.Second))
		require.NoError(t, err)
		require.True(t, l.Reused())
		l.Release(false)
		require.Equal(t, 2, servers.servers["a"].Dials())
	})
}

// Making a connection takes its own time, which may be longer than a request's.
func TestADedicatedConnectionMayTakeLongerThanARequest(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		servers.servers["a"].Delay(600 * time.Millisecond)
		l, err := g.Acquire(t.Context(), purpose(250*time.Millisecond))
		require.NoError(t, err)
		l.Release(true)
	})
}

func TestADedicatedConnectionIsTriedAgainWithinItsTime(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		servers.set("a", "")
		time.AfterFunc(500*time.Millisecond, func() { servers.set("a", "master") })
		l, err := g.Acquire(t.Context(), purpose(time.Second))
		require.NoError(t, err)
		l.Release(false)
		require.Greater(t, servers.servers["a"].Dials(), 3)

		servers.set("a", "")
		began := time.Now()
		_, err = g.Acquire(t.Context(), purpose(time.Second))
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.ErrorIs(t, err, fakeserver.ErrRefused)
		require.Equal(t, "PURPOSE", connection.Command)
		require.Equal(t, failure.NotSent, connection.Delivery)
		require.InDelta(t, time.Second, time.Since(began), float64(200*time.Millisecond))
	})
}

// What a dedicated connection learns of its server, the group acts upon.
func TestAServerThatRefusesToWriteIsNoPrimary(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		l, err := g.Acquire(t.Context(), purpose(time.Second))
		require.NoError(t, err)
		require.False(t, g.Observe(l, []byte("-WRONGTYPE no\r\n"), false))
		require.False(t, g.Observe(l, []byte("$1\r\nv\r\n"), false))
		servers.set("a", "slave")
		servers.set("b", "master")
		require.True(t, g.Observe(l, []byte("+OK\r\n-READONLY no\r\n-EXECABORT no\r\n"), true))
		l.Release(false)
		l, err = g.Acquire(t.Context(), purpose(10*time.Second))
		require.NoError(t, err)
		require.Equal(t, "b", l.Address())
		l.Release(false)
	})
}

func TestADedicatedConnectionWithoutAPrimary(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		l, err := g.Acquire(t.Context(), purpose(time.Second))
		require.NoError(t, err)
		servers.set("a", "slave")
		g.Observe(l, []byte("-READONLY no\r\n"), false)
		l.Release(false)
		_, err = g.Acquire(t.Context(), purpose(300*time.Millisecond))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, 300*time.Millisecond, timeout.After)
		require.ErrorContains(t, err, "no primary is known")
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		_, err = g.Acquire(ctx, purpose(time.Second))
		require.ErrorAs(t, err, new(*failure.CanceledError))
		g.Close()
		_, err = g.Acquire(t.Context(), purpose(time.Second))
		require.ErrorAs(t, err, new(*failure.ClosingError))
	})
}

func TestOpenIsOfThePrimaryAndCountsTowardsNoLimit(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		ended := make(chan error, 1)
		conn, err := g.Open(t.Context(), purpose(time.Second), func(config *mux.Config) {
			config.Closed = func(reason error) { ended <- reason }
		})
		require.NoError(t, err)
		require.Equal(t, 2, servers.servers["a"].Dials())
		require.Equal(t, 1, servers.servers["b"].Dials())
		g.Close()
		require.ErrorAs(t, <-ended, new(*failure.ClosingError))
		require.Error(t, conn.Err())
	})
}
