package models

// Result is a value that may be absent, as the reply to GET is for a key that does
// not exist. Its zero value is absent.
type Result[T any] struct {
	value   T
	present bool
}

// Present returns a Result that holds value.
func Present[T any](value T) Result[T] { return Result[T]{value: value, present: true} }

// Nil returns an absent Result.
func Nil[T any]() Result[T] { return Result[T]{} }

// IsNil reports whether the value is absent.
func (r Result[T]) IsNil() bool { return !r.present }

// Value returns the value, or T's zero value where it is absent.
func (r Result[T]) Value() T { return r.value }

// Get returns the value and whether it is present.
func (r Result[T]) Get() (T, bool) { return r.value, r.present }

// OrElse returns the value, or fallback where it is absent.
func (r Result[T]) OrElse(fallback T) T {
	if r.present {
		return r.value
	}
	return fallback
}
