package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ZRevRange returns the members from place start to place stop, both included, of the
// sorted set at key, the highest score first. 0 is the highest score, -1 the lowest.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N. Since: 1.2.0.
// See https://valkey.io/commands/zrevrange/
//
// Deprecated: use ZRange with RangeByIndex and Reverse.
func ZRevRange(a *Args, key string, start, stop int64) Reply[[]string] {
	a.Begin("ZREVRANGE")
	a.Key(key)
	a.Int(start)
	a.Int(stop)
	return texts
}

// ZRevRangeWithScores returns the members from place start to place stop, both
// included, of the sorted set at key with their scores, the highest score first. 0 is
// the highest score, -1 the lowest.
//
// Reply: the members with their scores in order, none if the key does not exist.
// Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N. Since: 1.2.0.
// See https://valkey.io/commands/zrevrange/
//
// Deprecated: use ZRangeWithScores with RangeByIndex and Reverse.
func ZRevRangeWithScores(a *Args, key string, start, stop int64) Reply[[]models.MemberAndScore] {
	a.Begin("ZREVRANGE")
	a.Key(key)
	a.Int(start)
	a.Int(stop)
	a.Word("WITHSCORES")
	return scores
}

// ZRangeByScore returns members of the sorted set at key, the lowest score first:
// those whose scores lie between min and max. Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N. Since: 1.0.5.
// See https://valkey.io/commands/zrangebyscore/
//
// Deprecated: use ZRange with RangeByScore.
func ZRangeByScore(a *Args, key string, min, max options.ScoreBound) Reply[[]string] {
	a.Begin("ZRANGEBYSCORE")
	a.Key(key)
	a.scoreBound("min", min, true)
	a.scoreBound("max", max, false)
	return texts
}

// ZRangeByScoreWithOptions returns members of the sorted set at key, the lowest score
// first: the part that opts say of those whose scores lie between min and max. Nil
// does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 1.0.5.
// See https://valkey.io/commands/zrangebyscore/
//
// Deprecated: use ZRange with RangeByScore.
func ZRangeByScoreWithOptions(a *Args, key string, min, max options.ScoreBound, opts options.ZRangeLimitOptions) Reply[[]string] {
	a.Begin("ZRANGEBYSCORE")
	a.Key(key)
	a.scoreBound("min", min, true)
	a.scoreBound("max", max, false)
	a.check(opts.Validate())
	a.limit(opts.Limit)
	return texts
}

// ZRangeByScoreWithScores returns members of the sorted set at key, the lowest score
// first: those whose scores lie between min and max, with their scores, or the part
// of them that opts say. Nil does not bound that side.
//
// Reply: the members with their scores in order, none if the key does not exist.
// Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 1.0.5.
// See https://valkey.io/commands/zrangebyscore/
//
// Deprecated: use ZRangeWithScores with RangeByScore.
func ZRangeByScoreWithScores(a *Args, key string, min, max options.ScoreBound, opts options.ZRangeLimitOptions) Reply[[]models.MemberAndScore] {
	a.Begin("ZRANGEBYSCORE")
	a.Key(key)
	a.scoreBound("min", min, true)
	a.scoreBound("max", max, false)
	a.Word("WITHSCORES")
	a.check(opts.Validate())
	a.limit(opts.Limit)
	return scores
}

// ZRevRangeByScore returns members of the sorted set at key, the highest score first:
// those whose scores lie between max and min. Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N. Since: 2.2.0.
// See https://valkey.io/commands/zrevrangebyscore/
//
// Deprecated: use ZRange with RangeByScore and Reverse.
func ZRevRangeByScore(a *Args, key string, max, min options.ScoreBound) Reply[[]string] {
	a.Begin("ZREVRANGEBYSCORE")
	a.Key(key)
	a.scoreBound("max", max, false)
	a.scoreBound("min", min, true)
	return texts
}

