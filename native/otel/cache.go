package otel

import (
	"maps"
	"sync"
	"sync/atomic"
)

// maxCached bounds a cache. What is beyond is made anew each time.
const maxCached = 2000

// cache keeps what is made once for each key. To look something up costs no lock.
type cache[K comparable, V any] struct {
	mu  sync.Mutex
	all atomic.Pointer[map[K]V]
}

func (c *cache[K, V]) get(key K, create func(K) V) V {
	if all := c.all.Load(); all != nil {
		if value, ok := (*all)[key]; ok {
			return value
		}
	}
	value := create(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	all := map[K]V{}
	if old := c.all.Load(); old != nil {
		if first, ok := (*old)[key]; ok {
			return first
		}
		if len(*old) >= maxCached {
			return value
		}
		all = maps.Clone(*old)
	}
	all[key] = value
	c.all.Store(&all)
	return value
}
