// Package caching proves on real servers that a client's cache answers from memory, and
// never with what is older than is promised.
package caching

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	// patience is how long a test waits for what has to come.
	patience = 30 * time.Second
	tick     = 2 * time.Millisecond
)

func TestMain(m *testing.M) {
	status := m.Run()
	shared.Close()
	if err := goleak.Find(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// shared holds one server of each version, for the tests that leave it as they found it.
var shared servers.Pool

// sharedServer returns the server of a version, which has counted nothing yet.
func sharedServer(t *testing.T, version servers.Version) *servers.Server {
	t.Helper()
	server := shared.Server(t, version)
	ask(t, server, "CONFIG", "RESETSTAT")
	return server
}

// ask asks a server past the clients.
func ask(t testing.TB, server *servers.Server, words ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	defer cancel()
	reply, err := server.Command(ctx, words...)
	require.NoError(t, err, words[0])
	return reply.Text
}

// calls returns how often a server has executed a command.
func calls(t testing.TB, server *servers.Server, command string) int {
	t.Helper()
	var n int
	for line := range strings.Lines(ask(t, server, "INFO", "commandstats")) {
		if rest, is := strings.CutPrefix(line, "cmdstat_"+command+":calls="); is {
			_, err := fmt.Sscan(rest[:strings.IndexByte(rest, ',')], &n)
			require.NoError(t, err)
		}
	}
	return n
}

// fixture is what a test works with.
type fixture struct {
	*testing.T
	server *servers.Server
	// plain is a client with a cache whose reads do not go through it, cached is the same
	// with reads that do, and other has no cache.
	plain, cached, other *core.Client
}

var useCache = options.CallOptions{Cache: options.UseCache}

// modes are the ways in which servers say what has changed.
var modes = []options.CacheInvalidation{options.InvalidateByKey, options.InvalidateByPrefix}

// onAllServers runs a test on every version and in every mode.
func onAllServers(t *testing.T, test func(f fixture), changes ...func(*options.CacheConfiguration)) {
	for _, version := range servers.Versions() {
		for _, mode := range modes {
			name := string(version) + "/by key"
			if mode != options.InvalidateByKey {
				name = string(version) + "/by " + string(mode)
			}
			t.Run(name, func(t *testing.T) {
				configuration := options.CacheConfiguration{Invalidation: mode}
				for _, change := range changes {
					change(&configuration)
				}
				test(newFixture(t, sharedServer(t, version), configuration))
			})
		}
	}
}

func newFixture(t *testing.T, server *servers.Server, configuration options.CacheConfiguration, settings ...native.Option) fixture {
	t.Helper()
	f := fixture{T: t, server: server}
	f.plain = connect(t, server, func(c *options.ClientConfiguration) { c.Cache = &configuration }, settings...)
	f.cached = f.plain.With(useCache)
	f.other = connect(t, server, nil)
	return f
}

func connect(t *testing.T, server *servers.Server, change func(*options.ClientConfiguration), settings ...native.Option) *core.Client {
	t.Helper()
	c := options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: server.Host(), Port: server.Port()}}, RequestTimeout: patience,
		Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: patience},
	}
	if change != nil {
		change(&c)
	}
	client, err := native.NewClient(t.Context(), c, settings...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

// set sets a key by another client.
func (f fixture) set(key, value string) {
	f.Helper()
	_, err := f.other.Set(f.Context(), key, value)
	require.NoError(f, err)
	f.hears()
}

// hears waits until the client knows what the server has said so far.
func (f fixture) hears() {
	f.Helper()
	_, err := f.plain.Ping(f.Context())
	require.NoError(f, err)
}

// get reads through the cache.
func (f fixture) get(key string) string {
	f.Helper()
	value, err := f.cached.Get(f.Context(), key)
	require.NoError(f, err)
	return value.OrElse("nil")
}

// hits returns how many reads were answered from the cache.
func (f fixture) hits() int { return int(f.plain.Statistics().Cache.Hits) }

// becomes waits until a read through the cache returns a value.
func (f fixture) becomes(key, value string) {
	f.Helper()
	require.Eventually(f, func() bool { return f.get(key) == value }, patience, tick, "%s does not become %s", key, value)
}

// settles waits until a read is answered from the cache: what is invalidated while it is
// fetched is not kept.
func (f fixture) settles(key, value string) {
	f.Helper()
	require.Eventually(f, func() bool {
		before := f.hits()
		return f.get(key) == value && f.hits() > before
	}, patience, tick, "%s is not kept", key)
}

// isHit checks that a read is answered from the cache, with a value.
func (f fixture) isHit(key, value string) {
	f.Helper()
	before := f.hits()
	require.Equal(f, value, f.get(key))
	require.Equal(f, before+1, f.hits(), "it was asked of the server")
}

// isMiss checks that a read is asked of the server.
func (f fixture) isMiss(key, value string) {
	f.Helper()
	before := f.hits()
	require.Equal(f, value, f.get(key))
	require.Equal(f, before, f.hits(), "it was answered from the cache")
}
