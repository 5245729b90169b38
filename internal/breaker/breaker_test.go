package breaker

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func settings() options.CircuitBreakerConfiguration {
	return options.CircuitBreakerConfiguration{MinErrors: 4, ConsecutiveSuccesses: 2}.WithDefaults()
}

// try asks for leave, which there must be, and uses it.
func try(t *testing.T, b *Breaker, outcomes ...Outcome) {
	t.Helper()
	for _, outcome := range outcomes {
		turn, _, ok := b.Enter()
		require.True(t, ok)
		b.Leave(turn, outcome)
	}
}

func requireState(t *testing.T, want models.CircuitBreakerState, b *Breaker) {
	t.Helper()
	require.Equal(t, want, b.Statistics().State)
}

func TestTheBreakerOpensWhenEnoughHasFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, outcomes := range map[string][]Outcome{
			"too few":          {Failed, Failed, Failed},
			"too small a part": {Succeeded, Succeeded, Succeeded, Succeeded, Succeeded, Failed, Failed, Failed, Failed},
			"uncounted":        {Failed, Failed, Failed, Uncounted, Uncounted},
		} {
			b := New(settings())
			try(t, b, outcomes...)
			require.Equal(t, models.CircuitClosed, b.Statistics().State, name)
		}
		b := New(settings())
		try(t, b, Succeeded, Failed, Succeeded, Failed, Succeeded, Failed, Succeeded, Failed)
		requireState(t, models.CircuitOpen, b)
		_, wait, ok := b.Enter()
		require.False(t, ok)
		require.Equal(t, 5*time.Second, wait)
		require.Equal(t, models.CircuitBreakerStatistics{State: models.CircuitOpen, Opened: 1, Refused: 1}, b.Statistics())
	})
}

func TestTheBreakerForgetsWhatIsPast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(settings())
		try(t, b, Failed, Failed)
		time.Sleep(6 * time.Second)
		try(t, b, Failed)
		time.Sleep(5 * time.Second)
		try(t, b, Failed, Failed)
		requireState(t, models.CircuitClosed, b)
		try(t, b, Failed)
		requireState(t, models.CircuitOpen, b)

		b = New(settings())
		try(t, b, Failed, Failed, Failed)
		time.Sleep(time.Hour)
		try(t, b, Failed)
		requireState(t, models.CircuitClosed, b)
	})
}

func TestProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(settings())
		late, _, _ := b.Enter()
		try(t, b, Failed, Failed, Failed, Failed)
		time.Sleep(5 * time.Second)
		probe, _, ok := b.Enter()
		require.True(t, ok)
		requireState(t, models.CircuitHalfOpen, b)
		_, wait, ok := b.Enter()
		require.False(t, ok, "one at a time")
		require.Zero(t, wait)
		b.Leave(late, Failed) // It was tried before.
		requireState(t, models.CircuitHalfOpen, b)
		b.Leave(probe, Failed)
		requireState(t, models.CircuitOpen, b)

		time.Sleep(5 * time.Second)
		try(t, b, Succeeded, Uncounted)
		requireState(t, models.CircuitHalfOpen, b)
		try(t, b, Succeeded)
		requireState(t, models.CircuitClosed, b)
		try(t, b, Failed, Failed, Failed)
		requireState(t, models.CircuitClosed, b)
		require.Equal(t, uint64(2), b.Statistics().Opened)
	})
}
