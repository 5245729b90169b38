package core

import (
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/models"
)

// isCached reports whether a command, beside GET and MGET, goes through the cache: what it
// replies depends on nothing but the value of its one key and its arguments. Not on time, as
// TTL does, nor on chance, as SRANDMEMBER does, and no cursor is left at the server.
func isCached(name string) bool { return strings.Contains(cachedCommands, " "+name+" ") }

const cachedCommands = " BITCOUNT BITFIELD_RO BITPOS " +
	"GEODIST GEOHASH GEOPOS GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH " +
	"GETBIT GETRANGE STRLEN SUBSTR TYPE " +
	"HEXISTS HGET HGETALL HKEYS HLEN HMGET HSTRLEN HVALS " +
	"LINDEX LLEN LPOS LRANGE " +
	"SCARD SISMEMBER SMEMBERS SMISMEMBER " +
	"XLEN XRANGE XREVRANGE " +
	"ZCARD ZCOUNT ZLEXCOUNT ZMSCORE ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK " +
	"ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCORE "

// wrote drops what a command may have changed that was sent, whatever became of it: who has
// its reply must not read what was there before. That the server says so, too, may come
// later.
//
//go:noinline
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
	var parser command.Parser
	var args command.Args
	for i := range b.Len() {
		if mayChange(b.Name(i)) {
			parser.Parse(&args, b.Command(i))
			c.wrote(&args)
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
