package servers

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPoolHasOneServerOfAVersion(t *testing.T) {
	var pool Pool
	defer pool.Close()
	server := pool.Server(t, Valkey91)
	_, err := server.Command(t.Context(), "SET", "k", "v")
	require.NoError(t, err)
	require.True(t, server == pool.Server(t, Valkey91))
	value, err := server.Command(t.Context(), "DBSIZE")
	require.NoError(t, err)
	require.EqualValues(t, 0, value.Int, "who asks next finds nothing")
	pool.Close()
	_, err = server.Command(t.Context(), "PING")
	require.Error(t, err)
	require.False(t, server == pool.Server(t, Valkey91), "that one has ended")
}
