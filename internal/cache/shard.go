package cache

import (
	"sync/atomic"
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
	if e := s.find(hash, key, command); e != nil && e.state.Load() == stored && c.isFresh(e, maxAge) {
		return s.hit(c, e), Hit
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.find(hash, key, command); e != nil {
		switch state := e.state.Load(); {
		case state == fetching && c.isCurrent(e) && (maxAge == 0 || c.now()-e.fetched < int64(maxAge)):
			s.shared++
			if e.done == nil {
				e.done = make(chan struct{})
			}
			return e, Wait
		case state == stored && c.isFresh(e, maxAge):
			return s.hit(c, e), Hit
		case state == stored && c.isValid(e) && e.isExpired(c.now()):
			s.expirations++
		}
		s.remove(c, e)
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
	return e, Lead
}

// find returns the entry of a command about a key, nil if there is none. Without the lock
// it may miss one while others come and go.
func (s *shard) find(hash uint64, key, command []byte) *Entry {
	e := s.place(hash).Load()
	for e != nil && (e.hash != hash || e.key != string(key) || e.command != string(command)) {
		e = e.next.Load()
	}
	return e
}

// hit counts a hit. It takes no lock: callers on many processors read the same keys.
func (s *shard) hit(c *Cache, e *Entry) *Entry {
	s.hits.Add(1)
	e.use(c.config.LFU)
	return e
}

// isFresh reports whether a stored entry is to be believed by who asks for one of that age.
func (c *Cache) isFresh(e *Entry, maxAge time.Duration) bool {
	if !c.isValid(e) {
		return false
	}
	if e.expires == 0 && maxAge == 0 {
		return true
	}
	now := c.now()
	return !e.isExpired(now) && (maxAge == 0 || now-e.fetched < int64(maxAge))
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
	if size := len(*s.table.Load()); s.inside >= size {
		s.resize(2 * size)
	}
	s.inside++
	s.push(e)
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
	state := e.state.Load()
	if state == detached {
		return
	}
	at := s.place(e.hash)
	for at.Load() != e {
		at = &at.Load().next
	}
	at.Store(e.next.Load())
	e.next.Store(nil)
	s.inside--
	if e.command != "" {
		s.removeSibling(e)
	}
	if state == stored {
		s.unlink(e)
		s.count--
		c.bytes.Add(-int64(e.size))
	}
	e.state.Store(detached)
	if size := len(*s.table.Load()); s.inside < size/8 && size > smallestTable {
		s.resize(size / 2)
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

// resize moves all entries to a table of another size. Who looks without the lock meanwhile
// may miss them.
func (s *shard) resize(size int) {
	former := *s.table.Load()
	s.table.Store(newTable(size))
	for i := range former {
		for e := former[i].Load(); e != nil; {
			next := e.next.Load()
			s.push(e)
			e = next
		}
	}
}

// push puts an entry before the others in its place of the table.
func (s *shard) push(e *Entry) {
	at := s.place(e.hash)
	e.next.Store(at.Load())
	at.Store(e)
}

// place returns where in the table the entries of a hash begin.
func (s *shard) place(hash uint64) *atomic.Pointer[Entry] {
	table := *s.table.Load()
	return &table[hash&uint64(len(table)-1)]
}

// table has entries by the end of their hash: its length is a power of two.
type table []atomic.Pointer[Entry]

func newTable(size int) *table {
	t := make(table, size)
	return &t
}

// Invalidate drops what is stored of a key, and has nothing stored of it that is being
// fetched.
func (c *Cache) Invalidate(key []byte) {
	hash := hashOf(c.seed, key)
	s := c.shardOf(hash)
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.find(hash, key, nil); e != nil {
		s.invalidate(c, e)
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
	if e.state.Load() == stored && c.isValid(e) {
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
