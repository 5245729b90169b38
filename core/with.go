package core

import (
	"cmp"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// With returns a client that executes commands and batches with options, and has all
// else in common with c: the servers, the connections, their end. Closing one closes the
// other, so there is no need to close what With has returned. It costs next to nothing,
// and may be kept.
//
//	patient := client.With(options.CallOptions{Timeout: 5 * time.Second, Idempotent: true})
//	_, err := patient.Set(ctx, "key", "value")
//
// Options are added to those that c has by an earlier With; a field that is zero leaves
// what is there. Timeout is that of all that the client does but connect. Idempotent is
// also for batches, but for nothing on a dedicated connection. Replica is for single
// commands: batches, [Client.Dedicated], [Client.Transaction] and [Client.Monitor] go to
// the primary, and fail with a *failure.ConfigurationError if it is set.
//
// Options that cannot work have every command and batch fail with a
// *failure.ConfigurationError.
func (c *Client) With(o options.CallOptions) *Client {
	derived := *c
	derived.call = c.call.with(o).withCache(c.cache)
	if derived.call.err == nil && derived.call.options.Route != nil {
		derived.call.err = &failure.ConfigurationError{
			Field: "CallOptions.Route", Message: "is set, but only a cluster has several servers to choose from; leave it out, or use {NewClusterClient}",
		}
	}
	derived.timeout = derived.call.timeout(c.timeout)
	derived.Commands = commandsOf(derived.stacked())
	return &derived
}

// With is [Client.With] in a cluster, where commands and batches can be sent elsewhere by
// a Route too.
//
// A route to several servers is for commands whose replies become one, such as DBSIZE
// with a sum, and for those whose reply may be anything: CustomCommand, scripts and
// functions return a models.Map then, of addresses with what each server replied. Any
// other fails with a *failure.ConfigurationError before it is sent: [RunOnNodes]
// returns what each of the servers says. So does a batch, which takes a route to one.
//
// [ClusterClient.Scan] asks all primaries, and [ClusterClient.Dedicated] and
// [ClusterClient.Transaction] go where their keys are: with Route or Replica they fail with a
// *failure.ConfigurationError.
func (c *ClusterClient) With(o options.CallOptions) *ClusterClient {
	derived := *c
	derived.call = c.call.with(o).withCache(c.cache)
	derived.timeout = derived.call.timeout(c.timeout)
	derived.Commands = commandsOf(derived.stacked())
	return &derived
}

// callSettings are what a client's With has set. The zero value is that of a client
// without.
type callSettings struct {
	options options.CallOptions
	err     error // why the options cannot work
}

// with returns the settings with the options added that are not zero.
func (s callSettings) with(o options.CallOptions) callSettings {
	if s.err != nil {
		return s
	}
	s.options.Timeout = cmp.Or(o.Timeout, s.options.Timeout)
	s.options.Idempotent = o.Idempotent || s.options.Idempotent
	s.options.Replica = o.Replica || s.options.Replica
	if o.Route != nil {
		s.options.Route = o.Route
	}
	s.options.Cache = cmp.Or(o.Cache, s.options.Cache)
	s.options.CacheTTL = cmp.Or(o.CacheTTL, s.options.CacheTTL)
	s.err = s.options.Validate()
	return s
}

// withCache refuses to use a cache that there is not.
func (s callSettings) withCache(c *clientCache) callSettings {
	if s.err == nil && c == nil && s.options.Cache == options.UseCache {
		s.err = &failure.ConfigurationError{
			Field: "CallOptions.Cache", Message: "is {UseCache}, but the client has no cache; set {ClientConfiguration.Cache}",
		}
	}
	return s
}

// timeout returns the timeout of requests, which without options is that given.
func (s callSettings) timeout(fallback time.Duration) time.Duration {
	if s.err != nil {
		return fallback
	}
	return cmp.Or(s.options.Timeout, fallback)
}

// forPrimary says why what goes to primaries, and finds them by itself, cannot be done
// with the settings, or nil.
func (s callSettings) forPrimary(name string) error {
	switch {
	case s.err != nil:
		return s.err
	case s.options.Replica:
		return misplaced("CallOptions.Replica", failure.Text(name)+" needs a primary")
	case s.options.Route != nil:
		return misplaced("CallOptions.Route", failure.Text(name)+" finds its servers by itself")
	default:
		return nil
	}
}

// withoutReplica says why what a replica cannot be demanded for, for a reason, cannot be
// done with the settings, or nil.
func (s callSettings) withoutReplica(reason failure.Text) error {
	if s.err == nil && s.options.Replica {
		return misplaced("CallOptions.Replica", reason)
	}
	return s.err
}

func misplaced(field string, reason failure.Text) error {
	return &failure.ConfigurationError{Field: field, Message: "is set, but " + reason + "; use a client without it"}
}

const ofBatches = "a batch needs a primary"

// batchOptions returns the options of a batch with what With has set.
func (c *Client) batchOptions(o options.BatchOptions) (options.BatchOptions, error) {
	o.Idempotent = o.Idempotent || c.call.options.Idempotent
	return o, c.call.withoutReplica(ofBatches)
}

func (c *ClusterClient) batchOptions(o options.ClusterBatchOptions) (options.ClusterBatchOptions, error) {
	if o.Route == nil {
		o.Route = c.call.options.Route
	}
	o.Idempotent = o.Idempotent || c.call.options.Idempotent
	return o, c.call.withoutReplica(ofBatches)
}
