package options

import "time"

// Defaults of a CircuitBreakerConfiguration.
const (
	DefaultCircuitBreakerWindow               = 10 * time.Second
	DefaultCircuitBreakerFailureRate          = 0.5
	DefaultCircuitBreakerMinErrors            = 50
	DefaultCircuitBreakerOpenTimeout          = 5 * time.Second
	DefaultCircuitBreakerConsecutiveSuccesses = 3
)

// CircuitBreakerConfiguration has a client refuse what it is asked for at once, while most
// of it fails: callers do not pile up behind servers that cannot be reached, and servers
// that come back are not met by all of them. The zero value is GLIDE's.
//
// The breaker is closed at first. Once there were MinErrors failures within Window, and they
// were FailureRate of all, it opens: commands, batches and subscriptions fail with a
// *failure.CircuitBreakerError, and nothing is sent. After OpenTimeout it lets one at a time
// through, as a probe: ConsecutiveSuccesses of them in a row close it, and a failure opens
// it again.
//
// Failures are lost connections and those that could not be made, and with CountTimeouts
// timeouts. An error that a server has sent is an answer. What its caller has cancelled, or
// could not be sent as it was, counts as neither.
type CircuitBreakerConfiguration struct {
	// Window is how far the breaker looks back, to a tenth. 0 means 10 s.
	Window time.Duration
	// FailureRate is the part of what was done within Window that must have failed, above 0
	// and up to 1. 0 means 0.5.
	FailureRate float64
	// MinErrors is how many must have failed at least. 0 means 50.
	MinErrors int
	// OpenTimeout is how long nothing is let through. 0 means 5 s.
	OpenTimeout time.Duration
	// CountTimeouts has timeouts be failures.
	CountTimeouts bool
	// ConsecutiveSuccesses is how many probes in a row must succeed. 0 means 3.
	ConsecutiveSuccesses int
}

// Validate returns a *failure.ConfigurationError about the first field that cannot work, or
// nil.
func (c CircuitBreakerConfiguration) Validate() error {
	const name = "CircuitBreaker."
	switch {
	case c.Window < 0:
		return invalid(name+"Window", "is negative; give a positive duration, or 0 for 10 s")
	case c.Window > 0 && c.Window < 10*time.Millisecond:
		return invalid(name+"Window", "is shorter than 10 ms; give a longer one")
	case !(c.FailureRate >= 0 && c.FailureRate <= 1):
		return invalid(name+"FailureRate", "is out of range; give more than 0 and up to 1, or 0 for 0.5")
	case c.MinErrors < 0:
		return invalid(name+"MinErrors", "is negative; give a positive number, or 0 for 50")
	case c.OpenTimeout < 0:
		return invalid(name+"OpenTimeout", "is negative; give a positive duration, or 0 for 5 s")
	case c.ConsecutiveSuccesses < 0:
		return invalid(name+"ConsecutiveSuccesses", "is negative; give a positive number, or 0 for 3")
	}
	return nil
}

// WithDefaults returns c with every setting that was left out filled in.
func (c CircuitBreakerConfiguration) WithDefaults() CircuitBreakerConfiguration {
	if c.Window == 0 {
		c.Window = DefaultCircuitBreakerWindow
	}
	if c.FailureRate == 0 {
		c.FailureRate = DefaultCircuitBreakerFailureRate
	}
	if c.MinErrors == 0 {
		c.MinErrors = DefaultCircuitBreakerMinErrors
	}
	if c.OpenTimeout == 0 {
		c.OpenTimeout = DefaultCircuitBreakerOpenTimeout
	}
	if c.ConsecutiveSuccesses == 0 {
		c.ConsecutiveSuccesses = DefaultCircuitBreakerConsecutiveSuccesses
	}
	return c
}

func (c *CircuitBreakerConfiguration) validate() error {
	if c == nil {
		return nil
	}
	return c.Validate()
}
