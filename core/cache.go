//go:build !shapesonly

package core

import (
	"context"
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
	slots         bool      // keys lie in slots
	timers        sync.Pool // for those who wait, of whom there are many when a popular key changes
}

// newClientCache returns the cache that a configuration asks for, nil if it is nil.
func newClientCache(configuration *options.CacheConfiguration, slots bool, s *clientOptions) (*clientCache, error) {
	if configuration == nil {
		return nil, nil
	}
	return &clientCache{configuration: configuration, slots: slots, store: cache.New(cache.Config{
		MaxBytes: configuration.MaxMemory, TTL: configuration.EntryTTL, LFU: configuration.EvictionPolicy == options.EvictLFU,
		Nil: configuration.Missing, Tracked: configuration.Invalidation != options.InvalidateByTime, Slots: slots,
		Invalidated: s.invalidations,
	})}, nil
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

// executor returns what has the commands of a client go through the cache, as far as its
// settings say, and drops what they write.
func (c *clientCache) executor(client executor, call *callSettings, timeout time.Duration) executor {
	if c == nil {
		return client
	}
	o := &call.options
	reads := o.Cache == options.UseCache || o.Cache == options.DefaultCacheUse && c.configuration.AllReads
	return &caching{
		executor: client, cache: c, timeout: timeout, maxAge: o.CacheTTL,
		reads: reads && call.err == nil && !o.Replica && o.Route == nil,
	}
}

// writes returns what drops what the commands of a client write, and has none go through the
// cache.
func (c *clientCache) writes(client executor) executor {
	if c == nil {
		return client
	}
	return &caching{executor: client, cache: c}
}

// caching executes commands with the cache around them.
type caching struct {
	executor
	cache   *clientCache
	reads   bool // commands that read go through the cache
	maxAge  time.Duration
	timeout time.Duration // of requests
}

func (x *caching) execute(ctx context.Context, r *request) error {
	r.cached.forgetAnswer()
	name := r.args.Name()
	if x.reads && !r.args.Custom() {
		switch {
		case name == "GET":
			return x.read(ctx, r, nil)
		case name == "MGET":
			return x.readMany(ctx, r)
		case isCached(name):
			return x.read(ctx, r, r.args.Encoded())
		}
	}
	err := x.executor.execute(ctx, r)
	x.cache.wrote(&r.args)
	return err
}

// cached returns the cache, for dedicated connections.
func (c *Connections) cached() *clientCache { return c.cache }
