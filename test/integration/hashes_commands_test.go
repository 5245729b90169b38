package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// setFields sets fields of a hash, given as names and values in turn.
func setFields(t *testing.T, ctx context.Context, f fixture, key string, namesAndValues ...string) {
	t.Helper()
	_, err := f.HSet(ctx, key, fieldValues(namesAndValues...))
	require.NoError(t, err)
}

func fieldValues(namesAndValues ...string) []models.FieldValue {
	var values []models.FieldValue
	for i := 0; i < len(namesAndValues); i += 2 {
		values = append(values, models.FieldValue{Field: namesAndValues[i], Value: namesAndValues[i+1]})
	}
	return values
}

func TestHashFields(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		done, err := f.HMSet(ctx, "hash", fieldValues("a", "1", "b", "zwei"))
		require.NoError(t, err)
		require.Equal(t, "OK", done)
		set, err := f.HSetNX(ctx, "hash", "c", "")
		require.NoError(t, err)
		require.True(t, set)
		set, err = f.HSetNX(ctx, "hash", "c", "3")
		require.NoError(t, err)
		require.False(t, set)

		got, err := f.HMGet(ctx, "hash", []string{"b", "missing", "c"})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{present("zwei"), absent(), present("")}, got)
		got, err = f.HMGet(ctx, "missing", []string{"a"})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{absent()}, got)
		exists, err := f.HExists(ctx, "hash", "a")
		require.NoError(t, err)
		require.True(t, exists)
		exists, err = f.HExists(ctx, "hash", "missing")
		require.NoError(t, err)
		require.False(t, exists)
		keys, err := f.HKeys(ctx, "hash")
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"a", "b", "c"}, keys)
		values, err := f.HVals(ctx, "hash")
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"1", "zwei", ""}, values)
		n, err := f.HLen(ctx, "hash")
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		n, err = f.HStrLen(ctx, "hash", "b")
		require.NoError(t, err)
		require.EqualValues(t, 4, n)
		n, err = f.HDel(ctx, "hash", []string{"a", "b", "missing"})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		all, err := f.HGetAll(ctx, "hash")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"c": ""}, all)

		_, err = f.Set(ctx, "text", "x")
		require.NoError(t, err)
		expectError[[]models.Result[string]](t, "WRONGTYPE")(f.HMGet(ctx, "text", []string{"a"}))
	})
}

func TestHashNumbers(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		n, err := f.HIncrBy(ctx, "hash", "n", 5)
		require.NoError(t, err)
		require.EqualValues(t, 5, n)
		n, err = f.HIncrBy(ctx, "hash", "n", -7)
		require.NoError(t, err)
		require.EqualValues(t, -2, n)
		x, err := f.HIncrByFloat(ctx, "hash", "n", 0.25)
		require.NoError(t, err)
		require.InDelta(t, -1.75, x, 0)
		var server *failure.ServerError
		_, err = f.HIncrBy(ctx, "hash", "n", 1)
		require.ErrorAs(t, err, &server, "the field holds no integer any more")
		_, err = f.HIncrByFloat(ctx, "hash", "n", math.NaN())
		require.ErrorAs(t, err, &server)
	})
}

func TestHRandField(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		one, err := f.HRandField(ctx, "hash")
		require.NoError(t, err)
		require.Equal(t, absent(), one)
		some, err := f.HRandFieldWithCount(ctx, "hash", 2)
		require.NoError(t, err)
		require.Empty(t, some)
		pairs, err := f.HRandFieldWithCountWithValues(ctx, "hash", 2)
		require.NoError(t, err)
		require.Empty(t, pairs)

		setFields(t, ctx, f, "hash", "a", "1", "b", "2")
		one, err = f.HRandField(ctx, "hash")
		require.NoError(t, err)
		require.Contains(t, []string{"a", "b"}, one.Value())
		some, err = f.HRandFieldWithCount(ctx, "hash", 5)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"a", "b"}, some)
		some, err = f.HRandFieldWithCount(ctx, "hash", -5)
		require.NoError(t, err)
		require.Len(t, some, 5)
		pairs, err = f.HRandFieldWithCountWithValues(ctx, "hash", 5)
		require.NoError(t, err)
		require.ElementsMatch(t, fieldValues("a", "1", "b", "2"), pairs)
		pairs, err = f.HRandFieldWithCountWithValues(ctx, "hash", -5)
		require.NoError(t, err)
		require.Len(t, pairs, 5)
		require.Subset(t, fieldValues("a", "1", "b", "2"), pairs)
	})
}

