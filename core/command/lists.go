package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
)

// LPush puts elements at the head of the list at key, which is created if it does
// not exist. The last one given becomes the first of the list.
//
// Reply: the length of the list afterwards. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements. Since: 1.0.0; more than one element: 2.4.0.
// See https://valkey.io/commands/lpush/
func LPush(a *Args, key string, elements []string) Reply[int64] {
	a.Begin("LPUSH")
	a.Key(key)
	a.Strings("elements", elements)
	return integer
}

// RPush puts elements at the tail of the list at key, which is created if it does
// not exist. The last one given becomes the last of the list.
//
// Reply: the length of the list afterwards. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements. Since: 1.0.0; more than one element: 2.4.0.
// See https://valkey.io/commands/rpush/
func RPush(a *Args, key string, elements []string) Reply[int64] {
	a.Begin("RPUSH")
	a.Key(key)
	a.Strings("elements", elements)
	return integer
}

// LRange returns the elements of the list at key from place start to place end, both
// included. 0 is the first element, -1 the last, -2 the one before it.
//
// Reply: the elements in order, none if the key does not exist or the range is
// empty. Errors: WRONGTYPE if key holds no list.
// Complexity: O(S+N) for N elements that begin S places from the nearer end. Since: 1.0.0.
// See https://valkey.io/commands/lrange/
func LRange(a *Args, key string, start, end int64) Reply[[]string] {
	a.Begin("LRANGE")
	a.Key(key)
	a.Int(start)
	a.Int(end)
	return texts
}

// BLPop takes the first element of the first list in keys that has one, and waits
// for one if there is none: for timeout, to the millisecond, or for ever if it is 0.
//
// Reply: the element with the key of its list, or nil after timeout. Errors:
// WRONGTYPE if one of the keys holds no list.
// Complexity: O(N) for N keys. Since: 2.0.0; fractions of a second: 6.0.0.
// See https://valkey.io/commands/blpop/
func BLPop(a *Args, keys []string, timeout time.Duration) Reply[models.Result[models.KeyAndElement]] {
	a.Begin("BLPOP")
	a.Keys(keys)
	a.blockSeconds("timeout", timeout)
	return keyAndElement
}
