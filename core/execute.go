package core

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/options"
)

// noOptions are those of a command that has none.
var noOptions options.CallOptions

func (c *Client) execute(ctx context.Context, r *request) error {
	if c.call.err != nil {
		return c.call.err
	}
	if err := r.args.Err(); err != nil {
		return err
	}
	o := &c.call.options
	q := standalone.Request{
		Request: mux.Request{Name: r.args.Name(), Bytes: r.args.Encoded(), Timeout: c.timeout, Verify: r.args.Unproven()},
		Command: &r.args, Idempotent: o.Idempotent, Replica: o.Replica,
	}
	if c.looks || o.Replica {
		if err := c.look(&q, o.Replica); err != nil {
			return err
		}
	}
	if wait, waits := r.args.Waiting(); waits {
		q.Timeout = blockingTimeout(wait, q.Timeout)
	}
	names := namesConnection(q.Name)
	var err error
	if wait, blocks := r.args.Blocking(); blocks {
		q.Timeout = blockingTimeout(wait, q.Timeout)
		err = c.group.DoDedicated(ctx, &r.call, q)
	} else {
		err = c.group.Do(ctx, &r.call, q)
	}
	if err == nil && names {
		c.renameBy(r)
	}
	if err == nil && isError(r.call.Frame(0)) {
		err = serverError(r.call.Frame(0), "", c.hintAtCluster)
	}
	return err
}

// look finds out whether a command reads, where that matters.
func (c *Client) look(q *standalone.Request, replica bool) error {
	q.Reads = command.IsReadOnly(q.Name)
	switch {
	case c.readOnly && command.MayWrite(q.Name):
		return readOnlyError(q.Name)
	case replica && !q.Reads:
		return &failure.ConfigurationError{
			Field: "CallOptions.Replica", Message: "is set for " + failure.Text(q.Name) + ", which does not only read keys; leave it out",
		}
	default:
		return nil
	}
}

func readOnlyError(name string) error {
	return &failure.ConfigurationError{
		Field: "ReadOnly", Message: "is set, and " + failure.Text(name) + " may write; use a client without it",
	}
}

// blockingTimeout is how long to wait for a command that the server may hold back
// for wait; for ever if wait is 0.
func blockingTimeout(wait, timeout time.Duration) time.Duration {
	if wait == 0 {
		return 0
	}
	return wait + max(timeout, blockingMargin)
}