func TestHScan(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		step, err := f.HScan(ctx, "missing", "0")
		require.NoError(t, err)
		require.True(t, step.IsFinished())
		require.Empty(t, step.Fields)

		var want []models.FieldValue
		for i := range 1000 {
			want = append(want, models.FieldValue{Field: "field:" + strconv.Itoa(i), Value: strconv.Itoa(i)})
		}
		_, err = f.HSet(ctx, "hash", want)
		require.NoError(t, err)
		seen, steps := map[models.FieldValue]bool{}, 0
		for cursor := "0"; ; steps++ {
			step, err := f.HScan(ctx, "hash", cursor)
			require.NoError(t, err)
			for _, field := range step.Fields {
				seen[field] = true
			}
			if cursor = step.Cursor; step.IsFinished() {
				break
			}
		}
		require.ElementsMatch(t, want, slices.Collect(maps.Keys(seen)))
		require.Positive(t, steps, "one step does not do for a large hash")

		filter := options.HScanOptions{Match: new("*:99?"), Count: 100000}
		step, err = f.HScanWithOptions(ctx, "hash", "0", filter)
		require.NoError(t, err)
		require.True(t, step.IsFinished())
		require.Len(t, step.Fields, 10)
		require.Contains(t, step.Fields, models.FieldValue{Field: "field:990", Value: "990"})

		since(t, f, "8.0", "HSCAN NOVALUES")
		names, err := f.HScanNoValues(ctx, "hash", "0", filter)
		require.NoError(t, err)
		require.True(t, names.IsFinished())
		require.Len(t, names.Elements, 10)
		require.Contains(t, names.Elements, "field:990")
	})
}

func TestHSetEx(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.0", "HSETEX")
		values := fieldValues("a", "1", "b", "2")
		both := []string{"a", "b"}
		minute := options.ExpireIn{Duration: time.Minute}
		for _, step := range []struct {
			opts  options.HSetExOptions
			set   int64
			lives bool // with an expiry
		}{
			{options.HSetExOptions{FieldConditionalChange: options.OnlyIfAllExist}, 0, false},
			{options.HSetExOptions{FieldConditionalChange: options.OnlyIfNoneExist, Expiry: minute}, 1, true},
			{options.HSetExOptions{FieldConditionalChange: options.OnlyIfNoneExist}, 0, true},
			{options.HSetExOptions{Expiry: options.KeepTTL{}}, 1, true},
			{options.HSetExOptions{FieldConditionalChange: options.OnlyIfAllExist}, 1, false},
			{options.HSetExOptions{Expiry: options.ExpireIn{Duration: 99999 * time.Millisecond}}, 1, true},
			{options.HSetExOptions{Expiry: options.KeepTTL{}, FieldConditionalChange: options.OnlyIfAllExist}, 1, true},
			{options.HSetExOptions{}, 1, false},
			{options.HSetExOptions{Expiry: options.ExpireAt{Time: time.Now().Add(time.Hour)}}, 1, true},
		} {
			n, err := f.HSetEx(ctx, "hash", values, step.opts)
			require.NoError(t, err)
			require.Equal(t, step.set, n, "%+v", step.opts)
			left, err := f.HPTTL(ctx, "hash", both)
			require.NoError(t, err)
			for _, milliseconds := range left {
				require.Equal(t, step.lives, milliseconds > 0, "%+v leaves %d", step.opts, milliseconds)
			}
		}
		n, err := f.HSetEx(ctx, "hash", values, options.HSetExOptions{Expiry: options.ExpireAt{Time: time.Unix(1, 0)}})
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		got, err := f.HMGet(ctx, "hash", both)
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{absent(), absent()}, got, "a time in the past deletes")
	})
}

func TestHSetExDependingOnTheKey(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.1", "HSETEX with NX and XX")
		values := fieldValues("a", "1")
		for _, step := range []struct {
			condition options.ConditionalChange
			want      int64
		}{
			{options.OnlyIfExists, 0},
			{options.OnlyIfDoesNotExist, 1},
			{options.OnlyIfDoesNotExist, 0},
			{options.OnlyIfExists, 1},
		} {
			n, err := f.HSetEx(ctx, "hash", values, options.HSetExOptions{KeyConditionalChange: step.condition})
			require.NoError(t, err)
			require.Equal(t, step.want, n, step.condition)
		}
	})
}

func TestHGetEx(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.0", "HGETEX")
		both := []string{"a", "missing"}
		got, err := f.HGetEx(ctx, "hash", both, options.HGetExOptions{})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{absent(), absent()}, got)
		setFields(t, ctx, f, "hash", "a", "1", "stays", "2")
		for _, step := range []struct {
			expiry options.ExpiryChange
			lives  bool // with an expiry
		}{
			{nil, false},
			{options.ExpireIn{Duration: time.Minute}, true},
			{nil, true},
			{options.Persist{}, false},
			{options.ExpireIn{Duration: 99999 * time.Millisecond}, true},
			{options.ExpireAt{Time: time.Now().Add(time.Hour)}, true},
			{options.ExpireAt{Time: time.Unix(time.Now().Unix()+3600, 0)}, true},
		} {
			got, err := f.HGetEx(ctx, "hash", both, options.HGetExOptions{Expiry: step.expiry})
			require.NoError(t, err)
			require.Equal(t, []models.Result[string]{present("1"), absent()}, got, "%+v", step.expiry)
			left, err := f.HTTL(ctx, "hash", both)
			require.NoError(t, err)
			require.Equal(t, step.lives, left[0] > 0, "%+v leaves %d", step.expiry, left[0])
			require.Equal(t, models.FieldNotFound, left[1])
		}
	})
}

