package integration

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

//lint:file-ignore SA1019 The older commands are tested like all others.

// requireExpiry requires key to expire in about d, or not at all where d is 0.
func requireExpiry(t *testing.T, ctx context.Context, f fixture, key string, d time.Duration) {
	t.Helper()
	milliseconds, err := f.PTTL(ctx, key)
	require.NoError(t, err)
	if d == 0 {
		require.EqualValues(t, -1, milliseconds)
		return
	}
	require.InDelta(t, d.Milliseconds(), milliseconds, 60_000)
}

func TestGetEx(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, absent())(f.GetEx(ctx, "missing"))
		expect(t, absent())(f.GetExWithOptions(ctx, "missing", options.GetExOptions{Expiry: options.Persist{}}))
		expect(t, "OK")(f.Set(ctx, "key", "value"))
		for _, step := range []struct {
			expiry options.ExpiryChange
			want   time.Duration
		}{
			{options.ExpireIn{Duration: time.Hour}, time.Hour},
			{nil, time.Hour},
			{options.Persist{}, 0},
			{options.ExpireIn{Duration: 2*time.Hour + time.Millisecond}, 2 * time.Hour},
			{options.ExpireAt{Time: time.Now().Add(time.Hour).Truncate(time.Second)}, time.Hour},
			{options.ExpireAt{Time: time.Now().Add(3 * time.Hour)}, 3 * time.Hour},
		} {
			expect(t, present("value"))(f.GetExWithOptions(ctx, "key", options.GetExOptions{Expiry: step.expiry}))
			requireExpiry(t, ctx, f, "key", step.want)
		}
		expect(t, present("value"))(f.GetEx(ctx, "key"))
		requireExpiry(t, ctx, f, "key", 3*time.Hour)
		expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
		expectError[models.Result[string]](t, "WRONGTYPE")(f.GetEx(ctx, "list"))
	})
}

func TestMSetNX(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, true)(f.MSetNX(ctx, []models.KeyValue{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}))
		expect(t, false)(f.MSetNX(ctx, []models.KeyValue{{Key: "c", Value: "3"}, {Key: "b", Value: "4"}}))
		expect(t, []models.Result[string]{present("1"), present("2"), absent()})(f.MGet(ctx, []string{"a", "b", "c"}))
	})
}

func TestMSetEx(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.1", "MSETEX")
		pairs := []models.KeyValue{{Key: "a", Value: "1"}, {Key: "b", Value: ""}}
		expect(t, false)(f.MSetEx(ctx, pairs, options.MSetExOptions{Condition: options.OnlyIfExists}))
		expect(t, true)(f.MSetEx(ctx, pairs, options.MSetExOptions{
			Condition: options.OnlyIfDoesNotExist, Expiry: options.ExpireIn{Duration: time.Hour},
		}))
		expect(t, false)(f.MSetEx(ctx, pairs, options.MSetExOptions{Condition: options.OnlyIfDoesNotExist}))
		for _, step := range []struct {
			expiry options.Expiry
			want   time.Duration
		}{
			{options.KeepTTL{}, time.Hour},
			{nil, 0},
			{options.ExpireIn{Duration: 2*time.Hour + time.Millisecond}, 2 * time.Hour},
			{options.ExpireAt{Time: time.Now().Add(time.Hour).Truncate(time.Second)}, time.Hour},
			{options.ExpireAt{Time: time.Now().Add(3 * time.Hour)}, 3 * time.Hour},
		} {
			expect(t, true)(f.MSetEx(ctx, pairs, options.MSetExOptions{Condition: options.OnlyIfExists, Expiry: step.expiry}))
			requireExpiry(t, ctx, f, "a", step.want)
			requireExpiry(t, ctx, f, "b", step.want)
		}
		expect(t, []models.Result[string]{present("1"), present("")})(f.MGet(ctx, []string{"a", "b"}))
	})
}

func TestDelIfEq(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.0", "DELIFEQ")
		expect(t, false)(f.DelIfEq(ctx, "key", "mine"))
		expect(t, "OK")(f.Set(ctx, "key", "mine"))
		expect(t, false)(f.DelIfEq(ctx, "key", "theirs"))
		expect(t, true)(f.DelIfEq(ctx, "key", "mine"))
		expect(t, int64(0))(f.Exists(ctx, []string{"key"}))
		expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
		expectError[bool](t, "WRONGTYPE")(f.DelIfEq(ctx, "list", "element"))
	})
}

