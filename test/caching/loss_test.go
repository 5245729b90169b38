package caching

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

// What was fetched over a connection is dropped with it: nobody says what changes.
func TestALostConnectionTakesItsEntriesAlong(t *testing.T) {
	onAllServers(t, func(f fixture) {
		f.set("k", "1")
		f.isMiss("k", "1")
		f.isHit("k", "1")
		ask(f, f.server, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		ask(f, f.server, "SET", "k", "2")
		f.becomes("k", "2")
		f.settles("k", "2")
	})
}

// A network that lets nothing through is noticed by PING, and nothing is believed from
// then on: a second after the last that was heard, and five seconds of silence.
func TestASilentNetworkIsNoticed(t *testing.T) {
	server := sharedServer(t, servers.Valkey91)
	proxy := faultproxy.Start(t, server.Addr())
	f := fixture{T: t, server: server, other: connect(t, server, nil)}
	f.plain = connect(t, server, func(c *options.ClientConfiguration) {
		c.Cache = &options.CacheConfiguration{}
	}, native.With(core.WithAddressResolver(func(string, int) (string, int) { return proxy.Host(), proxy.Port() })))
	f.cached = f.plain.With(useCache)
	f.set("k", "1")
	f.isMiss("k", "1")
	proxy.Blackhole()
	cut := time.Now()
	_, err := f.other.Set(t.Context(), "k", "2")
	require.NoError(t, err)
	brief := f.cached.With(options.CallOptions{Timeout: 100 * time.Millisecond})
	for {
		value, err := brief.Get(t.Context(), "k")
		if err != nil {
			break
		}
		require.Equal(t, "1", value.Value())
		require.Less(t, time.Since(cut), patience)
		time.Sleep(tick)
	}
	took := time.Since(cut)
	t.Logf("noticed after %v", took)
	require.Greater(t, took, 5*time.Second)
	require.Less(t, took, 7*time.Second+time.Second, "the bound, and what a busy machine adds")
	proxy.ResetAll()
	proxy.Heal()
	f.becomes("k", "2")
}

func TestAServerThatDoesNotTrackIsRefused(t *testing.T) {
	for _, version := range servers.Versions() {
		server := sharedServer(t, version)
		_, err := native.NewClient(t.Context(), options.ClientConfiguration{Protocol: options.ProtocolRESP2, Cache: &options.CacheConfiguration{}})
		var invalid *failure.ConfigurationError
		require.ErrorAs(t, err, &invalid)
		require.Equal(t, "Cache.Invalidation", invalid.Field)
		require.ErrorContains(t, err, "InvalidateByTime")

		ask(t, server, "ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-client|tracking")
		limited := options.ClientConfiguration{
			Addresses:   []options.NodeAddress{{Host: server.Host(), Port: server.Port()}},
			Credentials: &options.ServerCredentials{Username: "limited", Password: "secret"}, Cache: &options.CacheConfiguration{},
		}
		_, err = native.NewClient(t.Context(), limited)
		require.ErrorContains(t, err, "NOPERM")
		require.ErrorContains(t, err, "set Cache.Invalidation to InvalidateByTime")
		limited.Cache = &options.CacheConfiguration{Invalidation: options.InvalidateByTime, EntryTTL: time.Minute}
		client, err := native.NewClient(t.Context(), limited)
		require.NoError(t, err)
		client.Close()

		_, err = connect(t, server, nil).With(useCache).Get(t.Context(), "k")
		require.ErrorAs(t, err, &invalid)
		require.Equal(t, "CallOptions.Cache", invalid.Field)
	}
}

// A server that refuses CLIENT CACHING, or does not say how long a key has left, has not
// promised anything: the reply is handed out, and not kept.
func TestWhatWasNotPromisedIsNotKept(t *testing.T) {
	for _, refused := range []string{"-client|caching", "-pttl"} {
		server := sharedServer(t, servers.Valkey91)
		ask(t, server, "ACL", "SETUSER", "careful", "reset", "on", ">secret", "~*", "+@all", refused)
		f := fixture{T: t, server: server, other: connect(t, server, nil)}
		f.plain = connect(t, server, func(c *options.ClientConfiguration) {
			c.Credentials = &options.ServerCredentials{Username: "careful", Password: "secret"}
			c.Cache = &options.CacheConfiguration{}
		})
		f.cached = f.plain.With(useCache)
		f.set("k", "1")
		for range 3 {
			f.isMiss("k", "1")
			values, err := f.cached.MGet(t.Context(), []string{"k"})
			require.NoError(t, err)
			require.Equal(t, "1", values[0].Value())
		}
		require.Zero(t, f.hits())
		f.plain.Close()
	}
}

func TestAnotherPrimaryTakesOver(t *testing.T) {
	for _, version := range servers.Versions() {
		for _, mode := range modes {
			servers.Require(t, version)
			replication := servers.StartReplication(t, version, servers.ReplicationOptions{Replicas: 1})
			all := replication.Servers()
			old, replica := all[0], all[1]
			addresses := []options.NodeAddress{{Host: old.Host(), Port: old.Port()}, {Host: replica.Host(), Port: replica.Port()}}
			f := fixture{T: t, server: old}
			f.other = connect(t, old, func(c *options.ClientConfiguration) { c.Addresses = addresses })
			f.plain = connect(t, old, func(c *options.ClientConfiguration) {
				c.Addresses, c.Cache = addresses, &options.CacheConfiguration{Invalidation: mode}
			})
			f.cached = f.plain.With(useCache)
			f.set("k", "1")
			f.set("l", "1")
			f.isMiss("k", "1")
			f.isMiss("l", "1")
			require.NoError(t, replication.Promote(t.Context(), replica))
			_, err := f.plain.Set(t.Context(), "k", "2")
			require.NoError(t, err)
			require.Equal(t, "2", f.get("k"), "who writes reads it")
			ask(t, replica, "SET", "l", "2")
			f.becomes("l", "2")
			f.settles("l", "2")
			old.Kill()
			ask(t, replica, "SET", "l", "3")
			f.becomes("l", "3")
			f.plain.Close()
			f.other.Close()
			replication.Close()
		}
	}
}

// Reads of replicas are invalidated by the replica that was asked.
func TestReplicasSayWhatChanges(t *testing.T) {
	for _, version := range servers.Versions() {
		servers.Require(t, version)
		replication := servers.StartReplication(t, version, servers.ReplicationOptions{Replicas: 2})
		all := replication.Servers()
		f := fixture{T: t, server: all[0], other: connect(t, all[0], nil)}
		f.plain = connect(t, all[0], func(c *options.ClientConfiguration) {
			c.Cache, c.ReadFrom = &options.CacheConfiguration{}, options.PreferReplica
			c.Addresses = nil
			for _, server := range all {
				c.Addresses = append(c.Addresses, options.NodeAddress{Host: server.Host(), Port: server.Port()})
			}
		})
		f.cached = f.plain.With(useCache)
		f.set("k", "1")
		f.becomes("k", "1")
		f.settles("k", "1")
		require.NotZero(t, calls(t, all[1], "get")+calls(t, all[2], "get"))
		require.Zero(t, calls(t, all[0], "get"))
		for i := range 20 {
			value := string(rune('a' + i))
			f.set("k", value)
			f.becomes("k", value)
		}
		all[1].Kill()
		all[2].Kill()
		ask(t, all[0], "SET", "k", "primary's")
		f.becomes("k", "primary's")
		f.plain.Close()
		f.other.Close()
		replication.Close()
	}
}
