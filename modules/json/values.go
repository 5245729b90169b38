package json

import (
	"math"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// Clear empties the array or object that the document at key is, or sets another
// value to 0, "" or false.
//
// Reply: 1, or 0 if the document was empty already. Errors: NONEXISTENT if the key
// does not exist, WRONGTYPE if it holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.clear/
func Clear(a *command.Args, key string) command.Reply[int64] {
	a.Begin("JSON.CLEAR")
	a.Key(key)
	return integer
}

// ClearWithPath empties the arrays and objects that path matches, and sets other
// values to 0, "" or false.
//
// Reply: how many values were not empty before. Errors: NONEXISTENT if the key does
// not exist, WRONGTYPE if it holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.clear/
func ClearWithPath(a *command.Args, key, path string) command.Reply[int64] {
	a.Begin("JSON.CLEAR")
	a.Key(key)
	a.String(path)
	return integer
}

// Type tells of which type the document at key is.
//
// Reply: null, boolean, string, number (with a fraction), integer, object or array; nil
// if the key does not exist. Errors: WRONGTYPE if key holds no document.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.type/
func Type(a *command.Args, key string) command.Reply[models.Result[string]] {
	a.Begin("JSON.TYPE")
	a.Key(key)
	return nullableText
}

// TypeWithPath tells of which types the values are that path matches.
//
// Reply: for each value null, boolean, string, number (with a fraction), integer,
// object or array; nil if the key does not exist or a restricted path matches nothing.
// Errors: WRONGTYPE if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.type/
func TypeWithPath(a *command.Args, key, path string) command.Reply[[]string] {
	a.Begin("JSON.TYPE")
	a.Key(key)
	a.String(path)
	return textOfEach
}

// NumIncrBy adds number, which must be finite, to the numbers that path matches.
//
// Reply: the new values as a JSON text: for a JSONPath an array, with null for a value
// that is no number; for a restricted path the number that was changed last. Errors:
// NONEXISTENT if the key does not exist, or a restricted path matches nothing;
// WRONGTYPE if a restricted path matches no number; OVERFLOW if a result is too large.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.numincrby/
func NumIncrBy(a *command.Args, key, path string, number float64) command.Reply[string] {
	a.Begin("JSON.NUMINCRBY")
	numberAt(a, key, path, number)
	return text
}

// NumMultBy multiplies the numbers that path matches by number, which must be finite.
//
// Reply: the new values as a JSON text: for a JSONPath an array, with null for a value
// that is no number; for a restricted path the number that was changed last. Errors:
// NONEXISTENT if the key does not exist, or a restricted path matches nothing;
// WRONGTYPE if a restricted path matches no number; OVERFLOW if a result is too large.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.nummultby/
func NumMultBy(a *command.Args, key, path string, number float64) command.Reply[string] {
	a.Begin("JSON.NUMMULTBY")
	numberAt(a, key, path, number)
	return text
}

func numberAt(a *command.Args, key, path string, number float64) {
	a.Key(key)
	a.String(path)
	if math.IsNaN(number) || math.IsInf(number, 0) {
		a.Fail(invalid(a.Name()+" number", "is not finite; JSON has no such numbers"))
	}
	a.Float(number)
}

// Toggle makes the document at key true if it is false, and false if it is true.
//
// Reply: the new value. Errors: NONEXISTENT if the key does not exist, WRONGTYPE if
// the document is no boolean or key holds none.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.toggle/
func Toggle(a *command.Args, key string) command.Reply[bool] {
	a.Begin("JSON.TOGGLE")
	a.Key(key)
	return truth
}

// ToggleWithPath makes those of the booleans that path matches true that are false,
// and the others false.
//
// Reply: for each value what it is now, or nil if it is no boolean. Errors: NONEXISTENT
// if the key does not exist, or a restricted path matches nothing; WRONGTYPE if a
// restricted path matches no boolean.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.toggle/
func ToggleWithPath(a *command.Args, key, path string) command.Reply[[]models.Result[bool]] {
	a.Begin("JSON.TOGGLE")
	a.Key(key)
	a.String(path)
	return truthOfEach
}

// StrAppend appends value, a JSON string with its quotes, to the string that the
// document at key is.
//
// Reply: the length of the string afterwards, in bytes. Errors: SYNTAXERR if value is
// no JSON string, NONEXISTENT if the key does not exist, WRONGTYPE if the document is no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.strappend/
func StrAppend(a *command.Args, key, value string) command.Reply[int64] {
	a.Begin("JSON.STRAPPEND")
	a.Key(key)
	a.String(value)
	return integer
}

// StrAppendWithPath appends value, a JSON string with its quotes, to the strings that
// path matches.
//
// Reply: for each value the length of the string afterwards, in bytes, or nil if it is
// no string. Errors: SYNTAXERR if value is no JSON string; NONEXISTENT if the key does
// not exist, or a restricted path matches nothing; WRONGTYPE if a restricted path
// matches no string.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.strappend/
func StrAppendWithPath(a *command.Args, key, path, value string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.STRAPPEND")
	a.Key(key)
	a.String(path)
	a.String(value)
	return integerOfEach
}

// StrLen returns the length of the string that the document at key is.
//
// Reply: the length in bytes, or nil if the key does not exist. Errors: WRONGTYPE if
// the document is no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.strlen/
func StrLen(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.STRLEN")
	a.Key(key)
	return nullableInteger
}

// StrLenWithPath returns the lengths of the strings that path matches.
//
// Reply: for each value its length in bytes, or nil if it is no string; nil if the key
// does not exist. Errors: NONEXISTENT if a restricted path matches nothing, WRONGTYPE
// if it matches no string.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.strlen/
func StrLenWithPath(a *command.Args, key, path string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.STRLEN")
	a.Key(key)
	a.String(path)
	return integerOfEach
}
