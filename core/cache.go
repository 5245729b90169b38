package core

import (
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// WithCacheInvalidations calls listen with what is not to be believed any more that the
// client may have in its cache: keys that a server says were changed, by whomever, and all
// that was dropped for another reason. The cache has dropped it by then. What the client
// itself changes is reported when the server says so. listen is called on goroutines that
// read connections: it must not block, nor wait for a command of the client. If it panics
// the event is not repeated; see [WithPanicHandler].
func WithCacheInvalidations(listen func(models.CacheInvalidation)) Option {
	return func(c *clientOptions) {
		c.need("WithCacheInvalidations", listen == nil)
		c.invalidations = listen
	}
}

// clientCache is the cache of a client, which all that With returns of it share.
type clientCache struct {
	store         *cache.Cache
	configuration *options.CacheConfiguration
	slots         bool          // keys lie in slots
	timeout       time.Duration // of requests
	timers        sync.Pool     // for those who wait, of whom there are many when a popular key changes
}

// newClientCache returns the cache that a configuration asks for, nil if it is nil.
func newClientCache(configuration *options.CacheConfiguration, slots bool, timeout time.Duration, s *clientOptions) *clientCache {
	if configuration == nil {
		return nil
	}
	return &clientCache{configuration: configuration, slots: slots, timeout: timeout, store: cache.New(cache.Config{
		MaxBytes: configuration.MaxMemory, TTL: configuration.EntryTTL, LFU: configuration.EvictionPolicy == options.EvictLFU,
		Nil: configuration.Missing, Tracked: configuration.Invalidation != options.InvalidateByTime, Slots: slots,
		Invalidated: s.invalidations,
	})}
}

// followGroup has the cache be in step with a group of servers.
func (c *clientCache) followGroup(config *standalone.Config) {
	if c != nil {
		config.Node.Mux.Tracking = c.tracking()
		config.Promoted = func() { c.flush(models.InvalidatedByPrimary) }
	}
}

// followCluster has the cache be in step with a cluster.
func (c *clientCache) followCluster(config *cluster.Config) {
	if c != nil {
		config.Node.Mux.Tracking = c.tracking()
		config.Moved, config.AllMoved = c.store.MoveSlot, c.store.SlotsMoved
	}
}

// tracking is what connections need for the cache, nil if nothing.
//
//go:noinline
func (c *clientCache) tracking() *mux.Tracking {
	if c.configuration.Invalidation == options.InvalidateByTime {
		return nil
	}
	arguments := []string{"OPTIN"}
	if c.configuration.Invalidation == options.InvalidateByPrefix {
		arguments = []string{"BCAST"}
		for _, prefix := range c.configuration.Prefixes {
			arguments = append(arguments, "PREFIX", prefix)
		}
	}
	return &mux.Tracking{Arguments: arguments, Open: func() mux.Tracker { return c.store.NewOrigin() }}
}

// covers reports whether what a server says of changes would be said of the key.
func (c *clientCache) covers(key []byte) bool {
	if len(c.configuration.Prefixes) == 0 {
		return true
	}
	for _, prefix := range c.configuration.Prefixes {
		if strings.HasPrefix(borrowed(key), prefix) {
			return true
		}
	}
	return false
}

// statistics returns the counts so far.
func (c *clientCache) statistics() models.CacheStatistics {
	if c == nil {
		return models.CacheStatistics{}
	}
	return c.store.Statistics()
}

func (c *clientCache) close() {
	if c != nil {
		c.store.Close()
	}
}

// reads reports whether commands with those options that read go through the cache.
func (c *clientCache) reads(o *options.CallOptions) bool {
	use := o.Cache == options.UseCache || o.Cache == options.DefaultCacheUse && c.configuration.AllReads
	return use && !o.Replica && o.Route == nil
}

// cached returns the cache, for dedicated connections.
func (c *Connections) cached() *clientCache { return c.cache }
