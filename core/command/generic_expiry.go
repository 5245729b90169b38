package command

import (
	"time"

	"github.com/glissade-io/glissade/options"
)

// Expire lets key expire after expireTime, to the second, rounded up. A time that is not
// positive deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/expire/
func Expire(a *Args, key string, expireTime time.Duration) Reply[bool] {
	a.Begin("EXPIRE")
	a.Key(key)
	a.Int(seconds(expireTime))
	return boolean
}

// ExpireWithOptions lets key expire after expireTime, to the second, rounded up, if
// expireCondition holds. A time that is not positive deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist or the condition did not hold.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/expire/
func ExpireWithOptions(a *Args, key string, expireTime time.Duration, expireCondition options.ExpireCondition) Reply[bool] {
	a.Begin("EXPIRE")
	a.Key(key)
	a.Int(seconds(expireTime))
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

// ExpireAt lets key expire at expireTime, rounded up to the second. A time in the
// past deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist.
// Complexity: O(1). Since: 1.2.0.
// See https://valkey.io/commands/expireat/
//
//glissade:javascript expireAt
func ExpireAt(a *Args, key string, expireTime time.Time) Reply[bool] {
	a.Begin("EXPIREAT")
	a.Key(key)
	a.pointInTime("expireTime", expireTime)
	return boolean
}

// ExpireAtWithOptions lets key expire at expireTime, rounded up to the second, if
// expireCondition holds. A time in the past deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist or the condition did not hold.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/expireat/
func ExpireAtWithOptions(a *Args, key string, expireTime time.Time, expireCondition options.ExpireCondition) Reply[bool] {
	a.Begin("EXPIREAT")
	a.Key(key)
	a.pointInTime("expireTime", expireTime)
	a.expireCondition(expireCondition)
	return boolean
}

// PExpireAt lets key expire at expireTime, rounded up to the millisecond. A time in
// the past deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/pexpireat/
//
//glissade:javascript pexpireAt
func PExpireAt(a *Args, key string, expireTime time.Time) Reply[bool] {
	a.Begin("PEXPIREAT")
	a.Key(key)
	a.exactPointInTime("expireTime", expireTime)
	return boolean
}

// PExpireAtWithOptions lets key expire at expireTime, rounded up to the millisecond,
// if expireCondition holds. A time in the past deletes the key at once.
//
// Reply: true if the expiry was set, false if the key does not exist or the condition did not hold.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/pexpireat/
func PExpireAtWithOptions(a *Args, key string, expireTime time.Time, expireCondition options.ExpireCondition) Reply[bool] {
	a.Begin("PEXPIREAT")
	a.Key(key)
	a.exactPointInTime("expireTime", expireTime)
	a.expireCondition(expireCondition)
	return boolean
}

// ExpireTime returns when key expires.
//
// Reply: seconds since 1970, -1 if the key does not expire, -2 if it does not exist.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/expiretime/
func ExpireTime(a *Args, key string) Reply[int64] {
	a.Begin("EXPIRETIME")
	a.Key(key)
	return integer
}

// PExpireTime returns when key expires, to the millisecond.
//
// Reply: milliseconds since 1970, -1 if the key does not expire, -2 if it does not exist.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/pexpiretime/
func PExpireTime(a *Args, key string) Reply[int64] {
	a.Begin("PEXPIRETIME")
	a.Key(key)
	return integer
}

// Persist removes the expiry of key, which then stays until it is deleted.
//
// Reply: true if the expiry was removed, false if the key has none or does not exist.
// Complexity: O(1). Since: 2.2.0.
// See https://valkey.io/commands/persist/
func Persist(a *Args, key string) Reply[bool] {
	a.Begin("PERSIST")
	a.Key(key)
	return boolean
}

func (a *Args) expireCondition(condition options.ExpireCondition) {
	a.check(condition.Validate())
	a.Word(string(condition))
}
