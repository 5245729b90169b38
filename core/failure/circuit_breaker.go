package failure

import "time"

// CircuitBreakerError reports a request that was not sent, since most before it have failed:
// see options.CircuitBreakerConfiguration.
type CircuitBreakerError struct {
	// Command names the command, or is empty.
	Command string
	// RetryAfter is how long nothing is let through yet: 0 while a probe is under way, on
	// which it depends.
	RetryAfter time.Duration
}

// Error returns a sentence with the command and the time.
func (e *CircuitBreakerError) Error() string {
	reason := Text("most requests before it have failed; a probe is under way")
	if e.RetryAfter > 0 {
		reason = "most requests before it have failed; try again in " + Text(max(e.RetryAfter.Round(time.Millisecond), time.Millisecond).String())
	}
	return sentence("circuit breaker is open", string(reason), e.Command, NotSent, nil, nil)
}

// RequestDelivery returns NotSent; see [DeliveryOf].
func (e *CircuitBreakerError) RequestDelivery() Delivery { return NotSent }
