//go:build !js

package ws

import "github.com/glissade-io/glissade/internal/printable"

// dialError is an error of the making of a connection.
type dialError struct {
	text  string
	cause error
}

// newDialError returns the error of a Dial that failed. Where the text of the
// cause holds a secret the cause is not to be had by errors.As either.
func (d *Dialer) newDialError(cause error) error {
	text := redactSecrets(cause.Error())
	if text != printable.Text(cause.Error()) {
		cause = nil
	}
	return &dialError{"ws: no connection to the bridge at " + redactedURL(d.URL) + ": " + text, cause}
}

func (e *dialError) Error() string { return e.text }
func (e *dialError) Unwrap() error { return e.cause }
