package core

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/models"
)

// isCached reports whether a command, beside GET and MGET, goes through the cache: what it
// replies depends on nothing but the value of its one key and its arguments. Not on time, as
// TTL does, nor on chance, as SRANDMEMBER does, and no cursor is left at the server.
func isCached(name string) bool {
	switch name {
	case "BITCOUNT", "BITFIELD_RO", "BITPOS",
		"GEODIST", "GEOHASH", "GEOPOS", "GEORADIUSBYMEMBER_RO", "GEORADIUS_RO", "GEOSEARCH",
		"GETBIT", "GETRANGE", "STRLEN", "SUBSTR", "TYPE",
		"HEXISTS", "HGET", "HGETALL", "HKEYS", "HLEN", "HMGET", "HSTRLEN", "HVALS",
		"LINDEX", "LLEN", "LPOS", "LRANGE",
		"SCARD", "SISMEMBER", "SMEMBERS", "SMISMEMBER",
		"XLEN", "XRANGE", "XREVRANGE",
		"ZCARD", "ZCOUNT", "ZLEXCOUNT", "ZMSCORE", "ZRANGE", "ZRANGEBYLEX", "ZRANGEBYSCORE", "ZRANK",
		"ZREVRANGE", "ZREVRANGEBYLEX", "ZREVRANGEBYSCORE", "ZREVRANK", "ZSCORE":
		return true
	}
	return false
}

// wrote drops what a command may have changed that was sent, whatever became of it: who has
// its reply must not read what was there before. That the server says so, too, may come
// later.
func (c *clientCache) wrote(a *command.Args) {
	name := a.Name()
	if c == nil || !mayChange(name) {
		return
	}
	hasKeys := false
	a.EachKey(func(key []byte) bool {
		hasKeys = true
		c.store.Invalidate(key)
		return true
	})
	if !hasKeys && changesAnyKey(name) {
		c.store.Flush(models.InvalidatedByClient)
	}
}

// wroteBatch is wrote for the commands of a batch.
func (c *clientCache) wroteBatch(b *queue.Queue) {
	if c == nil {
		return
	}
	for i := range b.Len() {
		name := b.Name(i)
		if !mayChange(name) {
			continue
		}
		hasKeys := false
		for key := range (OperationCommand{name: name, encoded: b.Command(i)}).Keys() {
			hasKeys = true
			c.store.Invalidate(key)
		}
		if !hasKeys && changesAnyKey(name) {
			c.store.Flush(models.InvalidatedByClient)
		}
	}
}

// flush drops everything, and has nothing stored that is being fetched.
func (c *clientCache) flush(reason models.CacheInvalidationReason) {
	if c != nil {
		c.store.Flush(reason)
	}
}

// mayChange reports whether a command may change keys. EXEC executes others, which were
// queued before.
func mayChange(name string) bool { return name == "EXEC" || command.MayWrite(name) }

// changesAnyKey reports whether a command without keys may change any key: one that is known
// to, or one that nothing is known of. Scripts name the keys that they change.
func changesAnyKey(name string) bool {
	switch name {
	case "FLUSHALL", "FLUSHDB", "SWAPDB", "EXEC":
		return true
	}
	_, known := command.Lookup(name)
	return !known
}
