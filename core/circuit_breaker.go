package core

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/breaker"
	"github.com/glissade-io/glissade/options"
)

// newBreaker returns the circuit breaker that a configuration asks for, or nil.
func newBreaker(configuration *options.CircuitBreakerConfiguration) *breaker.Breaker {
	if configuration == nil {
		return nil
	}
	return breaker.New(configuration.WithDefaults())
}

// breaking has a circuit breaker decide what is performed.
func breaking(b *breaker.Breaker, countTimeouts bool) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			turn, wait, ok := b.Enter()
			if !ok {
				return &failure.CircuitBreakerError{Command: o.Name(), RetryAfter: wait}
			}
			outcome := breaker.Uncounted
			defer func() { b.Leave(turn, outcome) }() // also if what is within panics
			err := next(ctx, o)
			outcome = breakerOutcome(err, countTimeouts)
			for _, failed := range o.CommandErrors() { // of which each may have gone elsewhere
				if outcome == breaker.Succeeded {
					outcome = breakerOutcome(failed, countTimeouts)
				}
			}
			return err
		}
	}
}

// breakerOutcome says what an error means for those who would come next. A timeout that was
// spent on waiting for a connection is a matter of the connection.
func breakerOutcome(err error, countTimeouts bool) breaker.Outcome {
	var connection *failure.ConnectionError
	var timeout *failure.TimeoutError
	var refused *failure.ServerError
	var aborted *failure.ExecAbortError
	switch {
	case err == nil:
		return breaker.Succeeded
	case errors.As(err, &connection), countTimeouts && errors.As(err, &timeout):
		return breaker.Failed
	case errors.As(err, &refused), errors.As(err, &aborted):
		return breaker.Succeeded // It has answered.
	default:
		return breaker.Uncounted
	}
}
