package failure

import (
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/printable"
)

// ConfigurationError reports a setting or an argument that cannot work. It is
// returned before anything is sent.
type ConfigurationError struct {
	// Field names the setting or argument as the caller spells it, such as
	// "Addresses[1].Port" or "SetOptions.Expiry".
	Field string
	// Message says what is wrong and how to fix it.
	Message Text
}

// Error returns the field and what is wrong with it.
func (e *ConfigurationError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *ConfigurationError) Spelled(spelling Spelling) string {
	text := e.Message.Spelled(spelling)
	if field := e.Field; field != "" {
		if spelling != nil {
			field = spelling.Field(field)
		}
		text = field + ": " + text
	}
	return "configuration: " + text
}

// RequestDelivery returns NotSent; see [DeliveryOf].
func (e *ConfigurationError) RequestDelivery() Delivery { return NotSent }

// ConnectionError reports a connection that could not be made or was lost.
type ConnectionError struct {
	// Address is the server's address as it was dialled.
	Address string
	// Command names the command that was affected ("SET"), or is empty.
	Command string
	// Delivery tells whether the command may have been executed.
	Delivery Delivery
	// Reason says in a few words what happened, such as "dial failed".
	Reason Text
	// Cause is the underlying error, or nil.
	Cause error
}

// Error returns a sentence with the address, the command and its delivery.
func (e *ConnectionError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *ConnectionError) Spelled(spelling Spelling) string {
	return sentence("connection to "+orUnknown(e.Address), e.Reason.Spelled(spelling), e.Command, e.Delivery, e.Cause, spelling)
}

// Unwrap returns the underlying error.
func (e *ConnectionError) Unwrap() error { return e.Cause }

// RequestDelivery returns the Delivery; see [DeliveryOf].
func (e *ConnectionError) RequestDelivery() Delivery { return e.Delivery }

// TimeoutError reports a request that had no reply within its time: the request
// timeout of the client or the deadline of the caller's context, whichever is
// sooner. For the latter errors.Is(err, context.DeadlineExceeded) holds too.
type TimeoutError struct {
	// Address is the server's address, or empty where there was no connection.
	Address string
	// Command names the command ("BLPOP"), or is empty.
	Command string
	// Delivery tells whether the command may have been executed.
	Delivery Delivery
	// After is the time that the request was given.
	After time.Duration
	// Setting is what After was set by, as the configuration spells it, such as
	// "Advanced.ConnectionTimeout"; empty where it is the time of the request itself.
	Setting string
	// Reason says what the request was waiting for, such as "no reply".
	Reason Text
	// Cause is the context's error, or nil where the client's own timeout ran out.
	Cause error
}

// Error returns a sentence with the address, the command and its delivery.
func (e *TimeoutError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *TimeoutError) Spelled(spelling Spelling) string {
	reason := e.Reason.Spelled(spelling)
	if reason == "" {
		reason = "no reply"
	}
	if e.After > 0 {
		reason += " within " + e.After.String()
	}
	if e.Setting != "" {
		reason += ", as " + setting(e.Setting, spelling) + " allows"
	}
	subject := "timeout"
	if e.Address != "" {
		subject += " at " + printable.Text(e.Address)
	}
	return sentence(subject, reason, e.Command, e.Delivery, e.Cause, spelling)
}

// Timeout returns true; it lets the error be recognised as net.Error's are.
func (e *TimeoutError) Timeout() bool { return true }

// Unwrap returns the context's error, if that is what ended the request.
func (e *TimeoutError) Unwrap() error { return e.Cause }

// RequestDelivery returns the Delivery; see [DeliveryOf].
func (e *TimeoutError) RequestDelivery() Delivery { return e.Delivery }

// CanceledError reports a request whose context was cancelled by the caller.
// errors.Is(err, context.Canceled) holds for it, unless the context was cancelled
// with a cause of its own, which is then what Unwrap returns.
type CanceledError struct {
	// Command names the command, or is empty.
	Command string
	// Delivery tells whether the command may have been executed.
	Delivery Delivery
	// Cause is the context's error.
	Cause error
}

// Error returns a sentence with the command and its delivery.
func (e *CanceledError) Error() string {
	return sentence("request canceled by its context", "", e.Command, e.Delivery, e.Cause, nil)
}

// Unwrap returns the context's error.
func (e *CanceledError) Unwrap() error { return e.Cause }

