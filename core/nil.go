package core

import (
	"reflect"

	"github.com/glissade-io/glissade/core/failure"
)

// A nil where something is needed is told before anything is done with it, by name.
// Contexts are left out: a nil one panics, as in the standard library.

func nilError(field, remedy string) error {
	return &failure.ConfigurationError{Field: field, Message: "is nil; " + remedy}
}

// isNil reports whether an interface holds nothing, or a nil pointer or function.
func isNil(value any) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan, reflect.Slice:
		return v.IsNil()
	default:
		return false
	}
}
