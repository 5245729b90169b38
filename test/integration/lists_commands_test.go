package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// fill appends elements to a list.
func fill(t *testing.T, ctx context.Context, f fixture, key string, elements ...string) {
	t.Helper()
	_, err := f.RPush(ctx, key, elements)
	require.NoError(t, err)
}

// requireList requires the elements of a list.
func requireList(t *testing.T, ctx context.Context, f fixture, key string, want ...string) {
	t.Helper()
	got, err := f.LRange(ctx, key, 0, -1)
	require.NoError(t, err)
	require.Equal(t, append([]string{}, want...), got)
}

func popped(key string, elements ...string) models.Result[models.KeyAndElements] {
	return models.Present(models.KeyAndElements{Key: key, Elements: elements})
}

func TestListPushesWhereTheListExists(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.LPushX(ctx, "list", []string{"a"})
		require.NoError(t, err)
		require.Zero(t, n)
		n, err = f.RPushX(ctx, "list", []string{"a"})
		require.NoError(t, err)
		require.Zero(t, n)
		fill(t, ctx, f, "list", "m")
		n, err = f.LPushX(ctx, "list", []string{"b", "a"})
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		n, err = f.RPushX(ctx, "list", []string{"y", "z"})
		require.NoError(t, err)
		require.EqualValues(t, 5, n)
		requireList(t, ctx, f, "list", "a", "b", "m", "y", "z")
	})
}

func TestListEdits(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.LInsert(ctx, "list", options.Before, "a", "x")
		require.NoError(t, err)
		require.Zero(t, n, "there is no list")
		fill(t, ctx, f, "list", "a", "b", "a", "c", "a")
		n, err = f.LInsert(ctx, "list", options.Before, "b", "x")
		require.NoError(t, err)
		require.EqualValues(t, 6, n)
		n, err = f.LInsert(ctx, "list", options.After, "c", "y")
		require.NoError(t, err)
		require.EqualValues(t, 7, n)
		n, err = f.LInsert(ctx, "list", options.After, "missing", "y")
		require.NoError(t, err)
		require.EqualValues(t, -1, n)
		requireList(t, ctx, f, "list", "a", "x", "b", "a", "c", "y", "a")

		length, err := f.LLen(ctx, "list")
		require.NoError(t, err)
		require.EqualValues(t, 7, length)
		at, err := f.LIndex(ctx, "list", -2)
		require.NoError(t, err)
		require.Equal(t, present("y"), at)
		at, err = f.LIndex(ctx, "list", 7)
		require.NoError(t, err)
		require.Equal(t, absent(), at)

		done, err := f.LSet(ctx, "list", 1, "z")
		require.NoError(t, err)
		require.Equal(t, "OK", done)
		_, err = f.LSet(ctx, "list", 7, "z")
		var server *failure.ServerError
		require.ErrorAs(t, err, &server)
		for _, step := range []struct {
			count, removed int64
			want           []string
		}{
			{1, 1, []string{"z", "b", "a", "c", "y", "a"}},
			{-1, 1, []string{"z", "b", "a", "c", "y"}},
			{0, 1, []string{"z", "b", "c", "y"}},
			{0, 0, []string{"z", "b", "c", "y"}},
		} {
			removed, err := f.LRem(ctx, "list", step.count, "a")
			require.NoError(t, err)
			require.Equal(t, step.removed, removed)
			requireList(t, ctx, f, "list", step.want...)
		}
		done, err = f.LTrim(ctx, "list", 1, -2)
		require.NoError(t, err)
		require.Equal(t, "OK", done)
		requireList(t, ctx, f, "list", "b", "c")
	})
}

func TestLPos(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		fill(t, ctx, f, "list", "a", "b", "a", "c", "a")
		at, err := f.LPos(ctx, "list", "a")
		require.NoError(t, err)
		require.Equal(t, models.Present(int64(0)), at)
		at, err = f.LPos(ctx, "list", "missing")
		require.NoError(t, err)
		require.True(t, at.IsNil())
		for _, step := range []struct {
			opts options.LPosOptions
			want models.Result[int64]
		}{
			{options.LPosOptions{}, models.Present(int64(0))},
			{options.LPosOptions{Rank: 2}, models.Present(int64(2))},
			{options.LPosOptions{Rank: -1}, models.Present(int64(4))},
			{options.LPosOptions{Rank: 2, MaxLen: 2}, models.Nil[int64]()},
		} {
			at, err = f.LPosWithOptions(ctx, "list", "a", step.opts)
			require.NoError(t, err)
			require.Equal(t, step.want, at, "%+v", step.opts)
		}
		for _, step := range []struct {
			count int64
			opts  options.LPosOptions
			want  []int64
		}{
			{0, options.LPosOptions{}, []int64{0, 2, 4}},
			{2, options.LPosOptions{}, []int64{0, 2}},
			{0, options.LPosOptions{Rank: -2}, []int64{2, 0}},
			{0, options.LPosOptions{MaxLen: 3}, []int64{0, 2}},
		} {
			places, err := f.LPosCountWithOptions(ctx, "list", "a", step.count, step.opts)
			require.NoError(t, err)
			require.Equal(t, step.want, places, "%d %+v", step.count, step.opts)
		}
		places, err := f.LPosCount(ctx, "list", "missing", 0)
		require.NoError(t, err)
		require.Empty(t, places)
	})
}

