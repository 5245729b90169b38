package compression

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestValuesOfTypedCommands(t *testing.T) {
	onAll(t, func(t *target) {
		plain := t.connect(nil)
		for _, c := range []*options.CompressionConfiguration{zstd, lz4} {
			name := string(c.Backend)
			compressing := t.connect(c)
			d, err := compressing.dedicated(t.Context(), t.key(name+"dedicated", ""))
			require.NoError(t, err)
			walkTyped(t, plain, compressing.Commands, name)
			walkTyped(t, plain, d.Commands, name+"dedicated")
			d.Release()
		}
	})
}

// walkTyped uses every typed command that has to do with values.
func walkTyped(t *target, plain *client, c core.Commands, tag string) {
	t.Helper()
	ctx := t.Context()
	k, l := t.key(tag, "k"), t.key(tag, "l")
	ok := func(got string, err error) { t.Helper(); require.NoError(t, err); require.Equal(t, "OK", got) }
	isTrue := func(got bool, err error) { t.Helper(); require.NoError(t, err); require.True(t, got) }
	is := func(want string) func(models.Result[string], error) {
		return func(got models.Result[string], err error) {
			t.Helper()
			require.NoError(t, err)
			require.Equal(t, want, got.Value())
		}
	}
	ok(c.Set(ctx, k, long("one")))
	t.requireCompressed(plain, k)
	is(long("one"))(c.Get(ctx, k))
	is(long("one"))(c.SetWithOptions(ctx, k, long("two"), options.SetOptions{ReturnOldValue: true}))
	is(long("two"))(c.GetEx(ctx, k))
	is(long("two"))(c.GetExWithOptions(ctx, k, options.GetExOptions{Expiry: options.ExpireIn{Duration: time.Hour}}))
	is(long("two"))(c.GetSet(ctx, k, long("three")))
	t.requireCompressed(plain, k)
	is(long("three"))(c.GetDel(ctx, k))
	isTrue(c.SetNX(ctx, k, long("four")))
	t.requireCompressed(plain, k)
	ok(c.SetEx(ctx, k, time.Hour, long("five")))
	t.requireCompressed(plain, k)
	is(long("five"))(c.Get(ctx, k))
	ok(c.PSetEx(ctx, k, time.Hour, long("six")))
	t.requireCompressed(plain, k)
	is(long("six"))(c.Get(ctx, k))
	ok(c.MSet(ctx, []models.KeyValue{{Key: k, Value: long("seven")}, {Key: l, Value: "short"}}))
	t.requireCompressed(plain, k)
	require.Equal(t, "short", t.raw(plain, l))
	both, err := c.MGet(ctx, []string{k, t.key(tag, "missing"), l})
	require.NoError(t, err)
	require.Equal(t, []models.Result[string]{models.Present(long("seven")), models.Nil[string](), models.Present("short")}, both)
	bytes, err := c.MGetBytes(ctx, []string{k, l})
	require.NoError(t, err)
	require.Equal(t, long("seven"), string(bytes[0].Value()))
	_, err = c.Del(ctx, []string{k, l})
	require.NoError(t, err)
	isTrue(c.MSetNX(ctx, []models.KeyValue{{Key: k, Value: long("eight")}, {Key: l, Value: long("nine")}}))
	t.requireCompressed(plain, k, l)
	ok(c.SetBytes(ctx, k, []byte(long("ten"))))
	t.requireCompressed(plain, k)
	one, err := c.GetBytes(ctx, k)
	require.NoError(t, err)
	require.Equal(t, long("ten"), string(one.Value()))
	large := strings.Repeat("large values are handed over with their memory; ", 2000)
	ok(c.SetBytes(ctx, k, []byte(large)))
	for range 3 {
		one, err = c.GetBytes(ctx, k)
		require.NoError(t, err)
		require.Equal(t, large, string(one.Value()))
		is(large)(c.Get(ctx, k))
	}
	if t.version.AtLeast("9.1") {
		isTrue(c.MSetEx(ctx, []models.KeyValue{{Key: k, Value: long("eleven")}, {Key: l, Value: long("twelve")}}, options.MSetExOptions{Expiry: options.ExpireIn{Duration: time.Hour}}))
		t.requireCompressed(plain, k, l)
		is(long("eleven"))(c.Get(ctx, k))
	}
	if t.version.AtLeast("9.0") {
		ok(c.Set(ctx, k, "token"))
		isTrue(c.DelIfEq(ctx, k, "token"))
		_, err = c.DelIfEq(ctx, k, long("too long to compare"))
		require.ErrorContains(t, err, "Transaction")
	}
	if t.version.AtLeast("8.1") {
		ok(c.Set(ctx, k, "token"))
		same := "token"
		is("OK")(c.SetWithOptions(ctx, k, long("thirteen"), options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: &same}))
		t.requireCompressed(plain, k)
		is(long("thirteen"))(c.Get(ctx, k))
		different := long("thirteen")
		_, err = c.SetWithOptions(ctx, k, "x", options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: &different})
		var e *failure.ConfigurationError
		require.ErrorAs(t, err, &e)
	}
}

