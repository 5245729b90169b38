package core

import (
	"unsafe"

	"github.com/glissade-io/glissade/core/failure"
)

// A nil where something is needed is told before anything is done with it, by name.
// Contexts are left out: a nil one panics, as in the standard library.

func nilError(field string, remedy failure.Text) error {
	return &failure.ConfigurationError{Field: field, Message: "is nil; " + remedy}
}

// isNil reports whether an interface holds nothing, or a nil pointer or function: that
// is the second of the two words that it is made of. Package reflect, which tells the
// same, is a lot for a page to download.
func isNil(value any) bool {
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&value))[1] == nil
}
