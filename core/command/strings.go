// StringCommands are the commands for strings: values of any bytes under a key, whole or
// in parts, and numbers in them that are counted up and down.
// See https://valkey.io/commands/#string
//
//glissade:family Strings

package command

import (
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
	a.keysAndValues(pairs)
	return ok
}

// GetEx returns the value of key and leaves its expiry as it is, as Get does.
//
// Reply: the value, or nil if the key does not exist. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/getex/
func GetEx(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("GETEX")
	a.Key(key)
	return nullableText
}

// GetExWithOptions returns the value of key and changes or removes its expiry.
//
// Reply: the value, or nil if the key does not exist. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/getex/
func GetExWithOptions(a *Args, key string, opts options.GetExOptions) Reply[models.Result[string]] {
	a.Begin("GETEX")
	a.Key(key)
	a.check(opts.Validate())
	a.expiryChange(opts.Expiry)
	return nullableText
}

// MSetNX sets several keys to their values at one moment if none of them exists.
//
// Reply: true if the keys were set, false if one existed, and then none was set.
// Complexity: O(N) for N keys. Since: 1.0.1.
// See https://valkey.io/commands/msetnx/
func MSetNX(a *Args, pairs []models.KeyValue) Reply[bool] {
	a.Begin("MSETNX")
	a.keysAndValues(pairs)
	return boolean
}

// MSetEx sets several keys to their values at one moment if the condition in opts
// holds for all of them, with the expiry in opts.
//
// Reply: true if the keys were set, false if the condition did not hold, and then none was set.
// Complexity: O(N) for N keys. Since: 9.1.0.
// See https://valkey.io/commands/msetex/
//
//glissade:route keys: NX and XX hold for all of its keys at once, which a command split over shards cannot keep
func MSetEx(a *Args, pairs []models.KeyValue, opts options.MSetExOptions) Reply[bool] {
	a.Begin("MSETEX")
	a.Int(int64(len(pairs)))
	a.keysAndValues(pairs)
	a.check(opts.Validate())
	if opts.Condition != "" {
		a.Word(string(opts.Condition))
	}
	a.expiry(opts.Expiry)
	return boolean
}

// DelIfEq deletes key if it holds value, byte for byte: what a lock needs to be given
// up by its owner only.
//
// Reply: true if the key was deleted, false if it does not exist or holds something
// else. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 9.0.0.
// See https://valkey.io/commands/delifeq/
func DelIfEq(a *Args, key, value string) Reply[bool] {
	a.Begin("DELIFEQ")
	a.Key(key)
	a.String(value)
	return boolean
}

func (a *Args) keysAndValues(pairs []models.KeyValue) {
	a.atLeastOne("pairs", len(pairs))
	for _, pair := range pairs {
		a.Key(pair.Key)
		a.String(pair.Value)
	}
}

func (a *Args) setOptions(opts options.SetOptions) {
	a.check(opts.Validate())
	if opts.Condition != "" {
		a.Word(string(opts.Condition))
	}
	if opts.Condition == options.OnlyIfEquals && opts.ComparisonValue != nil {
		a.String(*opts.ComparisonValue)
	}
	if opts.ReturnOldValue {
		a.Word("GET")
	}
	a.expiry(opts.Expiry)
}
