package compression

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// A batch belongs to no client: it is compressed as the one is that executes it.
func TestBatches(t *testing.T) {
	onAll(t, func(t *target) {
		plain, z, l := t.connect(nil), t.connect(zstd), t.connect(lz4)
		for _, atomic := range []bool{false, true} {
			tag := strconv.FormatBool(atomic)
			k, other := t.key(tag, "k"), t.key(tag, "other")
			if !atomic { // In a cluster it is on another node, and the MSET of both is split.
				other = t.key("another", "other")
			}
			b := batch.New(atomic)
			set := b.Set(k, long("one"))
			get := b.Get(k)
			old := b.GetSet(k, long("two"))
			b.SetEx(other, 1e12, long("three"))
			all := b.CustomCommand([]string{"MGET", k, t.key(tag, "missing")})
			b.HSet(t.key(tag, "hash"), []models.FieldValue{{Field: "f", Value: long("hash")}})
			field := b.HGet(t.key(tag, "hash"), "f")
			if !atomic || !t.isCluster {
				b.MSet([]models.KeyValue{{Key: k, Value: long("four")}, {Key: other, Value: long("five")}})
			}
			for _, c := range []*client{z, l, plain, z, z} {
				results, err := c.exec(t.Context(), b, true)
				require.NoError(t, err)
				require.Len(t, results, b.Len())
				requireResult(t, set, "OK")
				requireResult(t, get, models.Present(long("one")))
				requireResult(t, old, models.Present(long("one")))
				requireResult(t, all, any([]any{long("two"), nil}))
				requireResult(t, field, models.Present(long("hash")))
				if c != plain {
					t.requireCompressed(plain, k, other)
				}
			}
			require.Equal(t, long("hash"), func() string {
				value, err := plain.HGet(t.Context(), t.key(tag, "hash"), "f")
				require.NoError(t, err)
				return value.Value()
			}(), "fields are left as they are")
			d, err := z.dedicated(t.Context(), k)
			require.NoError(t, err)
			single := batch.New(atomic)
			single.Set(k, long("six"))
			again := single.Get(k)
			_, err = d.Exec(t.Context(), single, true)
			require.NoError(t, err)
			requireResult(t, again, models.Present(long("six")))
			t.requireCompressed(plain, k)
			d.Release()
		}
	})
}

func requireResult[T any](t *target, handle *batch.Handle[T], want T) {
	t.Helper()
	got, err := handle.Result()
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestBatchesThatAreRefused(t *testing.T) {
	onAll(t, func(t *target) {
		plain, c := t.connect(nil), t.connect(zstd)
		k := t.key("", "k")
		for _, atomic := range []bool{false, true} {
			b := batch.New(atomic)
			set := b.Set(k, "not set")
			b.Append(k, "x")
			_, err := c.exec(t.Context(), b, false)
			var e *failure.ConfigurationError
			require.ErrorAs(t, err, &e)
			require.Equal(t, "APPEND", e.Field)
			_, err = set.Result()
			require.ErrorAs(t, err, &e)
			d, err := c.dedicated(t.Context(), k)
			require.NoError(t, err)
			_, err = d.Exec(t.Context(), b, false)
			require.ErrorAs(t, err, &e)
			d.Release()
		}
		require.Empty(t, t.raw(plain, k), "nothing was sent")
		b := batch.NewPipeline()
		b.CustomCommand([]string{"set", k, "x", "ifeq", long("too long to compare")})
		_, err := c.exec(t.Context(), b, false)
		require.ErrorContains(t, err, "Transaction")
	})
}

// A value that cannot be read is the error of its command alone.
func TestDamageInABatch(t *testing.T) {
	onAll(t, func(t *target) {
		plain, c := t.connect(nil), t.connect(zstd)
		k, l := t.key("", "k"), t.key("", "l")
		_, err := plain.Set(t.Context(), k, unhex("000102 00 01 28b52ffd 20 63 230300 61"))
		require.NoError(t, err)
		for _, atomic := range []bool{false, true} {
			b := batch.New(atomic)
			b.Set(l, long("good"))
			bad, good := b.Get(k), b.Get(l)
			results, err := c.exec(t.Context(), b, false)
			require.NoError(t, err)
			var e *failure.CompressionError
			require.ErrorAs(t, results[1].(error), &e)
			_, err = bad.Result()
			require.ErrorAs(t, err, &e)
			requireResult(t, good, models.Present(long("good")))
			_, err = c.exec(t.Context(), b, true)
			require.ErrorAs(t, err, &e)
		}
	})
}

func TestTransactionsThatWatch(t *testing.T) {
	onAll(t, func(t *target) {
		plain, c := t.connect(nil), t.connect(lz4)
		k := t.key("", "k")
		_, err := c.Set(t.Context(), k, long("before"))
		require.NoError(t, err)
		results, err := c.transaction(t.Context(), []string{k}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
			value, err := d.Get(ctx, k)
			if err != nil {
				return nil, err
			}
			b := batch.NewTransaction()
			b.Set(k, value.Value()+long("after"))
			b.Get(k)
			return b, nil
		})
		require.NoError(t, err)
		require.Equal(t, []any{"OK", models.Present(long("before") + long("after"))}, results)
		t.requireCompressed(plain, k)

		// By single commands, on a dedicated connection.
		d, err := c.dedicated(t.Context(), k)
		require.NoError(t, err)
		defer d.Release()
		for _, words := range [][]string{{"MULTI"}, {"SET", k, long("again")}, {"GET", k}, {"MGET", k}} {
			_, err = d.CustomCommand(t.Context(), words)
			require.NoError(t, err)
		}
		got, err := d.CustomCommand(t.Context(), []string{"EXEC"})
		require.NoError(t, err)
		require.Equal(t, []any{"OK", long("again"), []any{long("again")}}, got)
		t.requireCompressed(plain, k)
	})
}

