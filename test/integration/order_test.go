package integration

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// onEachServer runs a test with a server of its own of every version, under both
// protocols.
func onEachServer(t *testing.T, o servers.Options, test func(t *testing.T, server *servers.Server, c options.ClientConfiguration)) {
	for _, version := range servers.Versions() {
		server := servers.Start(t, version, o)
		for _, protocol := range protocols {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				c := configuration(server)
				c.Protocol = protocol
				test(t, server, c)
			})
		}
	}
}

// readers reads a key of its own in each of several goroutines, until it is stopped.
type readers struct {
	client               *core.Client
	stopped              atomic.Bool
	all                  sync.WaitGroup
	right, wrong, failed atomic.Int64
	failure              atomic.Pointer[error]
}

func startReaders(t *testing.T, client *core.Client) *readers {
	const count = 16
	for i := range count {
		_, err := client.Set(t.Context(), strconv.Itoa(i), "value of "+strconv.Itoa(i))
		require.NoError(t, err)
	}
	r := &readers{client: client}
	for i := range count {
		r.all.Go(func() {
			for !r.stopped.Load() {
				got, err := client.Get(t.Context(), strconv.Itoa(i))
				switch {
				case err != nil:
					r.failed.Add(1)
					r.failure.Store(&err)
				case got.Value() != "value of "+strconv.Itoa(i):
					r.wrong.Add(1)
				default:
					r.right.Add(1)
				}
			}
		})
	}
	return r
}

// awaitMore waits until many more have been answered.
func (r *readers) awaitMore(t *testing.T) {
	t.Helper()
	before := r.right.Load() + r.wrong.Load() + r.failed.Load()
	require.Eventually(t, func() bool { return r.right.Load()+r.wrong.Load()+r.failed.Load() > before+2000 }, patience, time.Millisecond)
}

// stop ends the readers, none of which may have had a wrong value or an error.
func (r *readers) stop(t *testing.T) {
	t.Helper()
	r.stopped.Store(true)
	r.all.Wait()
	require.Zero(t, r.wrong.Load(), "values of other keys")
	if err := r.failure.Load(); err != nil {
		require.NoError(t, *err)
	}
}

// Valkey 8.1 leaves AUTH on a busy connection unanswered if it refuses it.
func TestAPasswordThatIsRefusedMovesNobodysReply(t *testing.T) {
	credentials := &options.ServerCredentials{Password: "right"}
	onEachServer(t, servers.Options{Password: "right"}, func(t *testing.T, _ *servers.Server, c options.ClientConfiguration) {
		c.Credentials = credentials
		client, err := native.NewClient(t.Context(), c)
		require.NoError(t, err)
		defer client.Close()
		r := startReaders(t, client)
		for range 5 {
			r.awaitMore(t)
			_, err = client.UpdateConnectionPassword(t.Context(), "wrong", true)
			require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGPASS"})
			require.NotContains(t, err.Error(), "wrong")
			r.awaitMore(t)
			reply, err := client.UpdateConnectionPassword(t.Context(), "right", true)
			require.NoError(t, err)
			require.Equal(t, "OK", reply)
		}
		r.awaitMore(t)
		r.stop(t)
	})
}

// A password that is changed while clients work: connections authenticate with it among the
// commands, and none fails.
func TestAPasswordIsReplacedUnderLoad(t *testing.T) {
	onEachServer(t, servers.Options{}, func(t *testing.T, server *servers.Server, c options.ClientConfiguration) {
		user := func(words ...string) {
			_, err := server.Command(t.Context(), append([]string{"ACL", "SETUSER", "app", "on", "~*", "+@all"}, words...)...)
			require.NoError(t, err)
		}
		user("resetpass", ">0")
		c.Credentials = &options.ServerCredentials{Username: "app", Password: "0"}
		client, err := native.NewClient(t.Context(), c)
		require.NoError(t, err)
		defer client.Close()
		r := startReaders(t, client)
		for i := range 10 {
			user(">" + strconv.Itoa(i+1))
			before := client.Server().ConnectionID
			_, err := client.UpdateConnectionPassword(t.Context(), strconv.Itoa(i+1), true)
			require.NoError(t, err)
			require.Equal(t, before, client.Server().ConnectionID)
			user("<" + strconv.Itoa(i))
			r.awaitMore(t)
		}
		r.stop(t)
	})
}

// The server has closed the connection, and the client does nothing at the moment: its
// next write is not lost on it.
func TestAWriteAfterTheServerHasClosedTheIdleConnection(t *testing.T) {
	for name, test := range map[string]struct {
		options servers.Options
		change  func(server *servers.Server, c *options.ClientConfiguration)
	}{
		"TCP": {servers.Options{}, func(*servers.Server, *options.ClientConfiguration) {}},
		"TLS": {servers.Options{TLS: servers.TLS}, func(server *servers.Server, c *options.ClientConfiguration) {
			withTLS(options.TLSConfiguration{RootCertificates: server.Certificates.Authority})(c)
		}},
		"Unix socket": {servers.Options{UnixSocket: true}, func(server *servers.Server, c *options.ClientConfiguration) {
			c.Addresses = []options.NodeAddress{{Socket: server.Socket()}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			onEachServer(t, test.options, func(t *testing.T, server *servers.Server, c options.ClientConfiguration) {
				test.change(server, &c)
				c.ClientName = "idle"
				client, err := native.NewClient(t.Context(), c)
				require.NoError(t, err)
				defer client.Close()
				key := string(c.Protocol)
				for i := range 30 {
					for range 5 { // callers read for themselves after a while
						_, err := client.Incr(t.Context(), key)
						require.NoError(t, err)
					}
					list, err := server.Command(t.Context(), "CLIENT", "LIST")
					require.NoError(t, err)
					_, id, _ := strings.Cut(lineOf(list.Text, " name=idle "), "id=")
					id, _, _ = strings.Cut(id, " ")
					killed, err := server.Command(t.Context(), "CLIENT", "KILL", "ID", id)
					require.NoError(t, err)
					require.EqualValues(t, 1, killed.Int)
					n, err := client.Incr(t.Context(), key)
					require.NoError(t, err, "round %d", i)
					require.EqualValues(t, 6*(i+1), n)
				}
			})
		})
	}
}

// lineOf returns the line of text that holds part.
func lineOf(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}
