// KeyCommands are the commands for keys, whatever they hold: whether they exist and until
// when, how they are named, copied, moved, serialized and sorted, and scans of all keys.
// See https://valkey.io/commands/#generic
//
//glissade:family Keys of any type

package command

import "github.com/glissade-io/glissade/models"

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

// Unlink deletes keys at once and frees their memory in the background.
//
// Reply: how many of them existed.
// Complexity: O(1) for each key, and O(M) in the background for one with M elements. Since: 4.0.0.
// See https://valkey.io/commands/unlink/
func Unlink(a *Args, keys []string) Reply[int64] {
	a.Begin("UNLINK")
	a.Keys(keys)
	return integer
}

// Touch marks keys as used just now, which counts for what the server evicts first.
//
// Reply: how many of keys exist; one that is named twice counts twice.
// Complexity: O(N) for N keys. Since: 3.2.1.
// See https://valkey.io/commands/touch/
func Touch(a *Args, keys []string) Reply[int64] {
	a.Begin("TOUCH")
	a.Keys(keys)
	return integer
}

// Rename gives the value of key the name newKey, and deletes what newKey held.
//
// Reply: OK. Errors: ERR if key does not exist.
// Complexity: O(1), and O(M) where newKey held a value with M elements. Since: 1.0.0.
// See https://valkey.io/commands/rename/
func Rename(a *Args, key, newKey string) Reply[string] {
	a.Begin("RENAME")
	a.Key(key)
	a.Key(newKey)
	return ok
}

// RenameNX gives the value of key the name newKey if newKey does not exist.
//
// Reply: true if the key was renamed, false if newKey exists. Errors: ERR if key does not exist.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/renamenx/
func RenameNX(a *Args, key, newKey string) Reply[bool] {
	a.Begin("RENAMENX")
	a.Key(key)
	a.Key(newKey)
	return boolean
}

// RandomKey returns the name of some key of the database.
//
// Reply: the key, or nil if there is none.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/randomkey/
//
//glissade:response drawn_by_keys: shards may be empty, or have more keys than others
//glissade:javascript randomKey
func RandomKey(a *Args) Reply[models.Result[string]] {
	a.Begin("RANDOMKEY")
	return nullableText
}
