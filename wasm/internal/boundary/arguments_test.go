package boundary_test

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// What JavaScript writes is what Go reads: its tests hold it to the same vectors.
func TestValuesOfJavaScript(t *testing.T) {
	text, err := os.ReadFile("testdata/values.json")
	require.NoError(t, err)
	var vectors []struct{ JavaScript, Bytes, Go string }
	require.NoError(t, json.Unmarshal(text, &vectors))
	require.NotEmpty(t, vectors)
	for _, v := range vectors {
		t.Run(v.JavaScript, func(t *testing.T) {
			data, err := hex.DecodeString(v.Bytes)
			require.NoError(t, err)
			in := boundary.NewArguments("test", data)
			require.Equal(t, v.Go, describe(in, ""))
			in.End()
			require.NoError(t, in.Err())
		})
	}
}

// describe reads the next value and says what it is.
func describe(in *boundary.Arguments, name string) string {
	switch boundary.Peek(in) {
	case boundary.TagAbsent:
		in.Absent()
		return "absent"
	case boundary.TagFalse, boundary.TagTrue:
		return strconv.FormatBool(in.Bool(name))
	case boundary.TagInt:
		return "int " + strconv.FormatInt(boundary.Integer[int64](in, name), 10)
	case boundary.TagFloat:
		return "float " + strconv.FormatFloat(in.Float(name), 'g', -1, 64)
	case boundary.TagString:
		return "string " + strconv.Quote(in.String(name))
	case boundary.TagBytes:
		return "bytes " + hex.EncodeToString(in.Bytes(name))
	case boundary.TagArray:
		text := "array"
		for _, element := range boundary.Slice(in, name, describe) {
			text += " (" + element + ")"
		}
		return text
	case boundary.TagObject:
		text := "object"
		boundary.EachField(in, func(field string) {
			text += " " + field + "=(" + describe(in, field) + ")"
		})
		return text
	default:
		in.Skip()
		return "malformed"
	}
}

func TestScalars(t *testing.T) {
	in := boundary.NewArguments("test", boundarytest.Values("s", []byte("b"), true, 7, int64(-8), 255, 1.5, 3, 2500, 1500.5, nil, 9))
	require.Equal(t, "s", in.String("a"))
	require.Equal(t, []byte("b"), in.Bytes("b"))
	require.True(t, in.Bool("c"))
	require.Equal(t, 7, boundary.Integer[int](in, "d"))
	require.Equal(t, int64(-8), boundary.Integer[int64](in, "e"))
	require.Equal(t, uint8(255), boundary.Integer[uint8](in, "f"))
	require.Equal(t, 1.5, in.Float("g"))
	require.Equal(t, 3.0, in.Float("h"))
	require.Equal(t, 2500*time.Millisecond, in.Duration("i"))
	require.Equal(t, 1500*time.Millisecond+500*time.Microsecond, in.Duration("j"))
	require.Nil(t, boundary.Pointer(in, "k", boundary.Integer[int]))
	require.Equal(t, 9, *boundary.Pointer(in, "l", boundary.Integer[int]))
	require.True(t, in.Absent(), "arguments that were left out are absent")
	in.End()
	require.NoError(t, in.Err())
}

func TestWrongTypes(t *testing.T) {
	type read = func(in *boundary.Arguments)
	enum := func(in *boundary.Arguments) {
		boundary.Enum(in, "x", []string{"one", "two", "three"}, []string{"1", "2", "3"})
	}
	for _, c := range []struct {
		value   any
		read    read
		message string
	}{
		{5, func(in *boundary.Arguments) { in.String("x") }, "configuration: test x: must be a string or a Uint8Array, not a number"},
		{true, func(in *boundary.Arguments) { in.Bytes("x") }, "configuration: test x: must be a string or a Uint8Array, not a boolean"},
		{"true", func(in *boundary.Arguments) { in.Bool("x") }, "configuration: test x: must be a boolean, not a string"},
		{1.5, func(in *boundary.Arguments) { boundary.Integer[int](in, "x") }, "configuration: test x: must be a whole number; beyond Number.MAX_SAFE_INTEGER pass a bigint"},
		{256, func(in *boundary.Arguments) { boundary.Integer[uint8](in, "x") }, "configuration: test x: is out of range: 256"},
		{-1, func(in *boundary.Arguments) { boundary.Integer[uint64](in, "x") }, "configuration: test x: is out of range: -1"},
		{nil, func(in *boundary.Arguments) { boundary.Integer[int](in, "x") }, "configuration: test x: must be a whole number or a bigint, not undefined"},
		{"1", func(in *boundary.Arguments) { in.Float("x") }, "configuration: test x: must be a number, not a string"},
		{"1s", func(in *boundary.Arguments) { in.Duration("x") }, "configuration: test x: must be a number of milliseconds, not a string"},
		{math.NaN(), func(in *boundary.Arguments) { in.Duration("x") }, "configuration: test x: is out of range; give a number of milliseconds"},
		{1e300, func(in *boundary.Arguments) { in.Duration("x") }, "configuration: test x: is out of range; give a number of milliseconds"},
		{"four", enum, `configuration: test x: must be "one", "two" or "three", not "four"`},
		{4, enum, `configuration: test x: must be "one", "two" or "three", not a number`},
		{boundarytest.Array{}, func(in *boundary.Arguments) { in.Object("x", nil) }, "configuration: test x: must be an object, not an array"},
		{boundarytest.Object{}, func(in *boundary.Arguments) { boundary.Slice(in, "x", (*boundary.Arguments).String) }, "configuration: test x: must be an array, not an object"},
		{"x", func(in *boundary.Arguments) {}, "configuration: test: was given more arguments than it takes"},
	} {
		in := boundary.NewArguments("test", boundarytest.Values(c.value))
		c.read(in)
		in.End()
		var refusal *boundary.Refusal
		require.ErrorAs(t, in.Err(), &refusal)
		require.EqualError(t, refusal, c.message)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(refusal))
	}
}

// After an error nothing more is read and the first error stays.
func TestFirstErrorStays(t *testing.T) {
	in := boundary.NewArguments("test", boundarytest.Values(1, "b", 3))
	in.String("a")
	require.Empty(t, in.String("b"))
	require.Zero(t, boundary.Integer[int](in, "c"))
	require.ErrorContains(t, in.Err(), "test a: must be a string")
	in.Reset("other", boundarytest.Values("b"))
	require.Equal(t, "b", in.String("b"))
	require.NoError(t, in.Err())
}

func TestErrorsNameTheMethodThatReads(t *testing.T) {
	a := boundary.NewArguments("with", boundarytest.Values("text"))
	a.Continue("get")
	a.Bool("key")
	require.ErrorContains(t, a.Err(), "get key: must be a boolean")
}
