package integration

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestUnlinkTouchAndRename(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, absent())(f.RandomKey(ctx))
		expect(t, "OK")(f.Set(ctx, "a", "1"))
		expect(t, present("a"))(f.RandomKey(ctx))
		expect(t, int64(2))(f.Touch(ctx, []string{"a", "missing", "a"}))
		expect(t, "OK")(f.Rename(ctx, "a", "b"))
		expectError[string](t, "ERR")(f.Rename(ctx, "a", "b"))
		expect(t, "OK")(f.Set(ctx, "a", "2"))
		expect(t, false)(f.RenameNX(ctx, "a", "b"))
		expect(t, true)(f.RenameNX(ctx, "a", "c"))
		expectError[bool](t, "ERR")(f.RenameNX(ctx, "a", "c"))
		expect(t, []models.Result[string]{absent(), present("1"), present("2")})(f.MGet(ctx, []string{"a", "b", "c"}))
		expect(t, int64(2))(f.Unlink(ctx, []string{"a", "b", "c"}))
		expect(t, int64(0))(f.DBSize(ctx))
	})
}

func TestPointsInTime(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		at := time.Now().Add(time.Hour).Truncate(time.Second).Add(time.Millisecond + 1)
		expect(t, false)(f.ExpireAt(ctx, "key", at))
		expect(t, int64(-2))(f.ExpireTime(ctx, "key"))
		expect(t, int64(-2))(f.PExpireTime(ctx, "key"))
		expect(t, false)(f.Persist(ctx, "key"))
		expect(t, "OK")(f.Set(ctx, "key", "value"))
		expect(t, int64(-1))(f.ExpireTime(ctx, "key"))
		expect(t, false)(f.Persist(ctx, "key"))

		expect(t, true)(f.ExpireAt(ctx, "key", at))
		expect(t, at.Unix()+1)(f.ExpireTime(ctx, "key"))
		expect(t, true)(f.PExpireAt(ctx, "key", at))
		expect(t, at.UnixMilli()+1)(f.PExpireTime(ctx, "key"))
		expect(t, true)(f.Persist(ctx, "key"))
		expect(t, int64(-1))(f.PExpireTime(ctx, "key"))

		for _, step := range []struct {
			after     time.Duration
			condition options.ExpireCondition
			want      bool
		}{
			{0, options.HasExistingExpiry, false},
			{0, options.HasNoExpiry, true},
			{0, options.HasNoExpiry, false},
			{-time.Minute, options.NewExpiryGreaterThanCurrent, false},
			{time.Minute, options.NewExpiryGreaterThanCurrent, true},
			{2 * time.Minute, options.NewExpiryLessThanCurrent, false},
			{0, options.NewExpiryLessThanCurrent, true},
		} {
			expect(t, step.want)(f.ExpireAtWithOptions(ctx, "key", at.Add(step.after), step.condition))
		}
		expect(t, true)(f.PExpireAtWithOptions(ctx, "key", at.Add(time.Hour), options.HasExistingExpiry))
		expect(t, at.Add(time.Hour).UnixMilli()+1)(f.PExpireTime(ctx, "key"))
		expect(t, true)(f.PExpireAt(ctx, "key", time.Unix(1, 0)))
		expect(t, int64(-2))(f.TTL(ctx, "key"))
	})
}

func TestCopyAndMove(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		other := int64(7)
		expect(t, false)(f.Copy(ctx, "a", "b"))
		expect(t, "OK")(f.MSet(ctx, []models.KeyValue{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}))
		expect(t, false)(f.Copy(ctx, "a", "b"))
		expect(t, true)(f.Copy(ctx, "a", "c"))
		expect(t, true)(f.CopyWithOptions(ctx, "a", "b", options.CopyOptions{Replace: true}))
		expect(t, []models.Result[string]{present("1"), present("1"), present("1")})(f.MGet(ctx, []string{"a", "b", "c"}))
		expect(t, true)(f.CopyWithOptions(ctx, "a", "a", options.CopyOptions{DestinationDB: &other}))
		expect(t, false)(f.CopyWithOptions(ctx, "a", "a", options.CopyOptions{DestinationDB: &other}))
		expect(t, false)(f.Move(ctx, "a", other))
		expect(t, true)(f.Move(ctx, "b", other))
		expect(t, false)(f.Move(ctx, "b", other))
		expectError[bool](t, "ERR")(f.Move(ctx, "a", 1<<20))

		there := connect(t, f.server, func(c *options.ClientConfiguration) { c.DatabaseID = int(other) })
		expect(t, []models.Result[string]{present("1"), present("1"), absent()})(there.MGet(ctx, []string{"a", "b", "c"}))
	})
}

func TestDumpAndRestore(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, absent())(f.Dump(ctx, "key"))
		_, err := f.RPush(ctx, "key", []string{"\x00\xff", "b"})
		require.NoError(t, err)
		dump, err := f.Dump(ctx, "key")
		require.NoError(t, err)

		expectError[string](t, "BUSYKEY")(f.Restore(ctx, "key", 0, dump.Value()))
		expectError[string](t, "ERR")(f.Restore(ctx, "damaged", 0, dump.Value()[1:]))
		expect(t, "OK")(f.Restore(ctx, "copy", 0, dump.Value()))
		expect(t, []string{"\x00\xff", "b"})(f.LRange(ctx, "copy", 0, -1))
		requireExpiry(t, ctx, f, "copy", 0)
		expect(t, "OK")(f.RestoreWithOptions(ctx, "copy", time.Hour, dump.Value(), options.RestoreOptions{Replace: true}))
		requireExpiry(t, ctx, f, "copy", time.Hour)
		at := time.Now().Add(2 * time.Hour)
		expect(t, "OK")(f.RestoreWithOptions(ctx, "copy", 0, dump.Value(), options.RestoreOptions{Replace: true, ExpireAt: &at}))
		requireExpiry(t, ctx, f, "copy", 2*time.Hour)

		idle, frequency := 1000*time.Second, int64(77)
		expect(t, "OK")(f.RestoreWithOptions(ctx, "idle", time.Hour, dump.Value(), options.RestoreOptions{IdleTime: &idle}))
		got, err := f.ObjectIdleTime(ctx, "idle")
		require.NoError(t, err)
		require.InDelta(t, 1000, got.Value(), 60)
		setPolicy(t, f, "allkeys-lfu")
		expect(t, "OK")(f.RestoreWithOptions(ctx, "often", 0, dump.Value(), options.RestoreOptions{Frequency: &frequency}))
		expect(t, models.Present(frequency))(f.ObjectFreq(ctx, "often"))
	})
}

