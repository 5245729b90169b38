package command

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// What a build with the tag shapesonly has in place of every decoder.
func TestBuildsWithoutDecodersSaySo(t *testing.T) {
	value, err := Reply[string]{Shape: ShapeText}.Value([]byte("+OK\r\n"))
	require.Empty(t, value)
	var configuration *failure.ConfigurationError
	require.ErrorAs(t, err, &configuration)
	require.ErrorContains(t, err, "shapesonly")
	require.True(t, decodes, "but not in this build")
}

// A definition without a decoder is no reason to panic.
func TestReplyWithoutDecoder(t *testing.T) {
	value, err := Reply[int64]{Shape: ShapeInteger}.Value([]byte(":1\r\n"))
	require.Zero(t, value)
	require.ErrorContains(t, err, "Reply.Decode: is nil")
	value, err = integer.Value([]byte(":1\r\n"))
	require.NoError(t, err)
	require.Equal(t, int64(1), value)
}
