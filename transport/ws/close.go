package ws

import (
	"io"
	"strconv"

	"github.com/glissade-io/glissade/internal/printable"
)

// CloseCode is the code of a WebSocket close frame. Those below 4000 are defined
// by RFC 6455 section 7.4.1, the others by the bridge.
type CloseCode int

const (
	// CloseNormal means that the server ended its connection; Read returns io.EOF.
	CloseNormal CloseCode = 1000
	// CloseGoingAway means that the bridge is shutting down: dial again.
	CloseGoingAway CloseCode = 1001
	// CloseProtocolError means that what was sent is not what the protocol says.
	CloseProtocolError CloseCode = 1002
	// CloseUnsupported means that a message was text; streams are binary.
	CloseUnsupported CloseCode = 1003
	// closeNoStatus stands for a close frame without a code.
	closeNoStatus CloseCode = 1005
	// CloseAbnormal stands for a connection that ended without a close frame. A
	// browser also reports it for a handshake that failed, whatever the cause.
	CloseAbnormal CloseCode = 1006
	// CloseTooBig means that a message was larger than the bridge allows.
	CloseTooBig CloseCode = 1009
	// CloseUnauthorized means that the token is missing or wrong.
	CloseUnauthorized CloseCode = 4401
	// CloseForbidden means that the target or the page's origin is not allowed.
	CloseForbidden CloseCode = 4403
	// CloseSlowConsumer means that this side read too slowly.
	CloseSlowConsumer CloseCode = 4408
	// CloseLimit means that there are too many connections.
	CloseLimit CloseCode = 4429
	// CloseDialFailed means that the bridge could not reach the server, or lost it.
	CloseDialFailed CloseCode = 4502
)

// CloseError tells why a stream ended that neither side closed in the normal way.
// Find it with errors.As and act on its Code.
type CloseError struct {
	// URL is the bridge's, as the Dialer has it but for user, password and query.
	URL string
	// Code is the close frame's code, or CloseAbnormal if there was no frame.
	Code CloseCode
	// Reason is the bridge's explanation, with what to do; it may be empty.
	Reason string
	// Cause is the underlying error where there was no close frame, or nil.
	Cause error
}

// Error returns a sentence with the bridge, the code and the reason, in which control
// characters are escaped.
func (e *CloseError) Error() string {
	text := "ws: "
	switch e.Code {
	case CloseUnauthorized, CloseForbidden, CloseLimit:
		text += "the bridge refused"
	case CloseAbnormal:
		text += "the connection to the bridge failed"
	default:
		text += "the bridge closed the stream"
	}
	text += ": " + strconv.Itoa(int(e.Code))
	if e.Reason != "" {
		text += " " + printable.Text(e.Reason)
	}
	if e.Cause != nil {
		text += ": " + redactSecrets(e.Cause.Error())
	}
	return text + " (" + e.URL + ")"
}

// Unwrap returns the underlying error, if any.
func (e *CloseError) Unwrap() error { return e.Cause }

// textMessageError is the end of a stream on which a text message came.
func textMessageError(url string) *CloseError {
	return &CloseError{URL: url, Code: CloseUnsupported, Reason: "a text message came from the bridge; streams are binary"}
}

// writeError returns the error of a Write after Read ended with err.
func writeError(url string, err error) error {
	if err == io.EOF {
		return &CloseError{URL: url, Code: CloseNormal, Reason: "the server closed the connection"}
	}
	return err
}

// closeFrameError returns the error for a close frame: io.EOF for a normal end.
func closeFrameError(url string, code CloseCode, reason string) error {
	if code == CloseNormal || code == closeNoStatus {
		return io.EOF
	}
	return &CloseError{URL: url, Code: code, Reason: reason}
}
