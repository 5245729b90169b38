package boundary_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestRequests(t *testing.T) {
	batch := boundarytest.Request(nil, 1, 2, 3, "a")
	batch = boundarytest.Request(batch, 4, 5, 6)
	requests := boundary.NewRequests(batch)
	first, ok := requests.Next()
	require.True(t, ok)
	require.Equal(t, boundary.Request{ID: 1, Client: 2, Operation: 3, Arguments: boundarytest.Values("a")}, first)
	second, ok := requests.Next()
	require.True(t, ok)
	require.Equal(t, boundary.Request{ID: 4, Client: 5, Operation: 6, Arguments: []byte{}}, second)
	_, ok = requests.Next()
	require.False(t, ok)
	require.NoError(t, requests.Err())
}

func TestMalformedRequests(t *testing.T) {
	good := boundarytest.Request(nil, 1, 2, 3, "a")
	for _, c := range []struct {
		batch   []byte
		message string
	}{
		{append(good[:len(good):len(good)], 1, 2), "malformed message at byte 20: the batch ends within the length of a request"},
		{good[:len(good)-1], "malformed message at byte 0: a request claims 16 bytes"},
		{[]byte{9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "malformed message at byte 0: a request claims 9 bytes"},
		{[]byte{255, 255, 255, 255, 0, 0, 0, 0}, "malformed message at byte 0: a request claims 4294967295 bytes"},
	} {
		requests := boundary.NewRequests(c.batch)
		for _, ok := requests.Next(); ok; _, ok = requests.Next() {
		}
		require.EqualError(t, requests.Err(), c.message)
		_, ok := requests.Next()
		require.False(t, ok)
	}
}

// Arguments cut short anywhere are errors and not panics.
func TestCutArguments(t *testing.T) {
	whole := boundarytest.Values("text", array{1, 1.5, object{{Name: "field", Value: []byte("bytes")}}})
	for n := range whole {
		if n == len(boundarytest.Values("text")) {
			continue // a whole value is not cut
		}
		in := boundary.NewArguments("test", whole[:n])
		if n > 0 {
			in.Skip()
			in.Skip()
			require.Error(t, in.Err(), "%d bytes", n)
		}
	}
}

func TestMalformedValues(t *testing.T) {
	for data, message := range map[string]string{
		"\x63":                     "malformed message at byte 0: unknown tag 99",
		"\x07\xff\xff\xff\xff\x00": "malformed message at byte 5: a length of 4294967295 reaches behind its request",
		"\x05\x05\x00\x00\x00abc":  "malformed message at byte 5: a length of 5 reaches behind its request",
		"\x03\x01":                 "malformed message at byte 1: a value of 8 bytes ends behind its request",
	} {
		in := boundary.NewArguments("test", []byte(data))
		in.Skip()
		require.EqualError(t, in.Err(), message)
	}
	deep := []byte{}
	for range 100 {
		deep = append(deep, byte(boundary.TagArray), 1, 0, 0, 0)
	}
	in := boundary.NewArguments("test", append(deep, 0))
	in.Skip()
	require.ErrorContains(t, in.Err(), "nested too deep")
}

func FuzzRequests(f *testing.F) {
	f.Add(boundarytest.Request(boundarytest.Request(nil, 1, 2, 3, "a", array{nil, true}), 4, 5, 6, object{{Name: "type", Value: 1.5}}))
	f.Add([]byte{10, 0, 0, 0})
	f.Fuzz(func(t *testing.T, batch []byte) {
		requests := boundary.NewRequests(batch)
		for request, ok := requests.Next(); ok; request, ok = requests.Next() {
			in := boundary.NewArguments("fuzz", request.Arguments)
			in.Variant("x", "one", "two")
			in.Reset("fuzz", request.Arguments)
			readPairs(in)
			in.Reset("fuzz", request.Arguments)
			in.Skip()
			in.End()
			// What can be skipped can be described, and has the same end.
			if in.Err() == nil {
				again := boundary.NewArguments("fuzz", request.Arguments)
				describe(again, "x")
				again.End()
				require.NoError(t, again.Err())
			}
		}
	})
}
