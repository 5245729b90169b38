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

func TestBLPop(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, err := f.RPush(ctx, "b", []string{"1", "2"})
		require.NoError(t, err)
		got, err := f.BLPop(ctx, []string{"a", "b"}, time.Second)
		require.NoError(t, err)
		require.Equal(t, models.Present(models.KeyAndElement{Key: "b", Element: "1"}), got)
		got, err = f.BLPop(ctx, []string{"a"}, 20*time.Millisecond)
		require.NoError(t, err)
		require.True(t, got.IsNil(), "nothing came in time")
	})
}

func TestBlockedCommandHoldsUpNobodyElse(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		popped := make(chan models.Result[models.KeyAndElement], 1)
		go func() {
			got, err := f.BLPop(ctx, []string{"list"}, 0)
			if err == nil {
				popped <- got
			}
			close(popped)
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		_, err := f.RPush(ctx, "list", []string{"element"})
		require.NoError(t, err)
		require.Equal(t, models.Present(models.KeyAndElement{Key: "list", Element: "element"}), <-popped)
	})
}

func TestBlockedXRead(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		unbounded := time.Duration(0)
		read := make(chan []models.StreamResponse, 1)
		go func() {
			got, err := f.XReadWithOptions(ctx, []models.KeyAndID{{Key: "stream", ID: "$"}}, options.XReadOptions{Block: &unbounded})
			if err == nil {
				read <- got
			}
			close(read)
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		addEntries(t, ctx, f, "stream", "a")
		require.Equal(t, []models.StreamResponse{{Key: "stream", Entries: []models.StreamEntry{entry("1-0", "a")}}}, <-read)
	})
}

func TestCancelledBLPopEatsNoElement(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for range 20 {
			cancelled, cancel := context.WithCancel(ctx)
			done := make(chan error, 1)
			go func() {
				_, err := f.BLPop(cancelled, []string{"list"}, 0)
				done <- err
			}()
			awaitInfo(t, f.server, "clients", "blocked_clients", "1")
			cancel()
			err := <-done
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
			n, err := f.RPush(ctx, "list", []string{"element"})
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
			got, err := f.LRange(ctx, "list", 0, -1)
			require.NoError(t, err)
			require.Equal(t, []string{"element"}, got, "the element was popped for a caller who is gone")
			_, err = f.Del(ctx, []string{"list"})
			require.NoError(t, err)
		}
	})
}

func TestDeadlineOfABlockedXRead(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		unbounded := time.Duration(0)
		bounded, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		_, err := f.XReadWithOptions(bounded, []models.KeyAndID{{Key: "stream", ID: "$"}}, options.XReadOptions{Block: &unbounded})
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		awaitInfo(t, f.server, "clients", "blocked_clients", "0")
	})
}

func TestCloseEndsBlockedCommands(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		done := make(chan error, 1)
		go func() {
			_, err := f.BLPop(ctx, []string{"list"}, 0)
			done <- err
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		f.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, <-done, &closing)
		awaitInfo(t, f.server, "clients", "blocked_clients", "0")
	})
}
