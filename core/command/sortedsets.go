package command

import (
	"github.com/glissade-io/glissade/core/resp"
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

func (a *Args) membersAndScores(parameter string, members []models.MemberAndScore) {
	a.atLeastOne(parameter, len(members))
	for _, member := range members {
		a.score(parameter, member.Score)
		a.String(member.Member)
	}
}

// score appends a score, which may be infinite but must be a number.
func (a *Args) score(parameter string, score float64) {
	if score != score {
		a.refuse(parameter, "holds a score that is not a number; give a number or an infinity")
	}
	a.Float(score)
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

func (a *Args) rangeQuery(parameter string, query options.ZRangeQuery) {
	switch q := query.(type) {
	case options.RangeByIndex:
		a.Int(q.Start)
		a.Int(q.End)
		a.reverse(q.Reverse)
	case options.RangeByScore:
		a.check(q.Validate())
		a.scoreBound(q.Start, lowest(!q.Reverse))
		a.scoreBound(q.End, lowest(q.Reverse))
		a.Word("BYSCORE")
		a.reverse(q.Reverse)
		a.limit(q.Limit)
	case options.RangeByLex:
		a.check(q.Validate())
		a.lexBound(q.Start, !q.Reverse)
		a.lexBound(q.End, q.Reverse)
		a.Word("BYLEX")
		a.reverse(q.Reverse)
		a.limit(q.Limit)
	default:
		a.refuse(parameter, "is missing; give a RangeByIndex, RangeByScore or RangeByLex by value")
	}
}

// lowest returns the text of the score below all others, or of the one above them.
func lowest(yes bool) string {
	if yes {
		return "-inf"
	}
	return "+inf"
}

func (a *Args) scoreBound(bound options.ScoreBound, unbounded string) {
	var text [32]byte
	switch b := bound.(type) {
	case options.InclusiveScore:
		a.Float(b.Score)
	case options.ExclusiveScore:
		a.Bytes(resp.AppendFloatText(append(text[:0], '('), b.Score))
	default:
		a.Word(unbounded)
	}
}

func (a *Args) lexBound(bound options.LexBound, low bool) {
	switch b := bound.(type) {
	case options.InclusiveLex:
		a.String("[" + b.Value)
	case options.ExclusiveLex:
		a.String("(" + b.Value)
	default:
		a.infinity(low)
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
