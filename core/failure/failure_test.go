package failure_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestEveryErrorTellsHowFarItsRequestCame(t *testing.T) {
	for want, errs := range map[failure.Delivery][]error{
		failure.NotSent: {
			&failure.ConfigurationError{},
			&failure.ConnectionError{Delivery: failure.NotSent},
			&failure.TimeoutError{Delivery: failure.NotSent},
			&failure.CanceledError{Delivery: failure.NotSent},
			&failure.ClosingError{Delivery: failure.NotSent},
		},
		failure.MaybeExecuted: {&failure.ConnectionError{}, &failure.TimeoutError{}, io.EOF, nil},
		failure.Answered:      {&failure.ServerError{}, &failure.ExecAbortError{}},
	} {
		for _, err := range errs {
			require.Equal(t, want, failure.DeliveryOf(err), "%#v", err)
			if err != nil {
				require.Equal(t, want, failure.DeliveryOf(fmt.Errorf("wrapped: %w", err)))
			}
		}
	}
}

// What several errors say of a request holds only if all of them say it.
func TestErrorsThatWereJoinedTellWhatTheyAgreeOn(t *testing.T) {
	unsent, answered := &failure.ConnectionError{Delivery: failure.NotSent}, &failure.ServerError{Code: "ERR"}
	for want, errs := range map[failure.Delivery][]error{
		failure.NotSent:       {unsent, &failure.TimeoutError{Delivery: failure.NotSent}},
		failure.Answered:      {answered, answered},
		failure.MaybeExecuted: {unsent, answered},
	} {
		require.Equal(t, want, failure.DeliveryOf(errors.Join(errs...)))
		require.Equal(t, want, failure.DeliveryOf(fmt.Errorf("wrapped: %w", errors.Join(errs[1], errs[0]))))
	}
	require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(errors.Join(unsent, io.EOF)))
}

func TestWhoHasSentAnErrorStandsBesideIt(t *testing.T) {
	err := &failure.ServerError{Code: "OOM", Message: "no memory", Address: "a:1", Hint: "add some"}
	require.EqualError(t, err, "OOM no memory (from a:1): add some")
	require.ErrorIs(t, err, &failure.ServerError{Code: "OOM", Message: "no memory"})
	require.ErrorIs(t, err, &failure.ServerError{Code: "OOM"})
}

func TestMessagesNameTheAddressTheCommandAndWhatHappened(t *testing.T) {
	for want, err := range map[string]error{
		"configuration: Addresses[1].Port: is 70000": &failure.ConfigurationError{Field: "Addresses[1].Port", Message: "is 70000"},
		"configuration: bad":                         &failure.ConfigurationError{Message: "bad"},
		"connection to h:1: read failed: EOF (GET may have been executed)": &failure.ConnectionError{
			Address: "h:1", Reason: "read failed", Cause: io.EOF, Command: "GET",
		},
		"connection to the server: dial failed": &failure.ConnectionError{Reason: "dial failed"},
		"timeout at h:1: no reply within 250ms (SET not sent)": &failure.TimeoutError{
			Address: "h:1", After: 250 * time.Millisecond, Command: "SET", Delivery: failure.NotSent,
		},
		"timeout at h:1: no reply to HELLO within 2s, as Advanced.ConnectionTimeout allows": &failure.TimeoutError{
			Address: "h:1", After: 2 * time.Second, Setting: "Advanced.ConnectionTimeout", Reason: "no reply to HELLO",
		},
		"request canceled by its context: context canceled (BLPOP may have been executed)": &failure.CanceledError{
			Command: "BLPOP", Cause: context.Canceled,
		},
		"the client is closed (GET not sent)": &failure.ClosingError{Command: "GET", Delivery: failure.NotSent},
		"it was released (GET not sent)":      &failure.ClosingError{Reason: "it was released", Command: "GET", Delivery: failure.NotSent},
		"EXECABORT discarded: ERR no": &failure.ExecAbortError{
			Message: "discarded", Causes: []error{&failure.ServerError{Code: "ERR", Message: "no"}},
		},
		"answered": errors.New(failure.Answered.String()),
	} {
		require.EqualError(t, err, want)
	}
}

func TestServerErrorsArePartedIntoCodeAndMessage(t *testing.T) {
	for text, want := range map[string]failure.ServerError{
		"WRONGTYPE Operation against": {Code: "WRONGTYPE", Message: "Operation against"},
		"READONLY":                    {Code: "READONLY"},
		"Something went wrong":        {Message: "Something went wrong"},
		"":                            {},
	} {
		err := failure.ParseServerError(text)
		require.Equal(t, want, *err)
		require.EqualError(t, err, text)
	}
	err := fmt.Errorf("wrapped: %w", failure.ParseServerError("NOSCRIPT No matching script."))
	require.ErrorIs(t, err, &failure.ServerError{Code: "NOSCRIPT"})
	require.NotErrorIs(t, err, &failure.ServerError{Code: "ERR"})
	require.NotErrorIs(t, err, &failure.ServerError{Code: "NOSCRIPT", Message: "another"})
}

func TestTimeoutsAreRecognisedAsSuch(t *testing.T) {
	var timeout interface{ Timeout() bool }
	err := error(&failure.TimeoutError{Cause: context.DeadlineExceeded})
	require.ErrorAs(t, err, &timeout)
	require.True(t, timeout.Timeout())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, &failure.CanceledError{Cause: context.Canceled}, context.Canceled)
	cause := &failure.ServerError{Code: "ERR"}
	require.ErrorIs(t, &failure.ExecAbortError{Causes: []error{cause}}, cause)
	require.ErrorIs(t, &failure.ConnectionError{Cause: io.EOF}, io.EOF)
}

// What a server sends may be meant for the terminal or the log of whoever reads it.
func TestTextOfServersIsEscapedAndBounded(t *testing.T) {
	const hostile = "\x1b]0;owned\x07\r\nlevel=ERROR msg=forged \u202e"
	long := strings.Repeat("x", 1<<20)
	for name, err := range map[string]error{
		"error reply":         failure.ParseServerError("ERR " + hostile + long),
		"without a code":      failure.ParseServerError(hostile + long),
		"a code alone":        &failure.ServerError{Code: hostile + long},
		"refused transaction": &failure.ExecAbortError{Message: hostile + long, Causes: []error{failure.ParseServerError(hostile + long)}},
		"announced address":   &failure.ConnectionError{Address: hostile + long, Cause: failure.ParseServerError(hostile + long)},
		"timeout":             &failure.TimeoutError{Address: hostile + long},
	} {
		text := err.Error()
		require.NotContains(t, text, "\x1b", name)
		require.NotContains(t, text, "\n", name)
		require.NotContains(t, text, "\u202e", name)
		require.Contains(t, text, `\x1b]0;owned\a\r\nlevel`, name)
		require.Less(t, len(text), 2<<10, name)
	}
	require.Equal(t, hostile, failure.ParseServerError("ERR "+hostile).Message, "the message is the server's")
}
