package command_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, sortedSetTests...) }

var (
	two       = options.InclusiveScore{Score: 2}
	aboveFive = options.ExclusiveScore{Score: 5.5}
	fromB     = options.InclusiveLex{Value: "b"}
	beforeD   = options.ExclusiveLex{Value: "d"}
	part      = options.ZRangeLimitOptions{Limit: &options.Limit{Offset: 1, Count: 2}}
	pair      = options.KeyArray{Keys: []string{"y", "z"}}
	weighted  = options.WeightedKeys{KeyWeightPairs: []models.KeyAndWeight{{Key: "y", Weight: 2}, {Key: "z", Weight: -0.5}}}
)

var sortedSetTests = []wireTest{
	{func(a *command.Args) any { return command.ZIncrBy(a, "z", -1.5, "m") }, "ZINCRBY @z -1.5 m"},
	{func(a *command.Args) any { return command.ZCard(a, "z") }, "ZCARD @z"},
	{func(a *command.Args) any { return command.ZScore(a, "z", "m") }, "ZSCORE @z m"},
	{func(a *command.Args) any { return command.ZMScore(a, "z", []string{"m", "n"}) }, "ZMSCORE @z m n"},
	{func(a *command.Args) any { return command.ZRank(a, "z", "m") }, "ZRANK @z m"},
	{func(a *command.Args) any { return command.ZRankWithScore(a, "z", "m") }, "ZRANK @z m WITHSCORE"},
	{func(a *command.Args) any { return command.ZRevRank(a, "z", "m") }, "ZREVRANK @z m"},
	{func(a *command.Args) any { return command.ZRevRankWithScore(a, "z", "m") }, "ZREVRANK @z m WITHSCORE"},
	{func(a *command.Args) any { return command.ZRem(a, "z", []string{"m", ""}) }, "ZREM @z m "},

	{func(a *command.Args) any {
		return command.ZRangeStore(a, "d", "z", options.RangeByScore{Start: two, Limit: part.Limit, Reverse: true})
	}, "ZRANGESTORE @d @z 2 -inf BYSCORE REV LIMIT 1 2"},
	{func(a *command.Args) any {
		return command.ZRangeStore(a, "d", "z", options.RangeByIndex{Start: 1, End: -2})
	}, "ZRANGESTORE @d @z 1 -2"},
	{func(a *command.Args) any { return command.ZCount(a, "z", two, aboveFive) }, "ZCOUNT @z 2 (5.5"},
	{func(a *command.Args) any { return command.ZCount(a, "z", nil, nil) }, "ZCOUNT @z -inf +inf"},
	{func(a *command.Args) any {
		return command.ZCount(a, "z", options.ExclusiveScore{Score: math.Inf(-1)}, options.InclusiveScore{Score: math.Inf(1)})
	}, "ZCOUNT @z (-inf inf"},
	{func(a *command.Args) any { return command.ZLexCount(a, "z", fromB, beforeD) }, "ZLEXCOUNT @z [b (d"},
	{func(a *command.Args) any { return command.ZLexCount(a, "z", nil, nil) }, "ZLEXCOUNT @z - +"},
	{func(a *command.Args) any { return command.ZRemRangeByRank(a, "z", 0, -3) }, "ZREMRANGEBYRANK @z 0 -3"},
	{func(a *command.Args) any { return command.ZRemRangeByScore(a, "z", nil, aboveFive) }, "ZREMRANGEBYSCORE @z -inf (5.5"},
	{func(a *command.Args) any { return command.ZRemRangeByLex(a, "z", fromB, nil) }, "ZREMRANGEBYLEX @z [b +"},

	{func(a *command.Args) any { return command.ZPopMin(a, "z") }, "ZPOPMIN @z"},
	{func(a *command.Args) any { return command.ZPopMinWithOptions(a, "z", options.ZPopOptions{}) }, "ZPOPMIN @z"},
	{func(a *command.Args) any {
		return command.ZPopMinWithOptions(a, "z", options.ZPopOptions{Count: pointer(int64(3))})
	}, "ZPOPMIN @z 3"},
	{func(a *command.Args) any { return command.ZPopMax(a, "z") }, "ZPOPMAX @z"},
	{func(a *command.Args) any {
		return command.ZPopMaxWithOptions(a, "z", options.ZPopOptions{Count: pointer(int64(3))})
	}, "ZPOPMAX @z 3"},
	{func(a *command.Args) any { return command.BZPopMin(a, pair.Keys, 0) }, "BZPOPMIN @y @z 0"},
	{func(a *command.Args) any { return command.BZPopMax(a, pair.Keys, 1500*time.Millisecond) }, "BZPOPMAX @y @z 1.5"},
	{func(a *command.Args) any { return command.ZMPop(a, pair.Keys, options.LowestScore) }, "ZMPOP 2 @y @z MIN"},
	{func(a *command.Args) any {
		return command.ZMPopWithOptions(a, pair.Keys, options.HighestScore, options.ZMPopOptions{Count: 4})
	}, "ZMPOP 2 @y @z MAX COUNT 4"},
	{func(a *command.Args) any { return command.BZMPop(a, pair.Keys, options.HighestScore, time.Second) }, "BZMPOP 1 2 @y @z MAX"},
	{func(a *command.Args) any {
		return command.BZMPopWithOptions(a, pair.Keys, options.LowestScore, 0, options.ZMPopOptions{Count: 4})
	}, "BZMPOP 0 2 @y @z MIN COUNT 4"},

	{func(a *command.Args) any { return command.ZDiff(a, pair.Keys) }, "ZDIFF 2 @y @z"},
	{func(a *command.Args) any { return command.ZDiffWithScores(a, pair.Keys) }, "ZDIFF 2 @y @z WITHSCORES"},
	{func(a *command.Args) any { return command.ZDiffStore(a, "d", pair.Keys) }, "ZDIFFSTORE @d 2 @y @z"},
	{func(a *command.Args) any { return command.ZInter(a, pair.Keys) }, "ZINTER 2 @y @z"},
	{func(a *command.Args) any {
		return command.ZInterWithScores(a, pair, options.ZInterOptions{})
	}, "ZINTER 2 @y @z WITHSCORES"},
	{func(a *command.Args) any {
		return command.ZInterWithScores(a, weighted, options.ZInterOptions{Aggregate: options.AggregateMax})
	}, "ZINTER 2 @y @z WEIGHTS 2 -0.5 AGGREGATE MAX WITHSCORES"},
	{func(a *command.Args) any { return command.ZInterStore(a, "d", weighted) }, "ZINTERSTORE @d 2 @y @z WEIGHTS 2 -0.5"},
	{func(a *command.Args) any {
		return command.ZInterStoreWithOptions(a, "d", pair, options.ZInterOptions{Aggregate: options.AggregateMin})
	}, "ZINTERSTORE @d 2 @y @z AGGREGATE MIN"},
	{func(a *command.Args) any { return command.ZInterCard(a, pair.Keys) }, "ZINTERCARD 2 @y @z"},
	{func(a *command.Args) any {
		return command.ZInterCardWithOptions(a, pair.Keys, options.ZInterCardOptions{})
	}, "ZINTERCARD 2 @y @z"},
	{func(a *command.Args) any {
		return command.ZInterCardWithOptions(a, pair.Keys, options.ZInterCardOptions{Limit: 7})
	}, "ZINTERCARD 2 @y @z LIMIT 7"},
	{func(a *command.Args) any { return command.ZUnion(a, pair.Keys) }, "ZUNION 2 @y @z"},
	{func(a *command.Args) any {
		return command.ZUnionWithScores(a, weighted, options.ZUnionOptions{Aggregate: options.AggregateSum})
	}, "ZUNION 2 @y @z WEIGHTS 2 -0.5 AGGREGATE SUM WITHSCORES"},
	{func(a *command.Args) any { return command.ZUnionStore(a, "d", pair) }, "ZUNIONSTORE @d 2 @y @z"},
	{func(a *command.Args) any {
		return command.ZUnionStoreWithOptions(a, "d", weighted, options.ZUnionOptions{Aggregate: options.AggregateMin})
	}, "ZUNIONSTORE @d 2 @y @z WEIGHTS 2 -0.5 AGGREGATE MIN"},

	{func(a *command.Args) any { return command.ZRandMember(a, "z") }, "ZRANDMEMBER @z"},
	{func(a *command.Args) any { return command.ZRandMemberWithCount(a, "z", -4) }, "ZRANDMEMBER @z -4"},
	{func(a *command.Args) any { return command.ZRandMemberWithCountWithScores(a, "z", 4) }, "ZRANDMEMBER @z 4 WITHSCORES"},
	{func(a *command.Args) any { return command.ZScan(a, "z", "0") }, "ZSCAN @z 0"},
	{func(a *command.Args) any { return command.ZScanWithOptions(a, "z", "17", options.ZScanOptions{}) }, "ZSCAN @z 17"},
	{func(a *command.Args) any {
		return command.ZScanWithOptions(a, "z", "17", options.ZScanOptions{Match: pointer("a*"), Count: 100})
	}, "ZSCAN @z 17 MATCH a* COUNT 100"},
	{func(a *command.Args) any {
		return command.ZScanNoScores(a, "z", "0", options.ZScanOptions{Match: pointer("a*")})
	}, "ZSCAN @z 0 MATCH a* NOSCORES"},

	{func(a *command.Args) any { return command.ZRevRange(a, "z", 0, -1) }, "ZREVRANGE @z 0 -1"},
	{func(a *command.Args) any { return command.ZRevRangeWithScores(a, "z", 1, 2) }, "ZREVRANGE @z 1 2 WITHSCORES"},
	{func(a *command.Args) any { return command.ZRangeByScore(a, "z", two, aboveFive) }, "ZRANGEBYSCORE @z 2 (5.5"},
	{func(a *command.Args) any { return command.ZRangeByScoreWithOptions(a, "z", nil, nil, part) }, "ZRANGEBYSCORE @z -inf +inf LIMIT 1 2"},
	{func(a *command.Args) any { return command.ZRangeByScoreWithScores(a, "z", two, nil, part) }, "ZRANGEBYSCORE @z 2 +inf WITHSCORES LIMIT 1 2"},
	{func(a *command.Args) any { return command.ZRevRangeByScore(a, "z", aboveFive, two) }, "ZREVRANGEBYSCORE @z (5.5 2"},
	{func(a *command.Args) any { return command.ZRevRangeByScoreWithOptions(a, "z", nil, nil, part) }, "ZREVRANGEBYSCORE @z +inf -inf LIMIT 1 2"},
	{func(a *command.Args) any {
		return command.ZRevRangeByScoreWithScores(a, "z", nil, two, options.ZRangeLimitOptions{})
	}, "ZREVRANGEBYSCORE @z +inf 2 WITHSCORES"},
	{func(a *command.Args) any { return command.ZRangeByLex(a, "z", fromB, beforeD) }, "ZRANGEBYLEX @z [b (d"},
	{func(a *command.Args) any { return command.ZRangeByLexWithOptions(a, "z", nil, nil, part) }, "ZRANGEBYLEX @z - + LIMIT 1 2"},
	{func(a *command.Args) any { return command.ZRevRangeByLex(a, "z", beforeD, fromB) }, "ZREVRANGEBYLEX @z (d [b"},
	{func(a *command.Args) any { return command.ZRevRangeByLexWithOptions(a, "z", nil, nil, part) }, "ZREVRANGEBYLEX @z + - LIMIT 1 2"},
}

