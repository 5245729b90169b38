package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// What JavaScript gives up is answered at once, and nothing of it is kept.
func TestRequestsAreCanceled(t *testing.T) {
	s, js := start(t)
	const command, batch = boundary.OperationCommand | boundary.Cancelable, boundary.OperationBatch | boundary.Cancelable
	requests := boundarytest.Request(nil, 10, 1, command, words("BLPOP", "list", "0"))
	requests = boundarytest.Request(requests, 11, 1, batch, false, boundarytest.Request(nil, 0, 0, boundary.OperationCommand, words("BLPOP", "list", "0")))
	requests = boundarytest.Request(requests, 12, 1, boundary.OperationNone, "not read")
	s.submit(requests)
	for _, id := range []uint32{10, 11} {
		s.submit(boundarytest.Request(nil, id, 0, boundary.OperationCancel))
		record := js.await(t, id)
		require.Equal(t, boundary.StatusFailure, record.Status)
		require.Contains(t, record.Failure().Message, "canceled")
	}
	s.submit(boundarytest.Request(nil, 13, 1, command, words("SET", "key", "value")))
	require.Equal(t, "+OK\r\n", string(js.await(t, 13).Body))
	s.submit(boundarytest.Request(nil, 13, 0, boundary.OperationCancel)) // it is over
	s.submit(boundarytest.Request(nil, 14, 1, command|boundary.WithOptions, object{{Name: "timeout", Value: 9000}}, words("GET", "key")))
	require.Equal(t, "$5\r\nvalue\r\n", string(js.await(t, 14).Body))
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Empty(t, s.cancels)
}
