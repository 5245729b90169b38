// HashCommands are the commands for hashes: values by their fields under one key, such as
// the properties of an object. A field can have an expiry of its own.
// See https://valkey.io/commands/#hash
//
//glissade:family Hashes

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

// HSetNX sets a field of the hash at key if it does not exist. The hash is created if
// it does not exist.
//
// Reply: true if the field was set, false if it exists. Errors: WRONGTYPE if key holds
// no hash.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/hsetnx/
func HSetNX(a *Args, key, field, value string) Reply[bool] {
	a.Begin("HSETNX")
	a.Key(key)
	a.String(field)
	a.String(value)
	return boolean
}

// HMSet sets fields of the hash at key, which is created if it does not exist.
//
// Reply: OK. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0.
// See https://valkey.io/commands/hmset/
//
// Deprecated: use HSet, which says how many of the fields are new.
func HMSet(a *Args, key string, values []models.FieldValue) Reply[string] {
	a.Begin("HMSET")
	a.Key(key)
	a.fieldValues("values", values)
	return ok
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

// HMGet returns the values of several fields of the hash at key.
//
// Reply: for each field in order its value, or nil if the field or the key does not
// exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0.
// See https://valkey.io/commands/hmget/
func HMGet(a *Args, key string, fields []string) Reply[[]models.Result[string]] {
	a.Begin("HMGET")
	a.Key(key)
	a.Strings("fields", fields)
	return nullableTexts
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

// HGetDel returns the values of fields of the hash at key and deletes the fields. A
// hash of which nothing is left is deleted.
//
// Reply: for each field in order the value that it had, or nil if the field or the key
// did not exist. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 9.1.0.
// See https://valkey.io/commands/hgetdel/
func HGetDel(a *Args, key string, fields []string) Reply[[]models.Result[string]] {
	a.Begin("HGETDEL")
	a.Key(key)
	a.fields(fields)
	return nullableTexts
}

// HDel deletes fields of the hash at key. A hash of which nothing is left is deleted.
//
// Reply: how many of the fields existed. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0; more than one field: 2.4.0.
// See https://valkey.io/commands/hdel/
func HDel(a *Args, key string, fields []string) Reply[int64] {
	a.Begin("HDEL")
	a.Key(key)
	a.Strings("fields", fields)
	return integer
}

// HExists tells whether the hash at key has a field.
//
// Reply: true if it has, false if it has not or does not exist. Errors: WRONGTYPE if
// key holds no hash.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/hexists/
func HExists(a *Args, key, field string) Reply[bool] {
	a.Begin("HEXISTS")
	a.Key(key)
	a.String(field)
	return boolean
}

// HKeys returns all fields of the hash at key.
//
// Reply: the fields in no particular order, none if the key does not exist. Errors:
// WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0.
// See https://valkey.io/commands/hkeys/
func HKeys(a *Args, key string) Reply[[]string] {
	a.Begin("HKEYS")
	a.Key(key)
	return texts
}

// HVals returns the values of all fields of the hash at key.
//
// Reply: the values in no particular order, none if the key does not exist. Errors:
// WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields. Since: 2.0.0.
// See https://valkey.io/commands/hvals/
func HVals(a *Args, key string) Reply[[]string] {
	a.Begin("HVALS")
	a.Key(key)
	return texts
}

// HLen returns the number of fields of the hash at key.
//
// Reply: the number, 0 if the key does not exist. Fields that expired and are not
// deleted yet may be counted. Errors: WRONGTYPE if key holds no hash.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/hlen/
func HLen(a *Args, key string) Reply[int64] {
	a.Begin("HLEN")
	a.Key(key)
	return integer
}

// HStrLen returns the length of the value of a field of the hash at key.
//
// Reply: the length in bytes, 0 if the field or the key does not exist. Errors:
// WRONGTYPE if key holds no hash.
// Complexity: O(1). Since: 3.2.0.
// See https://valkey.io/commands/hstrlen/
func HStrLen(a *Args, key, field string) Reply[int64] {
	a.Begin("HSTRLEN")
	a.Key(key)
	a.String(field)
	return integer
}

// HIncrBy adds increment to the integer in a field of the hash at key. A field or a
// hash that does not exist is created, and counts as 0.
//
// Reply: the new value. Errors: ERR if the field holds no 64-bit integer or it would
// overflow, WRONGTYPE if key holds no hash.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/hincrby/
//
//glissade:javascript hincrBy
func HIncrBy(a *Args, key, field string, increment int64) Reply[int64] {
	a.Begin("HINCRBY")
	a.Key(key)
	a.String(field)
	a.Int(increment)
	return integer
}

// HIncrByFloat adds increment to the number in a field of the hash at key. A field or
// a hash that does not exist is created, and counts as 0.
//
// Servers calculate with more digits than a float64 has, and 17 of them behind the point
// are kept. increment and the reply are rounded to a float64. Where each digit counts,
// CustomCommand takes the increment as text and returns the value as text:
// []string{"HINCRBYFLOAT", key, field, "0.10"}.
//
// Reply: the new value. Errors: ERR if the field holds no number or the result is
// none, WRONGTYPE if key holds no hash.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/hincrbyfloat/
//
//glissade:javascript hincrByFloat
func HIncrByFloat(a *Args, key, field string, increment float64) Reply[float64] {
	a.Begin("HINCRBYFLOAT")
	a.Key(key)
	a.String(field)
	a.Float(increment)
	return double
}

// HRandField returns a random field of the hash at key.
//
// Reply: the field, or nil if the key does not exist. Errors: WRONGTYPE if key holds
// no hash.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/hrandfield/
func HRandField(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("HRANDFIELD")
	a.Key(key)
	return nullableText
}

// HRandFieldWithCount returns random fields of the hash at key: up to count different
// ones, or if count is negative exactly -count, among which a field may come again.
//
// Reply: the fields, none if the key does not exist. Errors: WRONGTYPE if key holds no
// hash.
// Complexity: O(N) for N fields returned. Since: 6.2.0.
// See https://valkey.io/commands/hrandfield/
//
//glissade:javascript hrandfieldCount
func HRandFieldWithCount(a *Args, key string, count int64) Reply[[]string] {
	a.Begin("HRANDFIELD")
	a.Key(key)
	a.Int(count)
	return texts
}

// HRandFieldWithCountWithValues returns random fields of the hash at key with their
// values: up to count different ones, or if count is negative exactly -count, among
// which a field may come again.
//
// Reply: the fields with their values, none if the key does not exist. Errors:
// WRONGTYPE if key holds no hash.
// Complexity: O(N) for N fields returned. Since: 6.2.0.
// See https://valkey.io/commands/hrandfield/
//
//glissade:javascript hrandfieldWithValues
func HRandFieldWithCountWithValues(a *Args, key string, count int64) Reply[[]models.FieldValue] {
	a.Begin("HRANDFIELD")
	a.Key(key)
	a.Int(count)
	a.Word("WITHVALUES")
	return fieldValues
}

func (a *Args) fieldValues(parameter string, values []models.FieldValue) {
	a.atLeastOne(parameter, len(values))
	for _, pair := range values {
		a.String(pair.Field)
		a.String(pair.Value)
	}
}

// fields appends fields of a hash as the commands on their expiry take them.
func (a *Args) fields(fields []string) {
	a.Word("FIELDS")
	a.Int(int64(len(fields)))
	a.Strings("fields", fields)
}
