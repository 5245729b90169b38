//go:build !shapesonly

package core

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// cachingClient returns a client of a server that acts so, with a cache by time for all reads.
func cachingClient(t *testing.T, act func(connection int, request string) string, settings ...Option) *Client {
	t.Helper()
	c, err := NewClient(t.Context(), actor(t, act), options.ClientConfiguration{
		Protocol: options.ProtocolRESP2, RequestTimeout: time.Second,
		Cache: &options.CacheConfiguration{Invalidation: options.InvalidateByTime, EntryTTL: time.Hour, AllReads: true, Missing: true},
	}, settings...)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestAHitCostsNoAllocation(t *testing.T) {
	c := cachingClient(t, func(_ int, request string) string {
		if strings.HasPrefix(request, "GET") {
			return "$5\r\nvalue\r\n"
		}
		return ""
	})
	ctx := t.Context()
	read := func() {
		if value, err := c.Get(ctx, "key"); err != nil || value.Value() != "value" {
			t.Errorf("%v %v", value, err)
		}
	}
	read()
	least := 100.0
	for range 50 { // The race detector has pools forget things now and then.
		least = min(least, testing.AllocsPerRun(1, read))
	}
	require.Zero(t, least)
	require.Equal(t, uint64(1), c.Statistics().Cache.Misses)
}

// Who waits for another's fetch is not worse off for it.
func TestWhoWaitsForAnothersFetch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		answers := make(chan string, 10)
		asked := 0
		c := cachingClient(t, func(_ int, request string) string {
			if request != "GET k" {
				return ""
			}
			asked++
			return <-answers
		})
		defer c.Close()
		type outcome struct {
			value models.Result[string]
			err   error
		}
		get := func(ctx context.Context, client *Client) chan outcome {
			ended := make(chan outcome, 1)
			go func() {
				value, err := client.Get(ctx, "k")
				ended <- outcome{value, err}
			}()
			synctest.Wait()
			return ended
		}

		leading, cancel := context.WithCancel(t.Context())
		leader := get(leading, c)
		waiter := get(t.Context(), c)
		other, cancelOther := context.WithCancel(t.Context())
		impatient := get(other, c)
		hasty := get(t.Context(), c.With(options.CallOptions{Timeout: 10 * time.Millisecond}))
		cancelOther()
		var canceled *failure.CanceledError
		require.ErrorAs(t, (<-impatient).err, &canceled)
		var timeout *failure.TimeoutError
		require.ErrorAs(t, (<-hasty).err, &timeout)
		require.Equal(t, 10*time.Millisecond, timeout.After)
		cancel()
		require.ErrorAs(t, (<-leader).err, &canceled)
		answers <- "$3\r\nold\r\n" // for whom nobody waits any more
		answers <- "$1\r\nv\r\n"
		got := <-waiter
		require.NoError(t, got.err, "it asks for itself then")
		require.Equal(t, "v", got.value.Value())
		require.Equal(t, 2, asked)

		leader = get(t.Context(), c)
		waiter = get(t.Context(), c)
		answers <- "-WRONGTYPE no\r\n"
		var refused *failure.ServerError
		require.ErrorAs(t, (<-leader).err, &refused)
		require.ErrorAs(t, (<-waiter).err, &refused)
		require.Equal(t, 3, asked, "that will be the same the next time")

		start := time.Now()
		leader, waiter = get(t.Context(), c), get(t.Context(), c)
		require.ErrorAs(t, (<-leader).err, &timeout)
		require.ErrorAs(t, (<-waiter).err, &timeout)
		require.LessOrEqual(t, time.Since(start), 1001*time.Millisecond, "all of it is one request")
		for range 3 {
			answers <- "$1\r\nv\r\n"
		}
		synctest.Wait()
	})
}

func TestMiddlewareStandsAroundTheCache(t *testing.T) {
	var r recorder
	c := cachingClient(t, func(_ int, request string) string {
		if request == "GET a" {
			return "$1\r\nx\r\n"
		}
		return ""
	}, WithMiddleware(r.middleware("")))
	r.take()
	for range 2 {
		value, err := c.Get(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, "x", value.Value())
	}
	require.Equal(t, []string{"GET a", "GET a"}, r.take())
	require.Equal(t, uint64(1), c.Statistics().Cache.Hits)

	// One that tries again, and then says that it has failed, leaves nothing behind.
	twice := c.WithMiddleware(func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			if err := next(ctx, o); err != nil {
				return err
			}
			return next(ctx, o)
		}
	})
	value, err := twice.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "x", value.Value())
	_, err = c.WithMiddleware(func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			_ = next(ctx, o)
			return errRefused
		}
	}).Get(t.Context(), "a")
	require.Equal(t, errRefused, err)
	for range 10 {
		_, err = c.Set(t.Context(), "b", "y")
		require.NoError(t, err, "requests are used again")
	}
}

// A reply that is not the command's is no matter for the cache.
func TestOddRepliesAreNotCached(t *testing.T) {
	c := cachingClient(t, func(_ int, request string) string {
		switch {
		case strings.HasPrefix(request, "GET"):
			return ":1\r\n"
		case strings.HasPrefix(request, "MGET"):
			return "*1\r\n$1\r\nx\r\n"
		}
		return ""
	})
	var odd *command.ShapeError
	for range 2 {
		_, err := c.Get(t.Context(), "k")
		require.ErrorAs(t, err, &odd)
		_, err = c.MGet(t.Context(), []string{"k", "l"})
		require.ErrorAs(t, err, &odd)
	}
	require.Zero(t, c.Statistics().Cache.Hits)
	require.Zero(t, c.Statistics().Cache.Entries)
}

func TestCommandsThatAreCachedReadOneKey(t *testing.T) {
	n := 0
	for _, group := range [][]string{
		{"GETRANGE", "HGETALL", "SMEMBERS", "ZRANGE", "LRANGE", "XRANGE", "GEOPOS", "BITCOUNT", "TYPE"},
	} {
		for _, name := range group {
			require.True(t, isCached(name), name)
			require.True(t, command.IsReadOnly(name), name)
			n++
		}
	}
	require.NotZero(t, n)
	for _, name := range []string{"TTL", "SRANDMEMBER", "HRANDFIELD", "SINTER", "EXISTS", "SCAN", "XREAD", "XPENDING", "OBJECT ENCODING", "SET", "GETDEL", "SORT_RO", "EVAL_RO", "HTTL", "DUMP"} {
		require.False(t, isCached(name), name)
	}
}

func TestTheCacheIsForThoseWhoHaveOne(t *testing.T) {
	c, _ := acting(t, obedient)
	var invalid *failure.ConfigurationError
	_, err := c.With(options.CallOptions{Cache: options.UseCache}).Get(t.Context(), "k")
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, "CallOptions.Cache", invalid.Field)
	_, err = c.With(options.CallOptions{Cache: options.BypassCache}).Set(t.Context(), "k", "v")
	require.NoError(t, err)

	caching := cachingClient(t, obedient)
	_, err = caching.With(options.CallOptions{Cache: options.UseCache}).With(options.CallOptions{Replica: true}).Get(t.Context(), "k")
	require.ErrorAs(t, err, &invalid)
	caching.Close()
	_, err = caching.Get(t.Context(), "k")
	var closing *failure.ClosingError
	require.ErrorAs(t, err, &closing)
}
