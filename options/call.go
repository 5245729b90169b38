package options

import "time"

// CallOptions change how commands are executed. Its zero value changes nothing.
type CallOptions struct {
	// Timeout replaces the client's request timeout. 0 leaves it.
	Timeout time.Duration
	// Idempotent says that executing the commands twice does no harm: they are sent
	// again if the connection is lost while it is unknown whether the server has
	// executed them. Commands that only read are anyway.
	Idempotent bool
	// Replica has commands that only read executed by a replica, whatever ReadFrom
	// says; without a replica they fail: at once if there is none, else when the
	// request timeout is over. A route with SlotTypeReplica turns to the primary then.
	Replica bool
	// Route says which nodes of a cluster execute the commands. Nil leaves it to the
	// client: by their keys, or as is usual for a command without keys. Only clients of
	// a cluster take one.
	Route Route
}

// Validate returns a *failure.ConfigurationError about the first field that cannot
// work, or nil.
func (o CallOptions) Validate() error {
	if o.Timeout < 0 {
		return invalid("CallOptions.Timeout", "is negative; give a positive duration, or 0 for the client's")
	}
	if o.Replica && o.Route != nil {
		return invalid("CallOptions.Replica", "is set together with {CallOptions.Route}; leave it out, and give a route with {SlotTypeReplica}")
	}
	return validateRoute("CallOptions.Route", o.Route)
}