// setPolicy changes what the server evicts, until the test ends.
func setPolicy(t *testing.T, f fixture, policy string) {
	t.Helper()
	set := func(policy string) {
		_, err := f.server.Command(context.WithoutCancel(t.Context()), "CONFIG", "SET", "maxmemory-policy", policy)
		require.NoError(t, err)
	}
	t.Cleanup(func() { set("noeviction") })
	set(policy)
}

func TestObjects(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		nothing := models.Nil[int64]()
		expect(t, absent())(f.ObjectEncoding(ctx, "missing"))
		expect(t, nothing)(f.ObjectIdleTime(ctx, "missing"))
		expect(t, nothing)(f.ObjectRefCount(ctx, "missing"))
		expect(t, "OK")(f.Set(ctx, "n", "1234567"))
		expect(t, present("int"))(f.ObjectEncoding(ctx, "n"))
		expect(t, models.Present(int64(1)))(f.ObjectRefCount(ctx, "n"))
		idle, err := f.ObjectIdleTime(ctx, "n")
		require.NoError(t, err)
		require.False(t, idle.IsNil())
		require.Less(t, idle.Value(), int64(60))
		expectError[models.Result[int64]](t, "ERR")(f.ObjectFreq(ctx, "n"))
		setPolicy(t, f, "allkeys-lfu")
		expect(t, nothing)(f.ObjectFreq(ctx, "missing"))
		expectError[models.Result[int64]](t, "ERR")(f.ObjectIdleTime(ctx, "n"))
		expect(t, "OK")(f.Set(ctx, "fresh", "value"))
		frequency, err := f.ObjectFreq(ctx, "fresh")
		require.NoError(t, err)
		require.Positive(t, frequency.Value())
	})
}

func TestKeysAndScan(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, models.ScanResult{Cursor: "0", Elements: []string{}})(f.Scan(ctx, "0"))
		expect(t, []string{})(f.Keys(ctx, "*"))
		var pairs []models.KeyValue
		var users []string
		for i := range 100 {
			users = append(users, "user:"+strconv.Itoa(i))
			pairs = append(pairs, models.KeyValue{Key: users[i], Value: "v"})
		}
		expect(t, "OK")(f.MSet(ctx, pairs))
		expect(t, int64(1))(f.LPush(ctx, "user:list", []string{"element"}))
		expect(t, "OK")(f.Set(ctx, "\xff", "binary"))

		slices.Sort(users)
		scanAll := func(o options.ScanOptions) (all []string, steps int) {
			for cursor := "0"; ; {
				step, err := f.ScanWithOptions(ctx, cursor, o)
				require.NoError(t, err)
				all, steps, cursor = append(all, step.Elements...), steps+1, step.Cursor
				if step.IsFinished() {
					slices.Sort(all)
					return slices.Compact(all), steps
				}
			}
		}
		all, steps := scanAll(options.ScanOptions{})
		require.Greater(t, steps, 5)
		require.Equal(t, append(slices.Clone(users), "user:list", "\xff"), all)
		all, _ = scanAll(options.ScanOptions{Match: new("user:*"), Type: options.ObjectTypeString})
		require.Equal(t, users, all)
		all, steps = scanAll(options.ScanOptions{Type: options.ObjectTypeList, Count: 1000})
		require.Equal(t, []string{"user:list"}, all)
		require.Equal(t, 1, steps)
		all, _ = scanAll(options.ScanOptions{Type: options.ObjectTypeStream})
		require.Empty(t, all)
		for objectType, fill := range map[options.ObjectType][]string{
			options.ObjectTypeSet: {"SADD", "a set", "member"}, options.ObjectTypeZSet: {"ZADD", "a zset", "1", "member"},
			options.ObjectTypeHash: {"HSET", "a hash", "field", "value"}, options.ObjectTypeStream: {"XADD", "a stream", "*", "field", "value"},
		} {
			_, err := f.server.Command(ctx, fill...)
			require.NoError(t, err)
			all, _ = scanAll(options.ScanOptions{Type: objectType})
			require.Equal(t, []string{"a " + string(objectType)}, all)
		}

		first, err := f.Scan(ctx, "0")
		require.NoError(t, err)
		require.False(t, first.IsFinished())
		_, err = f.Scan(ctx, first.Cursor)
		require.NoError(t, err)
		expectError[models.ScanResult](t, "ERR")(f.Scan(ctx, "beginning"))

		got, err := f.Keys(ctx, "user:?")
		require.NoError(t, err)
		slices.Sort(got)
		require.Equal(t, []string{"user:0", "user:1", "user:2", "user:3", "user:4", "user:5", "user:6", "user:7", "user:8", "user:9"}, got)
	})
}
