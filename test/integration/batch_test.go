package integration

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestBatchReturnsTypedResults(t *testing.T) {
	for _, atomic := range []bool{false, true} {
		t.Run("atomic "+strconv.FormatBool(atomic), func(t *testing.T) {
			onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
				b := batch.New(atomic)
				set := b.Set("key", "value")
				get := b.Get("key")
				missing := b.Get("missing")
				added := b.ZAdd("scores", []models.MemberAndScore{{Member: "m", Score: 1.5}})
				scores := b.ZRangeWithScores("scores", options.RangeByIndex{End: -1})
				expiring := b.Expire("key", time.Hour)
				fields := b.HGetAll("none")
				custom := b.CustomCommand([]string{"STRLEN", "key"})

				results, err := f.Exec(ctx, b, true)
				require.NoError(t, err)
				require.Equal(t, []any{
					"OK", present("value"), absent(), int64(1),
					[]models.MemberAndScore{{Member: "m", Score: 1.5}},
					true,
					map[string]string{},
					int64(5),
				}, results)
				requireResult(t, set, "OK")
				requireResult(t, get, present("value"))
				requireResult(t, missing, absent())
				requireResult(t, added, 1)
				requireResult(t, scores, []models.MemberAndScore{{Member: "m", Score: 1.5}})
				requireResult(t, expiring, true)
				requireResult(t, fields, map[string]string{})
				requireResult(t, custom, any(int64(5)))

				results, err = f.Exec(ctx, b, true)
				require.NoError(t, err, "a batch can be executed again")
				require.Equal(t, int64(0), results[3])
			})
		})
	}
}

func requireResult[T any](t *testing.T, handle *batch.Handle[T], want T) {
	t.Helper()
	got, err := handle.Result()
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestErrorsOfABatchStayWithTheirCommands(t *testing.T) {
	for _, atomic := range []bool{false, true} {
		t.Run("atomic "+strconv.FormatBool(atomic), func(t *testing.T) {
			onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
				b := batch.New(atomic)
				b.LPush("list", []string{"element"})
				wrong := b.Incr("list")
				after := b.Set("after", "still executed")

				results, err := f.Exec(ctx, b, false)
				require.NoError(t, err)
				require.Equal(t, int64(1), results[0])
				require.ErrorIs(t, results[1].(error), &failure.ServerError{Code: "WRONGTYPE"})
				require.Equal(t, "OK", results[2])
				_, err = wrong.Result()
				require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
				requireResult(t, after, "OK")

				results, err = f.Exec(ctx, b, true)
				require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"})
				require.Nil(t, results)
				requireResult(t, after, "OK")
			})
		})
	}
}

func TestTransactionThatTheServerRefuses(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		b := batch.New(true)
		set := b.Set("key", "value")
		b.CustomCommand([]string{"GET"}) // refused when it is queued: an argument is missing

		_, err := f.Exec(ctx, b, false)
		var aborted *failure.ExecAbortError
		require.ErrorAs(t, err, &aborted)
		require.Len(t, aborted.Causes, 1)
		require.ErrorContains(t, aborted.Causes[0], "wrong number of arguments")
		_, err = set.Result()
		require.ErrorAs(t, err, &aborted)
		got, err := f.Get(ctx, "key")
		require.NoError(t, err)
		require.Equal(t, absent(), got, "nothing was executed")
	})
}

func TestBatchOfManyCommands(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const count = 10_000
		b := batch.New(false)
		handles := make([]*batch.Handle[int64], count)
		for i := range handles {
			handles[i] = b.Incr("counter")
		}
		_, err := f.Exec(ctx, b, true)
		require.NoError(t, err)
		for i, handle := range handles {
			requireResult(t, handle, int64(i+1))
		}
	})
}

func TestBatchThatBlocksHoldsUpNobodyElse(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		b := batch.New(false)
		popped := b.BLPop([]string{"list"}, patience)
		done := make(chan error, 1)
		go func() {
			_, err := f.Exec(ctx, b, true)
			done <- err
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		_, err := f.RPush(ctx, "list", []string{"element"})
		require.NoError(t, err, "the shared connection is free")
		require.NoError(t, <-done)
		requireResult(t, popped, models.Present(models.KeyAndElement{Key: "list", Element: "element"}))
	})
}

func TestBatchWithoutCommandsIsRefused(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.Exec(ctx, batch.New(true), false)
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, err, &configuration)
	})
}

func TestBatchTimeout(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		b := batch.New(false)
		handle := b.CustomCommand([]string{"DEBUG", "SLEEP", "1"})
		_, err := f.ExecWithOptions(ctx, b, true, options.BatchOptions{Timeout: 300 * time.Millisecond})
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.MaybeExecuted, timeout.Delivery)
		_, err = handle.Result()
		require.ErrorAs(t, err, &timeout)
		_, err = f.Ping(ctx)
		require.NoError(t, err, "a late reply is no other's")
	})
}
