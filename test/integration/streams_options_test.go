package integration

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestStreamBounds(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addEntries(t, ctx, f, "stream", "a", "b", "c", "d")
		all := []models.StreamEntry{entry("1-0", "a"), entry("2-0", "b"), entry("3-0", "c"), entry("4-0", "d")}
		from2, after2 := options.InclusiveID{ID: "2"}, options.ExclusiveID{ID: "2-0"}
		two := options.XRangeOptions{Count: new(int64(2))}
		for _, step := range []struct {
			start, end options.StreamBound
			want       []models.StreamEntry
		}{
			{options.MinID{}, options.MaxID{}, all},
			{options.MinID{}, from2, all[:2]},
			{options.MinID{}, after2, all[:1]},
			{from2, options.MaxID{}, all[1:]},
			{after2, options.MaxID{}, all[2:]},
		} {
			expect(t, step.want)(f.XRange(ctx, "stream", step.start, step.end))
			expect(t, step.want[:min(2, len(step.want))])(f.XRangeWithOptions(ctx, "stream", step.start, step.end, two))
			var reversed []models.StreamEntry
			for _, e := range step.want {
				reversed = append([]models.StreamEntry{e}, reversed...)
			}
			expect(t, reversed)(f.XRevRange(ctx, "stream", step.end, step.start))
			expect(t, reversed[:min(2, len(reversed))])(f.XRevRangeWithOptions(ctx, "stream", step.end, step.start, two))
		}
	})
}

func TestXPendingBounds(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addGroup(t, ctx, f, []string{"a", "b", "c"}, 3, "c")
		for _, step := range []struct {
			start, end options.StreamBound
			want       []string
		}{
			{options.MinID{}, options.MaxID{}, []string{"1-0", "2-0", "3-0"}},
			{options.MinID{}, options.ExclusiveID{ID: "3-0"}, []string{"1-0", "2-0"}},
			{options.InclusiveID{ID: "2"}, options.MaxID{}, []string{"2-0", "3-0"}},
		} {
			details, err := f.XPendingWithOptions(ctx, "stream", "group", options.XPendingOptions{Start: step.start, End: step.end, Count: 9})
			require.NoError(t, err)
			var got []string
			for _, detail := range details {
				got = append(got, detail.ID)
			}
			require.Equal(t, step.want, got)
		}
	})
}

func TestXClaimOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addGroup(t, ctx, f, []string{"a", "b", "c"}, 1, "c")
		expect(t, []models.StreamEntry{entry("1-0", "a")})(f.XClaimWithOptions(ctx, "stream", "group", "d", 0, []string{"1-0"},
			options.XClaimOptions{LastDelivery: options.DeliveredAt{Time: time.Now().Add(-time.Hour)}}))
		require.GreaterOrEqual(t, requirePending(t, ctx, f, "1-0", "d", 2).IdleTime, time.Hour)
		expect(t, []string{"1-0"})(f.XClaimJustIDWithOptions(ctx, "stream", "group", "c", 0, []string{"1-0"},
			options.XClaimOptions{LastDelivery: options.DeliveredAgo{Duration: 2 * time.Hour}, RetryCount: integer(7)}))
		require.GreaterOrEqual(t, requirePending(t, ctx, f, "1-0", "c", 7).IdleTime, 2*time.Hour)

		expect(t, []models.StreamEntry{})(f.XClaimWithOptions(ctx, "stream", "group", "c", 0, []string{"3-0"}, options.XClaimOptions{}))
		expect(t, []models.StreamEntry{entry("3-0", "c")})(f.XClaimWithOptions(ctx, "stream", "group", "c", 0, []string{"3-0"},
			options.XClaimOptions{Force: true, LastID: "3-0"}))
		groups, err := f.XInfoGroups(ctx, "stream")
		require.NoError(t, err)
		require.Equal(t, "3-0", groups[0].LastDeliveredID)
	})
}

func TestTrimmingHasALimit(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.server.Command(ctx, "CONFIG", "SET", "stream-node-max-entries", "2")
		require.NoError(t, err)
		defer func() {
			_, err := f.server.Command(context.WithoutCancel(ctx), "CONFIG", "SET", "stream-node-max-entries", "100")
			require.NoError(t, err)
		}()
		addEntries(t, ctx, f, "stream", "a", "b", "c", "d", "e", "f")
		expect(t, int64(2))(f.XTrim(ctx, "stream", options.TrimByMaxLen{MaxLen: 1, Approximate: true, Limit: new(int64(3))}))
		expect(t, int64(2))(f.XTrim(ctx, "stream", options.TrimByMinID{MinID: "6", Approximate: true, Limit: new(int64(3))}))
		expect(t, int64(2))(f.XLen(ctx, "stream"))
	})
}
