package integration

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// collect runs an iteration to its end and requires it not to fail.
func collect[T any](t *testing.T, sequence iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for element, err := range sequence {
		require.NoError(t, err)
		all = append(all, element)
	}
	return all
}

func TestScansIterateOverEverything(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const many = 1000 // more than one step returns, and than is stored compactly
		var fields []models.FieldValue
		var members []models.MemberAndScore
		var pairs []models.KeyValue
		names := make([]string, many)
		for i := range many {
			names[i] = fmt.Sprintf("name:%03d", i)
			fields = append(fields, models.FieldValue{Field: names[i], Value: strconv.Itoa(i)})
			members = append(members, models.MemberAndScore{Member: names[i], Score: float64(i)})
			pairs = append(pairs, models.KeyValue{Key: names[i], Value: "x"})
		}
		expect(t, "OK")(f.MSet(ctx, pairs))
		keys := collect(t, f.ScanAll(ctx, options.ScanOptions{Match: new("name:*")}))
		slices.Sort(keys)
		require.Equal(t, names, slices.Compact(keys))

		expect(t, int64(many))(f.HSet(ctx, "hash", fields))
		gotFields := collect(t, f.HScanAll(ctx, "hash", options.HScanOptions{Count: 100}))
		slices.SortFunc(gotFields, func(a, b models.FieldValue) int { return strings.Compare(a.Field, b.Field) })
		require.Equal(t, fields, slices.Compact(gotFields))

		expect(t, int64(many))(f.SAdd(ctx, "set", names))
		elements := collect(t, f.SScanAll(ctx, "set", options.SScanOptions{}))
		slices.Sort(elements)
		require.Equal(t, names, slices.Compact(elements))

		expect(t, int64(many))(f.ZAdd(ctx, "zset", members))
		gotMembers := collect(t, f.ZScanAll(ctx, "zset", options.ZScanOptions{}))
		slices.SortFunc(gotMembers, func(a, b models.MemberAndScore) int { return strings.Compare(a.Member, b.Member) })
		require.Equal(t, members, slices.Compact(gotMembers))

		require.Empty(t, collect(t, f.SScanAll(ctx, "no such key", options.SScanOptions{})))
	})
}

func TestIterationsEndWhenTheyAreLeftOrFail(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, int64(3))(f.SAdd(ctx, "set", []string{"a", "b", "c"}))
		for _, err := range f.SScanAll(ctx, "set", options.SScanOptions{}) {
			require.NoError(t, err)
			break
		}

		steps := 0
		for _, err := range f.HScanAll(ctx, "set", options.HScanOptions{}) {
			require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
			steps++
		}
		require.Equal(t, 1, steps, "the error comes once and last")

		canceled, cancel := context.WithCancel(ctx)
		cancel()
		for _, err := range f.ScanAll(canceled, options.ScanOptions{}) {
			require.ErrorIs(t, err, context.Canceled)
		}
	})
}

func TestStreamsAreReadToTheEndAndOn(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		add := func(key, value string) {
			_, err := f.XAdd(ctx, key, []models.FieldValue{{Field: "n", Value: value}})
			require.NoError(t, err)
		}
		for i := range 5 {
			add("one", strconv.Itoa(i))
		}
		add("two", "0")
		both := []models.KeyAndID{{Key: "one", ID: "0"}, {Key: "two", ID: "0"}}
		var values []string
		for _, entry := range collect(t, f.XReadAll(ctx, both, options.XReadOptions{Count: 2})) {
			values = append(values, entry.Key+entry.Entry.Fields[0].Value)
		}
		slices.Sort(values)
		require.Equal(t, []string{"one0", "one1", "one2", "one3", "one4", "two0"}, values)

		// From now on, and until it is left: each entry is added once the last was seen.
		block := 50 * time.Millisecond
		waiting, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		next, stop := iter.Pull2(f.XReadAll(waiting, []models.KeyAndID{{Key: "one", ID: "$"}, {Key: "new", ID: "$"}}, options.XReadOptions{Block: &block}))
		defer stop()
		got := make(chan models.KeyAndEntry)
		go func() {
			defer close(got)
			for range 3 {
				entry, err, ok := next()
				if err != nil || !ok {
					return
				}
				got <- entry
			}
		}()
		require.Eventually(t, func() bool {
			return infoField(t, f.server, "clients", "blocked_clients") == "1"
		}, patience, time.Millisecond)
		for i, key := range []string{"one", "new", "new"} {
			add(key, strconv.Itoa(10+i))
			entry, ok := <-got
			require.True(t, ok)
			require.Equal(t, key, entry.Key)
			require.Equal(t, strconv.Itoa(10+i), entry.Entry.Fields[0].Value)
		}

		canceled, cancelNow := context.WithCancel(ctx)
		cancelNow()
		var failed error
		for _, err := range f.XReadAll(canceled, both, options.XReadOptions{}) {
			failed = errors.Join(failed, err)
		}
		require.ErrorIs(t, failed, context.Canceled)
	})
}
