package main

import (
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// unsaid stands for the invalidation of a cache whose configuration does not say it.
const unsaid options.CacheInvalidation = "unsaid"

// readCache reads what GLIDE has under that name, and what this package has beyond. All reads
// go through the cache unless it says otherwise, as in GLIDE. What takes the invalidations is
// in JavaScript: wanted is set where there is something.
func readCache(in *boundary.Arguments, wanted *bool) *options.CacheConfiguration {
	c := &options.CacheConfiguration{AllReads: true, Invalidation: unsaid}
	assisted, saysAssisted := false, false
	in.Object("clientSideCache", func(field string) bool {
		switch field {
		case "maxCacheKb":
			if c.MaxMemory = boundary.Integer[int](in, field) << 10; c.MaxMemory <= 0 {
				in.Refuse(field, "must be a positive number of kilobytes; leave it out for 65536")
			}
		case "entryTtlMs":
			c.EntryTTL = in.Duration(field)
		case "evictionPolicy":
			switch boundary.Integer[int](in, field) {
			case 0:
			case 1:
				c.EvictionPolicy = options.EvictLFU
			default:
				c.EvictionPolicy = "unknown" // which is refused
			}
		case "enableMetrics":
			in.Bool(field) // It is counted anyway.
		case "serverAssisted":
			assisted, saysAssisted = in.Bool(field), true
		case "invalidation":
			switch c.Invalidation = options.CacheInvalidation(in.String(field)); c.Invalidation {
			case "key":
				c.Invalidation = options.InvalidateByKey
			case options.InvalidateByKey, unsaid:
				c.Invalidation = "unknown" // which is refused
			}
		case "prefixes":
			c.Prefixes = readNames(in, field)
		case "allReads":
			c.AllReads = in.Bool(field)
		case "missing":
			c.Missing = in.Bool(field)
		case "onInvalidation":
			*wanted = in.Bool(field)
		default:
			return false
		}
		return true
	})
	switch {
	case !saysAssisted:
	case c.Invalidation != unsaid:
		in.Refuse("clientSideCache.serverAssisted", `says the same as invalidation; leave one of them out`)
	case assisted:
		c.Invalidation = options.InvalidateByPrefix
	default:
		c.Invalidation = options.InvalidateByTime
	}
	return c
}

// settleInvalidation says how a cache learns of changes whose configuration does not: from
// servers, by key, unless the protocol has no way for that.
func settleInvalidation(c *options.CacheConfiguration, protocol options.Protocol) {
	switch {
	case c == nil || c.Invalidation != unsaid:
	case protocol == options.ProtocolRESP2:
		c.Invalidation = options.InvalidateByTime
	default:
		c.Invalidation = options.InvalidateByKey
	}
}

// withInvalidations returns what hands a client's invalidations over to JavaScript, in order
// with the replies.
func (d *dispatcher) withInvalidations(client uint32) core.Option {
	return core.WithCacheInvalidations(func(i models.CacheInvalidation) {
		d.out.lock().Invalidation(client, string(i.Reason), i.Keys)
		d.out.unlock()
	})
}
