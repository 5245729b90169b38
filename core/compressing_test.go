package core

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	_ "github.com/glissade-io/glissade/compression/lz4"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// A hundred letters as LZ4 makes them, by the descriptions of the formats.
const lettersByLZ4 = "\x00\x01\x02\x00\x02\x64\x00\x00\x00\x1fa\x01\x00\x4b\x50aaaaa"

func compressingClient(t *testing.T, s *script) *Client {
	t.Helper()
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{
		Protocol: options.ProtocolRESP2, Compression: &options.CompressionConfiguration{Backend: options.LZ4},
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestABackendThatIsNotLinkedIsNamed(t *testing.T) {
	_, err := NewClient(t.Context(), &script{}, options.ClientConfiguration{Compression: &options.CompressionConfiguration{}})
	var e *failure.ConfigurationError
	require.ErrorAs(t, err, &e)
	require.Equal(t, "Compression.Backend", e.Field)
	require.ErrorContains(t, err, `import _ "github.com/glissade-io/glissade/compression/zstd"`)
	_, err = NewClusterClient(t.Context(), &script{}, options.ClusterClientConfiguration{Compression: &options.CompressionConfiguration{}})
	require.ErrorAs(t, err, &e)

	s := &script{answers: map[string][]string{"GET k": {"$10\r\n\x00\x01\x02\x00\x01\x28\xb5\x2f\xfd\x20\r\n"}}}
	_, err = compressingClient(t, s).Get(t.Context(), "k")
	require.ErrorContains(t, err, `by a backend that the program does not link; add import _ "github.com/glissade-io/glissade/compression/zstd"`)
}

// A reply of another server's kind is decoded as it would be without compression.
func TestRepliesThatHoldNoValues(t *testing.T) {
	letters := strings.Repeat("a", 100)
	s := &script{answers: map[string][]string{
		"GET k":            {"$20\r\n" + lettersByLZ4 + "\r\n", ":7\r\n", "$-1\r\n", "-ERR \x00\x01\x02\x00\x02 no\r\n", "$3\r\n\x00\x01\x02\r\n"},
		"SET k " + letters: {"-ERR it was not compressed\r\n"},
	}}
	c := compressingClient(t, s)
	_, err := c.Set(t.Context(), "k", letters)
	require.NoError(t, err)
	value, err := c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, letters, value.Value())
	_, err = c.Get(t.Context(), "k")
	require.Error(t, err)
	value, err = c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.True(t, value.IsNil())
	_, err = c.Get(t.Context(), "k")
	var refused *failure.ServerError
	require.ErrorAs(t, err, &refused)
	value, err = c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Equal(t, "\x00\x01\x02", value.Value(), "shorter than the mark of a compressed value")
}
