package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ZDiff returns the members of the first sorted set in keys that none of the others has.
// A key that does not exist counts as an empty set.
//
// Reply: the members in order of their scores. Errors: WRONGTYPE if one of the keys
// holds no sorted set.
// Complexity: O(L + (N-K) log N) for L members in all sets, N in the first and K in
// the result. Since: 6.2.0.
// See https://valkey.io/commands/zdiff/
func ZDiff(a *Args, keys []string) Reply[[]string] {
	a.Begin("ZDIFF")
	a.countedKeys(keys)
	return texts
}

// ZDiffWithScores returns the members of the first sorted set in keys that none of the
// others has, with their scores.
//
// Reply: the members with their scores in the first set, in order of these. Errors:
// WRONGTYPE if one of the keys holds no sorted set.
// Complexity: O(L + (N-K) log N) for L members in all sets, N in the first and K in
// the result. Since: 6.2.0.
// See https://valkey.io/commands/zdiff/
func ZDiffWithScores(a *Args, keys []string) Reply[[]models.MemberAndScore] {
	a.Begin("ZDIFF")
	a.countedKeys(keys)
	a.Word("WITHSCORES")
	return scores
}

// ZDiffStore sets destination, whatever it held before, to the members of the first
// sorted set in keys that none of the others has. It is deleted if there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of keys holds no sorted set.
// Complexity: O(L + (N-K) log N) for L members in all sets, N in the first and K in
// the result. Since: 6.2.0.
// See https://valkey.io/commands/zdiffstore/
func ZDiffStore(a *Args, destination string, keys []string) Reply[int64] {
	a.Begin("ZDIFFSTORE")
	a.Key(destination)
	a.countedKeys(keys)
	return integer
}

// ZInter returns the members that all the sorted sets in keys have. A key that does
// not exist counts as an empty set.
//
// Reply: the members in order of the sums of their scores. Errors: WRONGTYPE if one
// of the keys holds neither a sorted set nor a set.
// Complexity: O(N*K + M log M) for K sets, of which the smallest has N members, and M
// in the result. Since: 6.2.0.
// See https://valkey.io/commands/zinter/
func ZInter(a *Args, keys []string) Reply[[]string] {
	a.Begin("ZINTER")
	a.countedKeys(keys)
	return texts
}

// ZInterWithScores returns the members that all of several sorted sets have, with
// scores that are made of those in each as opts say.
//
// Reply: the members with their scores, in order of these. Errors: WRONGTYPE if one
// of the keys holds neither a sorted set nor a set.
// Complexity: O(N*K + M log M) for K sets, of which the smallest has N members, and M
// in the result. Since: 6.2.0.
// See https://valkey.io/commands/zinter/
func ZInterWithScores(a *Args, keysOrWeightedKeys options.KeysOrWeightedKeys, opts options.ZInterOptions) Reply[[]models.MemberAndScore] {
	a.Begin("ZINTER")
	a.keysOrWeightedKeys(keysOrWeightedKeys)
	a.check(opts.Validate())
	a.aggregate(opts.Aggregate)
	a.Word("WITHSCORES")
	return scores
}

// ZInterStore sets destination, whatever it held before, to the members that all of
// several sorted sets have, with the sums of their scores. It is deleted if there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of the keys holds
// neither a sorted set nor a set.
// Complexity: O(N*K + M log M) for K sets, of which the smallest has N members, and M
// in the result. Since: 2.0.0.
// See https://valkey.io/commands/zinterstore/
func ZInterStore(a *Args, destination string, keysOrWeightedKeys options.KeysOrWeightedKeys) Reply[int64] {
	a.Begin("ZINTERSTORE")
	a.Key(destination)
	a.keysOrWeightedKeys(keysOrWeightedKeys)
	return integer
}

// ZInterStoreWithOptions sets destination, whatever it held before, to the members
// that all of several sorted sets have, with scores that are made of those in each as
// opts say. It is deleted if there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of the keys holds
// neither a sorted set nor a set.
// Complexity: O(N*K + M log M) for K sets, of which the smallest has N members, and M
// in the result. Since: 2.0.0.
// See https://valkey.io/commands/zinterstore/
func ZInterStoreWithOptions(a *Args, destination string, keysOrWeightedKeys options.KeysOrWeightedKeys, opts options.ZInterOptions) Reply[int64] {
	a.Begin("ZINTERSTORE")
	a.Key(destination)
	a.keysOrWeightedKeys(keysOrWeightedKeys)
	a.check(opts.Validate())
	a.aggregate(opts.Aggregate)
	return integer
}

// ZInterCard counts the members that all the sorted sets in keys have.
//
// Reply: the number of members. Errors: WRONGTYPE if one of the keys holds neither a
// sorted set nor a set.
// Complexity: O(N*K) for K sets, of which the smallest has N members. Since: 7.0.0.
// See https://valkey.io/commands/zintercard/
func ZInterCard(a *Args, keys []string) Reply[int64] {
	a.Begin("ZINTERCARD")
	a.countedKeys(keys)
	return integer
}

