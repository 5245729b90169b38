package boundary_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestReplies(t *testing.T) {
	var r boundary.Replies
	r.Reply(1, []byte("+OK\r\n"))
	r.Done(2)
	parts := r.Batch(3, 2)
	parts.Add([]byte("+OK\r\n"), nil)
	parts.Add([]byte(":1\r\n"), nil)
	parts.End()
	r.NotExecuted(4)
	require.Equal(t, []boundarytest.Record{
		{ID: 1, Status: boundary.StatusReply, Body: []byte("+OK\r\n")},
		{ID: 2, Status: boundary.StatusDone, Body: []byte{}},
		{ID: 3, Status: boundary.StatusReplies, Body: []byte("\x02\x00\x00\x00\x00\x05\x00\x00\x00+OK\r\n\x00\x04\x00\x00\x00:1\r\n")},
		{ID: 4, Status: boundary.StatusNotExecuted, Body: []byte{}},
	}, boundarytest.Records(r.Bytes()))
	r.Reset()
	require.Zero(t, r.Len())
	require.Empty(t, r.Bytes())
}

func TestRepliesByNode(t *testing.T) {
	var r boundary.Replies
	parts := r.ByNode(1, 2)
	parts.AddFrom("a:1", []byte("+OK\r\n"), nil)
	parts.AddFrom("b:2", nil, errors.New("x"))
	parts.End()
	r.Done(2)
	require.Equal(t, []boundarytest.Record{
		{ID: 1, Status: boundary.StatusByNode, Body: []byte("\x02\x00\x00\x00" +
			"\x03\x00\x00\x00a:1\x00\x05\x00\x00\x00+OK\r\n" +
			"\x03\x00\x00\x00b:2\x01\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00x\x00\x00\x00\x00")},
		{ID: 2, Status: boundary.StatusDone, Body: []byte{}},
	}, boundarytest.Records(r.Bytes()))
}

func TestFailures(t *testing.T) {
	cause := &failure.ServerError{Code: "WRONGPASS", Message: "invalid"}
	for _, c := range []struct {
		err  error
		want boundarytest.Failure
	}{
		{&failure.ConfigurationError{Field: "f", Message: "m"}, boundarytest.Failure{Class: boundary.ClassConfiguration, Delivery: 1}},
		{&failure.ConnectionError{Delivery: failure.MaybeExecuted}, boundarytest.Failure{Class: boundary.ClassConnection}},
		{&failure.ConnectionError{Delivery: failure.NotSent, Cause: cause}, boundarytest.Failure{Class: boundary.ClassConnection, Delivery: 1, Code: "WRONGPASS"}},
		{&failure.TimeoutError{Delivery: failure.NotSent, Cause: context.DeadlineExceeded}, boundarytest.Failure{Class: boundary.ClassTimeout, Delivery: 1}},
		{&failure.ClosingError{}, boundarytest.Failure{Class: boundary.ClassClosing}},
		{&failure.CircuitBreakerError{Command: "GET"}, boundarytest.Failure{Class: boundary.ClassCircuitBreaker, Delivery: 1}},
		{&failure.ExecAbortError{Message: "m", Causes: []error{cause}}, boundarytest.Failure{Class: boundary.ClassExecAbort, Delivery: 2, Code: "EXECABORT"}},
		{cause, boundarytest.Failure{Class: boundary.ClassRequest, Delivery: 2, Code: "WRONGPASS"}},
		{errors.New("é"), boundarytest.Failure{Class: boundary.ClassRequest}},
		{&failure.ConnectionError{Address: "a:1"}, boundarytest.Failure{Class: boundary.ClassConnection, Address: "a:1"}},
		{&failure.TimeoutError{Address: "a:1"}, boundarytest.Failure{Class: boundary.ClassTimeout, Address: "a:1"}},
		{&failure.ServerError{Code: "ERR", Message: "no", Address: "a:1"}, boundarytest.Failure{Class: boundary.ClassRequest, Delivery: 2, Code: "ERR", Address: "a:1", Message: "ERR no"}},
	} {
		var r boundary.Replies
		r.Failure(9, c.err)
		records := boundarytest.Records(r.Bytes())
		require.Len(t, records, 1)
		require.Equal(t, uint32(9), records[0].ID)
		require.Equal(t, boundary.StatusFailure, records[0].Status)
		if c.want.Message == "" {
			c.want.Message = c.err.Error()
		}
		require.Equal(t, c.want, records[0].Failure())
	}
}

func TestEvents(t *testing.T) {
	var r boundary.Replies
	r.Event(3, "connected", "h:1", 0, 0, nil)
	r.Event(3, "lost", "h:1", 2, 1500*time.Millisecond, &failure.ConnectionError{Reason: "r"})
	records := boundarytest.Records(r.Bytes())
	require.Equal(t, boundarytest.Record{
		ID: 3, Status: boundary.StatusEvent,
		Body: []byte("\x09\x00\x00\x00connected\x03\x00\x00\x00h:1\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	}, records[0])
	const head = "\x04\x00\x00\x00lost\x03\x00\x00\x00h:1\x02\x00\x00\x00\xdc\x05\x00\x00\x01"
	require.Equal(t, head, string(records[1].Body[:len(head)]))
	failed := boundarytest.Record{Body: records[1].Body[len(head):]}.Failure()
	require.Equal(t, boundary.ClassConnection, failed.Class)
	require.Contains(t, failed.Message, "r")
}

// One large delivery does not hold its memory for ever.
func TestMemoryIsLetGo(t *testing.T) {
	var r boundary.Replies
	r.Reply(1, make([]byte, 2<<20))
	r.Reset()
	require.Less(t, cap(r.Bytes()), 1<<20)
}
