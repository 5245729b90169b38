package json

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Set sets the values that path matches to value, a JSON text. A member that does not
// exist is added to the objects that path names it of; a document that does not exist
// is created, by the path of its root only.
//
// Reply: OK. Errors: SYNTAXERR if value is no JSON, or path is not that of the root and
// the key does not exist; NONEXISTENT if path matches nothing; OUTOFBOUNDARIES if it is
// past the end of an array; WRONGTYPE if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.set/
func Set(a *command.Args, key, path, value string) command.Reply[string] {
	a.Begin("JSON.SET")
	a.Key(key)
	a.String(path)
	a.String(value)
	return text
}

// SetWithCondition sets the values that path matches to value, a JSON text, if
// condition holds: that there are such values (options.OnlyIfExists) or none
// (options.OnlyIfDoesNotExist).
//
// Reply: OK, or nil if the condition did not hold. Errors: SYNTAXERR if value is no
// JSON, or path is not that of the root and the key does not exist; NONEXISTENT if path
// matches nothing; OUTOFBOUNDARIES if it is past the end of an array; WRONGTYPE if key
// holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.set/
func SetWithCondition(a *command.Args, key, path, value string, condition options.ConditionalChange) command.Reply[models.Result[string]] {
	a.Begin("JSON.SET")
	a.Key(key)
	a.String(path)
	a.String(value)
	switch condition {
	case options.OnlyIfExists, options.OnlyIfDoesNotExist:
		a.Word(string(condition))
	default:
		a.Fail(invalid("JSON.SET condition", "does not apply to JSON.SET; use OnlyIfExists or OnlyIfDoesNotExist"))
	}
	return nullableText
}

// MSet sets the values that the paths of several documents match, or none of them if
// one cannot be set. A value that can no longer be set because of one before it is left
// out, and that is no error.
//
// Reply: OK. Errors: those of Set.
// Complexity: O(N) for N documents. Since: 1.0.0.
// See https://valkey.io/commands/json.mset/
//
//glissade:route multi_shard: it sets in every document
//glissade:response all_succeeded: it is done when every shard has done it
//glissade:keys 1:-1/3: each key is followed by a path and a value
func MSet(a *command.Args, values []KeyPathValue) command.Reply[string] {
	a.Begin("JSON.MSET")
	if len(values) == 0 {
		a.Fail(invalid("JSON.MSET values", "is empty; give at least one"))
	}
	for _, v := range values {
		a.Key(v.Key)
		a.String(v.Path)
		a.String(v.Value)
	}
	return text
}

// Get returns the document at key.
//
// Reply: the JSON text, or nil if the key does not exist. Errors: WRONGTYPE if key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.get/
func Get(a *command.Args, key string) command.Reply[models.Result[string]] {
	a.Begin("JSON.GET")
	a.Key(key)
	return nullableText
}

// GetWithOptions returns the values that the paths in opts match, or the document at
// key if there are none, written as opts say.
//
// Reply: a JSON text, or nil if the key does not exist. For one JSONPath that is the
// array of the values, for one restricted path the value; for several paths an object
// that has each path as a member. Errors: NONEXISTENT if a restricted path matches
// nothing, WRONGTYPE if key holds no document.
// Complexity: O(N) for N paths. Since: 1.0.0.
// See https://valkey.io/commands/json.get/
func GetWithOptions(a *command.Args, key string, opts GetOptions) command.Reply[models.Result[string]] {
	a.Begin("JSON.GET")
	a.Key(key)
	opts.encode(a)
	return nullableText
}

// MGet returns the values that path matches in several documents.
//
// Reply: for each key a JSON text as JSON.GET returns it for path, or nil if the key
// does not exist or holds no document, or if a restricted path matches nothing.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/json.mget/
//
//glissade:route multi_shard: it reads of every document
//glissade:keys 1:-2/1: the path comes last
func MGet(a *command.Args, keys []string, path string) command.Reply[[]models.Result[string]] {
	a.Begin("JSON.MGET")
	a.Keys(keys)
	a.String(path)
	return nullableTexts
}

// Del deletes the document at key, and with it the key.
//
// Reply: 1, or 0 if the key does not exist. Errors: WRONGTYPE if key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.del/
func Del(a *command.Args, key string) command.Reply[int64] {
	a.Begin("JSON.DEL")
	a.Key(key)
	return integer
}

// DelWithPath deletes the values that path matches. That of the root deletes the key.
//
// Reply: how many values were deleted, 0 if the key does not exist. Errors: WRONGTYPE
// if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.del/
func DelWithPath(a *command.Args, key, path string) command.Reply[int64] {
	a.Begin("JSON.DEL")
	a.Key(key)
	a.String(path)
	return integer
}

// Forget deletes the document at key, as Del does.
//
// Reply: 1, or 0 if the key does not exist. Errors: WRONGTYPE if key holds no document.
// Complexity: O(N) for a document of N values. Since: 1.0.0.
// See https://valkey.io/commands/json.forget/
func Forget(a *command.Args, key string) command.Reply[int64] {
	a.Begin("JSON.FORGET")
	a.Key(key)
	return integer
}

// ForgetWithPath deletes the values that path matches, as DelWithPath does.
//
// Reply: how many values were deleted, 0 if the key does not exist. Errors: WRONGTYPE
// if key holds no document.
// Complexity: O(N) for N values that path matches. Since: 1.0.0.
// See https://valkey.io/commands/json.forget/
func ForgetWithPath(a *command.Args, key, path string) command.Reply[int64] {
	a.Begin("JSON.FORGET")
	a.Key(key)
	a.String(path)
	return integer
}
