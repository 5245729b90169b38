package caching

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestReadsAreAnsweredFromMemory(t *testing.T) {
	onAllServers(t, func(f fixture) {
		f.set("k", "1")
		f.isMiss("k", "1")
		f.isHit("k", "1")
		for range 100 {
			require.Equal(f, "1", f.get("k"))
		}
		require.Equal(f, 1, calls(f, f.server, "get"))
		value, err := f.plain.Get(f.Context(), "k")
		require.NoError(f, err)
		require.Equal(f, "1", value.Value())
		require.Equal(f, 2, calls(f, f.server, "get"), "without the option the server is asked")

		f.set("k", "2")
		f.becomes("k", "2")
		f.isHit("k", "2")
		ask(f, f.server, "DEL", "k")
		f.becomes("k", "nil")
		f.isMiss("k", "nil")
		s := f.plain.Statistics().Cache
		require.Equal(f, uint64(2), s.Invalidations)
		require.Zero(f, s.Entries)
		require.Zero(f, s.Bytes)
	})
}

func TestCommandsOfAllTypesAreCached(t *testing.T) {
	onAllServers(t, func(f fixture) {
		ctx := f.Context()
		ask(f, f.server, "HSET", "h", "a", "1", "b", "2")
		ask(f, f.server, "SADD", "s", "x", "y")
		ask(f, f.server, "RPUSH", "l", "1", "2", "3")
		ask(f, f.server, "ZADD", "z", "1.5", "m")
		ask(f, f.server, "SET", "t", "text")
		ask(f, f.server, "XADD", "x", "1-1", "f", "v")
		reads := map[string]func(c *core.Client) (any, error){
			"HGETALL":    func(c *core.Client) (any, error) { return c.HGetAll(ctx, "h") },
			"HGET":       func(c *core.Client) (any, error) { return c.HGet(ctx, "h", "a") },
			"HGET b":     func(c *core.Client) (any, error) { return c.HGet(ctx, "h", "b") },
			"HGET none":  func(c *core.Client) (any, error) { return c.HExists(ctx, "h", "c") },
			"HMGET":      func(c *core.Client) (any, error) { return c.HMGet(ctx, "h", []string{"a", "c"}) },
			"SMEMBERS":   func(c *core.Client) (any, error) { return c.SMembers(ctx, "s") },
			"SISMEMBER":  func(c *core.Client) (any, error) { return c.SIsMember(ctx, "s", "x") },
			"SCARD":      func(c *core.Client) (any, error) { return c.SCard(ctx, "s") },
			"LRANGE":     func(c *core.Client) (any, error) { return c.LRange(ctx, "l", 0, -1) },
			"LRANGE 1 1": func(c *core.Client) (any, error) { return c.LRange(ctx, "l", 1, 1) },
			"ZSCORE":     func(c *core.Client) (any, error) { return c.ZScore(ctx, "z", "m") },
			"GETRANGE":   func(c *core.Client) (any, error) { return c.GetRange(ctx, "t", 0, 1) },
			"STRLEN":     func(c *core.Client) (any, error) { return c.Strlen(ctx, "t") },
			"TYPE":       func(c *core.Client) (any, error) { return c.Type(ctx, "t") },
			"XRANGE":     func(c *core.Client) (any, error) { return c.XRange(ctx, "x", options.MinID{}, options.MaxID{}) },
			"bytes":      func(c *core.Client) (any, error) { return c.GetBytes(ctx, "t") },
			"many bytes": func(c *core.Client) (any, error) { return c.MGetBytes(ctx, []string{"t", "none"}) },
			"many":       func(c *core.Client) (any, error) { return c.MGet(ctx, []string{"t", "none", "t"}) },
			"defined": func(c *core.Client) (any, error) {
				return core.Run(ctx, c, func(a *command.Args) command.Reply[models.Result[string]] { return command.Get(a, "t") })
			},
			"bytes of it": func(c *core.Client) (any, error) {
				return core.RunBytes(ctx, c, func(a *command.Args) command.Reply[string] { return command.GetRange(a, "t", 0, 1) })
			},
		}
		for name, read := range reads {
			want, err := read(f.other)
			require.NoError(f, err, name)
			first, err := read(f.cached)
			require.NoError(f, err, name)
			require.Equal(f, want, first, name)
			before := f.hits()
			again, err := read(f.cached)
			require.NoError(f, err, name)
			require.Equal(f, want, again, name)
			require.Greater(f, f.hits(), before, name)
		}
		set, err := f.cached.SMembers(ctx, "s")
		require.NoError(f, err)
		clear(set) // It is the caller's.
		set, err = f.cached.SMembers(ctx, "s")
		require.NoError(f, err)
		require.Len(f, set, 2)

		ask(f, f.server, "HSET", "h", "a", "3")
		require.Eventually(f, func() bool {
			value, err := f.cached.HGet(ctx, "h", "a")
			return err == nil && value.Value() == "3"
		}, patience, tick)
		all, err := f.cached.HGetAll(ctx, "h")
		require.NoError(f, err)
		require.Equal(f, map[string]string{"a": "3", "b": "2"}, all)
	})
}