func TestHGetDel(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.1", "HGETDEL")
		setFields(t, ctx, f, "hash", "a", "1", "b", "2")
		got, err := f.HGetDel(ctx, "hash", []string{"a", "missing"})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{present("1"), absent()}, got)
		all, err := f.HGetAll(ctx, "hash")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"b": "2"}, all)
		got, err = f.HGetDel(ctx, "missing", []string{"a"})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{absent()}, got)
	})
}

func TestHashFieldExpiry(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.0", "the expiry of hash fields")
		three := []string{"a", "b", "missing"}
		condition := func(c options.ExpireCondition) options.HExpireOptions {
			return options.HExpireOptions{ExpireCondition: c}
		}
		const set, unmet, none, deleted = models.FieldExpiryChanged, models.FieldConditionNotMet, models.FieldNotFound, models.FieldDeleted
		soon, later, past := time.Now().Add(time.Hour), time.Now().Add(2*time.Hour), time.Unix(1, 0)
		setFields(t, ctx, f, "hash", "a", "1", "b", "2", "c", "3", "stays", "4")
		for i, step := range []struct {
			expire func() ([]int64, error)
			want   []int64
		}{
			{func() ([]int64, error) {
				return f.HExpire(ctx, "missing", time.Minute, three, options.HExpireOptions{})
			}, []int64{none, none, none}},
			{func() ([]int64, error) {
				return f.HExpire(ctx, "hash", time.Minute, three, condition(options.HasExistingExpiry))
			}, []int64{unmet, unmet, none}},
			{func() ([]int64, error) {
				return f.HExpire(ctx, "hash", time.Minute, []string{"a"}, options.HExpireOptions{})
			}, []int64{set}},
			{func() ([]int64, error) {
				return f.HPExpire(ctx, "hash", time.Minute, three, condition(options.HasNoExpiry))
			}, []int64{unmet, set, none}},
			{func() ([]int64, error) {
				return f.HPExpire(ctx, "hash", time.Second, three, condition(options.NewExpiryGreaterThanCurrent))
			}, []int64{unmet, unmet, none}},
			{func() ([]int64, error) {
				return f.HExpireAt(ctx, "hash", soon, three, condition(options.NewExpiryGreaterThanCurrent))
			}, []int64{set, set, none}},
			{func() ([]int64, error) {
				return f.HPExpireAt(ctx, "hash", later, three, condition(options.NewExpiryLessThanCurrent))
			}, []int64{unmet, unmet, none}},
			{func() ([]int64, error) { return f.HPExpireAt(ctx, "hash", later, three, options.HExpireOptions{}) }, []int64{set, set, none}},
			{func() ([]int64, error) {
				return f.HExpireAt(ctx, "hash", past, []string{"b"}, options.HExpireOptions{})
			}, []int64{deleted}},
			{func() ([]int64, error) { return f.HExpire(ctx, "hash", 0, []string{"c"}, options.HExpireOptions{}) }, []int64{deleted}},
		} {
			got, err := step.expire()
			require.NoError(t, err)
			require.Equal(t, step.want, got, "step %d", i)
		}
		all, err := f.HGetAll(ctx, "hash")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"a": "1", "stays": "4"}, all)
		fields := []string{"a", "stays", "missing"}
		at, err := f.HPExpireTime(ctx, "hash", fields)
		require.NoError(t, err)
		milliseconds := later.Add(time.Millisecond - 1).UnixMilli()
		require.Equal(t, []int64{milliseconds, models.FieldHasNoExpiry, none}, at)
		at, err = f.HExpireTime(ctx, "hash", fields)
		require.NoError(t, err)
		require.InDelta(t, milliseconds/1000, at[0], 1)
		require.Equal(t, []int64{models.FieldHasNoExpiry, none}, at[1:])
		left, err := f.HTTL(ctx, "hash", fields)
		require.NoError(t, err)
		require.InDelta(t, 7200, left[0], 60)
		require.Equal(t, []int64{models.FieldHasNoExpiry, none}, left[1:])
		left, err = f.HPTTL(ctx, "hash", fields)
		require.NoError(t, err)
		require.InDelta(t, 7200e3, left[0], 60e3)
		kept, err := f.HPersist(ctx, "hash", fields)
		require.NoError(t, err)
		require.Equal(t, []int64{set, models.FieldHasNoExpiry, none}, kept)
	})
}
