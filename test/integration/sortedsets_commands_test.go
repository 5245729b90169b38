package integration

import (
	"context"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// scored pairs members with the scores 1, 2, 3 and so on.
func scored(members ...string) []models.MemberAndScore {
	list := make([]models.MemberAndScore, 0, len(members))
	for i, member := range members {
		list = append(list, models.MemberAndScore{Member: member, Score: float64(i + 1)})
	}
	return list
}

// addScored adds members with the scores 1, 2, 3 and so on to a sorted set.
func addScored(t *testing.T, ctx context.Context, f fixture, key string, members ...string) {
	t.Helper()
	expect(t, int64(len(members)))(f.ZAdd(ctx, key, scored(members...)))
}

// requireScored requires the members of a sorted set and their scores.
func requireScored(t *testing.T, ctx context.Context, f fixture, key string, want ...models.MemberAndScore) {
	t.Helper()
	expect(t, append([]models.MemberAndScore{}, want...))(f.ZRangeWithScores(ctx, key, options.RangeByIndex{End: -1}))
}

func from(score float64) options.ScoreBound  { return options.InclusiveScore{Score: score} }
func above(score float64) options.ScoreBound { return options.ExclusiveScore{Score: score} }

func TestSortedSetMembers(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c")
		expect(t, int64(3))(f.ZCard(ctx, "set"))
		expect(t, int64(0))(f.ZCard(ctx, "missing"))
		expect(t, 1.5)(f.ZIncrBy(ctx, "set", 0.5, "a"))
		expect(t, math.Inf(-1))(f.ZIncrBy(ctx, "set", math.Inf(-1), "low"))
		expectError[float64](t, "ERR")(f.ZIncrBy(ctx, "set", math.Inf(1), "low"))
		expect(t, models.Present(1.5))(f.ZScore(ctx, "set", "a"))
		expect(t, models.Nil[float64]())(f.ZScore(ctx, "set", "z"))
		expect(t, models.Nil[float64]())(f.ZScore(ctx, "missing", "a"))
		expect(t, []models.Result[float64]{models.Present(3.0), models.Nil[float64](), models.Present(math.Inf(-1))})(
			f.ZMScore(ctx, "set", []string{"c", "z", "low"}))
		expect(t, []models.Result[float64]{{}})(f.ZMScore(ctx, "missing", []string{"a"}))

		expect(t, models.Present(int64(0)))(f.ZRank(ctx, "set", "low"))
		expect(t, models.Present(int64(0)))(f.ZRevRank(ctx, "set", "c"))
		expect(t, models.Nil[int64]())(f.ZRank(ctx, "set", "z"))
		expect(t, models.Nil[int64]())(f.ZRevRank(ctx, "missing", "a"))

		expect(t, int64(2))(f.ZRem(ctx, "set", []string{"a", "z", "b"}))
		requireScored(t, ctx, f, "set", models.MemberAndScore{Member: "low", Score: math.Inf(-1)}, models.MemberAndScore{Member: "c", Score: 3})
		expect(t, "OK")(f.Set(ctx, "text", "v"))
		expectError[int64](t, "WRONGTYPE")(f.ZCard(ctx, "text"))
		expectError[[]models.Result[float64]](t, "WRONGTYPE")(f.ZMScore(ctx, "text", []string{"a"}))
	})
}

func TestRankWithScore(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "7.2", "ZRANK with scores")
		addScored(t, ctx, f, "set", "a", "b", "c")
		expect(t, models.Present(models.RankAndScore{Rank: 1, Score: 2}))(f.ZRankWithScore(ctx, "set", "b"))
		expect(t, models.Present(models.RankAndScore{Rank: 2, Score: 1}))(f.ZRevRankWithScore(ctx, "set", "a"))
		expect(t, models.Nil[models.RankAndScore]())(f.ZRankWithScore(ctx, "set", "z"))
		expect(t, models.Nil[models.RankAndScore]())(f.ZRevRankWithScore(ctx, "missing", "a"))
	})
}

