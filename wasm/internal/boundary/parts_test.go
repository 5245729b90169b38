package boundary_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// Replies that follow upon each other share a record; whatever else comes ends it.
func TestParts(t *testing.T) {
	var r boundary.Replies
	r.Part(1, 0, []byte("+a\r\n"))
	r.Part(1, 1, []byte("+b\r\n"))
	r.Part(1, 3, []byte("+d\r\n"))
	r.Part(2, 4, []byte("+x\r\n"))
	r.Done(3)
	r.Part(2, 5, []byte("+y\r\n"))
	r.PartFailure(2, 6, errors.New("z"))
	r.Part(2, 7, nil)
	a := "\x04\x00\x00\x00+a\r\n"
	require.Equal(t, []boundarytest.Record{
		{ID: 1, Status: boundary.StatusParts, Body: []byte("\x00\x00\x00\x00" + a + "\x04\x00\x00\x00+b\r\n")},
		{ID: 1, Status: boundary.StatusParts, Body: []byte("\x03\x00\x00\x00\x04\x00\x00\x00+d\r\n")},
		{ID: 2, Status: boundary.StatusParts, Body: []byte("\x04\x00\x00\x00\x04\x00\x00\x00+x\r\n")},
		{ID: 3, Status: boundary.StatusDone, Body: []byte{}},
		{ID: 2, Status: boundary.StatusParts, Body: []byte("\x05\x00\x00\x00\x04\x00\x00\x00+y\r\n")},
		{ID: 2, Status: boundary.StatusPartFailure, Body: []byte("\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00z\x00\x00\x00\x00")},
		{ID: 2, Status: boundary.StatusParts, Body: []byte("\x07\x00\x00\x00\x00\x00\x00\x00")},
	}, boundarytest.Records(r.Bytes()))

	r.Reset()
	r.Part(2, 8, []byte("+a\r\n"))
	require.Equal(t, []boundarytest.Record{
		{ID: 2, Status: boundary.StatusParts, Body: []byte("\x08\x00\x00\x00" + a)},
	}, boundarytest.Records(r.Bytes()), "nothing is added to what was delivered")
}
