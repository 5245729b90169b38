// SetCommands are the commands for sets: different members without an order, and the
// intersections, unions and differences of several sets.
// See https://valkey.io/commands/#set
//
//glissade:family Sets

package command

import "github.com/glissade-io/glissade/models"

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

// SRem removes members from the set at key. A set of which nothing is left is deleted.
//
// Reply: how many of them there were. Errors: WRONGTYPE if key holds no set.
// Complexity: O(N) for N members. Since: 1.0.0; more than one member: 2.4.0.
// See https://valkey.io/commands/srem/
func SRem(a *Args, key string, members []string) Reply[int64] {
	a.Begin("SREM")
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

// SCard returns the number of members of the set at key.
//
// Reply: the number, 0 if the key does not exist. Errors: WRONGTYPE if key holds no set.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/scard/
func SCard(a *Args, key string) Reply[int64] {
	a.Begin("SCARD")
	a.Key(key)
	return integer
}

// SIsMember tells whether the set at key has member.
//
// Reply: true if it has, false if it has not or does not exist. Errors: WRONGTYPE if
// key holds no set.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/sismember/
func SIsMember(a *Args, key, member string) Reply[bool] {
	a.Begin("SISMEMBER")
	a.Key(key)
	a.String(member)
	return boolean
}

// SMIsMember tells which of members the set at key has.
//
// Reply: for each of members in order whether the set has it. Errors: WRONGTYPE if
// key holds no set.
// Complexity: O(N) for N members. Since: 6.2.0.
// See https://valkey.io/commands/smismember/
func SMIsMember(a *Args, key string, members []string) Reply[[]bool] {
	a.Begin("SMISMEMBER")
	a.Key(key)
	a.Strings("members", members)
	return booleans
}

// SMove moves member from the set at source to the set at destination, at one moment.
//
// Reply: true if it was moved, false if source has no such member. Errors: WRONGTYPE
// if one of the keys holds no set.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/smove/
func SMove(a *Args, source, destination, member string) Reply[bool] {
	a.Begin("SMOVE")
	a.Key(source)
	a.Key(destination)
	a.String(member)
	return boolean
}

// SPop takes a random member from the set at key. A set of which nothing is left is
// deleted.
//
// Reply: the member, or nil if the key does not exist. Errors: WRONGTYPE if key holds
// no set.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/spop/
func SPop(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("SPOP")
	a.Key(key)
	return nullableText
}

// SPopCount takes up to count random members from the set at key. A set of which
// nothing is left is deleted.
//
// Reply: the members, none if the key does not exist. Errors: WRONGTYPE if key holds
// no set.
// Complexity: O(N) for N members. Since: 3.2.0.
// See https://valkey.io/commands/spop/
func SPopCount(a *Args, key string, count int64) Reply[map[string]struct{}] {
	a.Begin("SPOP")
	a.Key(key)
	a.popCount(count)
	return textSet
}

// SRandMember returns a random member of the set at key.
//
// Reply: the member, or nil if the key does not exist. Errors: WRONGTYPE if key holds
// no set.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/srandmember/
func SRandMember(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("SRANDMEMBER")
	a.Key(key)
	return nullableText
}

// SRandMemberCount returns random members of the set at key: up to count different
// ones, or if count is negative exactly -count, among which a member may come again.
//
// Reply: the members, none if the key does not exist. Errors: WRONGTYPE if key holds
// no set.
// Complexity: O(N) for N members returned. Since: 2.6.0.
// See https://valkey.io/commands/srandmember/
func SRandMemberCount(a *Args, key string, count int64) Reply[[]string] {
	a.Begin("SRANDMEMBER")
	a.Key(key)
	a.Int(count)
	return texts
}
