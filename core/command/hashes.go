package command

import "github.com/glissade-io/glissade/models"

// HSet sets fields of the hash at key, which is created if it does not exist.
//
// Reply: how many of the fields are new. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0; more than one field: 4.0.0.
// See https://valkey.io/commands/hset/
func HSet(a *Args, key string, values []models.FieldValue) Reply[int64] {
	a.Begin("HSET")
	a.Key(key)
	a.fieldValues("values", values)
	return integer
}

// HGet returns the value of a field of the hash at key.
//
// Reply: the value, or nil if the field or the key does not exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/hget/
func HGet(a *Args, key, field string) Reply[models.Result[string]] {
	a.Begin("HGET")
	a.Key(key)
	a.String(field)
	return nullableText
}

// HGetAll returns all fields of the hash at key with their values.
//
// Reply: the values by field, empty if the key does not exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0.
// See https://valkey.io/commands/hgetall/
func HGetAll(a *Args, key string) Reply[map[string]string] {
	a.Begin("HGETALL")
	a.Key(key)
	return textMap
}

func (a *Args) fieldValues(parameter string, values []models.FieldValue) {
	a.atLeastOne(parameter, len(values))
	for _, pair := range values {
		a.String(pair.Field)
		a.String(pair.Value)
	}
}
