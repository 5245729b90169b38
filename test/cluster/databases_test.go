package cluster

import (
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

var databases = []behaviour{
	{name: "several databases", since: "9.0", test: testDatabases},
}

func testDatabases(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.DatabaseID = 3 })
	names := make([]string, shards)
	for shard := range shards {
		names[shard] = key(firstSlot(shard), "k")
		_, err := client.Set(s.Context(), names[shard], "three")
		require.NoError(s, err)
		require.Contains(s, s.command(s.primary(shard), "INFO", "keyspace"), "db3:keys=1,")
	}
	_, err := client.Select(s.Context(), 5)
	require.NoError(s, err)
	values, err := client.MGet(s.Context(), names)
	require.NoError(s, err)
	for _, value := range values {
		require.True(s, value.IsNil(), "another database is selected on all nodes")
	}
	for _, name := range names {
		_, err := client.Set(s.Context(), name, "five")
		require.NoError(s, err)
	}
	seven := int64(7)
	copied, err := client.CopyWithOptions(s.Context(), names[1], names[1], options.CopyOptions{DestinationDB: &seven})
	require.NoError(s, err)
	require.True(s, copied)
	moved, err := client.Move(s.Context(), names[2], seven)
	require.NoError(s, err)
	require.True(s, moved)
	_, err = client.Select(s.Context(), 7)
	require.NoError(s, err)
	values, err = client.MGet(s.Context(), names)
	require.NoError(s, err)
	require.Equal(s, []models.Result[string]{models.Nil[string](), models.Present("five"), models.Present("five")}, values)
}