// ZInterCardWithOptions counts the members that all the sorted sets in keys have, up
// to the limit in opts.
//
// Reply: the number of members, the limit if there are more. Errors: WRONGTYPE if one
// of the keys holds neither a sorted set nor a set.
// Complexity: O(N*K) for K sets, of which the smallest has N members. Since: 7.0.0.
// See https://valkey.io/commands/zintercard/
func ZInterCardWithOptions(a *Args, keys []string, opts options.ZInterCardOptions) Reply[int64] {
	a.Begin("ZINTERCARD")
	a.countedKeys(keys)
	a.check(opts.Validate())
	if opts.Limit > 0 {
		a.Word("LIMIT")
		a.Int(opts.Limit)
	}
	return integer
}

// ZUnion returns the members that at least one of the sorted sets in keys has.
//
// Reply: the members in order of the sums of their scores. Errors: WRONGTYPE if one
// of the keys holds neither a sorted set nor a set.
// Complexity: O(N + M log M) for N members in all sets and M in the result. Since: 6.2.0.
// See https://valkey.io/commands/zunion/
func ZUnion(a *Args, keys []string) Reply[[]string] {
	a.Begin("ZUNION")
	a.countedKeys(keys)
	return texts
}

// ZUnionWithScores returns the members that at least one of several sorted sets has,
// with scores that are made of those in each as opts say.
//
// Reply: the members with their scores, in order of these. Errors: WRONGTYPE if one
// of the keys holds neither a sorted set nor a set.
// Complexity: O(N + M log M) for N members in all sets and M in the result. Since: 6.2.0.
// See https://valkey.io/commands/zunion/
func ZUnionWithScores(a *Args, keysOrWeightedKeys options.KeysOrWeightedKeys, opts options.ZUnionOptions) Reply[[]models.MemberAndScore] {
	a.Begin("ZUNION")
	a.keysOrWeightedKeys(keysOrWeightedKeys)
	a.check(opts.Validate())
	a.aggregate(opts.Aggregate)
	a.Word("WITHSCORES")
	return scores
}

// ZUnionStore sets destination, whatever it held before, to the members that at least
// one of several sorted sets has, with the sums of their scores. It is deleted if
// there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of the keys holds
// neither a sorted set nor a set.
// Complexity: O(N + M log M) for N members in all sets and M in the result. Since: 2.0.0.
// See https://valkey.io/commands/zunionstore/
func ZUnionStore(a *Args, destination string, keysOrWeightedKeys options.KeysOrWeightedKeys) Reply[int64] {
	a.Begin("ZUNIONSTORE")
	a.Key(destination)
	a.keysOrWeightedKeys(keysOrWeightedKeys)
	return integer
}

// ZUnionStoreWithOptions sets destination, whatever it held before, to the members
// that at least one of several sorted sets has, with scores that are made of those in
// each as opts say. It is deleted if there are none.
//
// Reply: how many members there are. Errors: WRONGTYPE if one of the keys holds
// neither a sorted set nor a set.
// Complexity: O(N + M log M) for N members in all sets and M in the result. Since: 2.0.0.
// See https://valkey.io/commands/zunionstore/
func ZUnionStoreWithOptions(a *Args, destination string, keysOrWeightedKeys options.KeysOrWeightedKeys, opts options.ZUnionOptions) Reply[int64] {
	a.Begin("ZUNIONSTORE")
	a.Key(destination)
	a.keysOrWeightedKeys(keysOrWeightedKeys)
	a.check(opts.Validate())
	a.aggregate(opts.Aggregate)
	return integer
}

func (a *Args) keysOrWeightedKeys(keys options.KeysOrWeightedKeys) {
	switch k := keys.(type) {
	case options.KeyArray:
		a.countedKeys(k.Keys)
	case options.WeightedKeys:
		a.atLeastOne("keys", len(k.KeyWeightPairs))
		a.Int(int64(len(k.KeyWeightPairs)))
		for _, pair := range k.KeyWeightPairs {
			a.Key(pair.Key)
		}
		a.Word("WEIGHTS")
		for _, pair := range k.KeyWeightPairs {
			a.weight(pair.Weight)
		}
	default:
		a.refuse("keysOrWeightedKeys", "is missing; give a KeyArray or WeightedKeys by value")
	}
}

// weight appends a factor for scores, which may be infinite but must be a number.
func (a *Args) weight(weight float64) {
	if weight != weight {
		a.refuse("keysOrWeightedKeys", "holds a weight that is not a number; give a number or an infinity")
	}
	a.Float(weight)
}

func (a *Args) aggregate(aggregate options.Aggregate) {
	if aggregate != "" {
		a.Word("AGGREGATE")
		a.Word(string(aggregate))
	}
}