// ZRevRangeByScoreWithOptions returns members of the sorted set at key, the highest
// score first: the part that opts say of those whose scores lie between max and min.
// Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 2.2.0.
// See https://valkey.io/commands/zrevrangebyscore/
//
// Deprecated: use ZRange with RangeByScore and Reverse.
func ZRevRangeByScoreWithOptions(a *Args, key string, max, min options.ScoreBound, opts options.ZRangeLimitOptions) Reply[[]string] {
	a.Begin("ZREVRANGEBYSCORE")
	a.Key(key)
	a.scoreBound("max", max, false)
	a.scoreBound("min", min, true)
	a.check(opts.Validate())
	a.limit(opts.Limit)
	return texts
}

// ZRevRangeByScoreWithScores returns members of the sorted set at key, the highest
// score first: those whose scores lie between max and min, with their scores, or the
// part of them that opts say. Nil does not bound that side.
//
// Reply: the members with their scores in order, none if the key does not exist.
// Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 2.2.0.
// See https://valkey.io/commands/zrevrangebyscore/
//
// Deprecated: use ZRangeWithScores with RangeByScore and Reverse.
func ZRevRangeByScoreWithScores(a *Args, key string, max, min options.ScoreBound, opts options.ZRangeLimitOptions) Reply[[]models.MemberAndScore] {
	a.Begin("ZREVRANGEBYSCORE")
	a.Key(key)
	a.scoreBound("max", max, false)
	a.scoreBound("min", min, true)
	a.Word("WITHSCORES")
	a.check(opts.Validate())
	a.limit(opts.Limit)
	return scores
}

// ZRangeByLex returns members of the sorted set at key, whose members must all have
// the same score, in the order of their bytes: those that lie between min and max.
// Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N. Since: 2.8.9.
// See https://valkey.io/commands/zrangebylex/
//
// Deprecated: use ZRange with RangeByLex.
func ZRangeByLex(a *Args, key string, min, max options.LexBound) Reply[[]string] {
	a.Begin("ZRANGEBYLEX")
	a.Key(key)
	a.lexBound("min", min, true)
	a.lexBound("max", max, false)
	return texts
}

// ZRangeByLexWithOptions returns members of the sorted set at key, whose members must
// all have the same score, in the order of their bytes: the part that opts say of
// those that lie between min and max. Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 2.8.9.
// See https://valkey.io/commands/zrangebylex/
//
// Deprecated: use ZRange with RangeByLex.
func ZRangeByLexWithOptions(a *Args, key string, min, max options.LexBound, opts options.ZRangeLimitOptions) Reply[[]string] {
	a.Begin("ZRANGEBYLEX")
	a.Key(key)
	a.lexBound("min", min, true)
	a.lexBound("max", max, false)
	a.check(opts.Validate())
	a.limit(opts.Limit)
	return texts
}

// ZRevRangeByLex returns members of the sorted set at key, whose members must all
// have the same score, in the reverse order of their bytes: those that lie between
// max and min. Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N. Since: 2.8.9.
// See https://valkey.io/commands/zrevrangebylex/
//
// Deprecated: use ZRange with RangeByLex and Reverse.
func ZRevRangeByLex(a *Args, key string, max, min options.LexBound) Reply[[]string] {
	a.Begin("ZREVRANGEBYLEX")
	a.Key(key)
	a.lexBound("max", max, false)
	a.lexBound("min", min, true)
	return texts
}

// ZRevRangeByLexWithOptions returns members of the sorted set at key, whose members
// must all have the same score, in the reverse order of their bytes: the part that
// opts say of those that lie between max and min. Nil does not bound that side.
//
// Reply: the members in order, none if the key does not exist. Errors: WRONGTYPE if
// key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 2.8.9.
// See https://valkey.io/commands/zrevrangebylex/
//
// Deprecated: use ZRange with RangeByLex and Reverse.
func ZRevRangeByLexWithOptions(a *Args, key string, max, min options.LexBound, opts options.ZRangeLimitOptions) Reply[[]string] {
	a.Begin("ZREVRANGEBYLEX")
	a.Key(key)
	a.lexBound("max", max, false)
	a.lexBound("min", min, true)
	a.check(opts.Validate())
	a.limit(opts.Limit)
	return texts
}
