package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
)

// GetSet sets key to value and returns what it held before.
//
// Reply: the value before, or nil if the key did not exist. Errors: WRONGTYPE if key held no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/getset/
//
// Deprecated: use SetWithOptions with ReturnOldValue.
func GetSet(a *Args, key, value string) Reply[models.Result[string]] {
	a.Begin("GETSET")
	a.Key(key)
	a.String(value)
	return nullableText
}

// SetNX sets key to value if the key does not exist.
//
// Reply: true if the key was set, false if it existed.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/setnx/
//
// Deprecated: use SetWithOptions with OnlyIfDoesNotExist.
func SetNX(a *Args, key, value string) Reply[bool] {
	a.Begin("SETNX")
	a.Key(key)
	a.String(value)
	return boolean
}

// SetEx sets key to value and lets it expire after expireTime, which must be
// positive, to the second, rounded up.
//
// Reply: OK.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/setex/
//
// Deprecated: use SetWithOptions with an Expiry.
func SetEx(a *Args, key string, expireTime time.Duration, value string) Reply[string] {
	a.Begin("SETEX")
	a.Key(key)
	a.positive("expireTime", expireTime)
	a.Int(seconds(expireTime))
	a.String(value)
	return ok
}

// PSetEx sets key to value and lets it expire after expireTime, which must be
// positive, to the millisecond, rounded up.
//
// Reply: OK.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/psetex/
//
// Deprecated: use SetWithOptions with an Expiry.
func PSetEx(a *Args, key string, expireTime time.Duration, value string) Reply[string] {
	a.Begin("PSETEX")
	a.Key(key)
	a.positive("expireTime", expireTime)
	a.Int(milliseconds(expireTime))
	a.String(value)
	return ok
}

// Substr returns the bytes of the string at key from start to end, both included and
// counted from 0; -1 is the last byte.
//
// Reply: the part, empty where there is none. Errors: WRONGTYPE if key holds no string.
// Complexity: O(N) for N bytes returned. Since: 1.0.0.
// See https://valkey.io/commands/substr/
//
// Deprecated: use GetRange.
func Substr(a *Args, key string, start, end int64) Reply[string] {
	a.Begin("SUBSTR")
	a.Key(key)
	a.Int(start)
	a.Int(end)
	return text
}

// positive refuses a duration that is not in the future.
func (a *Args) positive(field string, d time.Duration) {
	if d <= 0 {
		a.refuse(field, "is not positive; give a duration that lies in the future")
	}
}
