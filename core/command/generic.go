package command

import (
	"time"

	"github.com/glissade-io/glissade/options"
)

// Del deletes keys.
//
// Reply: how many of them existed.
// Complexity: O(N) for N keys, and O(M) for a key with M elements. Since: 1.0.0.
// See https://valkey.io/commands/del/
func Del(a *Args, keys []string) Reply[int64] {
	a.Begin("DEL")
	a.Keys(keys)
	return integer
}

// Exists counts the keys that exist.
//
// Reply: how many of keys exist; one that is named twice counts twice.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/exists/
func Exists(a *Args, keys []string) Reply[int64] {
	a.Begin("EXISTS")
	a.Keys(keys)
	return integer
}

// Expire lets key expire after expireTime, which must be whole seconds. A time that
// is not positive deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/expire/
func Expire(a *Args, key string, expireTime time.Duration) Reply[bool] {
	a.Begin("EXPIRE")
	a.Key(key)
	a.wholeSeconds("expireTime", expireTime, "round it, or use PExpire")
	return boolean
}

// ExpireWithOptions lets key expire after expireTime, which must be whole seconds,
// if expireCondition holds. A time that is not positive deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist or the condition did not hold.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/expire/
func ExpireWithOptions(a *Args, key string, expireTime time.Duration, expireCondition options.ExpireCondition) Reply[bool] {
	a.Begin("EXPIRE")
	a.Key(key)
	a.wholeSeconds("expireTime", expireTime, "round it, or use PExpireWithOptions")
	a.expireCondition(expireCondition)
	return boolean
}

// PExpire lets key expire after expireTime, to the millisecond, rounded up. A time
// that is not positive deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/pexpire/
func PExpire(a *Args, key string, expireTime time.Duration) Reply[bool] {
	a.Begin("PEXPIRE")
	a.Key(key)
	a.Int(milliseconds(expireTime))
	return boolean
}

// PExpireWithOptions lets key expire after expireTime, to the millisecond, rounded
// up, if expireCondition holds. A time that is not positive deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist or the condition did not hold.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/pexpire/
func PExpireWithOptions(a *Args, key string, expireTime time.Duration, expireCondition options.ExpireCondition) Reply[bool] {
	a.Begin("PEXPIRE")
	a.Key(key)
	a.Int(milliseconds(expireTime))
	a.expireCondition(expireCondition)
	return boolean
}

// TTL returns how long key will live.
//
// Reply: the time in seconds, -1 if the key does not expire, -2 if it does not exist.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/ttl/
func TTL(a *Args, key string) Reply[int64] {
	a.Begin("TTL")
	a.Key(key)
	return integer
}

// PTTL returns how long key will live, to the millisecond.
//
// Reply: the time in milliseconds, -1 if the key does not expire, -2 if it does not exist.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/pttl/
func PTTL(a *Args, key string) Reply[int64] {
	a.Begin("PTTL")
	a.Key(key)
	return integer
}

// Type returns what kind of value key holds.
//
// Reply: string, list, set, zset, hash or stream, the name of a module's type, or
// none if the key does not exist.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/type/
func Type(a *Args, key string) Reply[string] {
	a.Begin("TYPE")
	a.Key(key)
	return text
}

func (a *Args) expireCondition(condition options.ExpireCondition) {
	a.check(condition.Validate())
	a.Word(string(condition))
}
