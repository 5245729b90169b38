package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func fromText(text string) options.LexBound  { return options.InclusiveLex{Value: text} }
func afterText(text string) options.LexBound { return options.ExclusiveLex{Value: text} }

func TestSortedSetRangeQueries(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c", "d", "e")
		second := &options.Limit{Offset: 1, Count: 1}
		scores := map[string]float64{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
		for _, step := range []struct {
			query options.ZRangeQueryWithScores
			want  []string
		}{
			{options.RangeByIndex{Start: 1, End: 2}, []string{"b", "c"}},
			{options.RangeByIndex{Start: 1, End: 2, Reverse: true}, []string{"d", "c"}},
			{options.RangeByScore{Start: from(2), End: above(4)}, []string{"b", "c"}},
			{options.RangeByScore{Start: above(4), End: from(2), Reverse: true}, []string{"c", "b"}},
			{options.RangeByScore{Start: above(1), Limit: second}, []string{"c"}},
			{options.RangeByScore{End: above(1), Reverse: true, Limit: second}, []string{"d"}},
		} {
			var want []models.MemberAndScore
			for _, member := range step.want {
				want = append(want, models.MemberAndScore{Member: member, Score: scores[member]})
			}
			expect(t, step.want)(f.ZRange(ctx, "set", step.query))
			expect(t, want)(f.ZRangeWithScores(ctx, "set", step.query))
			requireStored(t, ctx, f, step.want)(f.ZRangeStore(ctx, "found", "set", step.query))
		}
		_, err := f.ZAdd(ctx, "lex", []models.MemberAndScore{{Member: "a"}, {Member: "b"}, {Member: "c"}, {Member: "d"}, {Member: "e"}})
		require.NoError(t, err)
		for _, step := range []struct {
			query options.RangeByLex
			want  []string
		}{
			{options.RangeByLex{Start: fromText("b"), End: afterText("d")}, []string{"b", "c"}},
			{options.RangeByLex{Start: afterText("d"), End: fromText("b"), Reverse: true}, []string{"c", "b"}},
			{options.RangeByLex{Start: afterText("a"), Limit: second}, []string{"c"}},
		} {
			expect(t, step.want)(f.ZRange(ctx, "lex", step.query))
			requireStored(t, ctx, f, step.want)(f.ZRangeStore(ctx, "found", "lex", step.query))
		}
	})
}

func TestOlderSortedSetRangeOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c", "d", "e")
		all := scored("a", "b", "c", "d", "e")
		second := options.ZRangeLimitOptions{Limit: &options.Limit{Offset: 1, Count: 1}}
		expect(t, []string{"c"})(f.ZRangeByScoreWithOptions(ctx, "set", above(1), from(4), second))
		expect(t, all[2:3])(f.ZRangeByScoreWithScores(ctx, "set", above(1), from(4), second))
		expect(t, []string{"c"})(f.ZRevRangeByScoreWithOptions(ctx, "set", from(4), above(1), second))
		expect(t, all[2:3])(f.ZRevRangeByScoreWithScores(ctx, "set", from(4), above(1), second))
		expect(t, int64(2))(f.ZRemRangeByScore(ctx, "set", from(2), above(4)))
		requireScored(t, ctx, f, "set", all[0], all[3], all[4])

		_, err := f.ZAdd(ctx, "lex", []models.MemberAndScore{{Member: "a"}, {Member: "b"}, {Member: "c"}, {Member: "d"}})
		require.NoError(t, err)
		expect(t, []string{"c"})(f.ZRangeByLexWithOptions(ctx, "lex", fromText("b"), afterText("d"), second))
		expect(t, []string{"b"})(f.ZRevRangeByLexWithOptions(ctx, "lex", afterText("d"), fromText("a"), second))
	})
}

