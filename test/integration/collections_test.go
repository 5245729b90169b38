package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

func TestHashes(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		all, err := f.HGetAll(ctx, "hash")
		require.NoError(t, err)
		require.Empty(t, all)

		n, err := f.HSet(ctx, "hash", []models.FieldValue{{Field: "a", Value: "1"}, {Field: "b", Value: ""}})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		n, err = f.HSet(ctx, "hash", []models.FieldValue{{Field: "a", Value: "3"}})
		require.NoError(t, err)
		require.EqualValues(t, 0, n, "a field that was there is not counted")

		got, err := f.HGet(ctx, "hash", "a")
		require.NoError(t, err)
		require.Equal(t, present("3"), got)
		got, err = f.HGet(ctx, "hash", "missing")
		require.NoError(t, err)
		require.Equal(t, absent(), got)
		all, err = f.HGetAll(ctx, "hash")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"a": "3", "b": ""}, all)
	})
}

func TestLists(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.LPush(ctx, "list", []string{"b", "a"})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		n, err = f.RPush(ctx, "list", []string{"c", ""})
		require.NoError(t, err)
		require.EqualValues(t, 4, n)
		for _, step := range []struct {
			start, end int64
			want       []string
		}{
			{0, -1, []string{"a", "b", "c", ""}},
			{1, 2, []string{"b", "c"}},
			{-2, -1, []string{"c", ""}},
			{7, 9, []string{}},
		} {
			got, err := f.LRange(ctx, "list", step.start, step.end)
			require.NoError(t, err)
			require.Equal(t, step.want, got)
		}
	})
}

func TestSets(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		members, err := f.SMembers(ctx, "set")
		require.NoError(t, err)
		require.Empty(t, members)
		n, err := f.SAdd(ctx, "set", []string{"a", "b", "a"})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		members, err = f.SMembers(ctx, "set")
		require.NoError(t, err)
		require.Equal(t, map[string]struct{}{"a": {}, "b": {}}, members)
	})
}

func TestCommandsWithoutArgumentsAreTheServersToJudge(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.Del(ctx, nil)
		require.Error(t, err)
		require.NotEqual(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		_, err = f.Ping(ctx)
		require.NoError(t, err, "the connection is still good")
	})
}
