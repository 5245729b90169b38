package cluster

import (
	"context"
	"slices"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var responses = []behaviour{
	{name: "commands without keys are routed by their policy", test: testDefaultRoutes},
	{name: "settings are those of all nodes", test: testConfigSet},
	{name: "scripts and functions are loaded everywhere", test: testLoading},
	{name: "a key that some shard has is found", test: testRandomKey},
	{name: "random keys are of all shards", test: testRandomKeyIsFair},
	{name: "errors are the server's own", test: testErrorsOfServers},
}

// spread sets a key in each of n slots all over the cluster and returns their names.
func (s *environment) spread(n int) []string {
	s.Helper()
	names := make([]string, n)
	for i := range names {
		slot := i * servers.SlotCount / n
		names[i] = key(slot, "k")
		s.command(s.primary(shardOf(slot)), "SET", names[i], strconv.Itoa(i))
	}
	return names
}

func testDefaultRoutes(s *environment) {
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

func testConfigSet(s *environment) {
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

// testErrorsOfServers has the errors of the server, in its own words, with its address
// beside them, whatever way a command has taken.
func testErrorsOfServers(s *environment) {
	client := s.connect(nil)
	name := key(firstSlot(1), "text")
	_, err := client.Set(s.Context(), name, "v")
	require.NoError(s, err)
	exact := func(err error, addresses ...string) {
		s.Helper()
		var refused *failure.ServerError
		require.ErrorAs(s, err, &refused)
		node := s.primary(1)
		for _, candidate := range s.cluster.Nodes {
			if candidate.Addr() == refused.Address {
				node = candidate
			}
		}
		require.Equal(s, node.Addr(), refused.Address)
		if len(addresses) > 0 {
			require.Contains(s, addresses, refused.Address)
		}
		require.NotContains(s, refused.Message, "127.0.0.1")
		require.ErrorIs(s, err, &failure.ServerError{Code: refused.Code, Message: refused.Message})
		require.Contains(s, err.Error(), refused.Address)
	}
	owner := s.primary(1).Addr()
	_, err = client.ConfigSet(s.Context(), []models.ConfigParameter{{Name: "no-such-parameter", Value: "1"}})
	exact(err)
	_, raw := s.primary(0).Command(s.Context(), "CONFIG", "SET", "no-such-parameter", "1")
	var refused *failure.ServerError
	require.ErrorAs(s, err, &refused)
	require.EqualError(s, raw, refused.Code+" "+refused.Message, "the server says so itself")
	_, err = client.FunctionKill(s.Context())
	exact(err)
	_, err = client.LPush(s.Context(), name, []string{"e"})
	exact(err, owner)
	for _, atomic := range []bool{false, true} {
		b := batch.New(atomic)
		pushed := b.LPush(name, []string{"e"})
		results, err := client.Exec(s.Context(), b, false)
		require.NoError(s, err)
		exact(results[0].(error), owner)
		_, err = pushed.Result()
		exact(err, owner)
		_, err = client.Exec(s.Context(), b, true)
		exact(err, owner)
	}
	aborted := batch.New(true)
	queue.Of(aborted).AddRaw(argsOf("NO-SUCH-COMMAND", name))
	_, err = client.Exec(s.Context(), aborted, true)
	exact(err) // Of a command that nobody knows nobody knows the keys.
	_, err = core.RunOnNodes(s.Context(), client, options.AllPrimaries{}, func(a *command.Args) command.Reply[string] {
		return command.ConfigSet(a, []models.ConfigParameter{{Name: "no-such-parameter", Value: "1"}})
	})
	exact(err)
	d, err := client.Dedicated(s.Context(), name)
	require.NoError(s, err)
	defer d.Release()
	_, err = d.LPush(s.Context(), name, []string{"e"})
	exact(err, owner)
	submitted := make(chan error, 1)
	submission.OfCluster(client).Submit(context.Background(), argsOf("CONFIG", "SET", "no-such-parameter", "1"), options.CallOptions{}, func(_ []byte, err error) { submitted <- err })
	exact(<-submitted)
}

// argsOf is a command by its words, without keys.
func argsOf(words ...string) *command.Args {
	a := new(command.Args)
	command.CustomCommand(a, words)
	return a
}

// testRandomKeyIsFair has keys chosen from all shards, each with the probability that its
// share of the keys is.
func testRandomKeyIsFair(s *environment) {
	client := s.connect(nil)
	names := s.spread(4 * shards)
	for i := range 8 * shards { // Shard 0 has three times as many as the others.
		s.command(s.primary(0), "SET", key(firstSlot(0), strconv.Itoa(i)), "v")
	}
	const draws = 1200
	var counts [shards]int
	for range draws {
		found, err := client.RandomKey(s.Context())
		require.NoError(s, err)
		counts[shardOf(int(slot.OfString(found.Value())))]++
	}
	// 28 of 36 keys, and 4 of each of the others; a binomial spread of at most 15.
	require.Len(s, names, 4*shards)
	require.InDelta(s, draws*28/36, counts[0], 90, "%v", counts)
	require.InDelta(s, draws*4/36, counts[1], 70, "%v", counts)
	require.InDelta(s, draws*4/36, counts[2], 70, "%v", counts)
	p := batch.New(false)
	for range 60 {
		p.RandomKey()
	}
	results, err := client.Exec(s.Context(), p, true)
	require.NoError(s, err)
	counts = [shards]int{}
	for _, found := range results {
		counts[shardOf(int(slot.OfString(found.(models.Result[string]).Value())))]++
	}
	require.NotZero(s, counts[1]+counts[2], "a pipeline draws too")
}

const library = "#!lua name=glissade\nredis.register_function('append', function(keys, args) return redis.call('APPEND', keys[1], args[1]) end)"

func testLoading(s *environment) {
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

func testRandomKey(s *environment) {
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