func TestErrorsAreNotCached(t *testing.T) {
	onAllServers(t, func(f fixture) {
		ask(f, f.server, "SADD", "k", "x")
		for range 2 {
			_, err := f.cached.Get(f.Context(), "k")
			var refused *failure.ServerError
			require.ErrorAs(f, err, &refused)
			require.Equal(f, "WRONGTYPE", refused.Code)
			values, err := f.cached.MGet(f.Context(), []string{"k"})
			require.NoError(f, err)
			require.True(f, values[0].IsNil(), "MGET has nil in its place, which is not GET's")
		}
		require.Zero(f, f.plain.Statistics().Cache.Entries)
	}, func(c *options.CacheConfiguration) { c.Missing = true })
}

func TestMGetAndGetShareWhatIsThere(t *testing.T) {
	onAllServers(t, func(f fixture) {
		f.set("a", "1")
		f.set("b", "2")
		f.isMiss("a", "1")
		values, err := f.cached.MGet(f.Context(), []string{"b", "a", "none", "b"})
		require.NoError(f, err)
		require.Equal(f, []models.Result[string]{models.Present("2"), models.Present("1"), models.Nil[string](), models.Present("2")}, values)
		require.Equal(f, 1, calls(f, f.server, "mget"))
		f.isHit("b", "2")
		values, err = f.cached.MGet(f.Context(), []string{"a", "b"})
		require.NoError(f, err)
		require.Equal(f, []models.Result[string]{models.Present("1"), models.Present("2")}, values)
		require.Equal(f, 1, calls(f, f.server, "mget"), "all was there")
		f.set("b", "3")
		f.becomes("b", "3")
		f.isHit("a", "1")

		var keys []string
		for i := range 1300 {
			keys = append(keys, "many:"+strconv.Itoa(i))
			f.set(keys[i], strconv.Itoa(i))
		}
		for range 2 {
			values, err = f.cached.MGet(f.Context(), keys)
			require.NoError(f, err)
			for i, value := range values {
				require.Equal(f, strconv.Itoa(i), value.Value())
			}
		}
		require.Equal(f, 4, calls(f, f.server, "mget"))
	})
}

func TestAbsenceIsCachedIfItIsWanted(t *testing.T) {
	for _, wanted := range []bool{false, true} {
		onAllServers(t, func(f fixture) {
			for range 3 {
				require.Equal(f, "nil", f.get("k"))
				all, err := f.cached.HGetAll(f.Context(), "h")
				require.NoError(f, err)
				require.Empty(f, all)
				values, err := f.cached.MGet(f.Context(), []string{"m"})
				require.NoError(f, err)
				require.True(f, values[0].IsNil())
			}
			if !wanted {
				require.Zero(f, f.hits())
				return
			}
			require.Equal(f, 6, f.hits())
			f.set("k", "1")
			f.becomes("k", "1")
		}, func(c *options.CacheConfiguration) { c.Missing = wanted })
	}
}

func TestNothingOutlivesItsKey(t *testing.T) {
	onAllServers(t, func(f fixture) {
		ask(f, f.server, "DEBUG", "SET-ACTIVE-EXPIRE", "0") // so that the server says nothing
		defer ask(f, f.server, "DEBUG", "SET-ACTIVE-EXPIRE", "1")
		const lifetime = time.Second
		ask(f, f.server, "SET", "k", "1", "PX", strconv.Itoa(int(lifetime.Milliseconds())))
		// A server counts whole milliseconds, and ends a key when the last of them is over.
		deadline := time.Now().Add(lifetime + time.Millisecond)
		require.Equal(f, "1", f.get("k"))
		values, err := f.cached.MGet(f.Context(), []string{"k", "other"})
		require.NoError(f, err)
		require.Equal(f, "1", values[0].Value())
		time.Sleep(time.Until(deadline) - lifetime/10)
		for f.get("k") == "1" {
			require.Less(f, time.Since(deadline), patience)
			if late := time.Since(deadline); late > 0 {
				before := f.hits()
				f.get("k")
				require.Equal(f, before, f.hits(), "it is %v late", late)
			}
		}
	})
}

