package options_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestCachesThatCannotWorkAreNamed(t *testing.T) {
	for _, c := range []struct {
		field    string
		protocol options.Protocol
		cache    options.CacheConfiguration
	}{
		{"Cache.MaxMemory", "", options.CacheConfiguration{MaxMemory: -1}},
		{"Cache.MaxMemory", "", options.CacheConfiguration{MaxMemory: 1023}},
		{"Cache.EntryTTL", "", options.CacheConfiguration{EntryTTL: -1}},
		{"Cache.EntryTTL", "", options.CacheConfiguration{Invalidation: options.InvalidateByTime}},
		{"Cache.EvictionPolicy", "", options.CacheConfiguration{EvictionPolicy: "FIFO"}},
		{"Cache.Invalidation", "", options.CacheConfiguration{Invalidation: "x"}},
		{"Cache.Invalidation", options.ProtocolRESP2, options.CacheConfiguration{}},
		{"Cache.Invalidation", options.ProtocolRESP2, options.CacheConfiguration{Invalidation: options.InvalidateByPrefix}},
		{"Cache.Prefixes", "", options.CacheConfiguration{Prefixes: []string{"a"}}},
		{"Cache.Prefixes", "", options.CacheConfiguration{Invalidation: options.InvalidateByPrefix, Prefixes: []string{""}}},
		{"Cache.Prefixes", "", options.CacheConfiguration{Invalidation: options.InvalidateByPrefix, Prefixes: []string{"ab", "a"}}},
		{"Cache.Prefixes", "", options.CacheConfiguration{Invalidation: options.InvalidateByPrefix, Prefixes: []string{"a", "a"}}},
	} {
		var invalid *failure.ConfigurationError
		require.ErrorAs(t, options.ClientConfiguration{Protocol: c.protocol, Cache: &c.cache}.Validate(), &invalid, c.field)
		require.Equal(t, c.field, invalid.Field)
		require.ErrorAs(t, options.ClusterClientConfiguration{Protocol: c.protocol, Cache: &c.cache}.Validate(), &invalid, c.field)
	}
	for _, cache := range []options.CacheConfiguration{
		{},
		{MaxMemory: 1024, EntryTTL: time.Second, EvictionPolicy: options.EvictLFU, AllReads: true, Missing: true},
		{Invalidation: options.InvalidateByPrefix, Prefixes: []string{"a:", "b:"}},
	} {
		require.NoError(t, options.ClientConfiguration{Protocol: options.ProtocolRESP3, Cache: &cache}.Validate())
		require.NoError(t, cache.Validate())
	}
	byTime := options.CacheConfiguration{Invalidation: options.InvalidateByTime, EntryTTL: time.Second}
	require.NoError(t, options.ClientConfiguration{Protocol: options.ProtocolRESP2, Cache: &byTime}.Validate())
	with := options.ClientConfiguration{Cache: &byTime}.WithDefaults()
	require.Equal(t, options.DefaultCacheMemory, with.Cache.MaxMemory)
	require.Zero(t, byTime.MaxMemory, "the caller's is left as it is")
	require.NoError(t, (*options.CacheConfiguration)(nil).Validate())

	for field, o := range map[string]options.CallOptions{
		"CallOptions.CacheTTL": {CacheTTL: -1},
		"CallOptions.Cache":    {Cache: "x"},
	} {
		var invalid *failure.ConfigurationError
		require.ErrorAs(t, o.Validate(), &invalid)
		require.Equal(t, field, invalid.Field)
	}
	require.Error(t, options.CallOptions{Cache: options.UseCache, Replica: true}.Validate())
	require.Error(t, options.CallOptions{Cache: options.UseCache, Route: options.AllNodes{}}.Validate())
	require.NoError(t, options.CallOptions{Cache: options.BypassCache, CacheTTL: time.Second, Replica: true}.Validate())
}
