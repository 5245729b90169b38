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
	// Cache says whether commands that read go through the client's cache, which
	// [ClientConfiguration.Cache] has made. Batches and dedicated connections do not.
	Cache CacheUse
	// CacheTTL bounds the age of what the cache answers with, beside
	// [CacheConfiguration.EntryTTL]. 0 does not.
	CacheTTL time.Duration
}

func (o CallOptions) validateCache() error {
	switch {
	case o.CacheTTL < 0:
		return invalid("CallOptions.CacheTTL", "is negative; give a positive duration, or 0 for no bound")
	case o.Cache == UseCache && (o.Replica || o.Route != nil):
		return invalid("CallOptions.Cache", "is {UseCache} together with {CallOptions.Replica} or {CallOptions.Route}, which say that a certain server is to be asked; leave one of them out")
	}
	return o.Cache.validate("CallOptions.Cache")
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
	if err := o.validateCache(); err != nil {
		return err
	}
	return validateRoute("CallOptions.Route", o.Route)
}
