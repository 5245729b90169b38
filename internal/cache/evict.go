package cache

// The order of use is a ring, that is closed by an entry of the shard's own, between the
// newest and the oldest: who is used becomes the newest, who leaves is the oldest. With
// LFU the list is the same, but of the oldest few the one leaves that was used least; the
// others get another turn with half of their uses, so that what was popular once leaves
// in the end.

const (
	mostUses = 255
	sampled  = 8
)

// link makes an entry the newest. The lock is held. Neither it nor unlink is inlined, since
// pages download each copy.
//
//go:noinline
func (s *shard) link(e *Entry) {
	e.older, e.newer = s.order.older, s.order
	e.older.newer, s.order.older = e, e
}

// unlink takes an entry out of the order of use. The lock is held.
//
//go:noinline
func (s *shard) unlink(e *Entry) {
	e.newer.older, e.older.newer = e.older, e.newer
	e.older, e.newer = nil, nil
}

// use notes that an entry is used. The lock is held.
func (s *shard) use(e *Entry, lfu bool) {
	if lfu && e.uses < mostUses {
		e.uses++
	}
	if e.newer != s.order {
		s.unlink(e)
		s.link(e)
	}
}

// evict gives memory back until all entries are within the bound: first of the shard where
// one was added, so that they are equally full, then of the others in turn.
func (c *Cache) evict(s *shard) {
	for range 2 * shards {
		s.mu.Lock()
		for c.bytes.Load() > int64(c.config.MaxBytes) && s.count > 1 {
			s.evictOne(c)
		}
		s.mu.Unlock()
		if c.bytes.Load() <= int64(c.config.MaxBytes) {
			return
		}
		s = &c.shards[c.turn.Add(1)%shards]
	}
	// Each has one entry left at most, all of which are large.
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		if c.bytes.Load() > int64(c.config.MaxBytes) && s.count > 0 {
			s.evictOne(c)
		}
		s.mu.Unlock()
	}
}

// evictOne takes the entry out whose turn it is. The lock is held.
func (s *shard) evictOne(c *Cache) {
	victim := s.order.newer
	if c.config.LFU {
		victim = s.leastUsed()
	}
	if c.isValid(victim) {
		s.evictions++
	} else {
		s.invalidations++
	}
	s.remove(c, victim)
}

// leastUsed returns the least used of the oldest few. The lock is held.
func (s *shard) leastUsed() *Entry {
	victim, e := s.order.newer, s.order.newer
	for n := 0; e != s.order && n < sampled; n++ {
		if e.uses < victim.uses {
			victim = e
		}
		e = e.newer
	}
	for e := s.order.newer; e != victim; {
		next := e.newer
		e.uses /= 2
		s.unlink(e)
		s.link(e)
		e = next
	}
	return victim
}
