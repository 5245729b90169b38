package command

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// What a build with the tag shapesonly has in place of every decoder.
func TestBuildsWithoutDecodersSaySo(t *testing.T) {
	value, err := undecoded[string]([]byte("+OK\r\n"))
	require.Empty(t, value)
	var configuration *failure.ConfigurationError
	require.ErrorAs(t, err, &configuration)
	require.ErrorContains(t, err, "shapesonly")
	require.True(t, decodes, "but not in this build")
}
