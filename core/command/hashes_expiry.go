package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// HSetEx sets fields of the hash at key, with the expiry in opts and if the
// conditions in opts hold. The hash is created if it does not exist.
//
// Reply: 1 if all fields were set, 0 if a condition did not hold and none was. Errors:
// WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hsetex/
func HSetEx(a *Args, key string, values []models.FieldValue, opts options.HSetExOptions) Reply[int64] {
	a.Begin("HSETEX")
	a.Key(key)
	a.check(opts.Validate())
	if opts.KeyConditionalChange != "" {
		a.Word(string(opts.KeyConditionalChange))
	}
	if opts.FieldConditionalChange != "" {
		a.Word(string(opts.FieldConditionalChange))
	}
	a.expiry(opts.Expiry)
	a.Word("FIELDS")
	a.Int(int64(len(values)))
	a.fieldValues("values", values)
	return integer
}

// HGetEx returns the values of fields of the hash at key, and changes their expiry as
// opts say.
//
// Reply: for each field in order its value, or nil if the field or the key does not
// exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hgetex/
func HGetEx(a *Args, key string, fields []string, opts options.HGetExOptions) Reply[[]models.Result[string]] {
	a.Begin("HGETEX")
	a.Key(key)
	a.check(opts.Validate())
	a.expiryChange(opts.Expiry)
	a.fields(fields)
	return nullableTexts
}

// HExpire lets fields of the hash at key expire after expireTime, to the second,
// rounded up, as far as opts allow. The time 0 deletes them at once.
//
// Reply: for each field in order 1 if the expiry was set, 2 if the field was deleted,
// 0 if the condition in opts did not hold, -2 if the field or the key does not exist;
// see [models.FieldExpiryChanged]. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hexpire/
func HExpire(a *Args, key string, expireTime time.Duration, fields []string, opts options.HExpireOptions) Reply[[]int64] {
	a.Begin("HEXPIRE")
	a.Key(key)
	a.fieldDuration(expireTime)
	a.Int(seconds(expireTime))
	a.hExpireOptions(opts)
	a.fields(fields)
	return integers
}

// HPExpire lets fields of the hash at key expire after expireTime, to the
// millisecond, rounded up, as far as opts allow. The time 0 deletes them at once.
//
// Reply: for each field in order 1 if the expiry was set, 2 if the field was deleted,
// 0 if the condition in opts did not hold, -2 if the field or the key does not exist;
// see [models.FieldExpiryChanged]. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hpexpire/
func HPExpire(a *Args, key string, expireTime time.Duration, fields []string, opts options.HExpireOptions) Reply[[]int64] {
	a.Begin("HPEXPIRE")
	a.Key(key)
	a.fieldDuration(expireTime)
	a.Int(milliseconds(expireTime))
	a.hExpireOptions(opts)
	a.fields(fields)
	return integers
}

// HExpireAt lets fields of the hash at key expire at expireTime, to the second, rounded
// up, as far as opts allow. A time in the past deletes them at once.
//
// Reply: for each field in order 1 if the expiry was set, 2 if the field was deleted,
// 0 if the condition in opts did not hold, -2 if the field or the key does not exist;
// see [models.FieldExpiryChanged]. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hexpireat/
func HExpireAt(a *Args, key string, expireTime time.Time, fields []string, opts options.HExpireOptions) Reply[[]int64] {
	a.Begin("HEXPIREAT")
	a.Key(key)
	a.fieldTime(expireTime)
	a.pointInTime("expireTime", expireTime)
	a.hExpireOptions(opts)
	a.fields(fields)
	return integers
}

// HPExpireAt lets fields of the hash at key expire at expireTime, to the millisecond,
// rounded up, as far as opts allow. A time in the past deletes them at once.
//
// Reply: for each field in order 1 if the expiry was set, 2 if the field was deleted,
// 0 if the condition in opts did not hold, -2 if the field or the key does not exist;
// see [models.FieldExpiryChanged]. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hpexpireat/
func HPExpireAt(a *Args, key string, expireTime time.Time, fields []string, opts options.HExpireOptions) Reply[[]int64] {
	a.Begin("HPEXPIREAT")
	a.Key(key)
	a.fieldTime(expireTime)
	a.exactPointInTime("expireTime", expireTime)
	a.hExpireOptions(opts)
	a.fields(fields)
	return integers
}

// HPersist removes the expiry of fields of the hash at key.
//
// Reply: for each field in order 1 if it has no expiry any more, -1 if it had none,
// -2 if the field or the key does not exist; see [models.FieldExpiryChanged]. Errors:
// WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hpersist/
func HPersist(a *Args, key string, fields []string) Reply[[]int64] {
	a.Begin("HPERSIST")
	a.Key(key)
	a.fields(fields)
	return integers
}

// HTTL returns how long fields of the hash at key will live.
//
// Reply: for each field in order the time in seconds, -1 if it does not expire, -2 if
// the field or the key does not exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/httl/
func HTTL(a *Args, key string, fields []string) Reply[[]int64] {
	a.Begin("HTTL")
	a.Key(key)
	a.fields(fields)
	return integers
}

// HPTTL returns how long fields of the hash at key will live, to the millisecond.
//
// Reply: for each field in order the time in milliseconds, -1 if it does not expire,
// -2 if the field or the key does not exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hpttl/
func HPTTL(a *Args, key string, fields []string) Reply[[]int64] {
	a.Begin("HPTTL")
	a.Key(key)
	a.fields(fields)
	return integers
}

// HExpireTime returns when fields of the hash at key expire.
//
// Reply: for each field in order the time in seconds since 1970, -1 if it does not
// expire, -2 if the field or the key does not exist. Errors: WRONGTYPE if key holds no
// hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hexpiretime/
func HExpireTime(a *Args, key string, fields []string) Reply[[]int64] {
	a.Begin("HEXPIRETIME")
	a.Key(key)
	a.fields(fields)
	return integers
}

// HPExpireTime returns when fields of the hash at key expire, to the millisecond.
//
// Reply: for each field in order the time in milliseconds since 1970, -1 if it does
// not expire, -2 if the field or the key does not exist. Errors: WRONGTYPE if key
// holds no hash.
// Complexity: O(N) for N fields. Since: 9.0.0.
// See https://valkey.io/commands/hpexpiretime/
func HPExpireTime(a *Args, key string, fields []string) Reply[[]int64] {
	a.Begin("HPEXPIRETIME")
	a.Key(key)
	a.fields(fields)
	return integers
}

// fieldDuration refuses times that servers do not take for fields, unlike for keys.
func (a *Args) fieldDuration(expireTime time.Duration) {
	if expireTime < 0 {
		a.refuse("expireTime", "is negative; give a positive duration, or 0 to delete the fields at once")
	}
}

// fieldTime refuses times that servers do not take for fields, unlike for keys.
func (a *Args) fieldTime(expireTime time.Time) {
	if expireTime.Unix() < 0 {
		a.refuse("expireTime", "lies before 1970; give a later time, any in the past to delete the fields at once")
	}
}

func (a *Args) hExpireOptions(opts options.HExpireOptions) {
	a.check(opts.Validate())
	if opts.ExpireCondition != "" {
		a.Word(string(opts.ExpireCondition))
	}
}
