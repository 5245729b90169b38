package models

// CircuitBreakerState is what a circuit breaker does with requests.
type CircuitBreakerState string

const (
	// CircuitClosed lets all requests through.
	CircuitClosed CircuitBreakerState = "closed"
	// CircuitOpen lets none through.
	CircuitOpen CircuitBreakerState = "open"
	// CircuitHalfOpen lets one at a time through, as a probe.
	CircuitHalfOpen CircuitBreakerState = "half-open"
)

// CircuitBreakerStatistics are what a client's circuit breaker has done. They are zero
// where it has none.
type CircuitBreakerStatistics struct {
	// State is what it does now: empty where there is none.
	State CircuitBreakerState
	// Opened counts how often it has opened, and Refused what it has refused.
	Opened, Refused uint64
}
