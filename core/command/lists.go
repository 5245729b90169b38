// ListCommands are the commands for lists: elements in an order, which are added and taken
// quickly at both ends, so that a list is a queue or a stack. Those that begin with B wait
// until there is an element to take.
// See https://valkey.io/commands/#list
//
//glissade:family Lists

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
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

// LPushX puts elements at the head of the list at key if that exists. The last one
// given becomes the first of the list.
//
// Reply: the length of the list afterwards, 0 if it does not exist. Errors: WRONGTYPE
// if key holds no list.
// Complexity: O(N) for N elements. Since: 2.2.0; more than one element: 4.0.0.
// See https://valkey.io/commands/lpushx/
func LPushX(a *Args, key string, elements []string) Reply[int64] {
	a.Begin("LPUSHX")
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

// RPushX puts elements at the tail of the list at key if that exists. The last one
// given becomes the last of the list.
//
// Reply: the length of the list afterwards, 0 if it does not exist. Errors: WRONGTYPE
// if key holds no list.
// Complexity: O(N) for N elements. Since: 2.2.0; more than one element: 4.0.0.
// See https://valkey.io/commands/rpushx/
func RPushX(a *Args, key string, elements []string) Reply[int64] {
	a.Begin("RPUSHX")
	a.Key(key)
	a.Strings("elements", elements)
	return integer
}

// LInsert puts element before or after the first element that equals pivot in the
// list at key.
//
// Reply: the length of the list afterwards, 0 if it does not exist, -1 if it holds no
// such pivot. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements up to pivot. Since: 2.2.0.
// See https://valkey.io/commands/linsert/
func LInsert(a *Args, key string, insertPosition options.InsertPosition, pivot, element string) Reply[int64] {
	a.Begin("LINSERT")
	a.Key(key)
	a.check(insertPosition.Validate())
	a.Word(string(insertPosition))
	a.String(pivot)
	a.String(element)
	return integer
}

// LSet replaces the element at place index of the list at key. 0 is the first
// element, -1 the last, -2 the one before it.
//
// Reply: OK. Errors: ERR if the key does not exist or the list has no such place,
// WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements, O(1) at either end. Since: 1.0.0.
// See https://valkey.io/commands/lset/
func LSet(a *Args, key string, index int64, element string) Reply[string] {
	a.Begin("LSET")
	a.Key(key)
	a.Int(index)
	a.String(element)
	return ok
}

// LRem removes elements that equal element from the list at key: the first count of
// them from the head, or from the tail if count is negative, or all if it is 0.
//
// Reply: how many were removed. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N+M) for M removed of N elements. Since: 1.0.0.
// See https://valkey.io/commands/lrem/
func LRem(a *Args, key string, count int64, element string) Reply[int64] {
	a.Begin("LREM")
	a.Key(key)
	a.Int(count)
	a.String(element)
	return integer
}

// LTrim removes all elements of the list at key but those from place start to place
// end, both included. 0 is the first element, -1 the last, -2 the one before it. A
// list of which nothing is left is deleted.
//
// Reply: OK. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements removed. Since: 1.0.0.
// See https://valkey.io/commands/ltrim/
func LTrim(a *Args, key string, start, end int64) Reply[string] {
	a.Begin("LTRIM")
	a.Key(key)
	a.Int(start)
	a.Int(end)
	return ok
}

// LLen returns the length of the list at key.
//
// Reply: the number of elements, 0 if the key does not exist. Errors: WRONGTYPE if
// key holds no list.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/llen/
func LLen(a *Args, key string) Reply[int64] {
	a.Begin("LLEN")
	a.Key(key)
	return integer
}

// LIndex returns the element at place index of the list at key. 0 is the first
// element, -1 the last, -2 the one before it.
//
// Reply: the element, or nil if the list has no such place or does not exist.
// Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements up to the place, O(1) at either end. Since: 1.0.0.
// See https://valkey.io/commands/lindex/
func LIndex(a *Args, key string, index int64) Reply[models.Result[string]] {
	a.Begin("LINDEX")
	a.Key(key)
	a.Int(index)
	return nullableText
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

// LPos returns the place of the first element that equals element in the list at key.
//
// Reply: the place, 0 for the head of the list, or nil if there is no such element or
// no such list. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements. Since: 6.0.6.
// See https://valkey.io/commands/lpos/
func LPos(a *Args, key, element string) Reply[models.Result[int64]] {
	a.Begin("LPOS")
	a.Key(key)
	a.String(element)
	return nullableInteger
}

// LPosWithOptions returns the place of the element that equals element in the list at
// key and that opts select: which of several it is, and how far to search for it.
//
// Reply: the place, 0 for the head of the list, or nil if there is no such element or
// no such list. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements that are looked at. Since: 6.0.6.
// See https://valkey.io/commands/lpos/
func LPosWithOptions(a *Args, key, element string, opts options.LPosOptions) Reply[models.Result[int64]] {
	a.Begin("LPOS")
	a.Key(key)
	a.String(element)
	a.lPosOptions(opts)
	return nullableInteger
}

// LPosCount returns the places of the first count elements that equal element in the
// list at key, or of all such elements if count is 0.
//
// Reply: the places in order, 0 for the head of the list, none if there is no such
// element or no such list. Errors: WRONGTYPE if key holds no list.
// Complexity: O(N) for N elements that are looked at. Since: 6.0.6.
// See https://valkey.io/commands/lpos/
//
//glissade:javascript lpos
func LPosCount(a *Args, key, element string, count int64) Reply[[]int64] {
	a.Begin("LPOS")
	a.Key(key)
	a.String(element)
	a.lPosCount(count)
	return integers
}

// LPosCountWithOptions returns the places of up to count elements that equal element
// in the list at key, or of all such elements if count is 0, as opts select them.
//
// Reply: the places in the order in which they were found, 0 for the head of the
// list, none if there is no such element or no such list. Errors: WRONGTYPE if key
// holds no list.
// Complexity: O(N) for N elements that are looked at. Since: 6.0.6.
// See https://valkey.io/commands/lpos/
//
//glissade:javascript lpos
func LPosCountWithOptions(a *Args, key, element string, count int64, opts options.LPosOptions) Reply[[]int64] {
	a.Begin("LPOS")
	a.Key(key)
	a.String(element)
	a.lPosCount(count)
	a.lPosOptions(opts)
	return integers
}

func (a *Args) lPosCount(count int64) {
	if count < 0 {
		a.refuse("count", "is negative; give the number of places to return, or 0 for all")
	}
	a.Word("COUNT")
	a.Int(count)
}

func (a *Args) lPosOptions(opts options.LPosOptions) {
	a.check(opts.Validate())
	if opts.Rank != 0 {
		a.Word("RANK")
		a.Int(opts.Rank)
	}
	if opts.MaxLen != 0 {
		a.Word("MAXLEN")
		a.Int(opts.MaxLen)
	}
}
