package json

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// ArrAppend appends values, JSON texts, to the arrays that path matches.
//
// Reply: for each value the length of the array afterwards, or nil if it is no array.
// Errors: SYNTAXERR if one of values is no JSON; NONEXISTENT if the key does not exist,
// or a restricted path matches nothing; WRONGTYPE if a restricted path matches no array.
// Complexity: O(N) for N values that are appended. Since: 1.0.0.
// See https://valkey.io/commands/json.arrappend/
func ArrAppend(a *command.Args, key, path string, values []string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.ARRAPPEND")
	a.Key(key)
	a.String(path)
	a.Strings("values", values)
	return integerOfEach
}

// ArrInsert inserts values, JSON texts, into the arrays that path matches, before the
// element at index: 0 is the first one, -1 the last.
//
// Reply: for each value the length of the array afterwards, or nil if it is no array.
// Errors: SYNTAXERR if one of values is no JSON; OUTOFBOUNDARIES if index is outside of
// an array; NONEXISTENT if the key does not exist, or a restricted path matches
// nothing; WRONGTYPE if a restricted path matches no array.
// Complexity: O(N) for an array of N elements. Since: 1.0.0.
// See https://valkey.io/commands/json.arrinsert/
func ArrInsert(a *command.Args, key, path string, index int64, values []string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.ARRINSERT")
	a.Key(key)
	a.String(path)
	a.Int(index)
	a.Strings("values", values)
	return integerOfEach
}

// ArrIndex finds value, a JSON text that is no array or object, in the arrays that
// path matches.
//
// Reply: for each value the place of the first such element, -1 if there is none, or
// nil if it is no array. Errors: SYNTAXERR if value is no JSON; NONEXISTENT if the key
// does not exist, or a restricted path matches nothing; WRONGTYPE if a restricted path
// matches no array.
// Complexity: O(N) for an array of N elements. Since: 1.0.0.
// See https://valkey.io/commands/json.arrindex/
func ArrIndex(a *command.Args, key, path, value string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.ARRINDEX")
	a.Key(key)
	a.String(path)
	a.String(value)
	return integerOfEach
}

// ArrIndexWithOptions finds value, a JSON text that is no array or object, in the
// parts that opts name of the arrays that path matches.
//
// Reply: for each value the place of the first such element, -1 if there is none, or
// nil if it is no array. Errors: SYNTAXERR if value is no JSON; NONEXISTENT if the key
// does not exist, or a restricted path matches nothing; WRONGTYPE if a restricted path
// matches no array.
// Complexity: O(N) for an array of N elements. Since: 1.0.0.
// See https://valkey.io/commands/json.arrindex/
func ArrIndexWithOptions(a *command.Args, key, path, value string, opts ArrIndexOptions) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.ARRINDEX")
	a.Key(key)
	a.String(path)
	a.String(value)
	opts.encode(a)
	return integerOfEach
}

// ArrLen returns the length of the array that the document at key is.
//
// Reply: the number of elements, or nil if the key does not exist. Errors: WRONGTYPE
// if the document is no array.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.arrlen/
func ArrLen(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.ARRLEN")
	a.Key(key)
	return nullableInteger
}

// ArrLenWithPath returns the lengths of the arrays that path matches.
//
// Reply: for each value the number of its elements, or nil if it is no array; nil if
// the key does not exist. Errors: NONEXISTENT if a restricted path matches nothing,
// WRONGTYPE if it matches no array.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.arrlen/
func ArrLenWithPath(a *command.Args, key, path string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.ARRLEN")
	a.Key(key)
	a.String(path)
	return integerOfEach
}

// ArrPop removes the last element of the array that the document at key is.
//
// Reply: the element as a JSON text, or nil if the array is empty. Errors: NONEXISTENT
// if the key does not exist, WRONGTYPE if the document is no array.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.arrpop/
func ArrPop(a *command.Args, key string) command.Reply[models.Result[string]] {
	a.Begin("JSON.ARRPOP")
	a.Key(key)
	return nullableText
}

// ArrPopWithPath removes the last elements of the arrays that path matches.
//
// Reply: for each value its element as a JSON text, or nil if it is no array or an
// empty one; nil if a restricted path matches an empty array. Errors: NONEXISTENT if
// the key does not exist, or a restricted path matches nothing; WRONGTYPE if a
// restricted path matches no array.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.arrpop/
func ArrPopWithPath(a *command.Args, key, path string) command.Reply[[]models.Result[string]] {
	a.Begin("JSON.ARRPOP")
	a.Key(key)
	a.String(path)
	return nullableTextOfEach
}

// ArrPopWithIndex removes the elements at index of the arrays that path matches: 0 is
// the first one, -1 the last. An index outside of an array means its nearer end.
//
// Reply: for each value its element as a JSON text, or nil if it is no array or an
// empty one; nil if a restricted path matches an empty array. Errors: NONEXISTENT if
// the key does not exist, or a restricted path matches nothing; WRONGTYPE if a
// restricted path matches no array.
// Complexity: O(N) for an array of N elements. Since: 1.0.0.
// See https://valkey.io/commands/json.arrpop/
func ArrPopWithIndex(a *command.Args, key, path string, index int64) command.Reply[[]models.Result[string]] {
	a.Begin("JSON.ARRPOP")
	a.Key(key)
	a.String(path)
	a.Int(index)
	return nullableTextOfEach
}

// ArrTrim keeps of the arrays that path matches the elements from start to end, both
// included. 0 is the first one; a place before it means the first, one past the last
// means the last, and a start past the end empties the array.
//
// Reply: for each value the length of the array afterwards, or nil if it is no array.
// Errors: NONEXISTENT if the key does not exist, or a restricted path matches nothing;
// WRONGTYPE if a restricted path matches no array.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.arrtrim/
func ArrTrim(a *command.Args, key, path string, start, end int64) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.ARRTRIM")
	a.Key(key)
	a.String(path)
	a.Int(start)
	a.Int(end)
	return integerOfEach
}
