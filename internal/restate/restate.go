// Package restate says of a failed request what an error of another says: of the request
// that waited for the same connection, of the whole of which the other was a part, or of
// the time that was given to all attempts together.
//
//	return restate.For(reason, restate.Request{Command: "GET", Delivery: failure.NotSent})
//
// Errors do not change once somebody may have them, and so each function returns another.
package restate

import (
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

// Request is what an error says of a request.
type Request struct {
	// Command is its name; empty leaves what the error has.
	Command string
	// Delivery is how far it came.
	Delivery failure.Delivery
}

// For returns an error that says of a request what err says of another. An error that
// tells of none, such as one of the server, is returned as it is.
func For(err error, r Request) error {
	switch e := err.(type) {
	case *failure.ClosingError:
		copied := *e
		r.state(&copied.Command, &copied.Delivery)
		return &copied
	case *failure.ConnectionError:
		copied := *e
		r.state(&copied.Command, &copied.Delivery)
		return &copied
	case *failure.TimeoutError:
		copied := *e
		r.state(&copied.Command, &copied.Delivery)
		return &copied
	case *failure.CanceledError:
		copied := *e
		r.state(&copied.Command, &copied.Delivery)
		return &copied
	default:
		return err
	}
}

func (r *Request) state(command *string, delivery *failure.Delivery) {
	if r.Command != "" {
		*command = r.Command
	}
	*delivery = r.Delivery
}

// After has a timeout tell of the time that the request was given, of which the attempt
// that failed had only what was left. Other errors are returned as they are, and all if
// the time is 0.
func After(err error, timeout time.Duration) error {
	if e, ok := err.(*failure.TimeoutError); ok && timeout > 0 {
		copied := *e
		copied.After = timeout
		return &copied
	}
	return err
}
