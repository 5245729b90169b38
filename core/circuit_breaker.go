package core

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/breaker"
	"github.com/glissade-io/glissade/internal/errtype"
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
func breaking(b *breaker.Breaker) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			turn, wait, ok := b.Enter()
			if !ok {
				return &failure.CircuitBreakerError{Command: o.Name(), RetryAfter: wait}
			}
			outcome := breaker.Uncounted
			defer func() { b.Leave(turn, outcome) }() // also if what is within panics
			err := next(ctx, o)
			outcome = breakerOutcome(err, b.CountsTimeouts())
			for _, failed := range o.CommandErrors() { // of which each may have gone elsewhere
				if outcome == breaker.Succeeded {
					outcome = breakerOutcome(failed, b.CountsTimeouts())
				}
			}
			return err
		}
	}
}

// guarded has a circuit breaker, if there is one, decide about what is submitted, and returns
// the completion that takes in what becomes of it; or the one that was given, and the error
// that it is to get. failed, if set, finds an error in a result that has none itself.
func guarded[T any](b *breaker.Breaker, name string, completion func(result T, err error), failed func(result T) error) (func(result T, err error), error) {
	if b == nil {
		return completion, nil
	}
	turn, wait, ok := b.Enter()
	if !ok {
		return completion, &failure.CircuitBreakerError{Command: name, RetryAfter: wait}
	}
	return func(result T, err error) {
		outcome := err
		if outcome == nil && failed != nil {
			outcome = failed(result)
		}
		b.Leave(turn, breakerOutcome(outcome, b.CountsTimeouts()))
		completion(result, err)
	}, nil
}

// breakerOutcome says what an error means for those who would come next. A timeout that was
// spent on waiting for a connection is a matter of the connection.
func breakerOutcome(err error, countTimeouts bool) breaker.Outcome {
	switch {
	case err == nil:
		return breaker.Succeeded
	case errtype.Is[*failure.ConnectionError](err), countTimeouts && errtype.Is[*failure.TimeoutError](err):
		return breaker.Failed
	case errtype.Is[*failure.ServerError](err), errtype.Is[*failure.ExecAbortError](err):
		return breaker.Succeeded // It has answered.
	default:
		return breaker.Uncounted
	}
}
