package command

// Append adds value to the end of the string at key, which counts as empty if it does not exist.
//
// Reply: the new length in bytes. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1), amortised. Since: 2.0.0.
// See https://valkey.io/commands/append/
func Append(a *Args, key, value string) Reply[int64] {
	a.Begin("APPEND")
	a.Key(key)
	a.String(value)
	return integer
}

// Strlen returns the length of the string at key.
//
// Reply: the length in bytes, 0 if the key does not exist. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 2.2.0.
// See https://valkey.io/commands/strlen/
func Strlen(a *Args, key string) Reply[int64] {
	a.Begin("STRLEN")
	a.Key(key)
	return integer
}

// GetRange returns the bytes of the string at key from start to end, both included
// and counted from 0; -1 is the last byte.
//
// Reply: the part, empty where there is none. Errors: WRONGTYPE if key holds no string.
// Complexity: O(N) for N bytes returned. Since: 2.4.0.
// See https://valkey.io/commands/getrange/
func GetRange(a *Args, key string, start, end int64) Reply[string] {
	a.Begin("GETRANGE")
	a.Key(key)
	a.Int(start)
	a.Int(end)
	return text
}

// SetRange overwrites the string at key with value from the byte at offset on. A
// string that is shorter than offset, or does not exist, is filled up with zero bytes.
//
// Reply: the new length in bytes. Errors: ERR if offset is negative or the string would
// become too long, WRONGTYPE if key holds no string.
// Complexity: O(M) for M bytes of value. Since: 2.2.0.
// See https://valkey.io/commands/setrange/
func SetRange(a *Args, key string, offset int64, value string) Reply[int64] {
	a.Begin("SETRANGE")
	a.Key(key)
	a.Int(offset)
	a.String(value)
	return integer
}