func TestDecrements(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, int64(-1))(f.Decr(ctx, "n"))
		expect(t, int64(-43))(f.DecrBy(ctx, "n", 42))
		expect(t, int64(math.MinInt64+1))(f.DecrBy(ctx, "m", math.MaxInt64))
		expectError[int64](t, "ERR")(f.DecrBy(ctx, "n", math.MinInt64))
		expectError[int64](t, "ERR")(f.DecrBy(ctx, "n", math.MaxInt64))
	})
}

func TestPartsOfStrings(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, int64(0))(f.Strlen(ctx, "key"))
		expect(t, "")(f.GetRange(ctx, "key", 0, -1))
		expect(t, int64(5))(f.Append(ctx, "key", "hello"))
		expect(t, int64(7))(f.Append(ctx, "key", "\x00\xff"))
		expect(t, int64(7))(f.Strlen(ctx, "key"))
		expect(t, "ell")(f.GetRange(ctx, "key", 1, 3))
		expect(t, "o\x00\xff")(f.GetRange(ctx, "key", -3, -1))
		expect(t, "")(f.GetRange(ctx, "key", 5, 3))
		expect(t, "lo")(f.Substr(ctx, "key", 3, 4))
		expect(t, int64(7))(f.SetRange(ctx, "key", 1, "E"))
		expect(t, int64(9))(f.SetRange(ctx, "key", 8, "!"))
		expect(t, present("hEllo\x00\xff\x00!"))(f.Get(ctx, "key"))
		expectError[int64](t, "ERR")(f.SetRange(ctx, "key", -1, "x"))
		expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
		expectError[int64](t, "WRONGTYPE")(f.Strlen(ctx, "list"))
		expectError[int64](t, "WRONGTYPE")(f.Append(ctx, "list", "x"))
		expectError[string](t, "WRONGTYPE")(f.GetRange(ctx, "list", 0, 1))
	})
}

func TestLongestCommonSequence(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.MSet(ctx, []models.KeyValue{{Key: "a", Value: "ohmytext"}, {Key: "b", Value: "mynewtext"}}))
		expect(t, "mytext")(f.LCS(ctx, "a", "b"))
		expect(t, "")(f.LCS(ctx, "a", "missing"))
		expect(t, int64(6))(f.LCSLen(ctx, "a", "b"))
		part := func(start1, end1, start2, end2, length int64) models.LCSMatchedPosition {
			return models.LCSMatchedPosition{
				Key1: models.LCSPosition{Start: start1, End: end1}, Key2: models.LCSPosition{Start: start2, End: end2}, MatchLen: length,
			}
		}
		for _, step := range []struct {
			o    options.LCSIdxOptions
			want []models.LCSMatchedPosition
		}{
			{options.LCSIdxOptions{}, []models.LCSMatchedPosition{part(4, 7, 5, 8, 0), part(2, 3, 0, 1, 0)}},
			{options.LCSIdxOptions{WithMatchLen: true}, []models.LCSMatchedPosition{part(4, 7, 5, 8, 4), part(2, 3, 0, 1, 2)}},
			{options.LCSIdxOptions{MinMatchLen: 4}, []models.LCSMatchedPosition{part(4, 7, 5, 8, 0)}},
			{options.LCSIdxOptions{MinMatchLen: 3, WithMatchLen: true}, []models.LCSMatchedPosition{part(4, 7, 5, 8, 4)}},
			{options.LCSIdxOptions{MinMatchLen: 5}, []models.LCSMatchedPosition{}},
		} {
			expect(t, models.LCSMatch{Matches: step.want, Len: 6})(f.LCSWithOptions(ctx, "a", "b", step.o))
		}
		expect(t, models.LCSMatch{Matches: []models.LCSMatchedPosition{}})(f.LCSWithOptions(ctx, "missing", "b", options.LCSIdxOptions{}))
		expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
		expectError[string](t, "ERR")(f.LCS(ctx, "a", "list"))
	})
}

func TestOlderStringCommands(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, absent())(f.GetSet(ctx, "key", "1"))
		expect(t, present("1"))(f.GetSet(ctx, "key", "2"))
		expect(t, false)(f.SetNX(ctx, "key", "3"))
		expect(t, true)(f.SetNX(ctx, "new", "3"))
		expect(t, "OK")(f.SetEx(ctx, "key", time.Hour, "4"))
		requireExpiry(t, ctx, f, "key", time.Hour)
		expect(t, "OK")(f.PSetEx(ctx, "key", 2*time.Hour+time.Millisecond, "5"))
		requireExpiry(t, ctx, f, "key", 2*time.Hour)
		expect(t, present("5"))(f.Get(ctx, "key"))
	})
}
