package frame_test

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
	"github.com/glissade-io/glissade/wasm/internal/frame"
	"github.com/glissade-io/glissade/wasm/internal/frame/frametest"
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
			in := frame.NewArguments("test", data)
			require.Equal(t, v.Go, describe(in, ""))
			in.End()
			require.NoError(t, in.Err())
		})
	}
}

// describe reads the next value and says what it is.
func describe(in *frame.Arguments, name string) string {
	switch frame.Peek(in) {
	case frame.TagAbsent:
		in.Absent()
		return "absent"
	case frame.TagFalse, frame.TagTrue:
		return strconv.FormatBool(in.Bool(name))
	case frame.TagInt:
		return "int " + strconv.FormatInt(frame.Integer[int64](in, name), 10)
	case frame.TagFloat:
		return "float " + strconv.FormatFloat(in.Float(name), 'g', -1, 64)
	case frame.TagString:
		return "string " + strconv.Quote(in.String(name))
	case frame.TagBytes:
		return "bytes " + hex.EncodeToString(in.Bytes(name))
	case frame.TagArray:
		text := "array"
		for _, element := range frame.Slice(in, name, describe) {
			text += " (" + element + ")"
		}
		return text
	case frame.TagObject:
		text := "object"
		frame.EachField(in, func(field string) {
			text += " " + field + "=(" + describe(in, field) + ")"
		})
		return text
	default:
		in.Skip()
		return "malformed"
	}
}

func TestScalars(t *testing.T) {
	in := frame.NewArguments("test", frametest.Values("s", []byte("b"), true, 7, int64(-8), 255, 1.5, 3, 2500, 1500.5, 1700000000000, nil, 9))
	require.Equal(t, "s", in.String("a"))
	require.Equal(t, []byte("b"), in.Bytes("b"))
	require.True(t, in.Bool("c"))
	require.Equal(t, 7, frame.Integer[int](in, "d"))
	require.Equal(t, int64(-8), frame.Integer[int64](in, "e"))
	require.Equal(t, uint8(255), frame.Integer[uint8](in, "f"))
	require.Equal(t, 1.5, in.Float("g"))
	require.Equal(t, 3.0, in.Float("h"))
	require.Equal(t, 2500*time.Millisecond, in.Duration("i"))
	require.Equal(t, 1500*time.Millisecond+500*time.Microsecond, in.Duration("j"))
	require.Equal(t, int64(1700000000000), in.Time("k").UnixMilli())
	require.Nil(t, frame.Pointer(in, "l", frame.Integer[int]))
	require.Equal(t, 9, *frame.Pointer(in, "m", frame.Integer[int]))
	require.True(t, in.Absent(), "arguments that were left out are absent")
	in.End()
	require.NoError(t, in.Err())
}

func TestWrongTypes(t *testing.T) {
	type read = func(in *frame.Arguments)
	enum := func(in *frame.Arguments) {
		frame.Enum(in, "x", []string{"one", "two", "three"}, []string{"1", "2", "3"})
	}
	for _, c := range []struct {
		value   any
		read    read
		message string
	}{
		{5, func(in *frame.Arguments) { in.String("x") }, "configuration: test x: must be a string or a Uint8Array, not a number"},
		{true, func(in *frame.Arguments) { in.Bytes("x") }, "configuration: test x: must be a string or a Uint8Array, not a boolean"},
		{"true", func(in *frame.Arguments) { in.Bool("x") }, "configuration: test x: must be a boolean, not a string"},
		{1.5, func(in *frame.Arguments) { frame.Integer[int](in, "x") }, "configuration: test x: must be a whole number; beyond Number.MAX_SAFE_INTEGER pass a bigint"},
		{256, func(in *frame.Arguments) { frame.Integer[uint8](in, "x") }, "configuration: test x: is out of range: 256"},
		{-1, func(in *frame.Arguments) { frame.Integer[uint64](in, "x") }, "configuration: test x: is out of range: -1"},
		{nil, func(in *frame.Arguments) { frame.Integer[int](in, "x") }, "configuration: test x: must be a whole number or a bigint, not undefined"},
		{"1", func(in *frame.Arguments) { in.Float("x") }, "configuration: test x: must be a number, not a string"},
		{"1s", func(in *frame.Arguments) { in.Duration("x") }, "configuration: test x: must be a number of milliseconds or a Date, not a string"},
		{math.NaN(), func(in *frame.Arguments) { in.Duration("x") }, "configuration: test x: is no number of milliseconds that can be told"},
		{1e300, func(in *frame.Arguments) { in.Time("x") }, "configuration: test x: is no number of milliseconds that can be told"},
		{"four", enum, `configuration: test x: must be "one", "two" or "three", not "four"`},
		{4, enum, `configuration: test x: must be "one", "two" or "three", not a number`},
		{frametest.Array{}, func(in *frame.Arguments) { in.Object("x", nil) }, "configuration: test x: must be an object, not an array"},
		{frametest.Object{}, func(in *frame.Arguments) { frame.Slice(in, "x", (*frame.Arguments).String) }, "configuration: test x: must be an array, not an object"},
		{"x", func(in *frame.Arguments) {}, "configuration: test: was given more arguments than it takes"},
	} {
		in := frame.NewArguments("test", frametest.Values(c.value))
		c.read(in)
		in.End()
		var refusal *frame.Refusal
		require.ErrorAs(t, in.Err(), &refusal)
		require.EqualError(t, refusal, c.message)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(refusal))
	}
}

// After an error nothing more is read and the first error stays.
func TestFirstErrorStays(t *testing.T) {
	in := frame.NewArguments("test", frametest.Values(1, "b", 3))
	in.String("a")
	require.Empty(t, in.String("b"))
	require.Zero(t, frame.Integer[int](in, "c"))
	require.ErrorContains(t, in.Err(), "test a: must be a string")
	in.Reset("other", frametest.Values("b"))
	require.Equal(t, "b", in.String("b"))
	require.NoError(t, in.Err())
}

func TestErrorsNameTheMethodThatReads(t *testing.T) {
	a := frame.NewArguments("with", frametest.Values("text"))
	a.Continue("get")
	a.Bool("key")
	require.ErrorContains(t, a.Err(), "get key: must be a boolean")
}
