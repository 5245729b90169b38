package json

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// ObjLen returns how many members the object has that the document at key is.
//
// Reply: the number of members, or nil if the key does not exist. Errors: WRONGTYPE if
// the document is no object.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/json.objlen/
func ObjLen(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.OBJLEN")
	a.Key(key)
	return nullableInteger
}

// ObjLenWithPath returns how many members the objects have that path matches.
//
// Reply: for each value the number of its members, or nil if it is no object; nil if
// the key does not exist. Errors: NONEXISTENT if a restricted path matches nothing,
// WRONGTYPE if it matches no object.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.objlen/
func ObjLenWithPath(a *command.Args, key, path string) command.Reply[[]models.Result[int64]] {
	a.Begin("JSON.OBJLEN")
	a.Key(key)
	a.String(path)
	return integerOfEach
}

// ObjKeys returns the names of the members of the object that the document at key is.
//
// Reply: the names, or nil if the key does not exist. Errors: WRONGTYPE if the document
// is no object.
// Complexity: O(N) for N members. Since: 1.0.0.
// See https://valkey.io/commands/json.objkeys/
func ObjKeys(a *command.Args, key string) command.Reply[models.Result[[]string]] {
	a.Begin("JSON.OBJKEYS")
	a.Key(key)
	return textsOrNull
}

// ObjKeysWithPath returns the names of the members of the objects that path matches.
//
// Reply: for each value the names of its members, none if it is no object; nil if the
// key does not exist or a restricted path matches nothing. For a restricted path the
// names are those of the first object that has any. Errors: WRONGTYPE if a restricted
// path matches no object.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.objkeys/
func ObjKeysWithPath(a *command.Args, key, path string) command.Reply[[][]string] {
	a.Begin("JSON.OBJKEYS")
	a.Key(key)
	a.String(path)
	if isJSONPath(path) {
		return textsOfEach
	}
	return textsOfOne
}

// RESP returns the document at key as nested arrays of RESP.
//
// Reply: null as nil; true and false as strings; an integer as int64, another number as
// a string; a string as a string. An array begins with "[", and its elements follow; an
// object begins with "{", and arrays of a name and a value follow. Nil if the key does
// not exist. Errors: WRONGTYPE if key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.resp/
func RESP(a *command.Args, key string) command.Reply[any] {
	a.Begin("JSON.RESP")
	a.Key(key)
	return anything
}

// RESPWithPath returns the values that path matches as nested arrays of RESP.
//
// Reply: for a JSONPath an array of the values, for a restricted path the first of
// them, each as RESP describes. Nil if the key does not exist. Errors: NONEXISTENT if a
// restricted path matches nothing, WRONGTYPE if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.resp/
func RESPWithPath(a *command.Args, key, path string) command.Reply[any] {
	a.Begin("JSON.RESP")
	a.Key(key)
	a.String(path)
	return anything
}
