package servers

import (
	"context"
	"fmt"
	"time"
)

const (
	// patience bounds the wait for a condition where the caller's context has no
	// deadline.
	patience = time.Minute
	// pollInterval is the time between two looks at a condition.
	pollInterval = 10 * time.Millisecond
)

// await looks at condition until it returns nil. The error says what was awaited and
// what was amiss at last.
func await(ctx context.Context, subject string, condition func(context.Context) error) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	deadline, _ := ctx.Deadline()
	var amiss error
	for {
		err := condition(ctx)
		if err == nil {
			return nil
		}
		// What comes of a look that the end of the context cut short says nothing. A
		// connection notices its deadline before the context does.
		if amiss == nil || ctx.Err() == nil && time.Now().Before(deadline) {
			amiss = err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w; at last: %w", subject, ctx.Err(), amiss)
		case <-time.After(pollInterval):
		}
	}
}
