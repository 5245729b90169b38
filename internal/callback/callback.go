// Package callback calls functions of the program's own where the library has to
// outlive whatever they do.
package callback

import (
	"runtime"

	"github.com/glissade-io/glissade/core/failure"
)

const longestStack = 16 << 10

// Call calls f and waits until it has returned. If it panics, or ends its goroutine by
// runtime.Goexit, the error is a *failure.PanicError; else it is nil. function says
// what f is, such as "the address resolver". A goroutine of its own, which f gets,
// is the only protection from Goexit.
func Call(function string, f func()) error {
	ended := make(chan error, 1)
	go func() {
		returned := false
		defer func() {
			if returned {
				ended <- nil
				return
			}
			err := &failure.PanicError{Function: function, Value: recover(), Stack: make([]byte, longestStack)}
			err.Stack = err.Stack[:runtime.Stack(err.Stack, false)]
			ended <- err
		}()
		f()
		returned = true
	}()
	return <-ended
}