func TestValuesOfCustomCommands(t *testing.T) {
	onAll(t, func(t *target) {
		plain, c := t.connect(nil), t.connect(lz4)
		k, l := t.key("", "k"), t.key("", "l")
		do := func(want any, words ...string) {
			t.Helper()
			got, err := c.CustomCommand(t.Context(), words)
			require.NoError(t, err)
			require.Equal(t, want, got, "%q", words)
		}
		do("OK", "set", k, long("a"))
		do("OK", "mset", k, long("a"), l, long("b"))
		t.requireCompressed(plain, k, l)
		do(long("a"), "get", k)
		do([]any{long("b"), nil, long("a")}, "MGET", l, t.key("", "missing"), k)
		do(long("a"), "SET", k, long("c"), "GET")
		do(long("c"), "GETSET", k, long("d"))
		do(long("d"), "GETEX", k, "EX", "100")
		do("OK", "SETEX", k, "100", long("e"))
		do("OK", "PSETEX", k, "100000", long("f"))
		do(int64(0), "SETNX", k, long("g"))
		do(int64(0), "MSETNX", k, long("g"), l, long("g"))
		t.requireCompressed(plain, k, l)
		do(long("f"), "GETDEL", k)
	})
}

// What cannot know of a value but by its bytes is refused, and everything else is what it is
// without compression.
func TestRefusedCommandsOnServers(t *testing.T) {
	onAll(t, func(t *target) {
		plain, c := t.connect(nil), t.connect(zstd)
		k := t.key("", "k")
		_, err := c.Set(t.Context(), k, "7")
		require.NoError(t, err)
		_, err = c.Incr(t.Context(), k)
		var e *failure.ConfigurationError
		require.ErrorAs(t, err, &e)
		require.Equal(t, "INCR", e.Field)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.Equal(t, "7", t.raw(plain, k))
		_, err = core.Run(t.Context(), c.runner, func(a *command.Args) command.Reply[int64] { return command.Strlen(a, k) })
		require.ErrorAs(t, err, &e)
		_, err = plain.Incr(t.Context(), k)
		require.NoError(t, err, "a client without compression does it")
		d, err := c.dedicated(t.Context(), k)
		require.NoError(t, err)
		defer d.Release()
		_, err = d.Append(t.Context(), k, "x")
		require.ErrorAs(t, err, &e)
	})
}

