package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// LPop takes the first element of the list at key. A list of which nothing is left
// is deleted.
//
// Reply: the element, or nil if the key does not exist. Errors: WRONGTYPE if key
// holds no list.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/lpop/
func LPop(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("LPOP")
	a.Key(key)
	return nullableText
}

// LPopCount takes the first elements of the list at key, up to count of them. A list
// of which nothing is left is deleted.
//
// Reply: the elements in order, or nil if the key does not exist. Errors: WRONGTYPE if
// key holds no list.
// Complexity: O(N) for N elements. Since: 6.2.0.
// See https://valkey.io/commands/lpop/
func LPopCount(a *Args, key string, count int64) Reply[models.Result[[]string]] {
	a.Begin("LPOP")
	a.Key(key)
	a.popCount(count)
	return textsOrNull
}

// RPop takes the last element of the list at key. A list of which nothing is left is
// deleted.
//
// Reply: the element, or nil if the key does not exist. Errors: WRONGTYPE if key
// holds no list.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/rpop/
func RPop(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("RPOP")
	a.Key(key)
	return nullableText
}

// RPopCount takes the last elements of the list at key, up to count of them. A list
// of which nothing is left is deleted.
//
// Reply: the elements, the last of the list first, or nil if the key does not exist.
// Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements. Since: 6.2.0.
// See https://valkey.io/commands/rpop/
func RPopCount(a *Args, key string, count int64) Reply[models.Result[[]string]] {
	a.Begin("RPOP")
	a.Key(key)
	a.popCount(count)
	return textsOrNull
}

// LMPop takes an element from one end of the first list in keys that has one.
//
// Reply: the element with the key of its list, or nil if all lists are empty. Errors:
// WRONGTYPE if a key that is looked at holds no list.
// Complexity: O(N) for N keys. Since: 7.0.0.
// See https://valkey.io/commands/lmpop/
func LMPop(a *Args, keys []string, listDirection options.ListDirection) Reply[models.Result[models.KeyAndElements]] {
	a.Begin("LMPOP")
	a.countedKeys(keys)
	a.listDirection(listDirection)
	return keyAndElements
}

// LMPopCount takes up to count elements from one end of the first list in keys that
// has one.
//
// Reply: the elements in the order in which they were taken, with the key of their
// list, or nil if all lists are empty. Errors: WRONGTYPE if a key that is looked at
// holds no list.
// Complexity: O(N+M) for N keys and M elements. Since: 7.0.0.
// See https://valkey.io/commands/lmpop/
//
//glissade:javascript lmpop
func LMPopCount(a *Args, keys []string, listDirection options.ListDirection, count int64) Reply[models.Result[models.KeyAndElements]] {
	a.Begin("LMPOP")
	a.countedKeys(keys)
	a.listDirection(listDirection)
	a.mPopCount(count)
	return keyAndElements
}

// LMove takes an element from one end of the list at source and puts it at one end of
// the list at destination, which may be the same.
//
// Reply: the element, or nil if source does not exist. Errors: WRONGTYPE if one of
// the keys holds no list.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/lmove/
func LMove(a *Args, source, destination string, whereFrom, whereTo options.ListDirection) Reply[models.Result[string]] {
	a.Begin("LMOVE")
	a.Key(source)
	a.Key(destination)
	a.listDirection(whereFrom)
	a.listDirection(whereTo)
	return nullableText
}

// RPopLPush takes the last element of the list at source and puts it at the head of
// the list at destination.
//
// Reply: the element, or nil if source does not exist. Errors: WRONGTYPE if one of
// the keys holds no list.
// Complexity: O(1). Since: 1.2.0.
// See https://valkey.io/commands/rpoplpush/
//
// Deprecated: use LMove with Right and Left.
func RPopLPush(a *Args, source, destination string) Reply[models.Result[string]] {
	a.Begin("RPOPLPUSH")
	a.Key(source)
	a.Key(destination)
	return nullableText
}

func (a *Args) listDirection(direction options.ListDirection) {
	a.check(direction.Validate())
	a.Word(string(direction))
}

// popCount appends how many elements to take, where none is a number too.
func (a *Args) popCount(count int64) {
	if count < 0 {
		a.refuse("count", "is negative; give the number of elements to take")
	}
	a.Int(count)
}

// mPopCount appends how many elements to take from the first of several keys.
func (a *Args) mPopCount(count int64) {
	if count <= 0 {
		a.refuse("count", "is not positive; give the number of elements to take")
	}
	a.Word("COUNT")
	a.Int(count)
}

// countedKeys appends the number of keys and then the keys.
func (a *Args) countedKeys(keys []string) {
	a.Int(int64(len(keys)))
	a.Keys(keys)
}
