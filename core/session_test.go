package core

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestAPasswordThatAProviderGivesIsNotChanged(t *testing.T) {
	s := &script{}
	asked := 0
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2},
		WithPasswordProvider(func(context.Context) (string, error) {
			asked++
			return "token", nil
		}))
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, 1, asked)
	require.Contains(t, s.seen, "AUTH token")

	var configuration *failure.ConfigurationError
	_, err = c.UpdateConnectionPassword(t.Context(), "another", false)
	require.ErrorAs(t, err, &configuration)
	require.ErrorContains(t, err, "password provider")
	_, err = c.ResetConnectionPassword(t.Context())
	require.ErrorAs(t, err, &configuration)
}
