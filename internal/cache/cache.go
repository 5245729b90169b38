package cache

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
)

// Config describes a cache.
type Config struct {
	// MaxBytes bounds the memory of all entries together.
	MaxBytes int
	// TTL bounds the age of every entry; 0 does not.
	TTL time.Duration
	// LFU has what was used least leave first, instead of what was not used for longest.
	LFU bool
	// Nil has the absence of a key stored too.
	Nil bool
	// Tracked says that servers say what has changed: only what was fetched over a
	// connection on which they do is stored.
	Tracked bool
	// Slots has entries dropped by [Cache.MoveSlot].
	Slots bool
	// Invalidated, if set, is called with what is not to be believed any more. It must
	// not block.
	Invalidated func(models.CacheInvalidation)
}

// shards is a power of two: so many that callers on many processors rarely meet.
const shards = 64

// Cache is a store of replies. Its methods may be called from any number of goroutines.
type Cache struct {
	config Config
	began  time.Time
	seed   uint64
	bytes  atomic.Int64 // of all entries that are stored
	epoch  atomic.Uint64
	// drops counts what invalidates an unknown part of what is being fetched.
	drops    atomic.Uint64
	slots    []atomic.Uint32 // how often each slot has moved; nil without Slots
	sweeping atomic.Bool
	closed   atomic.Bool
	turn     atomic.Uint32 // of which shard is to give memory back
	shards   [shards]shard
}

// New returns an empty cache.
func New(config Config) *Cache {
	c := &Cache{config: config, began: time.Now(), seed: rand.Uint64()}
	if config.Slots {
		c.slots = make([]atomic.Uint32, slot.Count)
	}
	for i := range c.shards {
		order := new(Entry)
		order.older, order.newer = order, order
		c.shards[i].table.Store(newTable(smallestTable))
		c.shards[i].order = order
	}
	return c
}

// now is the cache's clock: nanoseconds since it was made, and never 0.
func (c *Cache) now() int64 { return int64(time.Since(c.began)) + 1 }

// Statistics returns the counts so far.
func (c *Cache) Statistics() models.CacheStatistics {
	var total models.CacheStatistics
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		total.Hits += s.hits.Load()
		total.Misses += s.misses
		total.Shared += s.shared
		total.Evictions += s.evictions
		total.Expirations += s.expirations
		total.Invalidations += s.invalidations
		total.Entries += s.count
		s.mu.Unlock()
	}
	total.Bytes = int(c.bytes.Load())
	return total
}

// Flush drops everything, and has nothing stored that is being fetched.
func (c *Cache) Flush(reason models.CacheInvalidationReason) {
	c.epoch.Add(1)
	c.startSweep()
	c.emit(models.CacheInvalidation{Reason: reason, All: true})
}

// MoveSlot drops what was fetched, or is being fetched, of a slot that another server has
// from now on. It is called once requests go there, and takes no lock.
func (c *Cache) MoveSlot(slot uint16) { c.slots[slot].Add(1) }

// SlotsMoved is called after [Cache.MoveSlot], once for all of them.
func (c *Cache) SlotsMoved() {
	c.startSweep()
	c.emit(models.CacheInvalidation{Reason: models.InvalidatedBySlots, All: true})
}

// Close drops everything, and stores nothing any more.
func (c *Cache) Close() {
	if !c.closed.Swap(true) {
		c.epoch.Add(1)
		c.sweep()
	}
}

func (c *Cache) emit(i models.CacheInvalidation) {
	if c.config.Invalidated != nil && !c.closed.Load() {
		c.config.Invalidated(i)
	}
}

// startSweep gives back the memory of what is not believed any more, some time soon.
func (c *Cache) startSweep() {
	if !c.closed.Load() && c.sweeping.CompareAndSwap(false, true) {
		go func() {
			c.sweeping.Store(false) // What is dropped from now on is swept by another.
			c.sweep()
		}()
	}
}

func (c *Cache) sweep() {
	for i := range c.shards {
		c.shards[i].sweep(c)
	}
}

// shardOf returns the shard for the hash of a key, by other bits than those that place an
// entry in the shard's table.
func (c *Cache) shardOf(hash uint64) *shard { return &c.shards[hash>>(64-6)] }

// shard is a part of the cache. What each hit writes lies in another cache line than what
// each hit reads.
type shard struct {
	table  atomic.Pointer[table]
	_      [56]byte
	hits   atomic.Uint64
	_      [56]byte
	mu     sync.Mutex
	inside int               // entries in the table
	count  int               // those that are stored
	byKey  map[string]*Entry // the newest entry of each key that has others than GET
	order  *Entry            // closes the order of use, see evict.go

	misses, shared, evictions, expirations, invalidations uint64
}
