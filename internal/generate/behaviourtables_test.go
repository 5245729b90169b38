package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/behaviour"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// sampleBehaviours are commands of each kind.
var sampleBehaviours = []behaviour.Command{
	{Name: "BLPOP", Route: "keys", Response: "by_node", Timeout: &behaviour.Timeout{Unit: "seconds", Last: true}},
	{Name: "BRPOP", Route: "keys", Response: "by_node", Timeout: &behaviour.Timeout{Unit: "seconds", Last: true}},
	{Name: "BZMPOP", Route: "keys", Response: "by_node", Timeout: &behaviour.Timeout{Unit: "seconds", Argument: 1}},
	{Name: "CLIENT ID", Route: "any", Response: "by_node", Connection: "unchanged"},
	{Name: "CLIENT SETNAME", Route: "all_nodes", Response: "all_succeeded", Connection: "named"},
	{Name: "CLUSTER FAILOVER", Route: "explicit one_node", Response: "by_node", Corrected: true},
	{Name: "CLUSTER SETSLOT", Route: "slot 2", Response: "by_node", Corrected: true},
	{Name: "DEL", Route: "multi_shard", Response: "agg_sum", Split: &behaviour.Split{Item: 1}},
	{Name: "EVAL", Route: "keys", Response: "by_node", Writes: true},
	{Name: "JSON.MGET", Route: "multi_shard", Response: "concatenated", Corrected: true, Split: &behaviour.Split{Item: 1, Tail: 1}},
	{Name: "MIGRATE", Route: "keys", Response: "by_node", Timeout: &behaviour.Timeout{Unit: "milliseconds", Argument: 5, Shared: true, Positive: true}},
	{Name: "MSET", Route: "multi_shard", Response: "all_succeeded", Split: &behaviour.Split{Item: 2}},
	{Name: "PUBSUB CHANNELS", Route: "all_nodes", Response: "distinct", Corrected: true},
	{Name: "READONLY", Route: "explicit connection", Response: "by_node", Corrected: true, Connection: "changed"},
	{Name: "SELECT", Route: "all_nodes", Response: "all_succeeded", Connection: "changed"},
	{Name: "WAIT", Route: "all_shards", Response: "agg_min", Timeout: &behaviour.Timeout{Unit: "milliseconds", Last: true, Shared: true}},
	{Name: "XREAD", Route: "keys", Response: "by_node", Corrected: true, Timeout: &behaviour.Timeout{Unit: "milliseconds", Word: "BLOCK", Until: "STREAMS"}},
}

func TestPolicyTable(t *testing.T) { golden(t, "policy.go.txt", policies(sampleBehaviours)) }
func TestSplitRules(t *testing.T)  { golden(t, "split.go.txt", splitRules(sampleBehaviours)) }
func TestCommandTables(t *testing.T) {
	golden(t, "behaviour.go.txt", commandBehaviour(sampleBehaviours))
}

func TestConnectionTable(t *testing.T) {
	golden(t, "connection.go.txt", connectionBehaviour(sampleBehaviours))
}

// Every value that a directive may have is something in the tables.
func TestEveryRouteAndResponseHasAPolicy(t *testing.T) {
	for _, route := range []string{
		"all_nodes", "all_shards", "multi_shard", "keys", "any", "slot 2", "argument 1", "explicit one_node", "explicit connection", "explicit scan",
	} {
		require.Regexp(t, `^destination: to\w+(, argument: \d|, reason: \w+)?$`, policyFields(behaviour.Command{Route: route, Response: "by_node"}))
	}
	for _, response := range []string{
		"one_succeeded", "all_succeeded", "agg_logical_and", "agg_logical_or", "agg_min", "agg_max", "agg_sum", "concatenated", "distinct",
		"counts_by_name", "drawn_by_keys",
	} {
		require.Regexp(t, `^destination: toKeys, response: \w+$`, policyFields(behaviour.Command{Route: "keys", Response: response}))
	}
}

// The catalog's table has of the directives what the server has words for.
func TestDirectivesCorrectTheCatalog(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	api, err := model.Load(root)
	require.NoError(t, err)
	modules, err := model.LoadModules(root)
	require.NoError(t, err)
	commands, err := catalog.Load()
	require.NoError(t, err)
	_, err = behaviour.Of(api, modules, commands, catalog.Corrections)
	require.NoError(t, err)
	for name, want := range map[string]string{
		"GET": "/", "DEL": "multi_shard/agg_sum", "KEYS": "all_shards/", "PUBSUB NUMSUB": "all_nodes/special", "MSETEX": "/",
		"AUTH": "all_nodes/all_succeeded", "SWAPDB": "all_shards/all_succeeded", "BGSAVE": "all_shards/", "SCAN": "special/special",
	} {
		command, ok := commands.Command(name)
		require.True(t, ok, name)
		require.Equal(t, want, command.RequestPolicy()+"/"+command.ResponsePolicy(), name)
	}
}