func TestSortedSetCommandsRefuseWhatCannotWork(t *testing.T) {
	nan := options.InclusiveScore{Score: math.NaN()}
	requireRefused(t, []refusal{
		{"ZINCRBY increment", func(a *command.Args) { command.ZIncrBy(a, "z", math.NaN(), "m") }},
		{"ZMSCORE members", func(a *command.Args) { command.ZMScore(a, "z", nil) }},
		{"ZREM members", func(a *command.Args) { command.ZRem(a, "z", nil) }},
		{"ZRANGESTORE rangeQuery", func(a *command.Args) { command.ZRangeStore(a, "d", "z", nil) }},
		{"ZRANGE rangeQuery", func(a *command.Args) { command.ZRange(a, "z", options.RangeByScore{Start: &two}) }},
		{"ZRANGE rangeQuery", func(a *command.Args) { command.ZRange(a, "z", options.RangeByLex{End: &fromB}) }},
		{"ZCOUNT min", func(a *command.Args) { command.ZCount(a, "z", nan, nil) }},
		{"ZCOUNT max", func(a *command.Args) { command.ZCount(a, "z", nil, options.ExclusiveScore{Score: math.NaN()}) }},
		{"ZREMRANGEBYSCORE min", func(a *command.Args) { command.ZRemRangeByScore(a, "z", &two, nil) }},
		{"ZREMRANGEBYLEX max", func(a *command.Args) { command.ZRemRangeByLex(a, "z", nil, &beforeD) }},
		{"ZLEXCOUNT min", func(a *command.Args) { command.ZLexCount(a, "z", &fromB, nil) }},
		{"ZPopOptions.Count", func(a *command.Args) {
			command.ZPopMinWithOptions(a, "z", options.ZPopOptions{Count: pointer(int64(-1))})
		}},
		{"ZPopOptions.Count", func(a *command.Args) {
			command.ZPopMaxWithOptions(a, "z", options.ZPopOptions{Count: pointer(int64(-1))})
		}},
		{"BZPOPMIN keys", func(a *command.Args) { command.BZPopMin(a, nil, 0) }},
		{"BZPOPMAX timeout", func(a *command.Args) { command.BZPopMax(a, pair.Keys, -1) }},
		{"ZMPOP keys", func(a *command.Args) { command.ZMPop(a, nil, options.LowestScore) }},
		{"ScoreFilter", func(a *command.Args) { command.ZMPop(a, pair.Keys, "") }},
		{"ZMPopOptions.Count", func(a *command.Args) {
			command.ZMPopWithOptions(a, pair.Keys, options.LowestScore, options.ZMPopOptions{Count: -1})
		}},
		{"BZMPOP timeout", func(a *command.Args) { command.BZMPop(a, pair.Keys, options.LowestScore, -1) }},
		{"ZMPopOptions.Count", func(a *command.Args) {
			command.BZMPopWithOptions(a, pair.Keys, options.LowestScore, 0, options.ZMPopOptions{Count: -1})
		}},
		{"ZDIFF keys", func(a *command.Args) { command.ZDiff(a, nil) }},
		{"ZINTER keysOrWeightedKeys", func(a *command.Args) { command.ZInterWithScores(a, nil, options.ZInterOptions{}) }},
		{"ZINTER keysOrWeightedKeys", func(a *command.Args) { command.ZInterWithScores(a, &pair, options.ZInterOptions{}) }},
		{"ZINTERSTORE keys", func(a *command.Args) { command.ZInterStore(a, "d", options.WeightedKeys{}) }},
		{"ZUNIONSTORE keys", func(a *command.Args) { command.ZUnionStore(a, "d", options.KeyArray{}) }},
		{"ZUNION keysOrWeightedKeys", func(a *command.Args) {
			command.ZUnionWithScores(a, options.WeightedKeys{KeyWeightPairs: []models.KeyAndWeight{{Key: "z", Weight: math.NaN()}}}, options.ZUnionOptions{})
		}},
		{"ZUnionOptions.Aggregate", func(a *command.Args) {
			command.ZUnionStoreWithOptions(a, "d", pair, options.ZUnionOptions{Aggregate: "AVG"})
		}},
		{"ZInterOptions.Aggregate", func(a *command.Args) {
			command.ZInterStoreWithOptions(a, "d", pair, options.ZInterOptions{Aggregate: "AVG"})
		}},
		{"ZInterCardOptions.Limit", func(a *command.Args) {
			command.ZInterCardWithOptions(a, pair.Keys, options.ZInterCardOptions{Limit: -1})
		}},
		{"ZSCAN cursor", func(a *command.Args) { command.ZScan(a, "z", "") }},
		{"ZScanOptions.Count", func(a *command.Args) { command.ZScanWithOptions(a, "z", "0", options.ZScanOptions{Count: -1}) }},
		{"ZScanOptions.Count", func(a *command.Args) { command.ZScanNoScores(a, "z", "0", options.ZScanOptions{Count: -1}) }},
		{"ZRANGEBYSCORE min", func(a *command.Args) { command.ZRangeByScore(a, "z", nan, nil) }},
		{"ZREVRANGEBYSCORE max", func(a *command.Args) { command.ZRevRangeByScore(a, "z", nan, nil) }},
	})
}

func TestSortedSetCommandsSayHowLongTheyBlock(t *testing.T) {
	for _, build := range []func(a *command.Args){
		func(a *command.Args) { command.BZPopMin(a, pair.Keys, time.Second) },
		func(a *command.Args) { command.BZPopMax(a, pair.Keys, time.Second) },
		func(a *command.Args) { command.BZMPop(a, pair.Keys, options.LowestScore, time.Second) },
		func(a *command.Args) {
			command.BZMPopWithOptions(a, pair.Keys, options.LowestScore, time.Second, options.ZMPopOptions{})
		},
	} {
		var a command.Args
		build(&a)
		timeout, blocks := a.Blocking()
		require.True(t, blocks, a.Name())
		require.Equal(t, time.Second, timeout, a.Name())
	}
}
