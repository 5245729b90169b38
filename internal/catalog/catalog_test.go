package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLoadReturnsTheServersCommands(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	require.Regexp(t, `^valkey 9\.1\.\d+$`, c.Title())

	set, ok := c.Command("SET")
	require.True(t, ok)
	require.Equal(t, "1.0.0", set.Since)
	require.Equal(t, "string", set.Group)
	require.True(t, set.Has("write"))
	require.False(t, set.Has("readonly"))
	require.Equal(t, []KeySpec{{
		Begin: "index", Index: 1, Find: "range", Step: 1, Flags: []string{"RW", "access", "update", "variable_flags"},
		Notes: set.Keys[0].Notes,
	}}, set.Keys)
	require.Contains(t, set.History, Change{"8.1.0", "Added the `IFEQ` option."})
	require.Equal(t, "condition", set.Arguments[2].Name)
	require.Equal(t, "NX", set.Arguments[2].Arguments[0].Token)

	get, ok := c.Command("CONFIG GET")
	require.True(t, ok)
	require.EqualValues(t, -3, get.Arity)

	_, ok = c.Command("NOSUCH")
	require.False(t, ok)
}

func TestTheFileIsInOrderAndInItsOwnForm(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	require.True(t, slices.IsSortedFunc(c.Commands, func(a, b Command) int { return strings.Compare(a.Name, b.Name) }))
	text, err := c.Encode()
	require.NoError(t, err)
	require.Equal(t, string(file), string(text), "the file is written by internal/catalog/refresh only")
}

func TestPolicies(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	for name, want := range map[string]string{
		"GET": "/", "DEL": "multi_shard/agg_sum", "KEYS": "all_shards/", "PUBSUB NUMSUB": "/", "MSETEX": "multi_shard/all_succeeded",
	} {
		command, ok := c.Command(name)
		require.True(t, ok, name)
		require.Equal(t, want, command.RequestPolicy()+"/"+command.ResponsePolicy(), name)
	}

	command, _ := c.Command("DEL")
	command.SetRequestPolicy("all_nodes")
	command.SetResponsePolicy("")
	require.Equal(t, "all_nodes/", command.RequestPolicy()+"/"+command.ResponsePolicy())
	unchanged, _ := c.Command("DEL")
	require.Equal(t, "multi_shard/agg_sum", unchanged.RequestPolicy()+"/"+unchanged.ResponsePolicy())
}
