package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// cacheOf returns what the configuration of a client says of its cache, and whether JavaScript
// takes the invalidations.
func cacheOf(cluster bool, cache any, more ...boundarytest.Field) (*options.CacheConfiguration, bool, error) {
	given := boundarytest.Values(append(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}, {Name: "clientSideCache", Value: cache},
	}, more...))
	if cluster {
		c, b, err := readClusterConfiguration(boundary.NewArguments("createClient", given))
		return c.Cache, b.invalidations, err
	}
	c, b, err := readConfiguration(boundary.NewArguments("createClient", given))
	return c.Cache, b.invalidations, err
}

func TestConfigurationOfTheCache(t *testing.T) {
	resp2 := boundarytest.Field{Name: "protocol", Value: "RESP2"}
	ttl := boundarytest.Field{Name: "entryTtlMs", Value: 1500}
	byTime := options.CacheConfiguration{AllReads: true, EntryTTL: 1500 * time.Millisecond, Invalidation: options.InvalidateByTime}
	byPrefix := options.CacheConfiguration{AllReads: true, Invalidation: options.InvalidateByPrefix}
	for name, test := range map[string]struct {
		given       object
		more        []boundarytest.Field
		want        options.CacheConfiguration
		invalidated bool
	}{
		"nothing": {want: options.CacheConfiguration{AllReads: true}},
		"all": {
			given: object{
				{Name: "maxCacheKb", Value: 4},
				ttl,
				{Name: "evictionPolicy", Value: 1},
				{Name: "enableMetrics", Value: false},
				{Name: "invalidation", Value: "prefix"},
				{Name: "prefixes", Value: array{"a:", "b:"}},
				{Name: "allReads", Value: false},
				{Name: "missing", Value: true},
				{Name: "onInvalidation", Value: true},
			},
			want: options.CacheConfiguration{
				MaxMemory: 4096, EntryTTL: 1500 * time.Millisecond, EvictionPolicy: options.EvictLFU, Invalidation: options.InvalidateByPrefix, Prefixes: []string{"a:", "b:"}, Missing: true,
			},
			invalidated: true,
		},
		"the defaults":             {given: object{{Name: "evictionPolicy", Value: 0}, {Name: "invalidation", Value: "key"}}, want: options.CacheConfiguration{AllReads: true}},
		"by time":                  {given: object{{Name: "invalidation", Value: "time"}, ttl}, want: byTime},
		"with RESP2 it is by time": {given: object{ttl}, more: []boundarytest.Field{resp2}, want: byTime},
		"GLIDE's by prefix":        {given: object{{Name: "serverAssisted", Value: true}}, want: byPrefix},
		"GLIDE's by time":          {given: object{ttl, {Name: "serverAssisted", Value: false}}, want: byTime},
	} {
		t.Run(name, func(t *testing.T) {
			for _, cluster := range []bool{false, true} {
				cache, invalidated, err := cacheOf(cluster, test.given, test.more...)
				require.NoError(t, err)
				require.Equal(t, &test.want, cache)
				require.Equal(t, test.invalidated, invalidated)
			}
		})
	}
	c, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}})))
	require.NoError(t, err)
	require.Nil(t, c.Cache)
}

