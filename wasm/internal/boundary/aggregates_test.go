package boundary_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

type (
	array  = boundarytest.Array
	object = boundarytest.Object
)

type pair struct {
	name  string
	count int64
}

func readPair(in *boundary.Arguments, name string) (p pair) {
	in.Object(name, func(field string) bool {
		switch field {
		case "name":
			p.name = in.String(field)
		case "count":
			p.count = boundary.Integer[int64](in, field)
		default:
			return false
		}
		return true
	})
	return p
}

func readPairs(in *boundary.Arguments) []pair { return boundary.Slice(in, "pairs", readPair) }

func TestSlice(t *testing.T) {
	in := boundary.NewArguments("test", boundarytest.Values(array{"a", []byte("b")}, array{}))
	require.Equal(t, []string{"a", "b"}, boundary.Slice(in, "keys", (*boundary.Arguments).String))
	require.Empty(t, boundary.Slice(in, "keys", (*boundary.Arguments).String))
	require.NoError(t, in.Err())
}

func TestSliceOfObjects(t *testing.T) {
	in := boundary.NewArguments("test", boundarytest.Values(array{
		object{{Name: "name", Value: "a"}, {Name: "count", Value: 1}}, object{{Name: "count", Value: 2}, {Name: "name", Value: []byte("b")}},
	}))
	require.Equal(t, []pair{{"a", 1}, {"b", 2}}, readPairs(in))
	in.End()
	require.NoError(t, in.Err())
}

// An error names the place within its argument.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		value   any
		message string
	}{
		{array{object{{Name: "name", Value: "a"}, {Name: "conut", Value: 1}}}, "test pairs[0].conut: is unknown; see the method's options for what it takes"},
		{array{object{{Name: "name", Value: "a"}}, object{{Name: "count", Value: "x"}}}, "test pairs[1].count: must be a whole number or a bigint, not a string"},
		{array{array{"a", 1}}, "test pairs[0]: must be an object, not an array"},
		{"x", "test pairs: must be an array, not a string"},
	} {
		in := boundary.NewArguments("test", boundarytest.Values(c.value))
		readPairs(in)
		require.EqualError(t, in.Err(), "configuration: "+c.message)
	}
}

// A field that is undefined is as one that is not there, and needs no known name.
func TestUndefinedFields(t *testing.T) {
	in := boundary.NewArguments("test", boundarytest.Values(object{{Name: "name", Value: nil}, {Name: "other", Value: nil}, {Name: "count", Value: 1}}))
	require.Equal(t, pair{count: 1}, readPair(in, "pair"))
	require.NoError(t, in.Err())
}

func TestVariant(t *testing.T) {
	in := boundary.NewArguments("test", boundarytest.Values(object{{Name: "deep", Value: object{{Name: "x", Value: array{1, nil}}}}, {Name: "type", Value: "two"}}, "next"))
	require.Equal(t, "two", in.Variant("x", "one", "two"))
	require.NoError(t, in.Err())
	in.Skip()
	require.Equal(t, "next", in.String("y"))

	for _, c := range []struct {
		value   any
		message string
	}{
		{nil, `test x: must be an object with a type of "one" or "two", not undefined`},
		{object{{Name: "a", Value: 1}}, `test x: needs a field type of "one" or "two"`},
		{object{{Name: "type", Value: "three"}}, `test x.type: must be "one" or "two", not "three"`},
	} {
		in := boundary.NewArguments("test", boundarytest.Values(c.value))
		require.Empty(t, in.Variant("x", "one", "two"))
		require.EqualError(t, in.Err(), "configuration: "+c.message)
	}
}
