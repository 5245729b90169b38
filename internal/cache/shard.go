package cache

import (
	"time"

	"github.com/glissade-io/glissade/internal/slot"
)

// Found says what a lookup has found.
type Found uint8

const (
	// Hit entries have the reply.
	Hit Found = iota
	// Lead has the caller fetch it: [Cache.Complete] or [Cache.Abandon] must follow.
	Lead
	// Wait has the caller wait for Done: another fetches it.
	Wait
)

const smallestTable = 8

// Lookup looks for the reply to a command about a key, no older than maxAge if that is not
// 0. command is the whole command as it is sent, nil for GET.
func (c *Cache) Lookup(key, command []byte, maxAge time.Duration) (*Entry, Found) {
	hash := hashOf(c.seed, key)
	s := c.shardOf(hash)
	if command != nil {
		hash = hashOf(c.seed, command)
	}
	s.mu.Lock()
	for e := s.table[hash&uint64(len(s.table)-1)]; e != nil; e = e.next {
		if e.hash != hash || e.key != string(key) || e.command != string(command) {
			continue
		}
		switch {
		case e.state == fetching && c.isCurrent(e) && (maxAge == 0 || c.now()-e.fetched < int64(maxAge)):
			s.shared++
			if e.done == nil {
				e.done = make(chan struct{})
			}
			s.mu.Unlock()
			return e, Wait
		case e.state == stored && c.isFresh(s, e, maxAge):
			s.hits++
			s.use(e, c.config.LFU)
			s.mu.Unlock()
			return e, Hit
		}
		s.remove(c, e)
		break
	}
	e := &Entry{
		key: string(key), command: string(command), hash: hash, shard: s,
		fetched: c.now(), epoch: c.epoch.Load(), drops: c.drops.Load(),
	}
	if c.slots != nil {
		e.slot = slot.Of(key)
		e.slotTurn = c.slots[e.slot].Load()
	}
	s.misses++
	s.insert(e)
	s.mu.Unlock()
	return e, Lead
}

// isFresh reports whether a stored entry is to be believed by who asks for one of that age.
// The lock is held.
func (c *Cache) isFresh(s *shard, e *Entry, maxAge time.Duration) bool {
	if !c.isValid(e) {
		return false
	}
	if e.expires == 0 && maxAge == 0 {
		return true
	}
	now := c.now()
	if e.expires != 0 && now >= e.expires {
		s.expirations++
		return false
	}
	return maxAge == 0 || now-e.fetched < int64(maxAge)
}

// isValid reports whether nothing has happened that a stored entry is not to be believed for.
func (c *Cache) isValid(e *Entry) bool {
	return e.epoch == c.epoch.Load() && (e.origin == nil || !e.origin.over.Load()) && c.isInPlace(e)
}

// isCurrent reports whether nothing has happened since the fetch began that its reply could
// not be stored for.
func (c *Cache) isCurrent(e *Entry) bool {
	return e.epoch == c.epoch.Load() && e.drops == c.drops.Load() && c.isInPlace(e)
}

func (c *Cache) isInPlace(e *Entry) bool {
	return c.slots == nil || e.slotTurn == c.slots[e.slot].Load()
}

// insert puts an entry into the table. The lock is held.
func (s *shard) insert(e *Entry) {
	if s.inside >= len(s.table) {
		s.resize(2 * len(s.table))
	}
	s.inside++
	at := &s.table[e.hash&uint64(len(s.table)-1)]
	e.next, *at = *at, e
	if e.command == "" {
		return
	}
	if s.byKey == nil {
		s.byKey = map[string]*Entry{}
	}
	if elder := s.byKey[e.key]; elder != nil {
		e.elder, elder.sibling = elder, e
	}
	s.byKey[e.key] = e
}

// remove takes an entry out: who waits for it gets what it is given, and nobody else. The
// lock is held.
func (s *shard) remove(c *Cache, e *Entry) {
	if e.state == detached {
		return
	}
	at := &s.table[e.hash&uint64(len(s.table)-1)]
	for *at != e {
		at = &(*at).next
	}
	*at, e.next = e.next, nil
	s.inside--
	if e.command != "" {
		s.removeSibling(e)
	}
	if e.state == stored {
		s.unlink(e)
		s.count--
		c.bytes.Add(-int64(e.size))
	}
	e.state = detached
	if s.inside < len(s.table)/8 && len(s.table) > smallestTable {
		s.resize(len(s.table) / 2)
	}
}

func (s *shard) removeSibling(e *Entry) {
	if e.elder != nil {
		e.elder.sibling = e.sibling
	}
	switch {
	case e.sibling != nil:
		e.sibling.elder = e.elder
	case e.elder != nil:
		s.byKey[e.key] = e.elder
	default:
		delete(s.byKey, e.key)
	}
	e.elder, e.sibling = nil, nil
}

func (s *shard) resize(size int) {
	table := make([]*Entry, size)
	for _, e := range s.table {
		for e != nil {
			next := e.next
			at := &table[e.hash&uint64(size-1)]
			e.next, *at = *at, e
			e = next
		}
	}
	s.table = table
}

// Invalidate drops what is stored of a key, and has nothing stored of it that is being
// fetched.
func (c *Cache) Invalidate(key []byte) {
	hash := hashOf(c.seed, key)
	s := c.shardOf(hash)
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := s.table[hash&uint64(len(s.table)-1)]; e != nil; e = e.next {
		if e.hash == hash && e.command == "" && e.key == string(key) {
			s.invalidate(c, e)
			break
		}
	}
	if s.byKey == nil {
		return
	}
	for e := s.byKey[string(key)]; e != nil; {
		elder := e.elder
		s.invalidate(c, e)
		e = elder
	}
}

// invalidate removes an entry, and counts it if it was to be believed. The lock is held.
func (s *shard) invalidate(c *Cache, e *Entry) {
	if e.state == stored && c.isValid(e) {
		s.invalidations++
	}
	s.remove(c, e)
}

// sweep takes out what is not believed any more.
func (s *shard) sweep(c *Cache) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := s.order.newer; e != s.order; {
		newer := e.newer
		if !c.isValid(e) {
			s.invalidations++
			s.remove(c, e)
		}
		e = newer
	}
}
