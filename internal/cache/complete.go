package cache

import (
	"time"

	"github.com/glissade-io/glissade/models"
)

// Value is the reply to a fetch.
type Value struct {
	// Text is the reply if IsText is set, else Frame is: the cache keeps it as it is.
	Text   models.Result[string]
	IsText bool
	Frame  []byte
	// Absent says that the key does not exist.
	Absent bool
	// Origin is that of the connection which the reply came over; nil if it has none.
	Origin *Generation
	// TTL is how long the key had left on the server, at some time since the fetch began; 0
	// is for ever.
	TTL time.Duration
	// Unstored has the reply handed to those who wait, and not stored.
	Unstored bool
}

// Complete ends a fetch by its reply, which is stored if nothing speaks against it.
func (c *Cache) Complete(e *Entry, v Value) {
	s := e.shard
	s.mu.Lock()
	e.Text, e.Frame = v.Text, v.Frame
	if e.state.Load() == fetching {
		e.size, e.origin = e.cost(), v.Origin
		if c.isToBeStored(e, &v) {
			e.expires = earliest(after(e.fetched, c.config.TTL), after(e.fetched, v.TTL))
			e.state.Store(stored)
			s.link(e)
			s.count++
			c.bytes.Add(int64(e.size))
		} else {
			s.remove(c, e)
		}
	}
	waiting := s.finish(e)
	s.mu.Unlock()
	callEach(waiting)
	if c.bytes.Load() > int64(c.config.MaxBytes) {
		c.evict(s)
	}
}

// Abandon ends a fetch by an error: those who wait for it have it in Err.
func (c *Cache) Abandon(e *Entry, err error) {
	s := e.shard
	s.mu.Lock()
	e.Err = err
	s.remove(c, e)
	waiting := s.finish(e)
	s.mu.Unlock()
	callEach(waiting)
}

// Await has ended called when the fetch of an entry has ended, at once if it has already. It
// is for who was told to [Wait], and has no goroutine to do so on.
func (c *Cache) Await(e *Entry, ended func()) {
	s := e.shard
	s.mu.Lock()
	if !e.ended {
		if e.waiting == nil {
			e.waiting = new([]func())
		}
		*e.waiting = append(*e.waiting, ended)
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
	ended()
}

// finish wakes those who wait, and returns who is to be called without the lock, which is
// held.
func (s *shard) finish(e *Entry) (waiting *[]func()) {
	e.ended = true
	if e.done != nil {
		close(e.done)
	}
	waiting, e.waiting = e.waiting, nil
	return waiting
}

func callEach(waiting *[]func()) {
	if waiting != nil {
		for _, call := range *waiting {
			call()
		}
	}
}

// isToBeStored reports whether the reply to a fetch may be stored. The origin must have been
// taken after the reply had come, and is looked at before the rest: who drops everything of
// one counts that in drops before there is a new generation.
func (c *Cache) isToBeStored(e *Entry, v *Value) bool {
	switch {
	case v.Unstored, v.Absent && !c.config.Nil:
		return false
	case c.config.Tracked && (v.Origin == nil || v.Origin.over.Load()):
		return false
	case e.size > c.config.MaxBytes/largestShare:
		return false
	default:
		return c.isCurrent(e) && !c.closed.Load()
	}
}

// largestShare: one entry may have so small a part of the memory.
const largestShare = 4

// after returns the time that comes so much later, or 0 for never.
func after(time int64, duration time.Duration) int64 {
	if duration <= 0 {
		return 0
	}
	return time + int64(duration)
}

// earliest returns the earlier of two times, of which 0 is never.
func earliest(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
