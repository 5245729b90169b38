package core

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/retry"
)

// Transaction changes keys depending on what they hold, without a lock: it watches
// keys and calls attempt, which reads what it needs through d and returns the changes
// as an atomic batch. They are executed if none of keys was changed meanwhile;
// otherwise all of it is repeated, after a pause that is random and grows, until ctx
// ends.
//
//	results, err := client.Transaction(ctx, []string{"stock"}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
//		stock, err := d.Get(ctx, "stock")
//		if err != nil {
//			return nil, err
//		}
//		b := batch.NewTransaction()
//		b.Set("stock", less(stock))
//		return b, nil
//	})
//
// It returns what Exec returns of the batch, errors of single commands in their
// places. A nil batch means that there is nothing to do: nil, nil is returned. attempt
// may be called many times, and should do nothing but read and compute; it may watch
// more keys by [Dedicated.Watch], before it reads them. An error of attempt is
// returned as it is. If attempt panics so does Transaction, and its connection is
// closed: nothing stays watched.
//
// If the connection is lost before EXEC was sent, or the server turns out to be no
// primary any more, it starts over on another connection, as long as the client's
// request timeout. If it is lost later the transaction may have been executed, which
// the error then says.
//
// Errors: *failure.ConfigurationError if keys is empty, or the batch is or is not
// atomic; *failure.TimeoutError or *failure.CanceledError when ctx ends, with the
// number of times that it was tried; those of [Client.Dedicated] and [Dedicated.Exec].
// See https://valkey.io/topics/transactions/
func (c *Client) Transaction(ctx context.Context, keys []string, attempt func(ctx context.Context, d *Dedicated) (*batch.Batch, error)) ([]any, error) {
	return transact(ctx, c, c.timeout, keys, attempt)
}

// Transaction is [Client.Transaction] in a cluster: all keys, those of the batch
// included, must lie in one slot. It starts over too when the slot has moved.
func (c *ClusterClient) Transaction(ctx context.Context, keys []string, attempt func(ctx context.Context, d *Dedicated) (*batch.Batch, error)) ([]any, error) {
	return transact(ctx, c, c.timeout, keys, attempt)
}

func transact(ctx context.Context, c source, timeout time.Duration, keys []string, attempt func(ctx context.Context, d *Dedicated) (*batch.Batch, error)) ([]any, error) {
	if attempt == nil {
		return nil, nilError("attempt", "give a function that returns the changes as a batch")
	}
	var d *Dedicated
	defer func() {
		if d != nil {
			d.Release()
		}
	}()
	var failing time.Time // since when there has been nothing but lost connections
	for conflicts, tries := 0, 0; ; tries++ {
		var results []any
		var decision attemptOutcome
		var err error
		if d == nil {
			d, err = acquireUnchecked(ctx, c, timeout, "Transaction", keys)
		}
		if d != nil {
			results, decision, err = d.attempt(ctx, keys, attempt)
		}
		switch {
		case decision == conflicted:
			conflicts++
			failing = time.Time{}
		case decision == disconnected && (failing.IsZero() || time.Since(failing) < timeout):
			if failing.IsZero() {
				failing = time.Now()
			}
			d.Release()
			d = nil
		case decision == notStarted && conflicts > 0 && isOver(ctx, err):
			return nil, contended(ctx, conflicts)
		default:
			return results, err
		}
		if !retry.Sleep(ctx, context.Background(), conflictBackoff.Pause(tries)) {
			if conflicts == 0 {
				return nil, err
			}
			return nil, contended(ctx, conflicts)
		}
	}
}

// conflictBackoff is between two attempts at a transaction.
var conflictBackoff = retry.Backoff{First: time.Millisecond, Max: 64 * time.Millisecond}

// attemptOutcome is how an attempt at a transaction went.
type attemptOutcome uint8

const (
	notStarted   attemptOutcome = iota // no connection, or it could not watch
	over                               // the outcome is the caller's
	conflicted                         // a watched key was changed
	disconnected                       // nothing was executed, and this connection is of no use
)

// attempt is one attempt at a transaction.
func (d *Dedicated) attempt(ctx context.Context, keys []string, attempt func(ctx context.Context, d *Dedicated) (*batch.Batch, error)) ([]any, attemptOutcome, error) {
	if err := d.Watch(ctx, keys); err != nil {
		if isConnectionError(err) || isElsewhere(err) {
			return nil, disconnected, err
		}
		return nil, notStarted, err
	}
	b, err := attempt(ctx, d)
	if err == nil && b != nil && !b.Atomic() {
		err = &failure.ConfigurationError{Field: "attempt", Message: "returned a batch that is not atomic; make it by batch.NewTransaction()"}
	}
	if err != nil || b == nil {
		// If it fails, releasing the connection closes it.
		_ = d.Unwatch(ctx)
		if isConnectionError(err) && d.isLost() || isElsewhere(err) && d.wasRefused() {
			return nil, disconnected, err
		}
		return nil, over, err
	}
	results, err := d.Exec(ctx, b, false)
	switch {
	case err == nil && results == nil:
		return nil, conflicted, nil
	case isConnectionError(err) && failure.DeliveryOf(err) == failure.NotSent, isElsewhere(err), err == error(errKeysElsewhere):
		return nil, disconnected, err
	}
	if err != nil {
		_ = d.Unwatch(ctx) // As above: EXEC may not have been reached.
	}
	return results, over, err
}

// isLost reports whether a connection has ended that counts.
func (d *Dedicated) isLost() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conn.Err() != nil || d.asked != nil && d.asked.conn.Err() != nil
}

// wasRefused reports whether a command was refused here, since its slot is elsewhere.
func (d *Dedicated) wasRefused() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.refused
}

func isConnectionError(err error) bool {
	return errtype.Is[*failure.ConnectionError](err)
}

// isElsewhere reports whether a command, or a transaction as a whole, was refused by a
// server that is no primary any more, or has not got the slot.
func isElsewhere(err error) bool {
	refused, isRefused := errtype.As[*failure.ServerError](err)
	if !isRefused {
		return false
	}
	kind := refusal.OfError(refused)
	return kind.IsOfOtherServer() || kind.IsOfCluster()
}

// isOver reports whether err came of the end of ctx.
func isOver(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded)
}

// contended is the error of a transaction that others left no time for.
func contended(ctx context.Context, conflicts int) error {
	const name = "Transaction"
	cause := context.Cause(ctx)
	if cause == nil { // The context does not know yet that its time is up.
		cause = context.DeadlineExceeded
	}
	cause = &conflictError{conflicts, cause}
	if ctx.Err() == context.Canceled {
		return &failure.CanceledError{Command: name, Delivery: failure.NotSent, Cause: cause}
	}
	return &failure.TimeoutError{Command: name, Delivery: failure.NotSent, Reason: "not executed", Cause: cause}
}

// conflictError tells how often a transaction was tried until ctx ended.
type conflictError struct {
	conflicts int
	cause     error
}

func (e *conflictError) Error() string {
	return "tried " + strconv.Itoa(e.conflicts) + " times, and each time a watched key was changed: " + e.cause.Error()
}

func (e *conflictError) Unwrap() error { return e.cause }
