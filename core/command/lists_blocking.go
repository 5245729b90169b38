package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// BLPop takes the first element of the first list in keys that has one, and waits
// for one if there is none: for timeout, to the millisecond, or for ever if it is 0.
//
// Reply: the element with the key of its list, or nil after timeout. Errors:
// WRONGTYPE if one of the keys holds no list.
// Complexity: O(N) for N keys. Since: 2.0.0; fractions of a second: 6.0.0.
// See https://valkey.io/commands/blpop/
//
//glissade:blocks seconds last
func BLPop(a *Args, keys []string, timeout time.Duration) Reply[models.Result[models.KeyAndElement]] {
	a.Begin("BLPOP")
	a.Keys(keys)
	a.blockSeconds("timeout", timeout)
	return keyAndElement
}

// BRPop takes the last element of the first list in keys that has one, and waits for
// one if there is none: for timeout, to the millisecond, or for ever if it is 0.
//
// Reply: the element with the key of its list, or nil after timeout. Errors:
// WRONGTYPE if one of the keys holds no list.
// Complexity: O(N) for N keys. Since: 2.0.0; fractions of a second: 6.0.0.
// See https://valkey.io/commands/brpop/
//
//glissade:blocks seconds last
func BRPop(a *Args, keys []string, timeout time.Duration) Reply[models.Result[models.KeyAndElement]] {
	a.Begin("BRPOP")
	a.Keys(keys)
	a.blockSeconds("timeout", timeout)
	return keyAndElement
}

// BLMPop takes an element from one end of the first list in keys that has one, and
// waits for one if there is none: for timeout, to the millisecond, or for ever if it is 0.
//
// Reply: the element with the key of its list, or nil after timeout. Errors:
// WRONGTYPE if a key that is looked at holds no list.
// Complexity: O(N) for N keys. Since: 7.0.0.
// See https://valkey.io/commands/blmpop/
//
//glissade:blocks seconds 1
func BLMPop(a *Args, keys []string, listDirection options.ListDirection, timeout time.Duration) Reply[models.Result[models.KeyAndElements]] {
	a.Begin("BLMPOP")
	a.blockSeconds("timeout", timeout)
	a.countedKeys(keys)
	a.listDirection(listDirection)
	return keyAndElements
}

// BLMPopCount takes up to count elements from one end of the first list in keys that
// has one, and waits for one if there is none: for timeout, to the millisecond, or
// for ever if it is 0. It does not wait until there are count of them.
//
// Reply: the elements in the order in which they were taken, with the key of their
// list, or nil after timeout. Errors: WRONGTYPE if a key that is looked at holds no list.
// Complexity: O(N+M) for N keys and M elements. Since: 7.0.0.
// See https://valkey.io/commands/blmpop/
//
//glissade:javascript blmpop
func BLMPopCount(a *Args, keys []string, listDirection options.ListDirection, count int64, timeout time.Duration) Reply[models.Result[models.KeyAndElements]] {
	a.Begin("BLMPOP")
	a.blockSeconds("timeout", timeout)
	a.countedKeys(keys)
	a.listDirection(listDirection)
	a.mPopCount(count)
	return keyAndElements
}

// BLMove takes an element from one end of the list at source and puts it at one end
// of the list at destination, which may be the same. It waits for an element if there
// is none: for timeout, to the millisecond, or for ever if it is 0.
//
// Reply: the element, or nil after timeout. Errors: WRONGTYPE if one of the keys
// holds no list.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/blmove/
//
//glissade:blocks seconds last
func BLMove(a *Args, source, destination string, whereFrom, whereTo options.ListDirection, timeout time.Duration) Reply[models.Result[string]] {
	a.Begin("BLMOVE")
	a.Key(source)
	a.Key(destination)
	a.listDirection(whereFrom)
	a.listDirection(whereTo)
	a.blockSeconds("timeout", timeout)
	return nullableText
}

// BRPopLPush takes the last element of the list at source and puts it at the head of
// the list at destination. It waits for an element if there is none: for timeout, to
// the millisecond, or for ever if it is 0.
//
// Reply: the element, or nil after timeout. Errors: WRONGTYPE if one of the keys
// holds no list.
// Complexity: O(1). Since: 2.2.0; fractions of a second: 6.0.0.
// See https://valkey.io/commands/brpoplpush/
//
// Deprecated: use BLMove with Right and Left.
//
//glissade:blocks seconds last
func BRPopLPush(a *Args, source, destination string, timeout time.Duration) Reply[models.Result[string]] {
	a.Begin("BRPOPLPUSH")
	a.Key(source)
	a.Key(destination)
	a.blockSeconds("timeout", timeout)
	return nullableText
}
