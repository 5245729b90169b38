package integration

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

var planets = []models.MemberAndScore{
	{Member: "mercury", Score: 0.39},
	{Member: "venus", Score: 0.72},
	{Member: "earth", Score: 1},
	{Member: "mars", Score: 1.5},
	{Member: "sun", Score: math.Inf(-1)},
	{Member: "beyond", Score: math.Inf(1)},
}

func TestZAddOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.ZAdd(ctx, "set", planets)
		require.NoError(t, err)
		require.EqualValues(t, 6, n)
		for _, step := range []struct {
			member string
			score  float64
			o      options.ZAddOptions
			want   int64
		}{
			{"earth", 2, options.ZAddOptions{}, 0},
			{"earth", 3, options.ZAddOptions{Changed: true}, 1},
			{"earth", 4, options.ZAddOptions{ConditionalChange: options.OnlyIfDoesNotExist, Changed: true}, 0},
			{"pluto", 39, options.ZAddOptions{ConditionalChange: options.OnlyIfExists, Changed: true}, 0},
			{"pluto", 39, options.ZAddOptions{ConditionalChange: options.OnlyIfDoesNotExist}, 1},
			{"earth", 4, options.ZAddOptions{UpdateOptions: options.ScoreLessThanCurrent, Changed: true}, 0},
			{"earth", 4, options.ZAddOptions{UpdateOptions: options.ScoreGreaterThanCurrent, Changed: true}, 1},
			{"earth", 1, options.ZAddOptions{
				ConditionalChange: options.OnlyIfExists, UpdateOptions: options.ScoreLessThanCurrent, Changed: true,
			}, 1},
		} {
			n, err := f.ZAddWithOptions(ctx, "set", []models.MemberAndScore{{Member: step.member, Score: step.score}}, step.o)
			require.NoError(t, err)
			require.Equal(t, step.want, n, "%s %v %+v", step.member, step.score, step.o)
		}
		_, err = f.ZAddWithOptions(ctx, "set", planets, options.ZAddOptions{
			ConditionalChange: options.OnlyIfDoesNotExist, UpdateOptions: options.ScoreLessThanCurrent,
		})
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, err, &configuration)
	})
}

func TestZAddIncr(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		got, err := f.ZAddIncr(ctx, "set", "member", 1.25)
		require.NoError(t, err)
		require.Equal(t, models.Present(1.25), got)
		got, err = f.ZAddIncrWithOptions(ctx, "set", "member", -0.25, options.ZAddOptions{UpdateOptions: options.ScoreGreaterThanCurrent})
		require.NoError(t, err)
		require.Equal(t, models.Nil[float64](), got, "the condition did not hold")
		got, err = f.ZAddIncrWithOptions(ctx, "set", "member", math.Inf(1), options.ZAddOptions{ConditionalChange: options.OnlyIfExists})
		require.NoError(t, err)
		require.Equal(t, models.Present(math.Inf(1)), got)
	})
}

func TestZRangeByIndex(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.ZAdd(ctx, "set", planets)
		require.NoError(t, err)
		got, err := f.ZRange(ctx, "set", options.RangeByIndex{Start: 0, End: -1})
		require.NoError(t, err)
		require.Equal(t, []string{"sun", "mercury", "venus", "earth", "mars", "beyond"}, got)
		scored, err := f.ZRangeWithScores(ctx, "set", options.RangeByIndex{Start: 0, End: 1, Reverse: true})
		require.NoError(t, err)
		require.Equal(t, []models.MemberAndScore{{Member: "beyond", Score: math.Inf(1)}, {Member: "mars", Score: 1.5}}, scored)
		got, err = f.ZRange(ctx, "missing", options.RangeByIndex{Start: 0, End: -1})
		require.NoError(t, err)
		require.Empty(t, got)
	})
}

func TestZRangeByScore(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.ZAdd(ctx, "set", planets)
		require.NoError(t, err)
		for _, step := range []struct {
			query options.RangeByScore
			want  []string
		}{
			{options.RangeByScore{}, []string{"sun", "mercury", "venus", "earth", "mars", "beyond"}},
			{options.RangeByScore{Start: options.InclusiveScore{Score: 0.72}, End: options.ExclusiveScore{Score: 1.5}}, []string{"venus", "earth"}},
			{options.RangeByScore{Start: options.ExclusiveScore{Score: 1}, Reverse: true}, []string{"venus", "mercury", "sun"}},
			{options.RangeByScore{Start: options.InclusiveScore{Score: math.Inf(1)}, End: options.InclusiveScore{Score: 1}, Reverse: true}, []string{"beyond", "mars", "earth"}},
			{options.RangeByScore{Limit: &options.Limit{Offset: 1, Count: 2}}, []string{"mercury", "venus"}},
			{options.RangeByScore{Limit: &options.Limit{Offset: 4, Count: -1}}, []string{"mars", "beyond"}},
		} {
			got, err := f.ZRange(ctx, "set", step.query)
			require.NoError(t, err)
			require.Equal(t, step.want, got, "%+v", step.query)
		}
		scored, err := f.ZRangeWithScores(ctx, "set", options.RangeByScore{End: options.InclusiveScore{Score: 0.39}})
		require.NoError(t, err)
		require.Equal(t, []models.MemberAndScore{{Member: "sun", Score: math.Inf(-1)}, {Member: "mercury", Score: 0.39}}, scored)
	})
}

func TestZRangeByLex(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.ZAdd(ctx, "set", []models.MemberAndScore{{Member: "a"}, {Member: "b"}, {Member: "c"}, {Member: "d"}})
		require.NoError(t, err)
		for _, step := range []struct {
			query options.RangeByLex
			want  []string
		}{
			{options.RangeByLex{}, []string{"a", "b", "c", "d"}},
			{options.RangeByLex{Start: options.InclusiveLex{Value: "b"}, End: options.ExclusiveLex{Value: "d"}}, []string{"b", "c"}},
			{options.RangeByLex{Start: options.InclusiveLex{Value: "c"}, End: options.ExclusiveLex{Value: "a"}, Reverse: true}, []string{"c", "b"}},
			{options.RangeByLex{Reverse: true, Limit: &options.Limit{Offset: 1, Count: 1}}, []string{"c"}},
		} {
			got, err := f.ZRange(ctx, "set", step.query)
			require.NoError(t, err)
			require.Equal(t, step.want, got, "%+v", step.query)
		}
	})
}
