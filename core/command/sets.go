package command

// SAdd adds members to the set at key, which is created if it does not exist.
//
// Reply: how many of them are new. Errors: WRONGTYPE if key holds no set.
// Complexity: O(N) for N members. Since: 1.0.0; more than one member: 2.4.0.
// See https://valkey.io/commands/sadd/
func SAdd(a *Args, key string, members []string) Reply[int64] {
	a.Begin("SADD")
	a.Key(key)
	a.Strings("members", members)
	return integer
}

// SMembers returns all members of the set at key.
//
// Reply: the members, none if the key does not exist. Errors: WRONGTYPE if key holds no set.
// Complexity: O(N) for N members. Since: 1.0.0.
// See https://valkey.io/commands/smembers/
func SMembers(a *Args, key string) Reply[map[string]struct{}] {
	a.Begin("SMEMBERS")
	a.Key(key)
	return textSet
}