func TestListPops(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		fill(t, ctx, f, "list", "a", "b", "c", "d", "e", "f")
		one, err := f.LPop(ctx, "list")
		require.NoError(t, err)
		require.Equal(t, present("a"), one)
		one, err = f.RPop(ctx, "list")
		require.NoError(t, err)
		require.Equal(t, present("f"), one)
		several, err := f.RPopCount(ctx, "list", 2)
		require.NoError(t, err)
		require.Equal(t, models.Present([]string{"e", "d"}), several)
		several, err = f.LPopCount(ctx, "list", 0)
		require.NoError(t, err)
		require.Equal(t, models.Present([]string{}), several)
		several, err = f.LPopCount(ctx, "list", 10)
		require.NoError(t, err)
		require.Equal(t, models.Present([]string{"b", "c"}), several)

		one, err = f.LPop(ctx, "list")
		require.NoError(t, err)
		require.Equal(t, absent(), one)
		one, err = f.RPop(ctx, "list")
		require.NoError(t, err)
		require.Equal(t, absent(), one)
		several, err = f.LPopCount(ctx, "list", 2)
		require.NoError(t, err)
		require.True(t, several.IsNil())
		several, err = f.RPopCount(ctx, "list", 2)
		require.NoError(t, err)
		require.True(t, several.IsNil())

		_, err = f.Set(ctx, "text", "x")
		require.NoError(t, err)
		expectError[models.Result[[]string]](t, "WRONGTYPE")(f.LPopCount(ctx, "text", 2))
	})
}

func TestLMPop(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		fill(t, ctx, f, "b", "w", "x", "y", "z", "1", "2", "3", "4", "5", "6")
		keys := []string{"a", "b"}
		expect(t, popped("b", "6"))(f.LMPop(ctx, keys, options.Right))
		expect(t, popped("b", "w", "x"))(f.LMPopCount(ctx, keys, options.Left, 2))
		expect(t, popped("b", "y", "z"))(f.BLMPopCount(ctx, keys, options.Left, 2, time.Second))
		expect(t, popped("b", "5"))(f.BLMPop(ctx, keys, options.Right, time.Second))
		got, err := f.LMPop(ctx, keys, options.Left)
		require.NoError(t, err)
		require.Equal(t, popped("b", "1"), got)
		got, err = f.LMPopCount(ctx, keys, options.Right, 2)
		require.NoError(t, err)
		require.Equal(t, popped("b", "4", "3"), got)
		got, err = f.BLMPopCount(ctx, keys, options.Right, 2, time.Second)
		require.NoError(t, err)
		require.Equal(t, popped("b", "2"), got)
		got, err = f.LMPop(ctx, keys, options.Left)
		require.NoError(t, err)
		require.True(t, got.IsNil())
		got, err = f.BLMPop(ctx, keys, options.Left, 10*time.Millisecond)
		require.NoError(t, err)
		require.True(t, got.IsNil(), "nothing came in time")
	})
}

func TestListMoves(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		fill(t, ctx, f, "from", "a", "b", "c", "d")
		for _, step := range []struct {
			move func() (models.Result[string], error)
			want models.Result[string]
		}{
			{func() (models.Result[string], error) {
				return f.LMove(ctx, "from", "to", options.Left, options.Right)
			}, present("a")},
			{func() (models.Result[string], error) {
				return f.BLMove(ctx, "from", "to", options.Right, options.Right, time.Second)
			}, present("d")},
			{func() (models.Result[string], error) { return f.RPopLPush(ctx, "from", "to") }, present("c")},
			{func() (models.Result[string], error) { return f.BRPopLPush(ctx, "from", "to", time.Second) }, present("b")},
			{func() (models.Result[string], error) {
				return f.LMove(ctx, "from", "to", options.Left, options.Left)
			}, absent()},
			{func() (models.Result[string], error) { return f.RPopLPush(ctx, "from", "to") }, absent()},
			{func() (models.Result[string], error) {
				return f.BLMove(ctx, "from", "to", options.Left, options.Left, 10*time.Millisecond)
			}, absent()},
			{func() (models.Result[string], error) {
				return f.BRPopLPush(ctx, "from", "to", 10*time.Millisecond)
			}, absent()},
		} {
			got, err := step.move()
			require.NoError(t, err)
			require.Equal(t, step.want, got)
		}
		requireList(t, ctx, f, "to", "b", "c", "a", "d")
	})
}

func TestBRPop(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		fill(t, ctx, f, "b", "1", "2")
		got, err := f.BRPop(ctx, []string{"a", "b"}, time.Second)
		require.NoError(t, err)
		require.Equal(t, models.Present(models.KeyAndElement{Key: "b", Element: "2"}), got)
		got, err = f.BRPop(ctx, []string{"a"}, 10*time.Millisecond)
		require.NoError(t, err)
		require.True(t, got.IsNil(), "nothing came in time")
	})
}

func TestBlockedListCommandsGetWhatComes(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for name, block := range map[string]func() (string, error){
			"BRPOP": func() (string, error) {
				got, err := f.BRPop(ctx, []string{"list"}, 0)
				return got.Value().Element, err
			},
			"BLMPOP": func() (string, error) {
				got, err := f.BLMPop(ctx, []string{"list"}, options.Left, 0)
				return got.Value().Elements[0], err
			},
			"BLMOVE": func() (string, error) {
				got, err := f.BLMove(ctx, "list", "other", options.Left, options.Left, 0)
				return got.Value(), err
			},
			"BRPOPLPUSH": func() (string, error) {
				got, err := f.BRPopLPush(ctx, "list", "other", 0)
				return got.Value(), err
			},
		} {
			type answer struct {
				element string
				err     error
			}
			answers := make(chan answer, 1)
			go func() {
				element, err := block()
				answers <- answer{element, err}
			}()
			awaitInfo(t, f.server, "clients", "blocked_clients", "1")
			fill(t, ctx, f, "list", name)
			require.Equal(t, answer{name, nil}, <-answers)
		}
	})
}
