package options

import "time"

// BatchOptions are the options of the execution of a batch.
type BatchOptions struct {
	// Timeout bounds the batch as a whole. 0 means the client's request timeout.
	Timeout time.Duration
	// Idempotent says that executing the batch twice does no harm: it is sent again
	// if the connection is lost while it is unknown whether the server has executed
	// it. A batch that only reads is anyway.
	Idempotent bool
}

// Validate returns a *failure.ConfigurationError about a negative timeout, or nil.
func (o BatchOptions) Validate() error {
	if o.Timeout < 0 {
		return invalid("BatchOptions.Timeout", "is negative; give a positive duration, or 0 for the client's request timeout")
	}
	return nil
}
