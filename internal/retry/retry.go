// Package retry holds what every retry loop has in common: the time that a request has
// for all of its attempts together, and the pauses between them. What is tried again, and
// where, is for the loop to decide.
//
//	budget.Start(request.Timeout, call.Elapsed())
//	if budget.Allows(pause) && retry.Sleep(ctx, lifetime, pause) {
//		request.Timeout = budget.Remaining()
//		// another attempt
//	}
package retry

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/glissade-io/glissade/internal/restate"
)

// Budget is the time of a request, from the call to its end. Its zero value has not been
// started, and sets no limit.
type Budget struct {
	timeout  time.Duration
	deadline time.Time
}

// Start starts the clock with the timeout that a request was given, of which some has
// elapsed. It does nothing for a budget that was started, or a timeout of 0, which is none.
//
// It is called when a first attempt has failed, or something must be waited for: most
// requests need no clock of their own.
func (b *Budget) Start(timeout, elapsed time.Duration) {
	if timeout > 0 && b.deadline.IsZero() {
		b.timeout, b.deadline = timeout, time.Now().Add(timeout-elapsed)
	}
}

// Started reports whether the clock runs.
func (b *Budget) Started() bool { return !b.deadline.IsZero() }

// Deadline returns when the time is up, of a budget that was started.
func (b *Budget) Deadline() time.Time { return b.deadline }

// Original returns the timeout that the request was given.
func (b *Budget) Original() time.Duration { return b.timeout }

// Allows reports whether time is left after a pause.
func (b *Budget) Allows(pause time.Duration) bool {
	return b.deadline.IsZero() || time.Until(b.deadline) > pause
}

// Remaining returns the timeout of the next attempt, of a budget that was started: what is
// left, and at least a millisecond, since 0 would be no limit. It is counted from the
// beginning and not attempt by attempt, so that what a busy machine takes in between is
// not given in addition.
func (b *Budget) Remaining() time.Duration { return max(time.Until(b.deadline), time.Millisecond) }

// Error returns a timeout error with the time that the request was given, rather than the
// last attempt's; any other error as it is.
func (b *Budget) Error(err error) error { return restate.After(err, b.timeout) }

// Backoff is how long to wait before another attempt: First before the first retry, twice
// as long each time, and Max in the end. Up to half of each pause is left out by chance, so
// that many who wait for the same do not come at once.
type Backoff struct{ First, Max time.Duration }

// Pause returns how long to wait after the given number of retries.
func (b Backoff) Pause(retries int) time.Duration {
	const mostDoublings = 16 // more would overflow
	pause := min(b.First<<min(retries, mostDoublings), b.Max)
	if pause < 2 {
		return pause
	}
	return pause/2 + rand.N(pause/2)
}

// MaxPause is the longest between two attempts at a request.
const MaxPause = 160 * time.Millisecond

// Pause is the backoff between attempts at a request: from 5 ms to 160 ms.
func Pause(retries int) time.Duration {
	return Backoff{First: 5 * time.Millisecond, Max: MaxPause}.Pause(retries)
}

// Sleep waits for a pause. It returns false if one of the contexts ends first: ctx is the
// request's, lifetime the client's.
func Sleep(ctx, lifetime context.Context, pause time.Duration) bool {
	return SleepUntil(ctx, lifetime, pause, nil)
}

// SleepUntil is Sleep, but for a signal that ends the pause early.
func SleepUntil(ctx, lifetime context.Context, pause time.Duration, signal <-chan struct{}) bool {
	if pause <= 0 {
		return ctx.Err() == nil && lifetime.Err() == nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-signal:
		return true
	case <-lifetime.Done():
		return false
	case <-ctx.Done():
		return false
	}
}