func TestEitherClientReadsBoth(t *testing.T) {
	onAll(t, func(t *target) {
		plain, z, l := t.connect(nil), t.connect(zstd), t.connect(lz4)
		k := t.key("", "k")
		hundred := strings.Repeat("a", 100)
		for _, frame := range []string{ // by the formats' descriptions
			"000102 00 02 64000000 1f 61 0100 4b 50 6161616161",
			"000102 00 01 28b52ffd 20 64 230300 61",
			"000102 00 01 28b52ffd 00 58 230300 61",
		} {
			_, err := plain.Set(t.Context(), k, unhex(frame))
			require.NoError(t, err)
			for _, c := range []*client{z, l} {
				value, err := c.Get(t.Context(), k)
				require.NoError(t, err)
				require.Equal(t, hundred, value.Value())
			}
			require.Equal(t, unhex(frame), t.raw(plain, k), "who has no compression gets the bytes")
		}
		_, err := l.Set(t.Context(), k, hundred)
		require.NoError(t, err)
		require.Equal(t, unhex("000102 00 02 64000000 1f 61 0100 4b 50 6161616161"), t.raw(plain, k))
		_, err = z.Set(t.Context(), k, hundred)
		require.NoError(t, err)
		require.Equal(t, unhex("000102 00 01 28b52ffd"), t.raw(plain, k)[:9])

		_, err = z.Set(t.Context(), k, t.raw(plain, k))
		require.NoError(t, err)
		value, err := z.Get(t.Context(), k)
		require.NoError(t, err)
		require.Equal(t, hundred, value.Value(), "nothing is compressed twice")
	})
}

func TestValuesThatCannotBeRead(t *testing.T) {
	onAll(t, func(t *target) {
		plain := t.connect(nil)
		c := t.connect(&options.CompressionConfiguration{Backend: options.LZ4, MaxDecompressedSize: 99})
		k, l := t.key("", "k"), t.key("", "l")
		_, err := c.Set(t.Context(), l, strings.Repeat("b", 90))
		require.NoError(t, err)
		for frame, message := range map[string]string{
			"000102 00 02 64000000 1f 61 0100 4b 50 6161616161": "size limit exceeded: decompressed, the value has more than 99 bytes; raise MaxDecompressedSize",
			"000102 00 01 28b52ffd 20 64 230300 61":             "size limit exceeded",
			"000102 00 01 28b52ffd 00 58 230300 61":             "size limit exceeded",
			"000102 00 02 00000040 1f 61 0100 4b 50 6161616161": "size limit exceeded",
			"000102 00 01 28b52ffd 20 63 230300 61":             "damaged",
			"000102 00 09 28b52ffd 20 63 230300 61":             "does not know",
		} {
			_, err := plain.Set(t.Context(), k, unhex(frame))
			require.NoError(t, err)
			_, err = c.Get(t.Context(), k)
			var e *failure.CompressionError
			require.ErrorAs(t, err, &e)
			require.ErrorContains(t, err, message)
			require.Equal(t, failure.Answered, failure.DeliveryOf(err))
			_, err = c.MGet(t.Context(), []string{l, k})
			require.ErrorAs(t, err, &e)
			require.Equal(t, "MGET", e.Command)
		}
		require.EqualValues(t, 12, c.statistics().Compression.Failed)
		value, err := c.Get(t.Context(), l)
		require.NoError(t, err)
		require.Equal(t, strings.Repeat("b", 90), value.Value())
	})
}

func TestStatistics(t *testing.T) {
	onAll(t, func(t *target) {
		c := t.connect(lz4)
		k, l := t.key("", "k"), t.key("", "l")
		require.Zero(t, c.statistics().Compression)
		total := core.GetStatistics()
		_, err := c.MSet(t.Context(), []models.KeyValue{{Key: k, Value: strings.Repeat("a", 100)}, {Key: l, Value: "short"}})
		require.NoError(t, err)
		_, err = c.MGet(t.Context(), []string{k, l})
		require.NoError(t, err)
		require.Equal(t, models.CompressionStatistics{
			ValuesCompressed: 1, OriginalBytes: 100, CompressedBytes: 20, Skipped: 1, ValuesDecompressed: 1, DecompressedBytes: 100,
		}, c.statistics().Compression)
		now := core.GetStatistics()
		for name, counted := range map[string]uint64{
			"total_values_compressed": 1, "total_original_bytes": 100, "total_bytes_compressed": 20, "compression_skipped_count": 1,
			"total_values_decompressed": 1, "total_bytes_decompressed": 100,
		} {
			require.Equal(t, total[name]+counted, now[name], name)
		}
		require.Zero(t, t.connect(nil).statistics().Compression)
	})
}