// RequestDelivery returns the Delivery; see [DeliveryOf].
func (e *CanceledError) RequestDelivery() Delivery { return e.Delivery }

// ClosingError reports a request on a client that was closed, or on a dedicated
// connection that was released.
type ClosingError struct {
	// Reason says what was closed; empty stands for "the client is closed".
	Reason Text
	// Command names the command, or is empty.
	Command string
	// Delivery tells whether the command may have been executed.
	Delivery Delivery
}

// Error returns a sentence with the command and its delivery.
func (e *ClosingError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *ClosingError) Spelled(spelling Spelling) string {
	reason := e.Reason.Spelled(spelling)
	if reason == "" {
		reason = "the client is closed"
	}
	return sentence(reason, "", e.Command, e.Delivery, nil, spelling)
}

// RequestDelivery returns the Delivery; see [DeliveryOf].
func (e *ClosingError) RequestDelivery() Delivery { return e.Delivery }

// ExecAbortError reports a transaction that the server refused to execute because
// one of its commands was refused when it was queued.
type ExecAbortError struct {
	// Message is the server's message, without the EXECABORT code.
	Message string
	// Causes are the errors of the commands that were refused, in request order.
	Causes []error
}

// Error returns the server's message and the first cause.
func (e *ExecAbortError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *ExecAbortError) Spelled(spelling Spelling) string {
	text := "EXECABORT " + printable.Text(e.Message)
	if len(e.Causes) > 0 {
		text += ": " + Spelled(e.Causes[0], spelling)
	}
	return text
}

// Unwrap returns the errors of the commands that were refused.
func (e *ExecAbortError) Unwrap() []error { return e.Causes }

// RequestDelivery returns Answered; see [DeliveryOf].
func (e *ExecAbortError) RequestDelivery() Delivery { return Answered }

// ServerError is an error reply of the server.
type ServerError struct {
	// Code is the first word of the reply, such as "WRONGTYPE" or "ERR".
	Code string
	// Message is the rest of the reply, exactly as it was sent.
	Message string
	// Address is that of the server, where a cluster has several that might have
	// replied, or empty.
	Address string
	// Hint says what to do about it, where the client knows more than the server has
	// said, or is empty.
	Hint Text
}

// ParseServerError splits the text of an error reply ("WRONGTYPE Operation…")
// into code and message. A first word that is not in capitals is no code: the
// whole text is then the message, and the code is empty.
func ParseServerError(text string) *ServerError {
	code, message, _ := strings.Cut(text, " ")
	if code == "" || strings.ToUpper(code) != code {
		return &ServerError{Message: text}
	}
	return &ServerError{Code: code, Message: message}
}

// Error returns the reply as the server sent it, but for what does not belong into a
// log: control characters are escaped ("\r\n"), and what is beyond 512 bytes is cut off.
// What else is known follows: the server's address and the hint.
func (e *ServerError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *ServerError) Spelled(spelling Spelling) string {
	text := e.Code + " " + e.Message
	switch {
	case e.Code == "":
		text = e.Message
	case e.Message == "":
		text = e.Code
	}
	text = printable.Text(text)
	if e.Address != "" {
		text += " (from " + printable.Text(e.Address) + ")"
	}
	if e.Hint != "" {
		text += ": " + e.Hint.Spelled(spelling)
	}
	return text
}

// Is reports whether target is a *ServerError with the same code, and the same
// message where target has one: errors.Is(err, &ServerError{Code: "NOSCRIPT"}). Which
// server has sent it does not count.
func (e *ServerError) Is(target error) bool {
	t, ok := target.(*ServerError)
	return ok && t.Code == e.Code && (t.Message == "" || t.Message == e.Message)
}

// RequestDelivery returns Answered; see [DeliveryOf].
func (e *ServerError) RequestDelivery() Delivery { return Answered }

func sentence(subject, reason, command string, delivery Delivery, cause error, spelling Spelling) string {
	text := subject
	if reason != "" {
		text += ": " + reason
	}
	if cause != nil {
		text += ": " + Spelled(cause, spelling)
	}
	if command != "" {
		text += " (" + command + " " + delivery.String() + ")"
	}
	return text
}

func orUnknown(address string) string {
	if address == "" {
		return "the server"
	}
	return printable.Text(address) // which a server may have announced
}
