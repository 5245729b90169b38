package otel

import (
	"errors"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

// outcome is how an operation has ended: the zero value is well.
type outcome struct {
	errorType string
	status    string // db.response.status_code
}

// outcomeOf returns the outcome that an error means, or that there is none.
func outcomeOf(err error) outcome {
	if err == nil {
		return outcome{}
	}
	if refused, ok := err.(*failure.ServerError); ok && refused.Code != "" {
		return outcome{refused.Code, refused.Code} // as most are
	}
	var refused *failure.ServerError
	var aborted *failure.ExecAbortError
	switch {
	case errors.As(err, &aborted):
		return outcome{"EXECABORT", "EXECABORT"}
	case errors.As(err, &refused) && refused.Code != "":
		return outcome{refused.Code, refused.Code}
	}
	return outcome{errorType: typeOf(err)}
}

// typeOf returns the name of an error's type.
func typeOf(err error) string {
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e.(type) {
		case *failure.TimeoutError:
			return "TimeoutError"
		case *failure.CanceledError:
			return "CanceledError"
		case *failure.ConnectionError:
			return "ConnectionError"
		case *failure.ClosingError:
			return "ClosingError"
		case *failure.ConfigurationError:
			return "ConfigurationError"
		case *failure.CircuitBreakerError:
			return "CircuitBreakerError"
		case *failure.SubscriptionError:
			return "SubscriptionError"
		case *failure.PanicError:
			return "PanicError"
		case *failure.ServerError:
			return "_OTHER" // It begins with no code.
		case *command.ShapeError:
			return "ShapeError"
		}
	}
	return semconv.ErrorType(err).Value.AsString()
}

// appendTo adds the attributes of what has failed.
func (o outcome) appendTo(attributes []attribute.KeyValue) []attribute.KeyValue {
	if o.errorType != "" {
		attributes = append(attributes, semconv.ErrorTypeKey.String(o.errorType))
	}
	if o.status != "" {
		attributes = append(attributes, semconv.DBResponseStatusCode(o.status))
	}
	return attributes
}

// maxDescription bounds the description of a span's status, in bytes.
const maxDescription = 512

// descriptionOf returns the description of a status. What a server replies may quote what
// was sent to it, so of that there is only the code.
func descriptionOf(err error, outcome outcome) string {
	var refused *failure.ServerError
	if errors.As(err, &refused) {
		return outcome.errorType
	}
	switch err.(type) {
	case *failure.TimeoutError, *failure.CanceledError, *failure.ConnectionError, *failure.ClosingError, *failure.ConfigurationError, *failure.CircuitBreakerError:
		text := err.Error()
		return text[:min(len(text), maxDescription)]
	}
	return outcome.errorType
}
