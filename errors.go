package glissade

import "github.com/glissade-io/glissade/core/failure"

// ServerError is what a server says in place of a result: errors.Is compares codes, such as
// &ServerError{Code: "WRONGTYPE"}.
type ServerError = failure.ServerError

// ConfigurationError is of a setting, an option or an argument that cannot work. It names
// the field and the remedy; nothing was sent.
type ConfigurationError = failure.ConfigurationError

// ConnectionError is of a connection that could not be made, or was lost.
type ConnectionError = failure.ConnectionError

// TimeoutError is of a command whose time was over before its reply had come.
type TimeoutError = failure.TimeoutError

// CanceledError is of a command whose context was canceled.
type CanceledError = failure.CanceledError

// ClosingError is of a command of a client that was closed.
type ClosingError = failure.ClosingError

// ExecAbortError is of a transaction that the server has refused to execute.
type ExecAbortError = failure.ExecAbortError

// CompressionError is of a compressed value that could not be read. The server has replied.
type CompressionError = failure.CompressionError

// CircuitBreakerError is of what the circuit breaker has refused: nothing was sent.
type CircuitBreakerError = failure.CircuitBreakerError

// GapError tells a subscription that messages may be missing. It ends nothing.
type GapError = failure.GapError

// OverflowError tells a subscription that its queue was full.
type OverflowError = failure.OverflowError

// SubscriptionError tells a subscription that the server refuses some of its channels.
type SubscriptionError = failure.SubscriptionError

// LoggerError is of a logger of package native/logger that cannot be set up or written to.
type LoggerError = failure.LoggerError

// Delivery says how far a command came that failed.
type Delivery = failure.Delivery

// How far a command came.
const (
	// MaybeExecuted is of commands that were sent and not answered.
	MaybeExecuted = failure.MaybeExecuted
	// NotSent is of commands that no server has seen.
	NotSent = failure.NotSent
	// Answered is of commands that the server has answered with an error.
	Answered = failure.Answered
)

// DeliveryOf returns how far the command came that an error is about. One that was not sent
// may be sent again; one that may have been executed only if it does no harm twice.
func DeliveryOf(err error) Delivery { return failure.DeliveryOf(err) }
