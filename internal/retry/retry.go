// Package retry holds what all have in common that try something again: the time that a
// request has for all of its attempts together, and the pauses between them. What is tried
// again, and where, is theirs to decide.
//
//	budget.Start(request.Timeout, call.Elapsed())
//	if budget.Allows(pause) && retry.Sleep(ctx, life, pause) {
//		request.Timeout = budget.Left()
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

// Left returns the timeout of the next attempt, of a budget that was started: what is left,
// and at least a millisecond, since 0 would be no limit. It is counted from the beginning
// and not attempt by attempt, so that what a busy machine takes in between is not given in
// addition.
func (b *Budget) Left() time.Duration { return max(time.Until(b.deadline), time.Millisecond) }

// Error has a timeout tell of the time as it was given, rather than of the last attempt's.
func (b *Budget) Error(err error) error { return restate.After(err, b.timeout) }

const (
	firstPause = 5 * time.Millisecond
	// LongestPause is the longest between two attempts.
	LongestPause = 160 * time.Millisecond
)

// Pause returns how long to wait before another attempt, the given number of them having
// been repeated already: from 5 ms, twice as long each time, to 160 ms, with up to half of
// it less, so that many who wait for the same do not come at once.
func Pause(repeated int) time.Duration {
	pause := min(firstPause<<min(repeated, 10), LongestPause)
	return pause/2 + rand.N(pause/2)
}

// Sleep waits. It returns false if one of the contexts ends first.
func Sleep(ctx, life context.Context, pause time.Duration) bool {
	if pause <= 0 {
		return ctx.Err() == nil && life.Err() == nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-life.Done():
		return false
	case <-ctx.Done():
		return false
	}
}
