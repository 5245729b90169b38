package resp_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

// replay builds the encoding of a reply from nothing but a Decoder's tokens.
func replay(dst []byte, d *resp.Decoder) ([]byte, error) {
	for d.More() {
		peeked := d.Peek()
		t, err := d.Next()
		if err != nil {
			return dst, err
		}
		if t.Type != peeked || t.Null != (t.Type == resp.TypeNull) {
			panic("Peek and Next differ: " + peeked.String() + " and " + t.Type.String())
		}
		switch t.Type {
		case resp.TypeArray:
			dst = resp.AppendArrayHeader(dst, t.Len)
		case resp.TypeSet:
			dst = resp.AppendSetHeader(dst, t.Len)
		case resp.TypePush:
			dst = resp.AppendPushHeader(dst, t.Len)
		case resp.TypeMap:
			dst = resp.AppendMapHeader(dst, t.Len)
		case resp.TypeAttribute:
			dst = resp.AppendAttributeHeader(dst, t.Len)
		default:
			dst = resp.AppendValue(dst, resp.Value{
				Type: t.Type, Null: t.Null, Bool: t.Bool, Int: t.Int, Float: t.Float,
				Text: string(t.Text), Format: string(t.Format),
			})
		}
	}
	return dst, nil
}

// withoutAttributes removes the attributes of v and of all within it.
func withoutAttributes(v resp.Value) resp.Value {
	v.Attributes = nil
	elems := make([]resp.Value, len(v.Elems))
	for i := range v.Elems {
		elems[i] = withoutAttributes(v.Elems[i])
	}
	v.Elems = elems
	return v
}

func TestDecoderWalksEveryType(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			d := resp.NewDecoder([]byte(s.wire))
			got, err := replay(nil, &d)
			require.NoError(t, err)
			require.Equal(t, string(resp.AppendValue(nil, withoutAttributes(s.value))), string(got))
			_, err = d.Next()
			require.Equal(t, io.EOF, err)
			require.Equal(t, io.EOF, d.Skip())
			require.Zero(t, d.Peek())

			d = resp.NewDecoder([]byte(s.wire))
			d.Attributes = true
			got, err = replay(nil, &d)
			require.NoError(t, err)
			again, err := resp.Decode(got)
			require.NoError(t, err)
			equalTrees(t, s.value, again)
		})
	}
}

func TestDecoderSkipsEveryType(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			for _, attributes := range []bool{false, true} {
				d := resp.NewDecoder([]byte("*?\r\n" + s.wire + ":7\r\n.\r\n"))
				d.Attributes = attributes
				array, err := d.Next()
				require.NoError(t, err)
				require.Equal(t, 2, array.Len)
				require.NoError(t, d.Skip())
				require.True(t, d.More())
				last, err := d.Next()
				require.NoError(t, err)
				require.Equal(t, int64(7), last.Int)
				require.False(t, d.More())
			}
		})
	}
}

func TestDecoderOfNothing(t *testing.T) {
	var d resp.Decoder
	require.False(t, d.More())
	require.Zero(t, d.Peek())
	_, err := d.Next()
	require.Equal(t, io.EOF, err)

	d = resp.NewDecoder(nil)
	require.True(t, d.More())
	_, err = d.Next()
	require.EqualError(t, err, "resp: at byte 0: the reply ends early")
	require.Error(t, d.Skip())
}

func TestDecoderText(t *testing.T) {
	frame := []byte("*2\r\n$3\r\nabc\r\n=7\r\ntxt:abc\r\n")
	d := resp.NewDecoder(frame)
	_, err := d.Next()
	require.NoError(t, err)
	token, err := d.Next()
	require.NoError(t, err)
	require.Same(t, &frame[8], &token.Text[0], "text is part of the frame")
	_ = append(token.Text, "overwritten"...)
	token, err = d.Next()
	require.NoError(t, err)
	require.Equal(t, "abc", string(token.Text))
	require.Equal(t, "txt", string(token.Format))
}

func TestDecoderRefusesPromisesThatTheFrameCannotKeep(t *testing.T) {
	for _, frame := range []string{
		"*2147483647\r\n", "*9223372036854775807\r\n:1\r\n", "%4611686018427387904\r\n:1\r\n", "*2\r\n:1\r\n",
		"$99999999999999\r\n", "$5\r\nabc\r\n", "$9223372036854775807\r\n", "=9223372036854775807\r\n",
	} {
		d := resp.NewDecoder([]byte(frame))
		for range 2 {
			_, err := d.Next()
			var failure *resp.ProtocolError
			require.ErrorAs(t, err, &failure, frame)
			require.Equal(t, int64(len(frame)), failure.Offset)
			require.Equal(t, resp.Type(frame[0]), failure.Type)
		}
		require.Error(t, d.Skip())
	}
}

func TestDecoderErrorsNameTheByteInTheFrame(t *testing.T) {
	tests := map[string]string{
		"*2\r\n:1\r\n:x\r\n":             "resp: integer at byte 9: digit expected",
		"*2\r\n:1\r\n$1\r\nabc":          "resp: bulk string at byte 13: CR LF expected after the string",
		"*2\r\n:1\r\n.\r\n":              "resp: end of a streamed aggregate at byte 8: not the first byte of any type of reply",
		"*1\r\n*?\r\n:x\r\n":             "resp: integer at byte 9: digit expected",
		"*1\r\n$?\r\n;1\r\nax\r\n":       "resp: chunk of a streamed string at byte 13: CR LF expected after the string",
		"*1\r\n|1\r\n:1\r\n:x\r\n:1\r\n": "resp: integer at byte 13: digit expected",
		"*1\r\n=4\r\ntext\r\n":           "resp: verbatim string at byte 11: colon expected after the format",
	}
	for frame, want := range tests {
		d := resp.NewDecoder([]byte(frame))
		err := walk(&d)
		require.EqualError(t, err, want)
	}
}

func walk(d *resp.Decoder) error {
	for d.More() {
		if _, err := d.Next(); err != nil {
			return err
		}
	}
	return nil
}

func TestDecoderAllocatesNothing(t *testing.T) {
	var all strings.Builder
	count := 0
	for _, s := range samples {
		switch s.name {
		case "streamed string": // Its chunks have to be joined.
		case "double out of range": // The standard library returns an error with it.
		default:
			all.WriteString(s.wire)
			count++
		}
	}
	frame := append(resp.AppendArrayHeader(nil, count), all.String()...)
	for _, attributes := range []bool{false, true} {
		require.Zero(t, testing.AllocsPerRun(10, func() {
			d := resp.NewDecoder(frame)
			d.Attributes = attributes
			for d.More() {
				d.Peek()
				if _, err := d.Next(); err != nil {
					panic(err)
				}
			}
			d = resp.NewDecoder(frame)
			if err := d.Skip(); err != nil {
				panic(err)
			}
		}))
	}
}
