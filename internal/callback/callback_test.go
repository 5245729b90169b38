package callback_test

import (
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/callback"
)

type breaking struct{}

func (breaking) String() string { panic("again") }

func TestCall(t *testing.T) {
	called := false
	require.NoError(t, callback.Call("the function", func() { called = true }))
	require.True(t, called)

	for want, f := range map[string]func(){
		"the function panicked: text":                                  func() { panic("text") },
		`the function panicked: \x1b[31m\n`:                            func() { panic("\x1b[31m\n") },
		"the function panicked: EOF":                                   func() { panic(io.EOF) },
		"the function panicked: not sent":                              func() { panic(failure.NotSent) },
		"the function panicked: 7":                                     func() { panic(7) },
		"the function panicked: a value of another type":               func() { panic(struct{}{}) },
		"the function panicked: runtime error: integer divide by zero": func() { n := 0; _ = 1 / n },
		"the function ended its goroutine by runtime.Goexit":           runtime.Goexit,
	} {
		err := callback.Call("the function", f)
		require.EqualError(t, err, want)
		var panicked *failure.PanicError
		require.ErrorAs(t, err, &panicked)
		require.Contains(t, string(panicked.Stack), "callback.Call")
	}
	require.EqualError(t, callback.Call("f", func() { panic(breaking{}) }), "f panicked: a value of another type")
	require.ErrorContains(t, callback.Call("f", func() { panic(nil) }), "panic called with nil argument")
	require.ErrorIs(t, callback.Call("f", func() { panic(io.EOF) }), io.EOF)
	require.NotErrorIs(t, callback.Call("f", func() { panic(math.Pi) }), io.EOF)
	require.Less(t, len(callback.Call("f", func() { panic(errors.New(strings.Repeat("x", 1<<20))) }).Error()), 1<<10)
}
