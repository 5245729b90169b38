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
	// says; without a replica they fail.
	Replica bool
}

// Validate returns a *failure.ConfigurationError about the first field that cannot
// work, or nil.
func (o CallOptions) Validate() error {
	if o.Timeout < 0 {
		return invalid("CallOptions.Timeout", "is negative; give a positive duration, or 0 for the client's")
	}
	return nil
}
