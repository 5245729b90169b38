package cluster

import (
	"slices"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/test/servers"
)

var responses = []behaviour{
	{name: "commands without keys go where their nature is", test: testDefaultRoutes},
	{name: "settings are those of all nodes", test: testConfigSet},
	{name: "scripts and functions are loaded everywhere", test: testLoading},
	{name: "a key that some shard has is found", test: testRandomKey},
}

// spread sets a key in each of n slots all over the cluster and returns their names.
func (s *scene) spread(n int) []string {
	s.Helper()
	names := make([]string, n)
	for i := range names {
		slot := i * servers.SlotCount / n
		names[i] = key(slot, "k")
		s.command(s.primary(shardOf(slot)), "SET", names[i], strconv.Itoa(i))
	}
	return names
}

func testDefaultRoutes(s *scene) {
	client := s.connect(nil)
	names := s.spread(12)
	size, err := client.DBSize(s.Context())
	require.NoError(s, err)
	require.EqualValues(s, len(names), size)
	found, err := client.Keys(s.Context(), "*")
	require.NoError(s, err)
	require.ElementsMatch(s, names, found)
	pong, err := client.Ping(s.Context())
	require.NoError(s, err)
	require.Equal(s, "PONG", pong)
	primaries, replicas := s.executions("flushall", func() {
		ok, err := client.FlushAll(s.Context())
		require.NoError(s, err)
		require.Equal(s, "OK", ok)
	})
	require.Equal(s, [shards]int64{1, 1, 1}, primaries)
	for shard := range shards {
		require.LessOrEqual(s, replicas[shard], int64(1), "a replica has it from its primary alone")
	}
	size, err = client.DBSize(s.Context())
	require.NoError(s, err)
	require.Zero(s, size)
}

func testConfigSet(s *scene) {
	client := s.connect(nil)
	for _, value := range []string{"4321", "5000"} {
		ok, err := client.ConfigSet(s.Context(), []models.ConfigParameter{{Name: "lua-time-limit", Value: value}})
		require.NoError(s, err)
		require.Equal(s, "OK", ok)
		for _, node := range s.cluster.Nodes {
			reply, err := node.Command(s.Context(), "CONFIG", "GET", "lua-time-limit")
			require.NoError(s, err)
			require.Equal(s, value, reply.Elems[1].Text, node.Addr())
		}
	}
	_, err := client.ConfigSet(s.Context(), []models.ConfigParameter{{Name: "no-such-parameter", Value: "1"}})
	var refused *failure.ServerError
	require.ErrorAs(s, err, &refused)
}

const library = "#!lua name=glissade\nredis.register_function('append', function(keys, args) return redis.call('APPEND', keys[1], args[1]) end)"

func testLoading(s *scene) {
	client := s.connect(nil)
	sha, err := client.ScriptLoad(s.Context(), "return 1")
	require.NoError(s, err)
	exist, err := client.ScriptExists(s.Context(), []string{sha, "0000000000000000000000000000000000000000"})
	require.NoError(s, err)
	require.Equal(s, []bool{true, false}, exist)
	s.command(s.primary(1), "SCRIPT", "FLUSH")
	exist, err = client.ScriptExists(s.Context(), []string{sha})
	require.NoError(s, err)
	require.Equal(s, []bool{false}, exist, "one shard does not know it")

	name, err := client.FunctionLoad(s.Context(), library, true)
	require.NoError(s, err)
	require.Equal(s, "glissade", name)
	for shard := range shards {
		length, err := client.FCallWithKeysAndArgs(s.Context(), "append", []string{key(firstSlot(shard), "text")}, []string{"abc"})
		require.NoError(s, err)
		require.EqualValues(s, 3, length)
	}
	_, err = client.FunctionLoad(s.Context(), library, false)
	var refused *failure.ServerError
	require.ErrorAs(s, err, &refused, "it exists")
	_, err = client.FunctionKill(s.Context())
	require.ErrorIs(s, err, &failure.ServerError{Code: "NOTBUSY"})
}

func testRandomKey(s *scene) {
	client := s.connect(nil)
	none, err := client.RandomKey(s.Context())
	require.NoError(s, err)
	require.True(s, none.IsNil())
	names := s.spread(1)
	for range 2 * shards {
		found, err := client.RandomKey(s.Context())
		require.NoError(s, err)
		require.True(s, slices.Contains(names, found.Value()))
	}
}
