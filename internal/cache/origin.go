package cache

import (
	"sync/atomic"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// Generation is a time in the life of a connection: from when it was made, or the server
// said that everything may have changed, until that happens (again) or it ends. Entries that
// were fetched over the connection are believed no longer.
type Generation struct{ over atomic.Bool }

// Origin is a connection on which a server says which keys have changed. What it says
// concerns what was fetched over the same connection.
type Origin struct {
	cache   *Cache
	current atomic.Pointer[Generation]
}

// NewOrigin returns the origin of a new connection.
func (c *Cache) NewOrigin() *Origin {
	o := &Origin{cache: c}
	o.current.Store(new(Generation))
	return o
}

// Current returns the generation of a reply that has just come over the connection.
func (o *Origin) Current() *Generation { return o.current.Load() }

// Pushed takes a push message, whatever it says. It must not be called by two at a time.
func (o *Origin) Pushed(frame []byte) {
	d := resp.NewDecoder(frame)
	header, err := d.Next()
	if err != nil || header.Type != resp.TypePush || header.Len < 2 {
		return
	}
	kind, err := d.Next()
	if err != nil || string(kind.Text) != "invalidate" {
		return
	}
	keys, err := d.Next()
	if err != nil || keys.Null || keys.Type != resp.TypeArray {
		o.Lost()
		return
	}
	names := o.named(keys.Len)
	for range keys.Len {
		key, err := d.Next()
		if err != nil || key.Null {
			o.Lost()
			return
		}
		o.cache.Invalidate(key.Text)
		if names != nil {
			names = append(names, string(key.Text))
		}
	}
	if names != nil {
		o.cache.emit(models.CacheInvalidation{Reason: models.InvalidatedByServer, Keys: names})
	}
}

// named returns memory for the names of keys, if somebody wants to know them.
func (o *Origin) named(n int) []string {
	if o.cache.config.Invalidated == nil {
		return nil
	}
	return make([]string, 0, min(n, 1<<10))
}

// Lost drops everything that was fetched over the connection so far: the server says that
// all may have changed, or what it said could not be read.
func (o *Origin) Lost() {
	o.current.Load().over.Store(true)
	// A fetch whose reply has come already is not stored: it counts before there is
	// another generation that it could belong to.
	o.cache.drops.Add(1)
	o.current.Store(new(Generation))
	o.cache.startSweep()
	o.cache.emit(models.CacheInvalidation{Reason: models.InvalidatedByServer, All: true})
}

// Ended drops everything that was fetched over the connection: it has ended, and nobody
// says what changes. Nothing that comes late is stored.
func (o *Origin) Ended() {
	if !o.current.Load().over.Swap(true) {
		o.cache.startSweep()
		o.cache.emit(models.CacheInvalidation{Reason: models.InvalidatedByConnection, All: true})
	}
}
