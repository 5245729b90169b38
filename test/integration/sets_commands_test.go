package integration

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

func setOf(members ...string) map[string]struct{} {
	set := map[string]struct{}{}
	for _, member := range members {
		set[member] = struct{}{}
	}
	return set
}

// addMembers adds members to a set.
func addMembers(t *testing.T, ctx context.Context, f fixture, key string, members ...string) {
	t.Helper()
	_, err := f.SAdd(ctx, key, members)
	require.NoError(t, err)
}

func requireSet(t *testing.T, ctx context.Context, f fixture, key string, want ...string) {
	t.Helper()
	got, err := f.SMembers(ctx, key)
	require.NoError(t, err)
	require.Equal(t, setOf(want...), got)
}

func TestSetMembership(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.SCard(ctx, "set")
		require.NoError(t, err)
		require.Zero(t, n)
		addMembers(t, ctx, f, "set", "a", "b", "c")
		n, err = f.SCard(ctx, "set")
		require.NoError(t, err)
		require.EqualValues(t, 3, n)

		is, err := f.SIsMember(ctx, "set", "a")
		require.NoError(t, err)
		require.True(t, is)
		is, err = f.SIsMember(ctx, "set", "z")
		require.NoError(t, err)
		require.False(t, is)
		are, err := f.SMIsMember(ctx, "set", []string{"z", "b"})
		require.NoError(t, err)
		require.Equal(t, []bool{false, true}, are)
		are, err = f.SMIsMember(ctx, "missing", []string{"a", "b"})
		require.NoError(t, err)
		require.Equal(t, []bool{false, false}, are)

		moved, err := f.SMove(ctx, "set", "other", "a")
		require.NoError(t, err)
		require.True(t, moved)
		moved, err = f.SMove(ctx, "set", "other", "a")
		require.NoError(t, err)
		require.False(t, moved)
		requireSet(t, ctx, f, "other", "a")
		n, err = f.SRem(ctx, "set", []string{"a", "b"})
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		requireSet(t, ctx, f, "set", "c")

		_, err = f.Set(ctx, "text", "x")
		require.NoError(t, err)
		expectError[[]bool](t, "WRONGTYPE")(f.SMIsMember(ctx, "text", []string{"a"}))
	})
}

func TestRandomMembers(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		one, err := f.SRandMember(ctx, "set")
		require.NoError(t, err)
		require.Equal(t, absent(), one)
		one, err = f.SPop(ctx, "set")
		require.NoError(t, err)
		require.Equal(t, absent(), one)
		some, err := f.SRandMemberCount(ctx, "set", -2)
		require.NoError(t, err)
		require.Empty(t, some)
		taken, err := f.SPopCount(ctx, "set", 2)
		require.NoError(t, err)
		require.Empty(t, taken)

		addMembers(t, ctx, f, "set", "a", "b", "c")
		one, err = f.SRandMember(ctx, "set")
		require.NoError(t, err)
		require.Contains(t, setOf("a", "b", "c"), one.Value())
		some, err = f.SRandMemberCount(ctx, "set", 5)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"a", "b", "c"}, some)
		some, err = f.SRandMemberCount(ctx, "set", -5)
		require.NoError(t, err)
		require.Len(t, some, 5)
		require.Subset(t, []string{"a", "b", "c"}, some)

		one, err = f.SPop(ctx, "set")
		require.NoError(t, err)
		taken, err = f.SPopCount(ctx, "set", 5)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"a", "b", "c"}, append(slices.Collect(maps.Keys(taken)), one.Value()))
	})
}

func TestSetCombinations(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addMembers(t, ctx, f, "a", "1", "2", "3", "4")
		addMembers(t, ctx, f, "b", "3", "4", "5")
		keys := []string{"a", "b"}
		for _, step := range []struct {
			name    string
			combine func(ctx context.Context, keys []string) (map[string]struct{}, error)
			store   func(ctx context.Context, destination string, keys []string) (int64, error)
			want    []string
		}{
			{"intersection", f.SInter, f.SInterStore, []string{"3", "4"}},
			{"union", f.SUnion, f.SUnionStore, []string{"1", "2", "3", "4", "5"}},
			{"difference", f.SDiff, f.SDiffStore, []string{"1", "2"}},
		} {
			got, err := step.combine(ctx, keys)
			require.NoError(t, err)
			require.Equal(t, setOf(step.want...), got, step.name)
			n, err := step.store(ctx, "result", keys)
			require.NoError(t, err)
			require.EqualValues(t, len(step.want), n, step.name)
			requireSet(t, ctx, f, "result", step.want...)
			got, err = step.combine(ctx, []string{"missing"})
			require.NoError(t, err)
			require.Empty(t, got, step.name)
		}
		n, err := f.SInterStore(ctx, "result", []string{"a", "missing"})
		require.NoError(t, err)
		require.Zero(t, n)
		exist, err := f.Exists(ctx, []string{"result"})
		require.NoError(t, err)
		require.Zero(t, exist, "an empty result deletes the key")

		n, err = f.SInterCard(ctx, keys)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		n, err = f.SInterCardLimit(ctx, keys, 1)
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		n, err = f.SInterCardLimit(ctx, keys, 0)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
	})
}

func TestSScan(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		step, err := f.SScan(ctx, "missing", "0")
		require.NoError(t, err)
		require.True(t, step.IsFinished())
		require.Empty(t, step.Elements)

		want := map[string]struct{}{}
		for i := range 1000 {
			want["member:"+strconv.Itoa(i)] = struct{}{}
		}
		addMembers(t, ctx, f, "set", slices.Collect(maps.Keys(want))...)
		seen, steps := map[string]struct{}{}, 0
		for cursor := "0"; ; steps++ {
			step, err := f.SScan(ctx, "set", cursor)
			require.NoError(t, err)
			for _, member := range step.Elements {
				seen[member] = struct{}{}
			}
			if cursor = step.Cursor; step.IsFinished() {
				break
			}
		}
		require.Equal(t, want, seen)
		require.Positive(t, steps, "one step does not do for a large set")

		step, err = f.SScanWithOptions(ctx, "set", "0", options.SScanOptions{Match: new("*:99?"), Count: 100000})
		require.NoError(t, err)
		require.True(t, step.IsFinished())
		require.Len(t, step.Elements, 10)
	})
}
