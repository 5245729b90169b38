package failure

import (
	"strconv"

	"github.com/glissade-io/glissade/internal/printable"
)

// PanicError reports that a function of the program's own panicked where the client
// had called it on a goroutine of the library's: a listener, an address resolver, a
// provider of passwords, a dialer. What the function was needed for fails with it, and
// the client goes on. Functions that are called on their caller's goroutine, such as
// the body of a transaction, are not caught: their panic reaches the caller.
type PanicError struct {
	// Function says which function it was, such as "the address resolver".
	Function string
	// Value is what it panicked with. Nil means that it ended its goroutine by
	// runtime.Goexit, as FailNow of a test does.
	Value any
	// Stack is the stack of the goroutine, as runtime.Stack writes it. The message
	// does not hold it.
	Stack []byte
}

// Error returns which function panicked, and with what, shortened and with control
// characters escaped: an error, a string, an int or what has a method String.
func (e *PanicError) Error() string {
	if e.Value == nil {
		return e.Function + " ended its goroutine by runtime.Goexit"
	}
	return e.Function + " panicked: " + printable.Text(textOf(e.Value))
}

// Unwrap returns the value if it is an error, or nil.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// textOf is what the runtime prints of the panics that there usually are. Packages fmt
// and reflect, for the others, would be downloaded by every page.
func textOf(value any) (text string) {
	const other = "a value of another type"
	defer func() {
		if recover() != nil { // A method of the value panics too.
			text = other
		}
	}()
	switch v := value.(type) {
	case error:
		return v.Error()
	case interface{ String() string }:
		return v.String()
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	default:
		return other
	}
}