func TestFlushAllDropsAll(t *testing.T) {
	for _, flush := range []string{"FLUSHALL", "FLUSHDB"} {
		onAllServers(t, func(f fixture) {
			f.set("a", "1")
			f.isMiss("a", "1")
			ask(f, f.server, flush)
			f.becomes("a", "nil")
			f.set("a", "2")
			f.becomes("a", "2")
			f.isHit("a", "2")
			_, err := f.plain.FlushAll(f.Context())
			require.NoError(f, err)
			require.Equal(f, "nil", f.get("a"), "who flushes knows at once")
		})
	}
}

func TestSelectDropsAll(t *testing.T) {
	onAllServers(t, func(f fixture) {
		f.set("k", "in 0")
		f.isMiss("k", "in 0")
		_, err := f.plain.Select(f.Context(), 1)
		require.NoError(f, err)
		f.isMiss("k", "nil")
		_, err = f.cached.Set(f.Context(), "k", "in 1")
		require.NoError(f, err)
		f.isMiss("k", "in 1")
		f.isHit("k", "in 1")
		_, err = f.cached.Select(f.Context(), 0)
		require.NoError(f, err)
		f.isMiss("k", "in 0")
	})
}

func TestManyAsTheyComeAskOnce(t *testing.T) {
	onAllServers(t, func(f fixture) {
		f.set("k", "v")
		ask(f, f.server, "CLIENT", "PAUSE", "200")
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				value, err := f.cached.Get(f.Context(), "k")
				if err != nil || value.Value() != "v" {
					f.Errorf("%v %v", value, err)
				}
			})
			all.Go(func() {
				values, err := f.cached.MGet(f.Context(), []string{"k", "k"})
				if err != nil || values[0].Value() != "v" || values[1].Value() != "v" {
					f.Errorf("%v %v", values, err)
				}
			})
		}
		all.Wait()
		require.Equal(f, 1, calls(f, f.server, "get")+calls(f, f.server, "mget"))
		s := f.plain.Statistics().Cache
		require.Equal(f, uint64(1), s.Misses)
		require.Equal(f, uint64(149), s.Hits+s.Shared)
	})
}

func TestPrefixesSayWhatIsCached(t *testing.T) {
	server := sharedServer(t, servers.Valkey91)
	f := newFixture(t, server, options.CacheConfiguration{Invalidation: options.InvalidateByPrefix, Prefixes: []string{"user:", "item:"}})
	for _, key := range []string{"user:1", "item:1", "other:1"} {
		f.set(key, "1")
		f.isMiss(key, "1")
	}
	f.isHit("user:1", "1")
	f.isHit("item:1", "1")
	f.isMiss("other:1", "1")
	values, err := f.cached.MGet(t.Context(), []string{"other:1", "user:1"})
	require.NoError(t, err)
	require.Equal(t, []models.Result[string]{models.Present("1"), models.Present("1")}, values)
	f.set("user:1", "2")
	f.becomes("user:1", "2")
	require.Contains(t, ask(t, server, "INFO", "clients"), "tracking_clients:1")
	require.Contains(t, ask(t, server, "INFO", "stats"), "tracking_total_keys:0", "the server remembers no keys")
}

func TestTheServerRemembersWhatItWasAskedFor(t *testing.T) {
	server := sharedServer(t, servers.Valkey91)
	f := newFixture(t, server, options.CacheConfiguration{})
	f.set("k", "1")
	_, err := f.plain.Get(t.Context(), "other")
	require.NoError(t, err)
	f.isMiss("k", "1")
	require.Contains(t, ask(t, server, "INFO", "stats"), "tracking_total_keys:1")
}

func TestByTimeNoServerSaysAnything(t *testing.T) {
	for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
		for _, version := range servers.Versions() {
			server := sharedServer(t, version)
			f := fixture{T: t, server: server, other: connect(t, server, nil)}
			f.plain = connect(t, server, func(c *options.ClientConfiguration) {
				c.Protocol, c.Cache = protocol, &options.CacheConfiguration{Invalidation: options.InvalidateByTime, EntryTTL: time.Hour, AllReads: true}
			})
			f.cached = f.plain
			f.set("k", "1")
			f.isMiss("k", "1")
			f.set("k", "2")
			f.isHit("k", "1")
			_, err := f.plain.Set(t.Context(), "k", "3")
			require.NoError(t, err)
			f.isMiss("k", "3")
			f.isHit("k", "3")
			bypass, err := f.plain.With(options.CallOptions{Cache: options.BypassCache}).Get(t.Context(), "k")
			require.NoError(t, err)
			require.Equal(t, "3", bypass.Value())
			f.cached = f.plain.With(options.CallOptions{CacheTTL: time.Nanosecond})
			f.set("k", "4")
			f.isMiss("k", "4")
			require.NotContains(t, ask(t, server, "INFO", "clients"), "tracking_clients:1")
			f.plain.Close()
		}
	}
}
