package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func lookup(t *testing.T, name string) Metadata {
	t.Helper()
	info, ok := Lookup(name)
	require.True(t, ok, name)
	return info
}

func TestLookupFindsNamesInAnyCase(t *testing.T) {
	for _, name := range []string{"GETDEL", "getdel", "GetDel"} {
		require.Equal(t, "GETDEL", lookup(t, name).Name())
	}
	require.Equal(t, "CONFIG GET", lookup(t, "config Get").Name())
	_, ok := Lookup("NOSUCH")
	require.False(t, ok)
	_, ok = Lookup("")
	require.False(t, ok)
}

func TestLookupFallsBackToTheContainer(t *testing.T) {
	require.Equal(t, "CONFIG", lookup(t, "CONFIG NOSUCH").Name())
	require.Equal(t, "GET", lookup(t, "GET key").Name())
	_, ok := Lookup("NOSUCH GET")
	require.False(t, ok)
}

func TestLookupArgumentsTakesTheSubcommandWhereThereIsOne(t *testing.T) {
	for arguments, want := range map[string]string{
		"config get maxmemory": "CONFIG GET",
		"CONFIG nosuch":        "CONFIG",
		"CONFIG":               "CONFIG",
		"GET get":              "GET",
		"OBJECT ENCODING k":    "OBJECT ENCODING",
		"PING":                 "PING",
	} {
		info, ok := LookupArguments(strings.Fields(arguments))
		require.True(t, ok, arguments)
		require.Equal(t, want, info.Name(), arguments)
	}
	_, ok := LookupArguments(nil)
	require.False(t, ok)
	_, ok = LookupArguments([]string{"NOSUCH", "GET"})
	require.False(t, ok)
}

func TestMetadataTellsTheServersFlags(t *testing.T) {
	get := lookup(t, "GET")
	require.True(t, get.ReadOnly())
	require.False(t, get.Write() || get.Blocking() || get.Admin() || get.PubSub() || get.NoMulti())
	require.Equal(t, "1.0.0", get.Since())
	require.Equal(t, "string", get.Group())

	require.True(t, lookup(t, "SET").Write())
	require.False(t, lookup(t, "SET").ReadOnly())
	require.True(t, lookup(t, "BLPOP").Blocking())
	require.True(t, lookup(t, "XREAD").ReadOnly())
	require.True(t, lookup(t, "XREAD").Blocking())
	require.True(t, lookup(t, "CONFIG SET").Admin())
	require.True(t, lookup(t, "SSUBSCRIBE").PubSub())
	require.True(t, lookup(t, "WATCH").NoMulti())
	require.True(t, lookup(t, "HTTL").ReadOnly())
	require.False(t, lookup(t, "SSUBSCRIBE").ReadOnly(), "a subscription belongs to the primary")
	require.Equal(t, "sorted-set", lookup(t, "ZADD").Group())
	require.Equal(t, "9.1.0", lookup(t, "MSETEX").Since())
}

func TestMetadataTellsThePolicies(t *testing.T) {
	for name, want := range map[string]string{
		"GET":           "default default",
		"MGET":          "multi_shard default",
		"DEL":           "multi_shard agg_sum",
		"MSET":          "multi_shard all_succeeded",
		"MSETEX":        "default default",
		"PING":          "all_shards all_succeeded",
		"CONFIG SET":    "all_nodes all_succeeded",
		"SCRIPT EXISTS": "all_shards agg_logical_and",
		"FUNCTION KILL": "all_shards one_succeeded",
		"WAIT":          "all_shards agg_min",
		"SCAN":          "special special",
		"PUBSUB NUMPAT": "all_nodes agg_sum",
	} {
		info := lookup(t, name)
		require.Equal(t, want, info.RequestPolicy().String()+" "+info.ResponsePolicy().String(), name)
	}
	require.Equal(t, "unknown", RequestPolicy(99).String())
	require.Equal(t, "unknown", ResponsePolicy(99).String())
}

func TestEveryLineOfTheTableIsReadInFull(t *testing.T) {
	require.Len(t, catalog(), strings.Count(catalogTable, "\n")-1)
	for name, info := range catalog() {
		require.Equal(t, name, info.Name())
		require.NotEmpty(t, info.Since(), name)
		require.NotEmpty(t, info.Group(), name)
		require.False(t, info.ReadOnly() && info.Write(), name)
	}
	for line := range strings.SplitSeq(strings.Trim(catalogTable, "\n"), "\n") {
		columns := append(strings.Split(line, ";"), "", "", "", "")
		info := catalog()[columns[0]]
		require.Empty(t, strings.Trim(columns[3], flagLetters), line)
		require.Equal(t, columns[4] == "", info.RequestPolicy() == RequestDefault, line)
		require.Equal(t, columns[5] == "", info.ResponsePolicy() == ResponseDefault, line)
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	Lookup("GET")
	require.Zero(t, testing.AllocsPerRun(100, func() { Lookup("CONFIG GET") }))
}
