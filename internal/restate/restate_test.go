package restate

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestAnErrorIsRestatedForAnotherRequest(t *testing.T) {
	for _, test := range []struct{ err, want error }{
		{
			&failure.ClosingError{Reason: "released", Command: "SET"},
			&failure.ClosingError{Reason: "released", Command: "GET", Delivery: failure.NotSent},
		},
		{
			&failure.ConnectionError{Address: "h:1", Command: "SET", Reason: "lost", Cause: io.EOF},
			&failure.ConnectionError{Address: "h:1", Command: "GET", Delivery: failure.NotSent, Reason: "lost", Cause: io.EOF},
		},
		{
			&failure.TimeoutError{Address: "h:1", Command: "SET", After: 1, Setting: "s", Reason: "r", Cause: io.EOF},
			&failure.TimeoutError{Address: "h:1", Command: "GET", Delivery: failure.NotSent, After: 1, Setting: "s", Reason: "r", Cause: io.EOF},
		},
		{
			&failure.CanceledError{Command: "SET", Cause: io.EOF},
			&failure.CanceledError{Command: "GET", Delivery: failure.NotSent, Cause: io.EOF},
		},
		{&failure.ServerError{Code: "ERR"}, &failure.ServerError{Code: "ERR"}},
		{io.EOF, io.EOF},
		{nil, nil},
	} {
		before := ""
		if test.err != nil {
			before = test.err.Error()
		}
		require.Equal(t, test.want, For(test.err, Request{Command: "GET", Delivery: failure.NotSent}))
		if test.err != nil {
			require.Equal(t, before, test.err.Error(), "others may have it")
		}
	}
	err := For(&failure.ConnectionError{Command: "MGET", Delivery: failure.NotSent}, Request{Delivery: failure.MaybeExecuted})
	require.Equal(t, &failure.ConnectionError{Command: "MGET"}, err)
}

func TestATimeoutTellsOfTheWholeTime(t *testing.T) {
	last := &failure.TimeoutError{After: 5 * time.Millisecond}
	require.Equal(t, &failure.TimeoutError{After: time.Second}, After(last, time.Second))
	require.Equal(t, 5*time.Millisecond, last.After, "others may have it")
	require.Same(t, last, After(last, 0))
	require.Equal(t, io.EOF, After(io.EOF, time.Second))
	require.NoError(t, After(nil, time.Second))
}
