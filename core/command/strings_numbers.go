package command

// Incr adds one to the integer at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no 64-bit integer or it would
// overflow, WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/incr/
func Incr(a *Args, key string) Reply[int64] {
	a.Begin("INCR")
	a.Key(key)
	return integer
}

// IncrBy adds amount to the integer at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no 64-bit integer or it would
// overflow, WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/incrby/
//
//glissade:javascript incrBy
func IncrBy(a *Args, key string, amount int64) Reply[int64] {
	a.Begin("INCRBY")
	a.Key(key)
	a.Int(amount)
	return integer
}

// IncrByFloat adds amount to the number at key, which counts as 0 if it does not exist.
//
// Servers calculate with more digits than a float64 has, and 17 of them behind the point
// are kept. amount and the reply are rounded to a float64. Where each digit counts, as of
// money, CustomCommand takes the amount as text and returns the value as text:
// []string{"INCRBYFLOAT", key, "0.10"}.
//
// Reply: the new value. Errors: ERR if key holds no number or the result is none,
// WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/incrbyfloat/
//
//glissade:javascript incrByFloat
func IncrByFloat(a *Args, key string, amount float64) Reply[float64] {
	a.Begin("INCRBYFLOAT")
	a.Key(key)
	a.Float(amount)
	return double
}

// Decr subtracts one from the integer at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no 64-bit integer or it would
// overflow, WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/decr/
func Decr(a *Args, key string) Reply[int64] {
	a.Begin("DECR")
	a.Key(key)
	return integer
}

// DecrBy subtracts amount from the integer at key, which counts as 0 if it does not exist.
//
// Reply: the new value. Errors: ERR if key holds no 64-bit integer or it would
// overflow, and for the smallest amount of 64 bits, which has no counterpart;
// WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/decrby/
//
//glissade:javascript decrBy
func DecrBy(a *Args, key string, amount int64) Reply[int64] {
	a.Begin("DECRBY")
	a.Key(key)
	a.Int(amount)
	return integer
}