func TestSortedSetCountsAndRemovals(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c", "d", "e", "f")
		expect(t, int64(6))(f.ZCount(ctx, "set", nil, nil))
		expect(t, int64(2))(f.ZCount(ctx, "set", above(1), from(3)))
		expect(t, int64(6))(f.ZCount(ctx, "set", above(math.Inf(-1)), from(math.Inf(1))))
		expect(t, int64(0))(f.ZCount(ctx, "missing", nil, nil))
		expect(t, int64(2))(f.ZRemRangeByScore(ctx, "set", from(5), nil))
		expect(t, int64(1))(f.ZRemRangeByRank(ctx, "set", 0, 0))
		expect(t, int64(1))(f.ZRemRangeByRank(ctx, "set", -1, -1))
		requireScored(t, ctx, f, "set", models.MemberAndScore{Member: "b", Score: 2}, models.MemberAndScore{Member: "c", Score: 3})
		expect(t, int64(2))(f.ZRemRangeByScore(ctx, "set", nil, nil))
		expect(t, int64(0))(f.Exists(ctx, []string{"set"}))

		expect(t, int64(4))(f.ZAdd(ctx, "lex", []models.MemberAndScore{{Member: "a"}, {Member: "b"}, {Member: "c"}, {Member: "d"}}))
		expect(t, int64(4))(f.ZLexCount(ctx, "lex", nil, nil))
		expect(t, int64(2))(f.ZLexCount(ctx, "lex", options.InclusiveLex{Value: "b"}, options.ExclusiveLex{Value: "d"}))
		expect(t, int64(1))(f.ZRemRangeByLex(ctx, "lex", options.ExclusiveLex{Value: "c"}, nil))
		expect(t, int64(3))(f.ZRemRangeByLex(ctx, "lex", nil, options.InclusiveLex{Value: "c"}))
	})
}

func TestZRangeStore(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c", "d")
		expect(t, int64(2))(f.ZRangeStore(ctx, "part", "set", options.RangeByIndex{Start: 0, End: 1, Reverse: true}))
		requireScored(t, ctx, f, "part", models.MemberAndScore{Member: "c", Score: 3}, models.MemberAndScore{Member: "d", Score: 4})
		expect(t, int64(1))(f.ZRangeStore(ctx, "part", "set", options.RangeByScore{Start: above(1), Limit: &options.Limit{Offset: 1, Count: 1}}))
		requireScored(t, ctx, f, "part", models.MemberAndScore{Member: "c", Score: 3})
		expect(t, int64(0))(f.ZRangeStore(ctx, "part", "set", options.RangeByScore{Start: from(9)}))
		expect(t, int64(0))(f.Exists(ctx, []string{"part"}))
		expect(t, int64(4))(f.ZRangeStore(ctx, "part", "set", options.RangeByLex{}))
	})
}

func TestSortedSetPops(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "c", "a", "b", "e", "d", "f")
		all := scored("c", "a", "b", "e", "d", "f")
		expect(t, all[:1])(f.ZPopMin(ctx, "set"))
		expect(t, all[5:])(f.ZPopMax(ctx, "set"))
		expect(t, []models.MemberAndScore{all[1], all[2]})(f.ZPopMinWithOptions(ctx, "set", options.ZPopOptions{Count: new(int64(2))}))
		expect(t, []models.MemberAndScore{all[4], all[3]})(f.ZPopMaxWithOptions(ctx, "set", options.ZPopOptions{Count: new(int64(9))}))
		expect(t, []models.MemberAndScore{})(f.ZPopMin(ctx, "set"))
		expect(t, []models.MemberAndScore{})(f.ZPopMax(ctx, "set"))
		expect(t, []models.MemberAndScore{})(f.ZPopMaxWithOptions(ctx, "set", options.ZPopOptions{Count: new(int64(2))}))
	})
}

func TestZMPop(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		type members = models.KeyWithArrayOfMembersAndScores
		addScored(t, ctx, f, "set", "c", "a", "b", "e", "d")
		all, keys := scored("c", "a", "b", "e", "d"), []string{"missing", "set"}
		expect(t, models.Present(members{Key: "set", MembersAndScores: all[:1]}))(f.ZMPop(ctx, keys, options.LowestScore))
		expect(t, models.Present(members{Key: "set", MembersAndScores: []models.MemberAndScore{all[4], all[3]}}))(
			f.ZMPopWithOptions(ctx, keys, options.HighestScore, options.ZMPopOptions{Count: 2}))
		expect(t, models.Present(members{Key: "set", MembersAndScores: all[1:2]}))(f.BZMPop(ctx, keys, options.LowestScore, time.Second))
		expect(t, models.Present(members{Key: "set", MembersAndScores: all[2:3]}))(
			f.BZMPopWithOptions(ctx, keys, options.LowestScore, 0, options.ZMPopOptions{Count: 9}))
		expect(t, models.Nil[members]())(f.ZMPop(ctx, keys, options.LowestScore))
		expect(t, models.Nil[members]())(f.BZMPopWithOptions(ctx, keys, options.LowestScore, 20*time.Millisecond, options.ZMPopOptions{Count: 9}))
	})
}

