package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

// The numbers are GLIDE's.
func TestModesOfChannels(t *testing.T) {
	for number, name := range []string{"Exact", "Pattern", "Sharded", "unknown"} {
		require.Equal(t, name, models.PubSubMode(number).String())
	}
	require.Equal(t, "unknown", models.PubSubMode(-1).String())
	require.Equal(t, []models.PubSubMode{0, 1, 2}, []models.PubSubMode{models.Exact, models.Pattern, models.Sharded})
}