func TestKeysOfSeveralSlots(t *testing.T) {
	onAll(t, func(t *target) {
		plain, c := t.connect(nil), t.connect(zstd)
		var pairs []models.KeyValue
		var keys []string
		var want []models.Result[string]
		for i := range 100 {
			n := strconv.Itoa(i)
			keys = append(keys, t.key(n, "k"))
			value := long("value " + n)
			if i%3 == 0 {
				value = n
			}
			pairs = append(pairs, models.KeyValue{Key: keys[i], Value: value})
			want = append(want, models.Present(value))
		}
		_, err := c.MSet(t.Context(), pairs)
		require.NoError(t, err)
		got, err := c.MGet(t.Context(), keys)
		require.NoError(t, err)
		require.Equal(t, want, got)
		t.requireCompressed(plain, keys[1], keys[2])
		require.Equal(t, "3", t.raw(plain, keys[3]))
	})
}

func TestRoutes(t *testing.T) {
	onAll(t, func(t *target) {
		if !t.isCluster {
			t.Skip("one server has no routes")
		}
		c := t.connect(zstd)
		k := t.key("", "k")
		route := options.SlotKeyRoute{Key: k}
		_, err := core.RunOnNodes(t.Context(), c.cluster, route, func(a *command.Args) command.Reply[string] { return command.Set(a, k, long("routed")) })
		require.NoError(t, err)
		t.requireCompressed(t.connect(nil), k)
		value, err := core.RunOnNodes(t.Context(), c.cluster, route, func(a *command.Args) command.Reply[models.Result[string]] { return command.Get(a, k) })
		require.NoError(t, err)
		require.Equal(t, long("routed"), value.SingleValue().Value())
		got, err := c.cluster.With(options.CallOptions{Route: route}).CustomCommand(t.Context(), []string{"GET", k})
		require.NoError(t, err)
		require.Equal(t, long("routed"), got)
		_, err = core.RunOnNodes(t.Context(), c.cluster, route, func(a *command.Args) command.Reply[int64] { return command.Strlen(a, k) })
		var e *failure.ConfigurationError
		require.ErrorAs(t, err, &e)
	})
}

// Middleware sees values as the program has them, before and after.
func TestMiddlewareSeesValuesAsTheyAre(t *testing.T) {
	onAll(t, func(t *target) {
		c := t.connect(lz4)
		var seen []string
		look := func(o *core.Operation) {
			for command := range o.Commands() {
				for argument := range command.Arguments() {
					seen = append(seen, string(argument))
				}
			}
		}
		k := t.key("", "k")
		commands := c.middleware(func(next core.Handler) core.Handler {
			return func(ctx context.Context, o *core.Operation) error {
				look(o)
				err := next(ctx, o)
				if err == nil { // once more, as one does that tries again
					err = next(ctx, o)
				}
				look(o)
				return err
			}
		})
		_, err := commands.Set(t.Context(), k, long("seen"))
		require.NoError(t, err)
		require.Equal(t, []string{"SET", k, long("seen"), "SET", k, long("seen")}, seen)
		value, err := commands.Get(t.Context(), k)
		require.NoError(t, err)
		require.Equal(t, long("seen"), value.Value())
	})
}
