package integration

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// entry returns an entry with one field.
func entry(id, value string) models.StreamEntry {
	return models.StreamEntry{ID: id, Fields: []models.FieldValue{{Field: "f", Value: value}}}
}

// addEntries adds entries with the IDs 1-0, 2-0 and so on.
func addEntries(t *testing.T, ctx context.Context, f fixture, key string, values ...string) {
	t.Helper()
	for i, value := range values {
		id := string(rune('1'+i)) + "-0"
		got, err := f.XAddWithOptions(ctx, key, entry("", value).Fields, options.XAddOptions{ID: id})
		require.NoError(t, err)
		require.Equal(t, present(id), got)
	}
}

func TestXAdd(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		id, err := f.XAdd(ctx, "stream", []models.FieldValue{{Field: "b", Value: "1"}, {Field: "a", Value: ""}, {Field: "b", Value: "2"}})
		require.NoError(t, err)
		require.Regexp(t, `^\d+-\d+$`, id)
		entries, err := f.XRange(ctx, "stream", options.MinID{}, options.MaxID{})
		require.NoError(t, err)
		require.Equal(t, []models.StreamEntry{{
			ID: id, Fields: []models.FieldValue{{Field: "b", Value: "1"}, {Field: "a", Value: ""}, {Field: "b", Value: "2"}},
		}}, entries, "fields keep their order and their repetitions")

		got, err := f.XAddWithOptions(ctx, "missing", entry("", "v").Fields, options.XAddOptions{NoMakeStream: true})
		require.NoError(t, err)
		require.Equal(t, absent(), got)
		_, err = f.XAddWithOptions(ctx, "stream", entry("", "v").Fields, options.XAddOptions{ID: "1-0"})
		require.ErrorContains(t, err, "equal or smaller")
	})
}

func TestXAddTrims(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for name, step := range map[string]struct {
			trim options.StreamTrim
			want int64
		}{
			"length":             {options.TrimByMaxLen{MaxLen: 2}, 2},
			"length, about":      {options.TrimByMaxLen{MaxLen: 2, Approximate: true}, 5},
			"length, limited":    {options.TrimByMaxLen{MaxLen: 2, Approximate: true, Limit: new(int64(1))}, 5},
			"lowest ID":          {options.TrimByMinID{MinID: "3-0"}, 3},
			"lowest ID, about":   {options.TrimByMinID{MinID: "3-0", Approximate: true}, 5},
			"lowest ID, limited": {options.TrimByMinID{MinID: "3-0", Approximate: true, Limit: new(int64(1))}, 5},
		} {
			_, err := f.Del(ctx, []string{"stream"})
			require.NoError(t, err)
			addEntries(t, ctx, f, "stream", "a", "b", "c", "d")
			_, err = f.XAddWithOptions(ctx, "stream", entry("", "e").Fields, options.XAddOptions{Trim: step.trim})
			require.NoError(t, err, name)
			n, err := f.XLen(ctx, "stream")
			require.NoError(t, err)
			require.Equal(t, step.want, n, name)
		}
		_, err := f.XAddWithOptions(ctx, "stream", nil, options.XAddOptions{Trim: options.TrimByMaxLen{Limit: new(int64(1))}})
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, err, &configuration)
	})
}

func TestXRange(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addEntries(t, ctx, f, "stream", "a", "b", "c")
		for _, step := range []struct {
			start, end options.StreamBound
			o          options.XRangeOptions
			want       []models.StreamEntry
		}{
			{options.MinID{}, options.MaxID{}, options.XRangeOptions{Count: new(int64(2))}, []models.StreamEntry{entry("1-0", "a"), entry("2-0", "b")}},
			{options.InclusiveID{ID: "2"}, options.MaxID{}, options.XRangeOptions{}, []models.StreamEntry{entry("2-0", "b"), entry("3-0", "c")}},
			{options.ExclusiveID{ID: "1-0"}, options.ExclusiveID{ID: "3-0"}, options.XRangeOptions{}, []models.StreamEntry{entry("2-0", "b")}},
			{options.InclusiveID{ID: "4"}, options.MaxID{}, options.XRangeOptions{}, []models.StreamEntry{}},
		} {
			got, err := f.XRangeWithOptions(ctx, "stream", step.start, step.end, step.o)
			require.NoError(t, err)
			require.Equal(t, step.want, got)
		}
	})
}

func TestXRead(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addEntries(t, ctx, f, "a", "1", "2", "3")
		addEntries(t, ctx, f, "b", "4")
		got, err := f.XRead(ctx, []models.KeyAndID{{Key: "b", ID: "0"}, {Key: "a", ID: "2-0"}})
		require.NoError(t, err)
		require.Equal(t, []models.StreamResponse{
			{Key: "b", Entries: []models.StreamEntry{entry("1-0", "4")}},
			{Key: "a", Entries: []models.StreamEntry{entry("3-0", "3")}},
		}, got, "streams come in the order in which they were asked for")
		got, err = f.XReadWithOptions(ctx, []models.KeyAndID{{Key: "a", ID: "0"}}, options.XReadOptions{Count: 1})
		require.NoError(t, err)
		require.Equal(t, []models.StreamResponse{{Key: "a", Entries: []models.StreamEntry{entry("1-0", "1")}}}, got)
		got, err = f.XRead(ctx, []models.KeyAndID{{Key: "a", ID: "3-0"}})
		require.NoError(t, err)
		require.Empty(t, got)
		short := 20 * time.Millisecond
		got, err = f.XReadWithOptions(ctx, []models.KeyAndID{{Key: "a", ID: "$"}}, options.XReadOptions{Block: &short})
		require.NoError(t, err)
		require.Empty(t, got, "nothing came in time")
	})
}
