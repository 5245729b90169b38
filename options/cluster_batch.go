package options

import "time"

// ClusterBatchOptions are the options of the execution of a batch in a cluster.
type ClusterBatchOptions struct {
	// Timeout bounds the batch as a whole. 0 means the client's request timeout.
	Timeout time.Duration
	// RetryStrategy selects the commands of a pipeline that are sent again when they fail.
	// A transaction has none.
	RetryStrategy RetryStrategy
	// Route has the whole batch executed by one server. Redirections are followed all
	// the same. Nil leaves it to the keys. Routes to several servers cannot be used.
	Route Route
	// Idempotent says that executing the commands twice does no harm: those are sent
	// again whose connection is lost while it is unknown whether they were executed.
	// Commands that only read are anyway.
	Idempotent bool
}

// RetryStrategy selects the commands of a pipeline that are sent again when they fail,
// within the pipeline's time. Both cases change the order: a command that is sent
// again is executed after those that follow it, also of the same key.
type RetryStrategy struct {
	// RetryServerError has commands sent again that the server refused because it is
	// not ready for them: TRYAGAIN, CLUSTERDOWN, LOADING, MASTERDOWN.
	RetryServerError bool
	// RetryConnectionError has commands sent again whose connection was lost, although
	// the server may have executed them: INCR may count twice.
	RetryConnectionError bool
}

// Validate returns a *failure.ConfigurationError about the first field that cannot
// work, or nil.
func (o ClusterBatchOptions) Validate() error {
	switch o.Route.(type) {
	case AllNodes, AllPrimaries:
		return invalid("ClusterBatchOptions.Route", "names several servers; give a route to one")
	}
	if o.Timeout < 0 {
		return invalid("ClusterBatchOptions.Timeout", "is negative; give a positive duration, or 0 for the client's request timeout")
	}
	return validateRoute("ClusterBatchOptions.Route", o.Route)
}
