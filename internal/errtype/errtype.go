// Package errtype finds an error by its type among those that another wraps, as
// errors.AsType of Go 1.26 does, which is to take its place. Unlike errors.As it needs no
// reflection: a program that is to be small would link that for nothing else.
package errtype

// As returns the first error of type E among err and what it wraps, depth first.
func As[E error](err error) (found E, ok bool) {
	search(err, func(err error) bool {
		found, ok = err.(E)
		return ok
	})
	return found, ok
}

// Is reports whether an error of type E is among err and what it wraps.
func Is[E error](err error) bool {
	_, is := As[E](err)
	return is
}

// search visits err and what it wraps until a visit returns true, and reports whether one has.
func search(err error, visit func(error) bool) bool {
	for err != nil {
		if visit(err) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, wrapped := range x.Unwrap() {
				if search(wrapped, visit) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}
