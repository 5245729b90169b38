package integration

//lint:file-ignore SA1019 The older commands are tested too.

import (
	"context"
	"testing"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestOlderSortedSetRanges(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addScored(t, ctx, f, "set", "a", "b", "c", "d")
		all := scored("a", "b", "c", "d")
		middle := options.ZRangeLimitOptions{Limit: &options.Limit{Offset: 1, Count: 1}}
		expect(t, []string{"d", "c"})(f.ZRevRange(ctx, "set", 0, 1))
		expect(t, []models.MemberAndScore{all[1], all[0]})(f.ZRevRangeWithScores(ctx, "set", -2, -1))
		expect(t, []string{"b", "c"})(f.ZRangeByScore(ctx, "set", above(1), from(3)))
		expect(t, []string{"b"})(f.ZRangeByScoreWithOptions(ctx, "set", nil, nil, middle))
		expect(t, all[2:])(f.ZRangeByScoreWithScores(ctx, "set", from(3), nil, options.ZRangeLimitOptions{}))
		expect(t, all[1:2])(f.ZRangeByScoreWithScores(ctx, "set", nil, from(3), middle))
		expect(t, []string{"c", "b"})(f.ZRevRangeByScore(ctx, "set", from(3), above(1)))
		expect(t, []string{"c"})(f.ZRevRangeByScoreWithOptions(ctx, "set", nil, nil, middle))
		expect(t, []models.MemberAndScore{all[3], all[2]})(
			f.ZRevRangeByScoreWithScores(ctx, "set", nil, above(2), options.ZRangeLimitOptions{}))

		b, d := options.InclusiveLex{Value: "b"}, options.ExclusiveLex{Value: "d"}
		expect(t, int64(4))(f.ZAdd(ctx, "lex", []models.MemberAndScore{{Member: "a"}, {Member: "b"}, {Member: "c"}, {Member: "d"}}))
		expect(t, []string{"b", "c"})(f.ZRangeByLex(ctx, "lex", b, d))
		expect(t, []string{"b"})(f.ZRangeByLexWithOptions(ctx, "lex", nil, nil, middle))
		expect(t, []string{"c", "b"})(f.ZRevRangeByLex(ctx, "lex", d, b))
		expect(t, []string{"c"})(f.ZRevRangeByLexWithOptions(ctx, "lex", nil, nil, middle))
	})
}