func TestConfigurationOfTheCacheRefused(t *testing.T) {
	for want, given := range map[string]any{
		"clientSideCache: must be an object":                                      true,
		"clientSideCache.maxCacheKb: must be a positive number of kilobytes":      object{{Name: "maxCacheKb", Value: -1}},
		"clientSideCache.evictionPolicy: is unknown; use EvictionPolicy.LRU":      object{{Name: "evictionPolicy", Value: -1}},
		"clientSideCache.enableMetrics: must be a boolean":                        object{{Name: "enableMetrics", Value: 1}},
		"clientSideCache.serverAssisted: must be a boolean":                       object{{Name: "serverAssisted", Value: "yes"}},
		"clientSideCache.serverAssisted: says the same":                           object{{Name: "serverAssisted", Value: false}, {Name: "invalidation", Value: "time"}},
		`clientSideCache.invalidation: is unknown; use "key", "prefix" or "time"`: object{{Name: "invalidation", Value: string(unsaid)}},
		"clientSideCache.invalidation: must be a string":                          object{{Name: "invalidation", Value: 1}},
		"clientSideCache.prefixes: hold an empty one":                             object{{Name: "invalidation", Value: "prefix"}, {Name: "prefixes", Value: array{""}}},
		"clientSideCache.prefixes: hold one that begins with another":             object{{Name: "serverAssisted", Value: true}, {Name: "prefixes", Value: array{"a", "ab"}}},
		"clientSideCache.prefixes: are given without":                             object{{Name: "prefixes", Value: array{"a"}}},
		"clientSideCache.entryTtlMs: is missing":                                  object{{Name: "invalidation", Value: "time"}},
		"clientSideCache.allReads: must be a boolean":                             object{{Name: "allReads", Value: 0}},
		"clientSideCache.missing: must be a boolean":                              object{{Name: "missing", Value: 0}},
		"clientSideCache.unknown: is unknown":                                     object{{Name: "unknown", Value: 1}},
	} {
		for _, cluster := range []bool{false, true} {
			_, _, err := cacheOf(cluster, given)
			require.Contains(t, inJavaScript(err), "createClient configuration."+want)
		}
	}
	_, _, err := cacheOf(false, object{{Name: "invalidation", Value: "key"}}, boundarytest.Field{Name: "protocol", Value: "RESP2"})
	require.Contains(t, inJavaScript(err), `clientSideCache.invalidation: needs RESP3, while protocol is "RESP2"; use "time"`)
}

// counts returns how many reads the cache has answered, and how many were sent.
func (w *watcher) counts() (hits, misses string) {
	all := strings.Split(w.do(boundary.OperationStatistics), "\r\n:")
	return all[len(all)-8], all[len(all)-7]
}

func TestCacheOfAClient(t *testing.T) {
	s, js := start(t, boundarytest.Field{Name: "clientSideCache", Value: object{{Name: "onInvalidation", Value: true}}})
	w := &watcher{T: t, s: s, js: js, last: 100}
	require.Equal(t, acknowledged, w.send("SET", "k", "v"))
	require.Equal(t, "$1\r\nv\r\n", w.send("GET", "k"))
	var hits, misses string
	require.Eventually(t, func() bool { // The reply is handed on before it is stored.
		require.Equal(t, "$1\r\nv\r\n", w.send("GET", "k"))
		hits, misses = w.counts()
		return hits == "2"
	}, time.Minute, time.Millisecond)
	require.Equal(t, "1", misses)

	// Commands that come together go through it too, in their order.
	s.submit(together(90, "GET k", "SET k w", "GET k", "MGET k none"))
	require.Equal(t, []string{"$1\r\nv\r\n", acknowledged, "$1\r\nw\r\n", "*2\r\n$1\r\nw\r\n_\r\n"}, js.outcomes(t, 90, 4))

	changed := js.find(t, func(r boundarytest.Record) bool { return r.Status == boundary.StatusInvalidation })
	require.Equal(t, uint32(1), changed.ID)
	require.Equal(t, "\x06\x00\x00\x00server\x01\x00\x00\x00\x01\x00\x00\x00k", string(changed.Body))

	const withOptions = boundary.OperationCommand | boundary.WithOptions
	require.Equal(t, "$1\r\nw\r\n", w.do(withOptions, object{{Name: "cache", Value: false}}, words("GET", "k")))
	require.Contains(t, w.do(withOptions, object{{Name: "cacheTtlMs", Value: 0}}, words("GET", "k")), "command options.cacheTtlMs: is 0; give a positive number")
	require.Contains(t, w.do(withOptions, object{{Name: "cache", Value: 1}}, words("GET", "k")), "command options.cache: must be a boolean")
}

func TestTheCacheIsForClientsThatHaveOne(t *testing.T) {
	s, js := start(t)
	w := &watcher{T: t, s: s, js: js, last: 100}
	const withOptions = boundary.OperationCommand | boundary.WithOptions
	require.Contains(t, w.do(withOptions, object{{Name: "cache", Value: true}}, words("GET", "k")), "command options.cache: is true, but the client has no cache")
	require.Equal(t, "_\r\n", w.do(withOptions, object{{Name: "cache", Value: false}}, words("GET", "k")))
}
