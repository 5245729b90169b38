package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

// requireDecodes requires that what decode reads of each frame is want.
func requireDecodes[T any](t *testing.T, decode func(*command.Decoder, command.Token) (T, error), want T, frames ...string) {
	t.Helper()
	reply := command.NewReply(command.ShapeAny, decode)
	require.Equal(t, command.ShapeAny, reply.Shape)
	for _, frame := range frames {
		got, err := reply.Decode([]byte(frame))
		require.NoError(t, err, "%q", frame)
		require.Equal(t, want, got, "%q", frame)
	}
}

func TestDecoderReadsBothSpellings(t *testing.T) {
	requireDecodes(t, (*command.Decoder).Text, "a", "$1\r\na\r\n", "+a\r\n", "=5\r\ntxt:a\r\n")
	requireDecodes(t, (*command.Decoder).NullableText, models.Nil[string](), "$-1\r\n", "_\r\n")
	requireDecodes(t, (*command.Decoder).NullableText, models.Present("a"), "$1\r\na\r\n")
	requireDecodes(t, (*command.Decoder).Integer, 7, ":7\r\n", "$1\r\n7\r\n")
	requireDecodes(t, (*command.Decoder).NullableInteger, models.Present[int64](7), ":7\r\n", "+7\r\n")
	requireDecodes(t, (*command.Decoder).NullableInteger, models.Nil[int64](), "$-1\r\n", "*-1\r\n", "_\r\n")
	requireDecodes(t, (*command.Decoder).Double, 0.5, "$3\r\n0.5\r\n", ",0.5\r\n")
	requireDecodes(t, (*command.Decoder).NullableDouble, models.Present(2.0), ":2\r\n", ",2\r\n")
	requireDecodes(t, (*command.Decoder).NullableDouble, models.Nil[float64](), "_\r\n")
	requireDecodes(t, (*command.Decoder).Boolean, true, ":1\r\n", "#t\r\n")
	requireDecodes(t, (*command.Decoder).Any, any("a"), "$1\r\na\r\n")
	requireDecodes(t, (*command.Decoder).Elements, 2, "*2\r\n:1\r\n:2\r\n", "~2\r\n:1\r\n:2\r\n")
	requireDecodes(t, (*command.Decoder).Pairs, 1, "*2\r\n:1\r\n:2\r\n", "%1\r\n:1\r\n:2\r\n")
}

func TestDecoderReadsLists(t *testing.T) {
	integers := func(d *command.Decoder, token command.Token) ([]int64, error) {
		return command.List(d, token, (*command.Decoder).Integer)
	}
	requireDecodes(t, integers, []int64{1, 2}, "*2\r\n:1\r\n$1\r\n2\r\n", "~2\r\n:1\r\n:2\r\n")
	requireDecodes(t, integers, []int64{}, "*0\r\n")

	reply := command.NewReply(command.ShapeIntegers, integers)
	_, err := reply.Decode([]byte("*1\r\n$1\r\na\r\n"))
	require.EqualError(t, err, "unexpected reply: expected integers, got string that is no integer")
	_, err = reply.Decode([]byte("+a\r\n"))
	require.EqualError(t, err, "unexpected reply: expected integers, got simple string")
	_, err = reply.Decode([]byte("*1000000000\r\n:1\r\n"))
	require.Error(t, err, "a header that promises more than came")
	for _, frame := range []string{"-WRONGTYPE no\r\n", "*1\r\n-WRONGTYPE no\r\n"} {
		_, err = reply.Decode([]byte(frame))
		require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGTYPE"}, "%q", frame)
	}
}

func TestDecoderReadsRecords(t *testing.T) {
	type record struct {
		Size  int64
		Extra models.Map
	}
	decode := func(d *command.Decoder, token command.Token) (r record, err error) {
		r.Extra, err = d.Record(token, func(name string, value command.Token) (known bool, err error) {
			if name != "size" {
				return false, nil
			}
			r.Size, err = d.Integer(value)
			return true, err
		})
		return r, err
	}
	want := record{Size: 3, Extra: models.Map{{Key: "new", Value: []any{"a"}}}}
	requireDecodes(t, decode, want,
		"*4\r\n$4\r\nsize\r\n:3\r\n$3\r\nnew\r\n*1\r\n$1\r\na\r\n",
		"%2\r\n+new\r\n*1\r\n+a\r\n+size\r\n:3\r\n")

	reply := command.NewReply(command.ShapeRecord, decode)
	for frame, got := range map[string]string{
		"*1\r\n+size\r\n":          "array of 1 elements",
		"%1\r\n:1\r\n:2\r\n":       "integer",
		"%1\r\n+size\r\n+much\r\n": "string that is no integer",
	} {
		_, err := reply.Decode([]byte(frame))
		require.EqualError(t, err, "unexpected reply: expected record, got "+got, "%q", frame)
	}
}
