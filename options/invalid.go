package options

import "github.com/glissade-io/glissade/core/failure"

func invalid(field, message string) error {
	return &failure.ConfigurationError{Field: field, Message: message}
}
