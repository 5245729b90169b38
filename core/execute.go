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
	req := standalone.Request{
		Request: mux.Request{Name: r.args.Name(), Bytes: r.args.Encoded(), Timeout: c.timeout, Verify: r.args.Unproven()},
		Command: &r.args, Idempotent: o.Idempotent, Replica: o.Replica, Trace: r.trace(),
	}
	if c.checksReads || o.Replica {
		if err := c.checkReads(&req, o.Replica); err != nil {
			return err
		}
	}
	if wait, waits := r.args.Waiting(); waits {
		req.Timeout = blockingTimeout(wait, req.Timeout)
	}
	if r.cached.fetch != nil {
		r.cached.fetch.apply(&req.Request)
	}
	names := namesConnection(req.Name)
	var err error
	if wait, blocks := r.args.Blocking(); blocks {
		req.Timeout = blockingTimeout(wait, req.Timeout)
		err = c.group.DoDedicated(ctx, &r.call, req)
	} else {
		err = c.group.Do(ctx, &r.call, req)
	}
	if err == nil && names {
		c.renameBy(r)
	}
	if err == nil && isError(r.call.Frame(0)) {
		err = serverError(r.call.Frame(0), "", c.hintAtCluster)
	}
	return err
}

func (c *Client) route() options.Route { return nil }

// checkReads finds out whether a command reads, where that matters.
func (c *Client) checkReads(req *standalone.Request, replica bool) error {
	req.Reads = command.IsReadOnly(req.Name)
	switch {
	case c.readOnly && command.MayWrite(req.Name):
		return readOnlyError(req.Name)
	case replica && !req.Reads:
		return &failure.ConfigurationError{
			Field: "CallOptions.Replica", Message: "is set for " + failure.Text(req.Name) + ", which does not only read keys; leave it out",
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
