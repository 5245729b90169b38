package options

import (
	"strings"
	"time"
)

// CacheConfiguration has a client keep what servers replied to commands that read, in its
// own memory, and answer from there until the server says that the key was changed. Its zero
// value is a cache of 64 MiB for the reads of which [CallOptions.Cache] says so:
//
//	client, err := native.NewClient(ctx, options.ClientConfiguration{Cache: &options.CacheConfiguration{}})
//	cached := client.With(options.CallOptions{Cache: options.UseCache})
//	value, err := cached.Get(ctx, "key")
//
// The documentation on caching says what is cached, and how old a value can be.
type CacheConfiguration struct {
	// MaxMemory bounds the memory of the cache, in bytes. 0 means 64 MiB. A reply of more
	// than a quarter of that is not cached.
	MaxMemory int
	// EntryTTL bounds the age of what is cached. 0 means no bound, which InvalidateByTime
	// does not permit. Whatever it is, nothing outlives the expiry that the key has on the
	// server, except with InvalidateByTime.
	EntryTTL time.Duration
	// EvictionPolicy says what leaves when the memory is full.
	EvictionPolicy CacheEvictionPolicy
	// Invalidation says how the client learns that a key was changed.
	Invalidation CacheInvalidation
	// Prefixes are those of the keys that InvalidateByPrefix caches; none means all keys.
	// Of two prefixes neither may begin with the other.
	Prefixes []string
	// AllReads has all reads go through the cache for which [CallOptions.Cache] does not
	// say BypassCache.
	AllReads bool
	// Missing has it cached too that a key does not exist.
	Missing bool
}

// CacheEvictionPolicy says which entry leaves a cache that is full.
type CacheEvictionPolicy string

const (
	// EvictLRU has what was not used for long leave, nearly in order.
	EvictLRU CacheEvictionPolicy = ""
	// EvictLFU has the one leave that was used least, of eight that were not used for long.
	EvictLFU CacheEvictionPolicy = "LFU"
)

// CacheInvalidation says how a client learns that a key was changed which it has cached.
type CacheInvalidation string

const (
	// InvalidateByKey has each server remember which keys it was asked for, and say when
	// one of them changes (CLIENT TRACKING with OPTIN). It takes RESP3. The server's
	// memory is bounded by its setting tracking-table-max-keys.
	InvalidateByKey CacheInvalidation = ""
	// InvalidateByPrefix has each server say of all keys with the Prefixes when they
	// change, whoever has cached them (CLIENT TRACKING with BCAST): servers remember nothing,
	// and clients hear more. It takes RESP3. It is GLIDE's server-assisted mode.
	InvalidateByPrefix CacheInvalidation = "prefix"
	// InvalidateByTime has no server say anything: entries are dropped when their time is
	// over, or when this client changes their key. It works with every server.
	InvalidateByTime CacheInvalidation = "time"
)

// DefaultCacheMemory is used where CacheConfiguration.MaxMemory is 0.
const DefaultCacheMemory = 64 << 20

// CacheUse says whether commands that read go through the client's cache.
type CacheUse string

const (
	// DefaultCacheUse leaves it to CacheConfiguration.AllReads.
	DefaultCacheUse CacheUse = ""
	// UseCache has them answered from the cache where it has the reply, and caches the
	// replies of the others.
	UseCache CacheUse = "use"
	// BypassCache has them asked of a server, and caches nothing.
	BypassCache CacheUse = "bypass"
)

// Validate returns a *failure.ConfigurationError about the first setting that cannot work,
// or nil.
func (c *CacheConfiguration) Validate() error { return c.validate(ProtocolDefault) }

// smallestCache is the least memory with which a cache is of any use.
const smallestCache = 1 << 10

func (c *CacheConfiguration) validate(protocol Protocol) error {
	if c == nil {
		return nil
	}
	switch {
	case c.MaxMemory < 0 || c.MaxMemory > 0 && c.MaxMemory < smallestCache:
		return invalid("Cache.MaxMemory", "is less than 1024 bytes, in which nothing fits; give more, or 0 for 64 MiB")
	case c.EntryTTL < 0:
		return invalid("Cache.EntryTTL", "is negative; give a positive duration, or 0 for no bound")
	case c.EvictionPolicy != EvictLRU && c.EvictionPolicy != EvictLFU:
		return invalid("Cache.EvictionPolicy", "is unknown; use {EvictLRU} or {EvictLFU}")
	case c.Invalidation != InvalidateByKey && c.Invalidation != InvalidateByPrefix && c.Invalidation != InvalidateByTime:
		return invalid("Cache.Invalidation", "is unknown; use {InvalidateByKey}, {InvalidateByPrefix} or {InvalidateByTime}")
	case c.Invalidation == InvalidateByTime && c.EntryTTL == 0:
		return invalid("Cache.EntryTTL", "is missing; with {InvalidateByTime} nothing but time has entries dropped")
	case c.Invalidation != InvalidateByTime && protocol == ProtocolRESP2:
		return invalid("Cache.Invalidation", "needs RESP3, while {ClientConfiguration.Protocol} is {ProtocolRESP2}; use {InvalidateByTime}, or leave the protocol out")
	case c.Invalidation != InvalidateByPrefix && len(c.Prefixes) > 0:
		return invalid("Cache.Prefixes", "are given without {InvalidateByPrefix}; set {ClientConfiguration.Cache.Invalidation} to it, or leave them out")
	}
	return c.validatePrefixes()
}

func (c *CacheConfiguration) validatePrefixes() error {
	for i, prefix := range c.Prefixes {
		if prefix == "" {
			return invalid("Cache.Prefixes", "hold an empty one; leave {ClientConfiguration.Cache.Prefixes} out for all keys")
		}
		for j, other := range c.Prefixes {
			if i != j && strings.HasPrefix(other, prefix) {
				return invalid("Cache.Prefixes", "hold one that begins with another, which servers refuse; the shorter one is enough")
			}
		}
	}
	return nil
}

func (c *CacheConfiguration) withDefaults() *CacheConfiguration {
	if c == nil {
		return nil
	}
	copied := *c
	if copied.MaxMemory == 0 {
		copied.MaxMemory = DefaultCacheMemory
	}
	return &copied
}

func (u CacheUse) validate(field string) error {
	if u != DefaultCacheUse && u != UseCache && u != BypassCache {
		return invalid(field, "is unknown; use {UseCache} or {BypassCache}")
	}
	return nil
}
