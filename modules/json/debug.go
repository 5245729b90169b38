package json

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// DebugMemory returns how much memory the document at key takes.
//
// Reply: the number of bytes, or nil if the key does not exist. Errors: WRONGTYPE if
// key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.debug/
func DebugMemory(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.DEBUG MEMORY")
	a.Key(key)
	return nullableInteger
}

// DebugMemoryWithPath returns how much memory the values take that path matches.
//
// Reply: for each value the number of bytes; nil if the key does not exist. Errors:
// NONEXISTENT if a restricted path matches nothing, WRONGTYPE if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.debug/
func DebugMemoryWithPath(a *command.Args, key, path string) command.Reply[[]int64] {
	a.Begin("JSON.DEBUG MEMORY")
	a.Key(key)
	a.String(path)
	return integers
}

// DebugFields counts the fields of the document at key: one for each value that is no
// array or object, and one for each array or object within another.
//
// Reply: the number of fields, or nil if the key does not exist. Errors: WRONGTYPE if
// key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.debug/
func DebugFields(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.DEBUG FIELDS")
	a.Key(key)
	return nullableInteger
}

// DebugFieldsWithPath counts the fields of the values that path matches: one for each
// value that is no array or object, and one for each array or object within another.
//
// Reply: for each value the number of fields; nil if the key does not exist. Errors:
// NONEXISTENT if a restricted path matches nothing, WRONGTYPE if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.debug/
func DebugFieldsWithPath(a *command.Args, key, path string) command.Reply[[]int64] {
	a.Begin("JSON.DEBUG FIELDS")
	a.Key(key)
	a.String(path)
	return integers
}

// DebugDepth returns how deep arrays and objects are nested in the document at key.
//
// Reply: the depth, 0 for a document that is neither; nil if the key does not exist.
// Errors: WRONGTYPE if key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.debug/
func DebugDepth(a *command.Args, key string) command.Reply[models.Result[int64]] {
	a.Begin("JSON.DEBUG DEPTH")
	a.Key(key)
	return nullableInteger
}
