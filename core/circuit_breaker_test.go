package core

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/breaker"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestTheCircuitBreakerOfAClient(t *testing.T) {
	bubble(t, func(t *testing.T) {
		down := false
		server := actor(t, func(_ int, request string) string {
			switch {
			case down:
				return reset
			case request == "GET wrong":
				return "-WRONGTYPE no\r\n"
			default:
				return "+OK\r\n"
			}
		})
		var seen []error
		c, err := NewClient(t.Context(), server, options.ClientConfiguration{
			Protocol: options.ProtocolRESP2, CircuitBreaker: &options.CircuitBreakerConfiguration{MinErrors: 3, ConsecutiveSuccesses: 2},
		}, WithMiddleware(func(next Handler) Handler {
			return func(ctx context.Context, o *Operation) error {
				err := next(ctx, o)
				if o.Kind() != DialOperation {
					seen = append(seen, err)
				}
				return err
			}
		}))
		require.NoError(t, err)
		defer c.Close()
		for range 10 {
			_, err := c.Get(t.Context(), "wrong")
			require.ErrorContains(t, err, "WRONGTYPE")
		}
		require.Equal(t, models.CircuitClosed, c.Statistics().CircuitBreaker.State, "an error reply is an answer")

		down = true
		for c.Statistics().CircuitBreaker.State == models.CircuitClosed {
			_, err := c.Set(t.Context(), "k", "v")
			require.ErrorAs(t, err, new(*failure.ConnectionError))
		}
		sent := len(server.Conns())
		seen = nil
		_, err = c.Set(t.Context(), "k", "v")
		var open *failure.CircuitBreakerError
		require.ErrorAs(t, err, &open)
		require.Equal(t, "SET", open.Command)
		require.Equal(t, 5*time.Second, open.RetryAfter)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.ErrorContains(t, err, "circuit breaker is open: most requests before it have failed; try again in 5s")
		require.Equal(t, []error{err}, seen, "middleware sees it")
		b := batch.NewPipeline()
		handle := b.Get("k")
		_, err = c.With(options.CallOptions{Timeout: time.Second}).Exec(t.Context(), b, true)
		require.ErrorAs(t, err, new(*failure.CircuitBreakerError))
		_, err = handle.Result()
		require.ErrorAs(t, err, new(*failure.CircuitBreakerError))
		require.LessOrEqual(t, len(server.Conns()), sent+1, "nobody has sent anything")

		down = false
		time.Sleep(5 * time.Second)
		for range 2 {
			require.NotEqual(t, models.CircuitClosed, c.Statistics().CircuitBreaker.State)
			_, err = c.Set(t.Context(), "k", "v")
			require.NoError(t, err)
		}
		require.Equal(t, models.CircuitBreakerStatistics{State: models.CircuitClosed, Opened: 1, Refused: 2}, c.Statistics().CircuitBreaker)
	})
}

func TestWhatACircuitBreakerCounts(t *testing.T) {
	lost := &failure.ConnectionError{Reason: "lost"}
	for name, test := range map[string]struct {
		err      error
		timeouts bool
		want     breaker.Outcome
	}{
		"success":                          {nil, false, breaker.Succeeded},
		"an error reply":                   {&failure.ServerError{Code: "ERR"}, false, breaker.Succeeded},
		"a transaction refused":            {&failure.ExecAbortError{}, false, breaker.Succeeded},
		"a lost connection":                {lost, false, breaker.Failed},
		"a timeout":                        {&failure.TimeoutError{}, false, breaker.Uncounted},
		"a timeout that counts":            {&failure.TimeoutError{}, true, breaker.Failed},
		"a wait for a connection":          {&failure.TimeoutError{Cause: lost}, false, breaker.Failed},
		"a call that was given up":         {&failure.CanceledError{}, true, breaker.Uncounted},
		"a client that is closed":          {&failure.ClosingError{}, true, breaker.Uncounted},
		"what could not be sent as it was": {&failure.ConfigurationError{}, true, breaker.Uncounted},
	} {
		require.Equal(t, test.want, breakerOutcome(test.err, test.timeouts), name)
	}
}

// Of a batch in a cluster each command has its own error.
func TestACircuitBreakerSeesTheCommandsOfABatch(t *testing.T) {
	b := breaker.New(options.CircuitBreakerConfiguration{MinErrors: 1}.WithDefaults())
	a := newAround([]Middleware{breaking(b)}, origin{})
	for _, results := range [][]any{{"OK", &failure.ServerError{}}, {"OK", &failure.ServerError{}, &failure.ConnectionError{}}} {
		require.Equal(t, models.CircuitClosed, b.Statistics().State)
		require.NoError(t, a.do(t.Context(), &Operation{}, func(_ context.Context, o *Operation) error { o.results = results; return nil }))
	}
	require.Equal(t, models.CircuitOpen, b.Statistics().State)
}

func TestSettingsOfACircuitBreakerThatCannotWork(t *testing.T) {
	_, err := NewClient(t.Context(), fakeserver.New(t, nil), options.ClientConfiguration{CircuitBreaker: &options.CircuitBreakerConfiguration{FailureRate: 1.1}})
	requireField(t, "CircuitBreaker.FailureRate", err)
	_, err = NewClusterClient(t.Context(), fakeserver.New(t, nil), options.ClusterClientConfiguration{CircuitBreaker: &options.CircuitBreakerConfiguration{MinErrors: -1}})
	requireField(t, "CircuitBreaker.MinErrors", err)
}

// What is submitted without waiting asks for leave too.
func TestACircuitBreakerOfSubmissions(t *testing.T) {
	bubble(t, func(t *testing.T) {
		down := true
		server := actor(t, func(int, string) string {
			if down {
				return reset
			}
			return "+OK\r\n"
		})
		c, err := NewClient(t.Context(), server, options.ClientConfiguration{
			Protocol: options.ProtocolRESP2, CircuitBreaker: &options.CircuitBreakerConfiguration{MinErrors: 2, ConsecutiveSuccesses: 1},
		})
		require.NoError(t, err)
		defer c.Close()
		submit := func() error {
			var args command.Args
			command.Set(&args, "k", "v")
			ended := make(chan error, 1)
			submission.Of(c).Submit(context.Background(), &args, options.CallOptions{}, func(_ []byte, err error) { ended <- err })
			return <-ended
		}
		exec := func() error {
			b := batch.NewPipeline()
			b.Set("k", "v")
			ended := make(chan error, 1)
			submission.Of(c).SubmitBatch(context.Background(), queue.Of(b), options.BatchOptions{}, func(_ [][]byte, err error) { ended <- err })
			return <-ended
		}
		require.False(t, submission.Of(c).SubmitEach(nil, 1, nil), "each asks for itself")
		require.ErrorAs(t, submit(), new(*failure.ConnectionError))
		require.ErrorAs(t, exec(), new(*failure.ConnectionError))
		var open *failure.CircuitBreakerError
		require.ErrorAs(t, submit(), &open)
		require.Equal(t, "SET", open.Command)
		require.ErrorAs(t, exec(), &open)
		down = false
		time.Sleep(5 * time.Second)
		require.NoError(t, submit())
		require.NoError(t, exec())
		require.Equal(t, models.CircuitClosed, c.Statistics().CircuitBreaker.State)
	})
	require.Equal(t, lostOutcome.Err, firstLost([]cluster.Outcome{{}, {Err: &failure.ServerError{}}, lostOutcome}))
	require.NoError(t, firstLost(nil))
}

var lostOutcome = cluster.Outcome{Err: &failure.ConnectionError{Reason: "lost"}}