func TestBlockedSortedSetPopsGetWhatComes(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		type member = models.KeyWithMemberAndScore
		keys := []string{"other", "set"}
		addScored(t, ctx, f, "set", "a", "b")
		expect(t, models.Present(member{Key: "set", Member: "a", Score: 1}))(f.BZPopMin(ctx, keys, time.Second))
		expect(t, models.Present(member{Key: "set", Member: "b", Score: 2}))(f.BZPopMax(ctx, keys, time.Second))
		expect(t, models.Nil[member]())(f.BZPopMin(ctx, keys, 20*time.Millisecond))
		for name, pop := range map[string]func() (models.Result[member], error){
			"BZPOPMIN": func() (models.Result[member], error) { return f.BZPopMin(ctx, keys, 0) },
			"BZPOPMAX": func() (models.Result[member], error) { return f.BZPopMax(ctx, keys, 0) },
			"BZMPOP": func() (models.Result[member], error) {
				got, err := f.BZMPop(ctx, keys, options.HighestScore, 0)
				first := got.Value().MembersAndScores
				if err != nil || len(first) != 1 {
					return models.Nil[member](), err
				}
				return models.Present(member{Key: got.Value().Key, Member: first[0].Member, Score: first[0].Score}), nil
			},
		} {
			popped := make(chan models.Result[member], 1)
			go func() {
				defer close(popped)
				if got, err := pop(); err == nil {
					popped <- got
				}
			}()
			awaitInfo(t, f.server, "clients", "blocked_clients", "1")
			expect(t, int64(1))(f.ZAdd(ctx, "set", []models.MemberAndScore{{Member: "m", Score: -2.5}}))
			require.Equal(t, models.Present(member{Key: "set", Member: "m", Score: -2.5}), <-popped, name)
		}
	})
}

func TestSortedSetCombinations(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "x", "a", "b", "c")
		addScored(t, ctx, f, "y", "c", "b", "d")
		keys := []string{"x", "y"}
		plain := options.KeyArray{Keys: keys}
		weighted := options.WeightedKeys{KeyWeightPairs: []models.KeyAndWeight{{Key: "x", Weight: 10}, {Key: "y", Weight: -0.5}}}
		of := func(member string, score float64) models.MemberAndScore {
			return models.MemberAndScore{Member: member, Score: score}
		}

		expect(t, []string{"a"})(f.ZDiff(ctx, keys))
		expect(t, []models.MemberAndScore{of("a", 1)})(f.ZDiffWithScores(ctx, keys))
		expect(t, int64(1))(f.ZDiffStore(ctx, "to", keys))
		requireScored(t, ctx, f, "to", of("a", 1))

		expect(t, []string{"b", "c"})(f.ZInter(ctx, keys))
		expect(t, []models.MemberAndScore{of("b", 4), of("c", 4)})(f.ZInterWithScores(ctx, plain, options.ZInterOptions{}))
		expect(t, []models.MemberAndScore{of("b", 2), of("c", 3)})(
			f.ZInterWithScores(ctx, plain, options.ZInterOptions{Aggregate: options.AggregateMax}))
		expect(t, []models.MemberAndScore{of("b", -1), of("c", -0.5)})(
			f.ZInterWithScores(ctx, weighted, options.ZInterOptions{Aggregate: options.AggregateMin}))
		expect(t, int64(2))(f.ZInterStore(ctx, "to", weighted))
		requireScored(t, ctx, f, "to", of("b", 19), of("c", 29.5))
		expect(t, int64(2))(f.ZInterStoreWithOptions(ctx, "to", plain, options.ZInterOptions{Aggregate: options.AggregateMin}))
		requireScored(t, ctx, f, "to", of("c", 1), of("b", 2))
		expect(t, int64(2))(f.ZInterCard(ctx, keys))
		expect(t, int64(1))(f.ZInterCardWithOptions(ctx, keys, options.ZInterCardOptions{Limit: 1}))

		expect(t, []string{"a", "d", "b", "c"})(f.ZUnion(ctx, keys))
		expect(t, []models.MemberAndScore{of("a", 1), of("d", 3), of("b", 4), of("c", 4)})(
			f.ZUnionWithScores(ctx, plain, options.ZUnionOptions{Aggregate: options.AggregateSum}))
		expect(t, []models.MemberAndScore{of("d", -1.5), of("a", 10), of("b", 20), of("c", 30)})(
			f.ZUnionWithScores(ctx, weighted, options.ZUnionOptions{Aggregate: options.AggregateMax}))
		expect(t, int64(4))(f.ZUnionStore(ctx, "to", plain))
		requireScored(t, ctx, f, "to", of("a", 1), of("d", 3), of("b", 4), of("c", 4))
		expect(t, int64(4))(f.ZUnionStoreWithOptions(ctx, "to", weighted, options.ZUnionOptions{Aggregate: options.AggregateMin}))
		requireScored(t, ctx, f, "to", of("d", -1.5), of("b", -1), of("c", -0.5), of("a", 10))

		missing := []string{"none", "nothing"}
		expect(t, []string{})(f.ZDiff(ctx, missing))
		expect(t, []models.MemberAndScore{})(f.ZDiffWithScores(ctx, missing))
		expect(t, []models.MemberAndScore{})(f.ZUnionWithScores(ctx, options.KeyArray{Keys: missing}, options.ZUnionOptions{}))
		expect(t, int64(0))(f.ZUnionStore(ctx, "to", options.KeyArray{Keys: missing}))
		expect(t, int64(0))(f.Exists(ctx, []string{"to"}))
	})
}

