package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Set sets key to the string value, whatever key held before, and removes its expiry.
//
// Reply: OK.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/set/
func Set(a *Args, key, value string) Reply[string] {
	a.Begin("SET")
	a.Key(key)
	a.String(value)
	return ok
}

// SetWithOptions sets key to the string value if the condition in opts holds, with
// the expiry in opts.
//
// Reply: OK, or nil if the condition did not hold. With ReturnOldValue instead the
// value that key had before, or nil if it did not exist. Errors: WRONGTYPE if
// ReturnOldValue is set and key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/set/
func SetWithOptions(a *Args, key, value string, opts options.SetOptions) Reply[models.Result[string]] {
	a.Begin("SET")
	a.Key(key)
	a.String(value)
	a.setOptions(opts)
	return nullableText
}

// Get returns the value of key.
//
// Reply: the value, or nil if the key does not exist. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/get/
func Get(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("GET")
	a.Key(key)
	return nullableText
}

// GetDel returns the value of key and deletes the key.
//
// Reply: the value, or nil if the key does not exist. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/getdel/
func GetDel(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("GETDEL")
	a.Key(key)
	return nullableText
}

// MGet returns the values of several keys at one moment.
//
// Reply: for each key in order its value, or nil if it does not exist or holds no string.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/mget/
func MGet(a *Args, keys []string) Reply[[]models.Result[string]] {
	a.Begin("MGET")
	a.Keys(keys)
	return nullableTexts
}

// MSet sets several keys to their values at one moment.
//
// Reply: OK; it never fails half-way.
// Complexity: O(N) for N keys. Since: 1.0.1.
// See https://valkey.io/commands/mset/
func MSet(a *Args, pairs []models.KeyValue) Reply[string] {
	a.Begin("MSET")
	a.atLeastOne("pairs", len(pairs))
	for _, pair := range pairs {
		a.Key(pair.Key)
		a.String(pair.Value)
	}
	return ok
}

// Incr adds one to the integer at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no 64-bit integer or it would
// overflow, WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/incr/
func Incr(a *Args, key string) Reply[int64] {
	a.Begin("INCR")
	a.Key(key)
	return integer
}

// IncrBy adds amount to the integer at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no 64-bit integer or it would
// overflow, WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/incrby/
func IncrBy(a *Args, key string, amount int64) Reply[int64] {
	a.Begin("INCRBY")
	a.Key(key)
	a.Int(amount)
	return integer
}

// IncrByFloat adds amount to the number at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no number or the result is none,
// WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/incrbyfloat/
func IncrByFloat(a *Args, key string, amount float64) Reply[float64] {
	a.Begin("INCRBYFLOAT")
	a.Key(key)
	a.Float(amount)
	return double
}

func (a *Args) setOptions(opts options.SetOptions) {
	a.check(opts.Validate())
	if opts.Condition != "" {
		a.Word(string(opts.Condition))
	}
	if opts.Condition == options.OnlyIfEquals {
		a.String(opts.ComparisonValue)
	}
	if opts.ReturnOldValue {
		a.Word("GET")
	}
	switch expiry := opts.Expiry.(type) {
	case options.ExpireIn:
		if expiry.Duration%time.Second == 0 {
			a.Word("EX")
			a.Int(int64(expiry.Duration / time.Second))
		} else {
			a.Word("PX")
			a.Int(milliseconds(expiry.Duration))
		}
	case options.ExpireAt:
		if expiry.Time.Nanosecond() == 0 {
			a.Word("EXAT")
			a.Int(expiry.Time.Unix())
		} else {
			a.Word("PXAT")
			a.Int(expiry.Time.Add(time.Millisecond - 1).UnixMilli())
		}
	case options.KeepTTL:
		a.Word("KEEPTTL")
	}
}