func TestSortedSetsAreCombinedByWeightAndAggregate(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "one", "a", "b")
		addScored(t, ctx, f, "two", "c", "b", "a")
		keys := options.KeyArray{Keys: []string{"one", "two"}}
		weighted := options.WeightedKeys{KeyWeightPairs: []models.KeyAndWeight{{Key: "one", Weight: 10}, {Key: "two", Weight: 1}}}
		list := func(a, b, c float64) []models.MemberAndScore {
			return []models.MemberAndScore{{Member: "c", Score: c}, {Member: "a", Score: a}, {Member: "b", Score: b}}
		}
		for _, step := range []struct {
			keys      options.KeysOrWeightedKeys
			aggregate options.Aggregate
			want      []models.MemberAndScore // of the union; the intersection lacks the first
		}{
			{keys, "", list(4, 4, 1)},
			{weighted, "", list(13, 22, 1)},
			{keys, options.AggregateSum, list(4, 4, 1)},
			{weighted, options.AggregateSum, list(13, 22, 1)},
			{weighted, options.AggregateMin, []models.MemberAndScore{{Member: "c", Score: 1}, {Member: "b", Score: 2}, {Member: "a", Score: 3}}},
			{weighted, options.AggregateMax, list(10, 20, 1)},
		} {
			union, inter := options.ZUnionOptions{Aggregate: step.aggregate}, options.ZInterOptions{Aggregate: step.aggregate}
			expect(t, step.want)(f.ZUnionWithScores(ctx, step.keys, union))
			expect(t, step.want[1:])(f.ZInterWithScores(ctx, step.keys, inter))
			expect(t, int64(3))(f.ZUnionStoreWithOptions(ctx, "stored", step.keys, union))
			requireScored(t, ctx, f, "stored", step.want...)
			expect(t, int64(2))(f.ZInterStoreWithOptions(ctx, "stored", step.keys, inter))
			requireScored(t, ctx, f, "stored", step.want[1:]...)
			if step.aggregate != "" {
				continue
			}
			expect(t, int64(3))(f.ZUnionStore(ctx, "stored", step.keys))
			requireScored(t, ctx, f, "stored", step.want...)
			expect(t, int64(2))(f.ZInterStore(ctx, "stored", step.keys))
			requireScored(t, ctx, f, "stored", step.want[1:]...)
		}
	})
}

func TestZAddIncrOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		add := func(increment float64, o options.ZAddOptions) (models.Result[float64], error) {
			return f.ZAddIncrWithOptions(ctx, "set", "a", increment, o)
		}
		nothing := models.Nil[float64]()
		expect(t, nothing)(add(1, options.ZAddOptions{ConditionalChange: options.OnlyIfExists}))
		expect(t, models.Present(2.0))(add(2, options.ZAddOptions{ConditionalChange: options.OnlyIfDoesNotExist}))
		expect(t, nothing)(add(2, options.ZAddOptions{ConditionalChange: options.OnlyIfDoesNotExist}))
		expect(t, models.Present(1.5))(add(-0.5, options.ZAddOptions{UpdateOptions: options.ScoreLessThanCurrent}))
		expect(t, nothing)(add(1, options.ZAddOptions{UpdateOptions: options.ScoreLessThanCurrent}))
		expect(t, models.Present(2.5))(add(1, options.ZAddOptions{UpdateOptions: options.ScoreGreaterThanCurrent, Changed: true}))
	})
}

func TestSortedSetPopsFromEitherEnd(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c", "d", "e", "f", "g")
		all := scored("a", "b", "c", "d", "e", "f", "g")
		popped := func(members ...models.MemberAndScore) models.Result[models.KeyWithArrayOfMembersAndScores] {
			return models.Present(models.KeyWithArrayOfMembersAndScores{Key: "set", MembersAndScores: members})
		}
		keys, one, two := []string{"set"}, options.ZMPopOptions{Count: 1}, options.ZMPopOptions{Count: 2}
		expect(t, popped(all[6]))(f.ZMPop(ctx, keys, options.HighestScore))
		expect(t, popped(all[0], all[1]))(f.ZMPopWithOptions(ctx, keys, options.LowestScore, two))
		expect(t, popped(all[5]))(f.BZMPopWithOptions(ctx, keys, options.HighestScore, time.Second, one))
		expect(t, popped(all[2]))(f.BZMPopWithOptions(ctx, keys, options.LowestScore, time.Second, one))
		expect(t, popped(all[4]))(f.BZMPop(ctx, keys, options.HighestScore, time.Second))
	})
}
