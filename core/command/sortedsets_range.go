package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ZRange returns a part of the sorted set at key: by place, by score, or by the
// members' bytes.
//
// Reply: the members in order, none if the key does not exist or the range is
// empty. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 1.2.0; by score or bytes, and in reverse: 6.2.0.
// See https://valkey.io/commands/zrange/
func ZRange(a *Args, key string, rangeQuery options.ZRangeQuery) Reply[[]string] {
	a.Begin("ZRANGE")
	a.Key(key)
	a.rangeQuery("rangeQuery", rangeQuery)
	return texts
}

// ZRangeWithScores returns a part of the sorted set at key with the scores: by place
// or by score.
//
// Reply: the members with their scores in order, none if the key does not exist or
// the range is empty. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members returned of N, and O(Offset) with a limit.
// Since: 1.2.0; by score, and in reverse: 6.2.0.
// See https://valkey.io/commands/zrange/
func ZRangeWithScores(a *Args, key string, rangeQuery options.ZRangeQueryWithScores) Reply[[]models.MemberAndScore] {
	a.Begin("ZRANGE")
	a.Key(key)
	a.rangeQuery("rangeQuery", rangeQuery)
	a.Word("WITHSCORES")
	return scores
}

// ZRangeStore sets destination, whatever it held before, to a part of the sorted set at
// key: by place, by score, or by the members' bytes. It is deleted if the part is empty.
//
// Reply: how many members the part has. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members stored of N, and O(Offset) with a limit.
// Since: 6.2.0.
// See https://valkey.io/commands/zrangestore/
//
//glissade:javascript zrangeStore
func ZRangeStore(a *Args, destination, key string, rangeQuery options.ZRangeQuery) Reply[int64] {
	a.Begin("ZRANGESTORE")
	a.Key(destination)
	a.Key(key)
	a.rangeQuery("rangeQuery", rangeQuery)
	return integer
}

// ZCount counts the members of the sorted set at key whose scores lie between min and
// max. Nil does not bound that side.
//
// Reply: the number of members. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 2.0.0.
// See https://valkey.io/commands/zcount/
func ZCount(a *Args, key string, min, max options.ScoreBound) Reply[int64] {
	a.Begin("ZCOUNT")
	a.Key(key)
	a.scores(min, max)
	return integer
}

// ZLexCount counts the members that lie between min and max in the order of their
// bytes, in the sorted set at key, whose members must all have the same score. Nil
// does not bound that side.
//
// Reply: the number of members. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 2.8.9.
// See https://valkey.io/commands/zlexcount/
func ZLexCount(a *Args, key string, min, max options.LexBound) Reply[int64] {
	a.Begin("ZLEXCOUNT")
	a.Key(key)
	a.lexBound("min", min, true)
	a.lexBound("max", max, false)
	return integer
}

// ZRemRangeByRank removes the members from place start to place stop, both included,
// of the sorted set at key. 0 is the lowest score, -1 the highest.
//
// Reply: how many members were removed. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members removed of N. Since: 2.0.0.
// See https://valkey.io/commands/zremrangebyrank/
//
//glissade:javascript zremRangeByRank
func ZRemRangeByRank(a *Args, key string, start, stop int64) Reply[int64] {
	a.Begin("ZREMRANGEBYRANK")
	a.Key(key)
	a.Int(start)
	a.Int(stop)
	return integer
}

// ZRemRangeByScore removes the members of the sorted set at key whose scores lie
// between min and max. Nil does not bound that side: two remove all.
//
// Reply: how many members were removed. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members removed of N. Since: 1.2.0.
// See https://valkey.io/commands/zremrangebyscore/
//
//glissade:javascript zremRangeByScore
func ZRemRangeByScore(a *Args, key string, min, max options.ScoreBound) Reply[int64] {
	a.Begin("ZREMRANGEBYSCORE")
	a.Key(key)
	a.scores(min, max)
	return integer
}

// ZRemRangeByLex removes the members that lie between min and max in the order of
// their bytes from the sorted set at key, whose members must all have the same score.
// Nil does not bound that side: two remove all.
//
// Reply: how many members were removed. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(log N + M) for M members removed of N. Since: 2.8.9.
// See https://valkey.io/commands/zremrangebylex/
//
//glissade:javascript zremRangeByLex
func ZRemRangeByLex(a *Args, key string, min, max options.LexBound) Reply[int64] {
	a.Begin("ZREMRANGEBYLEX")
	a.Key(key)
	a.lexBound("min", min, true)
	a.lexBound("max", max, false)
	return integer
}

func (a *Args) rangeQuery(parameter string, query options.ZRangeQuery) {
	switch q := query.(type) {
	case options.RangeByIndex:
		a.Int(q.Start)
		a.Int(q.End)
		a.reverse(q.Reverse)
	case options.RangeByScore:
		a.check(q.Validate())
		a.scoreBound(parameter, q.Start, !q.Reverse)
		a.scoreBound(parameter, q.End, q.Reverse)
		a.Word("BYSCORE")
		a.reverse(q.Reverse)
		a.limit(q.Limit)
	case options.RangeByLex:
		a.check(q.Validate())
		a.lexBound(parameter, q.Start, !q.Reverse)
		a.lexBound(parameter, q.End, q.Reverse)
		a.Word("BYLEX")
		a.reverse(q.Reverse)
		a.limit(q.Limit)
	default:
		a.refuse(parameter, "is missing; give a RangeByIndex, RangeByScore or RangeByLex by value")
	}
}

// scores appends the bounds of a range of scores, the lower one first.
func (a *Args) scores(min, max options.ScoreBound) {
	a.scoreBound("min", min, true)
	a.scoreBound("max", max, false)
}

func (a *Args) scoreBound(parameter string, bound options.ScoreBound, low bool) {
	switch b := bound.(type) {
	case nil:
		a.infiniteScore(low)
	case options.InclusiveScore:
		a.score(parameter, b.Score)
	case options.ExclusiveScore:
		a.exclusiveScore(parameter, b.Score)
	default:
		a.refuse(parameter, pointerBound)
	}
}

func (a *Args) lexBound(parameter string, bound options.LexBound, low bool) {
	switch b := bound.(type) {
	case nil:
		a.infinity(low)
	case options.InclusiveLex:
		a.String("[" + b.Value)
	case options.ExclusiveLex:
		a.String("(" + b.Value)
	default:
		a.refuse(parameter, pointerBound)
	}
}

// pointerBound refuses a pointer to a bound, which would otherwise count as none.
const pointerBound = "is a pointer; give a bound by value, or {nil} for none"

func (a *Args) exclusiveScore(parameter string, score float64) {
	a.requireNumber(parameter, score)
	var text [32]byte
	a.Bytes(resp.AppendFloatText(append(text[:0], '('), score))
}

// infiniteScore appends the score below all others, or the one above them.
func (a *Args) infiniteScore(low bool) {
	if low {
		a.Word("-inf")
	} else {
		a.Word("+inf")
	}
}

// infinity appends the mark for the lowest or the highest there can be.
func (a *Args) infinity(low bool) {
	if low {
		a.Word("-")
	} else {
		a.Word("+")
	}
}

func (a *Args) reverse(yes bool) {
	if yes {
		a.Word("REV")
	}
}

func (a *Args) limit(limit *options.Limit) {
	if limit != nil {
		a.Word("LIMIT")
		a.Int(limit.Offset)
		a.Int(limit.Count)
	}
}