func TestZRandMember(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, absent())(f.ZRandMember(ctx, "set"))
		expect(t, []string{})(f.ZRandMemberWithCount(ctx, "set", 3))
		expect(t, []models.MemberAndScore{})(f.ZRandMemberWithCountWithScores(ctx, "set", -3))
		addScored(t, ctx, f, "set", "a", "b", "c")
		one, err := f.ZRandMember(ctx, "set")
		require.NoError(t, err)
		require.Contains(t, []string{"a", "b", "c"}, one.Value())
		different, err := f.ZRandMemberWithCount(ctx, "set", 9)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"a", "b", "c"}, different)
		repeated, err := f.ZRandMemberWithCount(ctx, "set", -9)
		require.NoError(t, err)
		require.Len(t, repeated, 9)
		withScores, err := f.ZRandMemberWithCountWithScores(ctx, "set", 3)
		require.NoError(t, err)
		require.ElementsMatch(t, scored("a", "b", "c"), withScores)
		withScores, err = f.ZRandMemberWithCountWithScores(ctx, "set", -1)
		require.NoError(t, err)
		require.Len(t, withScores, 1)
		require.Contains(t, scored("a", "b", "c"), withScores[0])
	})
}

func TestZScan(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		var members []models.MemberAndScore
		for i := range 1000 {
			members = append(members, models.MemberAndScore{Member: "member " + strconv.Itoa(i), Score: float64(i) / 4})
		}
		expect(t, int64(1000))(f.ZAdd(ctx, "set", members))
		found, steps := map[models.MemberAndScore]bool{}, 0
		for cursor := "0"; steps == 0 || cursor != "0"; steps++ {
			step, err := f.ZScanWithOptions(ctx, "set", cursor, options.ZScanOptions{Count: 100})
			require.NoError(t, err)
			require.Equal(t, step.Cursor == "0", step.IsFinished())
			for _, member := range step.Members {
				found[member] = true
			}
			cursor = step.Cursor
		}
		require.Greater(t, steps, 1)
		require.Len(t, found, 1000)
		for _, member := range members {
			require.True(t, found[member], member.Member)
		}
		addScored(t, ctx, f, "small", "aa", "ab", "b")
		expect(t, models.ScanScoresResult{Cursor: "0", Members: scored("aa", "ab", "b")})(f.ZScan(ctx, "small", "0"))
		expect(t, models.ScanScoresResult{Cursor: "0", Members: scored("aa", "ab")})(
			f.ZScanWithOptions(ctx, "small", "0", options.ZScanOptions{Match: new("a*")}))
		expect(t, models.ScanScoresResult{Cursor: "0", Members: []models.MemberAndScore{}})(f.ZScan(ctx, "missing", "0"))
		expectError[models.ScanScoresResult](t, "ERR")(f.ZScan(ctx, "small", "x"))
	})
}

func TestZScanWithoutScores(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "8.0", "ZSCAN without scores")
		addScored(t, ctx, f, "small", "aa", "ab", "b")
		expect(t, models.ScanResult{Cursor: "0", Elements: []string{"aa", "ab", "b"}})(
			f.ZScanNoScores(ctx, "small", "0", options.ZScanOptions{}))
		expect(t, models.ScanResult{Cursor: "0", Elements: []string{"aa", "ab"}})(
			f.ZScanNoScores(ctx, "small", "0", options.ZScanOptions{Match: new("a*"), Count: 5}))
	})
}
