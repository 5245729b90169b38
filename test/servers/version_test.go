package servers

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVersionNames(t *testing.T) {
	require.Equal(t, "GLISSADE_REDIS_7_0", Redis70.Environment())
	require.Equal(t, "redis-server", Redis70.binary())
	require.Equal(t, "Redis server v=7.0.", Redis70.banner())
	require.Equal(t, []string{"valkey-server", "valkey-sentinel"}, Valkey91.packages())
}

func TestAtLeast(t *testing.T) {
	for release, want := range map[string]bool{"6.2": true, "7.0": true, "7.2": true, "8.1": true, "9.0": false, "10.0": false} {
		require.Equal(t, want, Valkey81.AtLeast(release), release)
	}
	require.False(t, Redis70.AtLeast("7.2"))
}
