package bloom

import "github.com/glissade-io/glissade/core/command"

// Add adds item to the filter at key, which is created with the server's default
// properties if it does not exist.
//
// Reply: true if item is new, false if it, or another that the filter cannot tell
// from it, was added before. Errors: WRONGTYPE if key holds no filter, ERR if a filter
// that does not scale is full.
// Complexity: O(N) for N hash functions. Since: 1.0.0.
// See https://valkey.io/commands/bf.add/
func Add(a *command.Args, key, item string) command.Reply[bool] {
	a.Begin("BF.ADD")
	a.Key(key)
	a.String(item)
	return boolean
}

// MAdd adds items to the filter at key, which is created with the server's default
// properties if it does not exist.
//
// Reply: for each item true if it is new, false if it, or another that the filter
// cannot tell from it, was added before. Errors: WRONGTYPE if key holds no filter, ERR
// if a filter that does not scale is full; items before that were added.
// Complexity: O(N*M) for N hash functions and M items. Since: 1.0.0.
// See https://valkey.io/commands/bf.madd/
func MAdd(a *command.Args, key string, items []string) command.Reply[[]bool] {
	a.Begin("BF.MADD")
	a.Key(key)
	a.Strings("items", items)
	return booleans
}

// Insert adds items to the filter at key, which is created with the server's default
// properties if it does not exist.
//
// Reply: for each item true if it is new, false if it, or another that the filter
// cannot tell from it, was added before. Errors: WRONGTYPE if key holds no filter, ERR
// if a filter that does not scale is full; items before that were added.
// Complexity: O(N*M) for N hash functions and M items. Since: 1.0.0.
// See https://valkey.io/commands/bf.insert/
func Insert(a *command.Args, key string, items []string) command.Reply[[]bool] {
	a.Begin("BF.INSERT")
	a.Key(key)
	a.Word("ITEMS")
	a.Strings("items", items)
	return booleans
}

// InsertWithOptions adds items, if there are any, to the filter at key, which is
// created with the properties in opts if it does not exist. A filter that exists keeps
// the properties it has.
//
// Reply: for each item true if it is new, false if it, or another that the filter
// cannot tell from it, was added before. Errors: WRONGTYPE if key holds no filter; ERR
// if there is none and NoCreate is set, if the properties cannot be had within the
// server's limit of memory, or if a filter that does not scale is full.
// Complexity: O(N*M) for N hash functions and M items. Since: 1.0.0.
// See https://valkey.io/commands/bf.insert/
func InsertWithOptions(a *command.Args, key string, items []string, opts InsertOptions) command.Reply[[]bool] {
	a.Begin("BF.INSERT")
	a.Key(key)
	opts.encode(a)
	if len(items) > 0 {
		a.Word("ITEMS")
		a.Strings("items", items)
	}
	return booleans
}

// Exists tells whether item was added to the filter at key.
//
// Reply: false if it was certainly not added, or the key does not exist; true if it
// was, with the filter's false positive rate. Errors: WRONGTYPE if key holds no filter.
// Complexity: O(N) for N hash functions. Since: 1.0.0.
// See https://valkey.io/commands/bf.exists/
func Exists(a *command.Args, key, item string) command.Reply[bool] {
	a.Begin("BF.EXISTS")
	a.Key(key)
	a.String(item)
	return boolean
}

// MExists tells which of items were added to the filter at key.
//
// Reply: for each item false if it was certainly not added, or the key does not exist;
// true if it was, with the filter's false positive rate. Errors: WRONGTYPE if key holds
// no filter.
// Complexity: O(N*M) for N hash functions and M items. Since: 1.0.0.
// See https://valkey.io/commands/bf.mexists/
func MExists(a *command.Args, key string, items []string) command.Reply[[]bool] {
	a.Begin("BF.MEXISTS")
	a.Key(key)
	a.Strings("items", items)
	return booleans
}

// Card counts the items that were added to the filter at key.
//
// Reply: the number of items, 0 if the key does not exist. Errors: WRONGTYPE if key
// holds no filter.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bf.card/
func Card(a *command.Args, key string) command.Reply[int64] {
	a.Begin("BF.CARD")
	a.Key(key)
	return integer
}
