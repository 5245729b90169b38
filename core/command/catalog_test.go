package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func lookup(t *testing.T, name string) Metadata {
	t.Helper()
	metadata, ok := Lookup(name)
	require.True(t, ok, name)
	return metadata
}

func TestLookupFindsNamesInAnyCase(t *testing.T) {
	for _, name := range []string{"GETDEL", "getdel", "GetDel"} {
		require.Equal(t, "GETDEL", lookup(t, name).Name())
	}
	require.Equal(t, "CONFIG GET", lookup(t, "config Get").Name())
	for _, name := range []string{"NOSUCH", "", " ", "A", "ZZZ", "GET;1.0.0", "\n", "SET\n", "É"} {
		_, ok := Lookup(name)
		require.False(t, ok, name)
	}
}

func TestLookupFallsBackToTheContainer(t *testing.T) {
	require.Equal(t, "CONFIG", lookup(t, "CONFIG NOSUCH").Name())
	require.Equal(t, "GET", lookup(t, "GET key").Name())
	_, ok := Lookup("NOSUCH GET")
	require.False(t, ok)
}

func TestLookupArgumentsTakesTheSubcommandWhereThereIsOne(t *testing.T) {
	for arguments, want := range map[string]string{
		"config get maxmemory":             "CONFIG GET",
		"CONFIG nosuch":                    "CONFIG",
		"CONFIG":                           "CONFIG",
		"GET get":                          "GET",
		"OBJECT ENCODING k":                "OBJECT ENCODING",
		"PING":                             "PING",
		"GET " + strings.Repeat("k", 1000): "GET",
	} {
		metadata, ok := LookupArguments(strings.Fields(arguments))
		require.True(t, ok, arguments)
		require.Equal(t, want, metadata.Name(), arguments)
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
		"FUNCTION KILL": "all_nodes one_succeeded",
		"WAIT":          "all_shards agg_min",
		"SCAN":          "special special",
		"PUBSUB NUMPAT": "all_nodes agg_sum",
	} {
		metadata := lookup(t, name)
		require.Equal(t, want, metadata.RequestPolicy().String()+" "+metadata.ResponsePolicy().String(), name)
	}
	require.Equal(t, "unknown", RequestPolicy(99).String())
	require.Equal(t, "unknown", ResponsePolicy(99).String())
}

// tableLines returns every line of the table.
func tableLines() []string { return strings.Split(strings.Trim(catalogTable, "\n"), "\n") }

func TestEveryLineOfTheTableIsFoundAndReadInFull(t *testing.T) {
	require.Greater(t, len(tableLines()), 390)
	for _, line := range tableLines() {
		columns := append(strings.Split(line, ";"), "", "", "", "")
		metadata := lookup(t, columns[0])
		require.Equal(t, line, metadata.line)
		require.Equal(t, metadata, lookup(t, strings.ToLower(columns[0])))
		require.NotEmpty(t, metadata.Since(), line)
		require.NotEmpty(t, metadata.Group(), line)
		require.False(t, metadata.ReadOnly() && metadata.Write(), line)
		require.Empty(t, strings.Trim(columns[3], "rwbapm"), line)
		require.Equal(t, columns[4] == "", metadata.RequestPolicy() == RequestDefault, line)
		require.Equal(t, columns[5] == "", metadata.ResponsePolicy() == ResponseDefault, line)
	}
}

func TestTheZeroMetadataHasNoProperties(t *testing.T) {
	var m Metadata
	require.Empty(t, m.Name()+m.Since()+m.Group())
	require.False(t, m.ReadOnly() || m.Write() || m.Blocking() || m.Admin() || m.PubSub() || m.NoMulti())
	require.Equal(t, RequestDefault, m.RequestPolicy())
	require.Equal(t, ResponseDefault, m.ResponsePolicy())
	keys, complete := m.Keys([]string{"X", "y"})
	require.Empty(t, keys)
	require.True(t, complete)
}

func TestLookupAllocatesNothing(t *testing.T) {
	args := []string{"config", "get", "maxmemory"}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		Lookup("CONFIG GET")
		LookupArguments(args)
	}))
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if m, _ := Lookup("ZRANGE"); !m.ReadOnly() {
			b.Fatal("ZRANGE reads only")
		}
	}
}
