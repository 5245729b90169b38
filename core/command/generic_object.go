package command

import "github.com/glissade-io/glissade/models"

// ObjectEncoding returns how the server keeps the value of key in memory.
//
// Reply: the encoding, such as listpack, embstr or skiplist, or nil if the key does not exist.
// Complexity: O(1). Since: 2.2.3.
// See https://valkey.io/commands/object-encoding/
func ObjectEncoding(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("OBJECT ENCODING")
	a.Key(key)
	return nullableText
}

// ObjectFreq returns how often key is used, on a logarithmic scale.
//
// Reply: a number from 0 to 255, or nil if the key does not exist. Errors: ERR unless
// the server evicts the least frequently used keys.
// Complexity: O(1). Since: 4.0.0.
// See https://valkey.io/commands/object-freq/
func ObjectFreq(a *Args, key string) Reply[models.Result[int64]] {
	a.Begin("OBJECT FREQ")
	a.Key(key)
	return nullableInteger
}

// ObjectIdleTime returns for how long key has not been used.
//
// Reply: the time in seconds, or nil if the key does not exist. Errors: ERR if the
// server evicts the least frequently used keys, and so keeps no such time.
// Complexity: O(1). Since: 2.2.3.
// See https://valkey.io/commands/object-idletime/
//
//glissade:javascript objectIdletime
func ObjectIdleTime(a *Args, key string) Reply[models.Result[int64]] {
	a.Begin("OBJECT IDLETIME")
	a.Key(key)
	return nullableInteger
}

// ObjectRefCount returns how often the server refers to the value of key.
//
// Reply: the number of references, or nil if the key does not exist.
// Complexity: O(1). Since: 2.2.3.
// See https://valkey.io/commands/object-refcount/
//
//glissade:javascript objectRefcount
func ObjectRefCount(a *Args, key string) Reply[models.Result[int64]] {
	a.Begin("OBJECT REFCOUNT")
	a.Key(key)
	return nullableInteger
}
