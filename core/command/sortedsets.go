// SortedSetCommands are the commands for sorted sets: different members, each with a score
// that they are ordered by, and those of equal score by their bytes.
// See https://valkey.io/commands/#sorted-set
//
//glissade:family Sorted sets

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ZAdd adds members with their scores to the sorted set at key, which is created if
// it does not exist. Members that exist get the new score.
//
// Reply: how many of the members are new. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) for each member, in a set of N. Since: 1.2.0; more than one member: 2.4.0.
// See https://valkey.io/commands/zadd/
func ZAdd(a *Args, key string, members []models.MemberAndScore) Reply[int64] {
	a.Begin("ZADD")
	a.Key(key)
	a.membersAndScores("members", members)
	return integer
}

// ZAddWithOptions adds members with their scores to the sorted set at key, or changes
// their scores, as far as opts allow.
//
// Reply: how many of the members are new; with Changed, how many are new or have
// another score than before. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) for each member, in a set of N. Since: 3.0.2.
// See https://valkey.io/commands/zadd/
func ZAddWithOptions(a *Args, key string, members []models.MemberAndScore, opts options.ZAddOptions) Reply[int64] {
	a.Begin("ZADD")
	a.Key(key)
	a.zAddOptions(opts)
	a.membersAndScores("members", members)
	return integer
}

// ZAddIncr adds increment to the score of member in the sorted set at key; a member
// that does not exist counts as having the score 0.
//
// Reply: the new score. Errors: ERR if the result is not a number, WRONGTYPE if key
// holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 3.0.2.
// See https://valkey.io/commands/zadd/
func ZAddIncr(a *Args, key, member string, increment float64) Reply[models.Result[float64]] {
	a.Begin("ZADD")
	a.Key(key)
	a.Word("INCR")
	a.score("increment", increment)
	a.String(member)
	return nullableDouble
}

// ZAddIncrWithOptions adds increment to the score of member in the sorted set at key,
// as far as opts allow; a member that does not exist counts as having the score 0.
//
// Reply: the new score, or nil if opts did not allow the change. Errors: ERR if the
// result is not a number, WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 3.0.2.
// See https://valkey.io/commands/zadd/
func ZAddIncrWithOptions(a *Args, key, member string, increment float64, opts options.ZAddOptions) Reply[models.Result[float64]] {
	a.Begin("ZADD")
	a.Key(key)
	a.zAddOptions(opts)
	a.Word("INCR")
	a.score("increment", increment)
	a.String(member)
	return nullableDouble
}

// ZIncrBy adds increment to the score of member in the sorted set at key; a member
// that does not exist counts as having the score 0.
//
// Reply: the new score. Errors: ERR if the result is not a number, WRONGTYPE if key
// holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 1.2.0.
// See https://valkey.io/commands/zincrby/
func ZIncrBy(a *Args, key string, increment float64, member string) Reply[float64] {
	a.Begin("ZINCRBY")
	a.Key(key)
	a.score("increment", increment)
	a.String(member)
	return double
}

// ZCard counts the members of the sorted set at key.
//
// Reply: the number of members, 0 if the key does not exist. Errors: WRONGTYPE if key
// holds no sorted set.
// Complexity: O(1). Since: 1.2.0.
// See https://valkey.io/commands/zcard/
func ZCard(a *Args, key string) Reply[int64] {
	a.Begin("ZCARD")
	a.Key(key)
	return integer
}

// ZScore returns the score of member in the sorted set at key.
//
// Reply: the score, or nil if the member or the key does not exist. Errors: WRONGTYPE
// if key holds no sorted set.
// Complexity: O(1). Since: 1.2.0.
// See https://valkey.io/commands/zscore/
func ZScore(a *Args, key, member string) Reply[models.Result[float64]] {
	a.Begin("ZSCORE")
	a.Key(key)
	a.String(member)
	return nullableDouble
}

// ZMScore returns the scores of members in the sorted set at key.
//
// Reply: the score of each member in their order, nil for one that does not exist.
// Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(N) for N members. Since: 6.2.0.
// See https://valkey.io/commands/zmscore/
func ZMScore(a *Args, key string, members []string) Reply[[]models.Result[float64]] {
	a.Begin("ZMSCORE")
	a.Key(key)
	a.Strings("members", members)
	return nullableDoubles
}

// ZRank returns the place of member in the sorted set at key, the lowest score first.
//
// Reply: the place, counted from 0, or nil if the member or the key does not exist.
// Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 2.0.0.
// See https://valkey.io/commands/zrank/
func ZRank(a *Args, key, member string) Reply[models.Result[int64]] {
	a.Begin("ZRANK")
	a.Key(key)
	a.String(member)
	return nullableInteger
}

// ZRankWithScore returns the place of member in the sorted set at key, the lowest
// score first, and its score.
//
// Reply: the place, counted from 0, with the score, or nil if the member or the key
// does not exist. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 7.2.0.
// See https://valkey.io/commands/zrank/
func ZRankWithScore(a *Args, key, member string) Reply[models.Result[models.RankAndScore]] {
	a.Begin("ZRANK")
	a.Key(key)
	a.String(member)
	a.Word("WITHSCORE")
	return rankAndScore
}

// ZRevRank returns the place of member in the sorted set at key, the highest score first.
//
// Reply: the place, counted from 0, or nil if the member or the key does not exist.
// Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 2.0.0.
// See https://valkey.io/commands/zrevrank/
func ZRevRank(a *Args, key, member string) Reply[models.Result[int64]] {
	a.Begin("ZREVRANK")
	a.Key(key)
	a.String(member)
	return nullableInteger
}

// ZRevRankWithScore returns the place of member in the sorted set at key, the highest
// score first, and its score.
//
// Reply: the place, counted from 0, with the score, or nil if the member or the key
// does not exist. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 7.2.0.
// See https://valkey.io/commands/zrevrank/
func ZRevRankWithScore(a *Args, key, member string) Reply[models.Result[models.RankAndScore]] {
	a.Begin("ZREVRANK")
	a.Key(key)
	a.String(member)
	a.Word("WITHSCORE")
	return rankAndScore
}

// ZRem removes members from the sorted set at key, which is deleted when it is empty.
//
// Reply: how many of the members there were. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) for each member, in a set of N. Since: 1.2.0; more than one member: 2.4.0.
// See https://valkey.io/commands/zrem/
func ZRem(a *Args, key string, members []string) Reply[int64] {
	a.Begin("ZREM")
	a.Key(key)
	a.Strings("members", members)
	return integer
}

func (a *Args) membersAndScores(parameter string, members []models.MemberAndScore) {
	a.atLeastOne(parameter, len(members))
	for _, member := range members {
		a.score(parameter, member.Score)
		a.String(member.Member)
	}
}

// score appends a score, which may be infinite but must be a number.
func (a *Args) score(parameter string, score float64) {
	a.requireNumber(parameter, score)
	a.Float(score)
}

func (a *Args) requireNumber(parameter string, score float64) {
	if score != score {
		a.refuse(parameter, "holds a score that is not a number; give a number or an infinity")
	}
}

func (a *Args) zAddOptions(opts options.ZAddOptions) {
	a.check(opts.Validate())
	if opts.ConditionalChange != "" {
		a.Word(string(opts.ConditionalChange))
	}
	if opts.UpdateOptions != "" {
		a.Word(string(opts.UpdateOptions))
	}
	if opts.Changed {
		a.Word("CH")
	}
}
