package options

import "github.com/glissade-io/glissade/core/failure"

func invalid(field string, message failure.Text) error {
	return &failure.ConfigurationError{Field: field, Message: message}
}
