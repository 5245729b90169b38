package cache

// The order of use is a ring, that is closed by an entry of the shard's own, between the
// newest and the oldest. A hit does not change it, only counts: the oldest leaves if it was
// not used since it became the newest, else it becomes that again, as if it had when it was
// used. With LFU, of the oldest few the one leaves that was used least; the others become
// the newest with half of their uses, so that what was popular once leaves in the end.

const (
	mostUses = 255
	sampled  = 8
)

// use counts a hit. It writes no more than is needed: others read the entry too.
func (e *Entry) use(lfu bool) {
	switch uses := e.uses.Load(); {
	case uses == 0:
		e.uses.Store(1)
	case lfu && uses < mostUses:
		e.uses.Store(uses + 1)
	}
}

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
	victim := s.leastRecentlyUsed
	if c.config.LFU {
		victim = s.leastUsed
	}
	e := victim()
	if c.isValid(e) {
		s.evictions++
	} else {
		s.invalidations++
	}
	s.remove(c, e)
}

// leastRecentlyUsed returns the oldest that was not used since it became the newest; the
// oldest if all were. The lock is held.
func (s *shard) leastRecentlyUsed() *Entry {
	for range s.count {
		e := s.order.newer
		if e.uses.Load() == 0 {
			break
		}
		s.renew(e, 0)
	}
	return s.order.newer
}

// leastUsed returns the least used of the oldest few. The lock is held.
func (s *shard) leastUsed() *Entry {
	victim, e := s.order.newer, s.order.newer
	for n := 0; e != s.order && n < sampled; n++ {
		if e.uses.Load() < victim.uses.Load() {
			victim = e
		}
		e = e.newer
	}
	for e := s.order.newer; e != victim; {
		next := e.newer
		s.renew(e, e.uses.Load()/2)
		e = next
	}
	return victim
}

// renew makes an entry the newest, with so many uses. The lock is held.
func (s *shard) renew(e *Entry, uses uint32) {
	e.uses.Store(uses)
	s.unlink(e)
	s.link(e)
}
