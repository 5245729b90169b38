package command

// SInter returns the members that all the sets at keys have. A key that does not
// exist counts as an empty set.
//
// Reply: the members. Errors: WRONGTYPE if one of the keys holds no set.
// Complexity: O(N*M) for M sets, of which the smallest has N members. Since: 1.0.0.
// See https://valkey.io/commands/sinter/
func SInter(a *Args, keys []string) Reply[map[string]struct{}] {
	a.Begin("SINTER")
	a.Keys(keys)
	return textSet
}

// SInterStore sets destination, whatever it held before, to the set of members that
// all the sets at keys have. It is deleted if there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of keys holds no set.
// Complexity: O(N*M) for M sets, of which the smallest has N members. Since: 1.0.0.
// See https://valkey.io/commands/sinterstore/
func SInterStore(a *Args, destination string, keys []string) Reply[int64] {
	a.Begin("SINTERSTORE")
	a.Key(destination)
	a.Keys(keys)
	return integer
}

// SInterCard counts the members that all the sets at keys have.
//
// Reply: the number of them. Errors: WRONGTYPE if one of the keys holds no set.
// Complexity: O(N*M) for M sets, of which the smallest has N members. Since: 7.0.0.
// See https://valkey.io/commands/sintercard/
func SInterCard(a *Args, keys []string) Reply[int64] {
	a.Begin("SINTERCARD")
	a.countedKeys(keys)
	return integer
}

// SInterCardLimit counts the members that all the sets at keys have, but not further
// than limit; 0 sets no limit.
//
// Reply: the number of them, or limit if there are more. Errors: WRONGTYPE if one of
// the keys holds no set.
// Complexity: O(N*M) for M sets, of which the smallest has N members. Since: 7.0.0.
// See https://valkey.io/commands/sintercard/
//
//glissade:javascript sintercard
func SInterCardLimit(a *Args, keys []string, limit int64) Reply[int64] {
	a.Begin("SINTERCARD")
	a.countedKeys(keys)
	if limit < 0 {
		a.refuse("limit", "is negative; give the number at which to stop counting, or 0 for none")
	}
	a.Word("LIMIT")
	a.Int(limit)
	return integer
}

// SUnion returns the members that at least one of the sets at keys has. A key that
// does not exist counts as an empty set.
//
// Reply: the members. Errors: WRONGTYPE if one of the keys holds no set.
// Complexity: O(N) for N members in all sets together. Since: 1.0.0.
// See https://valkey.io/commands/sunion/
func SUnion(a *Args, keys []string) Reply[map[string]struct{}] {
	a.Begin("SUNION")
	a.Keys(keys)
	return textSet
}

// SUnionStore sets destination, whatever it held before, to the set of members that
// at least one of the sets at keys has. It is deleted if there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of keys holds no set.
// Complexity: O(N) for N members in all sets together. Since: 1.0.0.
// See https://valkey.io/commands/sunionstore/
func SUnionStore(a *Args, destination string, keys []string) Reply[int64] {
	a.Begin("SUNIONSTORE")
	a.Key(destination)
	a.Keys(keys)
	return integer
}

// SDiff returns the members of the set at the first of keys that none of the sets at
// the other keys has. A key that does not exist counts as an empty set.
//
// Reply: the members. Errors: WRONGTYPE if one of the keys holds no set.
// Complexity: O(N) for N members in all sets together. Since: 1.0.0.
// See https://valkey.io/commands/sdiff/
func SDiff(a *Args, keys []string) Reply[map[string]struct{}] {
	a.Begin("SDIFF")
	a.Keys(keys)
	return textSet
}

// SDiffStore sets destination, whatever it held before, to the set of members of the
// first of keys that none of the sets at the other keys has. It is deleted if there
// are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of keys holds no set.
// Complexity: O(N) for N members in all sets together. Since: 1.0.0.
// See https://valkey.io/commands/sdiffstore/
func SDiffStore(a *Args, destination string, keys []string) Reply[int64] {
	a.Begin("SDIFFSTORE")
	a.Key(destination)
	a.Keys(keys)
	return integer
}
