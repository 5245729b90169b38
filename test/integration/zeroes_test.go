package integration

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// What is zero or empty says something to servers, and is another thing than nothing.
func TestZeroAndEmptyAreSaid(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		fill := func(key string) {
			_, err := f.CustomCommand(ctx, []string{"EVAL", "for i = 1, 20000 do redis.call('XADD', KEYS[1], i .. '-0', 'f', 'v') end", "1", key})
			require.NoError(t, err)
		}
		fill("stream")
		bounded, err := f.XTrim(ctx, "stream", options.TrimByMaxLen{Approximate: true})
		require.NoError(t, err)
		require.EqualValues(t, 10000, bounded, "the server's limit is 100 times what a node holds")
		rest, err := f.XTrim(ctx, "stream", options.TrimByMaxLen{Approximate: true, Limit: new(int64(0))})
		require.NoError(t, err)
		require.EqualValues(t, 10000, rest)
		fill("stream2")
		all, err := f.XTrim(ctx, "stream2", options.TrimByMaxLen{Approximate: true, Limit: new(int64(0))})
		require.NoError(t, err)
		require.EqualValues(t, 20000, all, "0 is no limit")

		fill("stream3")
		none, err := f.XRangeWithOptions(ctx, "stream3", nil, nil, options.XRangeOptions{Count: new(int64(0))})
		require.NoError(t, err)
		require.Empty(t, none)
		expect(t, "OK")(f.XGroupCreate(ctx, "stream3", "group", "0"))
		_, err = f.XReadGroupWithOptions(ctx, "group", "", []models.KeyAndID{{Key: "stream3", ID: ">"}}, options.XReadGroupOptions{Count: 1})
		require.NoError(t, err)
		_, err = f.XReadGroupWithOptions(ctx, "group", "other", []models.KeyAndID{{Key: "stream3", ID: ">"}}, options.XReadGroupOptions{Count: 1})
		require.NoError(t, err)
		pending, err := f.XPendingWithOptions(ctx, "stream3", "group", options.XPendingOptions{Count: 10, ConsumerName: new("")})
		require.NoError(t, err)
		require.Len(t, pending, 1, "of the consumer without a name")

		_, err = f.ZAdd(ctx, "zset", []models.MemberAndScore{{Member: "a"}, {Member: ""}})
		require.NoError(t, err)
		expect(t, []models.MemberAndScore{})(f.ZPopMinWithOptions(ctx, "zset", options.ZPopOptions{Count: new(int64(0))}))
		scan, err := f.ZScanWithOptions(ctx, "zset", "0", options.ZScanOptions{Match: new("")})
		require.NoError(t, err)
		require.Equal(t, []models.MemberAndScore{{Member: ""}}, scan.Members)
		expect(t, "")(f.PingWithOptions(ctx, options.PingOptions{Message: new("")}))

		_, err = f.SetWithOptions(ctx, "key", "x", options.SetOptions{Condition: options.OnlyIfEquals})
		require.ErrorAs(t, err, new(*failure.ConfigurationError))
		if f.server.Version.AtLeast("8.1") {
			expect(t, "OK")(f.Set(ctx, "key", ""))
			expect(t, present("OK"))(f.SetWithOptions(ctx, "key", "x", options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: new("")}))
			expect(t, absent())(f.SetWithOptions(ctx, "key", "y", options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: new("")}))
		}
	})
}

// What servers take is no matter for the client to refuse.
func TestWhatServersTakeIsTaken(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.RPush(ctx, "list", []string{"3", "1", "2"})
		require.NoError(t, err)
		first := &options.Limit{Offset: -1, Count: 2}
		expect(t, []models.Result[string]{present("1"), present("2")})(f.SortWithOptions(ctx, "list", options.SortOptions{Limit: first}))
		expect(t, []models.Result[string]{present("1"), present("2")})(f.SortReadOnlyWithOptions(ctx, "list", options.SortOptions{Limit: first}))
		_, err = f.ZAdd(ctx, "zset", []models.MemberAndScore{{Member: "a"}})
		require.NoError(t, err)
		expect(t, []string{})(f.ZRange(ctx, "zset", options.RangeByScore{Limit: first}))
		expect(t, []models.Result[int64]{})(f.BitField(ctx, "bits", nil))
		expect(t, []models.Result[int64]{})(f.BitFieldReadOnly(ctx, "bits", nil))
		expect(t, []models.Result[string]{})(f.GeoHash(ctx, "geo", nil))
		expect(t, []models.Result[models.GeospatialData]{})(f.GeoPos(ctx, "geo", nil))
		expect(t, "NOKEY")(f.Migrate(ctx, "127.0.0.1", 1, []string{"none"}, 0, 0))

		// All of an amount's digits are there as text.
		expect(t, any("0.1"))(f.CustomCommand(ctx, []string{"INCRBYFLOAT", "amount", "0.1"}))
		expect(t, any("3.00000000000000003"))(f.CustomCommand(ctx, []string{"HINCRBYFLOAT", "hash", "amount", "3.00000000000000003"}))
		expect(t, 3.0)(f.HIncrByFloat(ctx, "hash", "amount", 0))

		expect(t, "OK")(f.Set(ctx, "short", "lived"))
		expect(t, true)(f.Expire(ctx, "short", 100*time.Millisecond))
		left, err := f.PTTL(ctx, "short")
		require.NoError(t, err)
		require.Greater(t, left, int64(500), "rounded up to a second")

		// A path and names with what separates them elsewhere.
		name := `a\b:c=d"e`
		expect(t, "OK")(f.ClientSetName(ctx, name))
		info, err := f.ClientInfo(ctx)
		require.NoError(t, err)
		require.Equal(t, name, info.Name)
		_, err = f.CustomCommand(ctx, []string{"EVAL", fmt.Sprintf("return redis.error_reply(%q)", "MY:CODE of mine"), "0"})
		require.Error(t, err)
		text, err := f.InfoWithOptions(ctx, options.InfoOptions{Sections: []options.InfoSection{options.Errorstats}})
		require.NoError(t, err)
		_, found := models.ParseInfo(text).Get("Errorstats", "errorstat_MY_CODE")
		require.True(t, found, text)
	})
}
