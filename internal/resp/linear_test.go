package resp

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A frame is decoded in time in proportion to its size: what is looked at ahead of the
// walk is counted here, and is a few times the frame at most.
func TestDecodingLooksAtEachByteAFewTimes(t *testing.T) {
	const depth = 500
	nested := func(start, element, end string) string {
		return strings.Repeat(start, depth) + strings.Repeat(element, 3000) + strings.Repeat(end, depth)
	}
	for name, frame := range map[string]string{
		"streamed arrays":            nested("*?\r\n", ":1\r\n", ".\r\n"),
		"streamed maps":              strings.Repeat("%?\r\n+k\r\n", depth) + strings.Repeat(":1\r\n+k\r\n", 3000) + ":1\r\n" + strings.Repeat(".\r\n", depth),
		"arrays around streams":      nested("*1\r\n*?\r\n", ":1\r\n", ".\r\n"),
		"streams beside each other":  nested("*?\r\n~?\r\n.\r\n", ":1\r\n", "~?\r\n.\r\n.\r\n"),
		"streamed attributes":        nested("*?\r\n|?\r\n+k\r\n+v\r\n.\r\n", ":1\r\n", ".\r\n"),
		"attributes in attributes":   strings.Repeat("|1\r\n:1\r\n", depth) + ":1\r\n" + strings.Repeat(":2\r\n", depth),
		"attributes after another":   "*1\r\n" + strings.Repeat("|1\r\n:1\r\n:1\r\n", depth) + ":1\r\n",
		"streamed strings":           nested("*?\r\n", "$?\r\n;1\r\nk\r\n;0\r\n", ".\r\n"),
		"arrays":                     nested("*1\r\n", "", "") + ":1\r\n",
		"attributes before elements": nested("*?\r\n|1\r\n*?\r\n*?\r\n*?\r\n.\r\n.\r\n.\r\n:1\r\n", "|0\r\n:1\r\n", ".\r\n"),
	} {
		for _, attributes := range []bool{false, true} {
			for _, skip := range []int{0, 2, 7} {
				d := NewDecoder([]byte(frame))
				d.Attributes = attributes
				var err error
				for i := 1; err == nil; i++ {
					d.Peek()
					if skip > 0 && i > depth && i%skip == 0 {
						err = d.Skip()
					} else {
						_, err = d.Next()
					}
				}
				require.Equal(t, io.EOF, err, name)
				require.NoError(t, d.finish(), name)
				require.LessOrEqual(t, d.measured, 7*len(frame), "%s, attributes %v, skip %d", name, attributes, skip)
			}
		}
		_, err := Decode([]byte(frame))
		require.NoError(t, err, name)
	}
}

// The counts of aggregates that are measured at once are those of each by itself.
func TestStreamedAggregatesHaveTheirLengthsAtAnyDepth(t *testing.T) {
	const depth = 20
	frame := strings.Repeat("*?\r\n:1\r\n", depth) + "%?\r\n+k\r\n~?\r\n.\r\n.\r\n" + strings.Repeat(":2\r\n*?\r\n:3\r\n.\r\n.\r\n", depth)
	d := NewDecoder([]byte(frame))
	for range depth {
		token, err := d.Next()
		require.NoError(t, err)
		require.Equal(t, 4, token.Len)
		saved := d
		require.NoError(t, d.Skip())
		copied, err := saved.Next()
		require.NoError(t, err)
		require.EqualValues(t, 1, copied.Int, "a copy goes on by itself")
	}
	token, err := d.Next()
	require.NoError(t, err)
	require.Equal(t, Token{Type: TypeMap, Len: 1}, token)
	require.NoError(t, d.Skip())
	require.NoError(t, d.Skip())
	for range depth {
		token, err := d.Next()
		require.NoError(t, err)
		require.EqualValues(t, 2, token.Int)
		token, err = d.Next()
		require.NoError(t, err)
		require.Equal(t, Token{Type: TypeArray, Len: 1}, token)
		require.NoError(t, d.Skip())
	}
	require.False(t, d.More())
	require.NoError(t, d.finish())
}
