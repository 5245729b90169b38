package retry

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestABudgetRunsFromItsStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Budget
		require.False(t, b.Started())
		require.True(t, b.Allows(time.Hour), "without a timeout there is no limit")
		b.Start(0, 0)
		require.False(t, b.Started(), "nor with 0")
		plain := errors.New("another")
		require.Equal(t, plain, b.Error(plain))

		b.Start(time.Second, 300*time.Millisecond)
		require.True(t, b.Started())
		b.Start(time.Hour, 0)
		require.Equal(t, time.Second, b.Original(), "it starts once")
		require.Equal(t, 700*time.Millisecond, b.Remaining())
		require.True(t, b.Allows(699*time.Millisecond))
		require.False(t, b.Allows(700*time.Millisecond))
		time.Sleep(600 * time.Millisecond)
		require.Equal(t, 100*time.Millisecond, b.Remaining())
		time.Sleep(time.Second)
		require.Equal(t, time.Millisecond, b.Remaining(), "0 would be no limit")
		require.False(t, b.Allows(0))

		require.Equal(t, plain, b.Error(plain))
		last := &failure.TimeoutError{After: 5 * time.Millisecond}
		var said *failure.TimeoutError
		require.ErrorAs(t, b.Error(last), &said)
		require.Equal(t, time.Second, said.After)
		require.Equal(t, 5*time.Millisecond, last.After, "which others may have too")
	})
}

func TestPausesGrowAndAreSpread(t *testing.T) {
	for repeated, most := range []time.Duration{5, 10, 20, 40, 80, 160, 160, 160} {
		seen := map[time.Duration]bool{}
		for range 100 {
			pause := Pause(repeated)
			seen[pause] = true
			require.GreaterOrEqual(t, pause, most*time.Millisecond/2)
			require.Less(t, pause, most*time.Millisecond)
		}
		require.Greater(t, len(seen), 1)
	}
	require.LessOrEqual(t, Pause(1<<40), MaxPause)
	require.Zero(t, Backoff{}.Pause(3))
	require.LessOrEqual(t, Backoff{First: time.Hour, Max: time.Hour}.Pause(1<<40), time.Hour)
}

func TestSleepEndsWithEitherContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended, end := context.WithCancel(t.Context())
		began := time.Now()
		require.True(t, Sleep(t.Context(), ended, time.Second))
		require.Equal(t, time.Second, time.Since(began))
		require.True(t, Sleep(t.Context(), ended, 0))
		end()
		require.False(t, Sleep(t.Context(), ended, time.Second))
		require.False(t, Sleep(ended, t.Context(), time.Second))
		require.False(t, Sleep(ended, t.Context(), 0))
		require.Equal(t, time.Second, time.Since(began))
	})
}

func TestASignalEndsAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signal := make(chan struct{}, 1)
		signal <- struct{}{}
		start := time.Now()
		require.True(t, SleepUntil(t.Context(), t.Context(), time.Hour, signal))
		require.Zero(t, time.Since(start))
		require.True(t, SleepUntil(t.Context(), t.Context(), time.Hour, signal))
		require.Equal(t, time.Hour, time.Since(start))
	})
}
