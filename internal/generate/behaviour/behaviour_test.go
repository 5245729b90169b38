package behaviour_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/behaviour"
	"github.com/glissade-io/glissade/internal/generate/model"
)

func index(last, step int64) []catalog.KeySpec {
	return []catalog.KeySpec{{Begin: "index", Index: 1, Find: "range", Last: last, Step: step}}
}

// server is a catalog with commands of each kind.
func server() *catalog.Catalog {
	return &catalog.Catalog{Server: "valkey", Version: "9.1.2", Commands: []catalog.Command{
		{Name: "BLPOP", Flags: []string{"blocking", "write"}, Keys: index(-2, 1)},
		{Name: "CLIENT ID"},
		{Name: "DEL", Flags: []string{"write"}, Keys: index(-1, 1), Tips: []string{"request_policy:multi_shard", "response_policy:agg_sum"}},
		{Name: "GET", Flags: []string{"readonly"}, Keys: index(0, 1)},
		{Name: "KEYS", Tips: []string{"request_policy:all_shards"}},
		{Name: "MSETEX", Keys: []catalog.KeySpec{{Begin: "index", Index: 1, Find: "keynum", First: 1, Step: 2}}, Tips: []string{"request_policy:multi_shard", "response_policy:all_succeeded"}},
		{Name: "PING"},
		{Name: "RANDOMKEY", Tips: []string{"request_policy:all_shards", "response_policy:special"}},
		{Name: "SCAN", Tips: []string{"request_policy:special", "response_policy:special"}},
		{Name: "SPUBLISH", Keys: []catalog.KeySpec{{Begin: "index", Index: 1, Find: "range", Step: 1, Flags: []string{"not_key"}}}},
		{Name: "XREAD", Keys: []catalog.KeySpec{{Begin: "keyword", Keyword: "STREAMS", From: 1, Find: "range", Last: -1, Step: 1, Limit: 2}}},
	}}
}

// function is a function that sends a command, with directives.
func function(t *testing.T, wire string, directives ...string) model.Command {
	c := model.Command{Name: "Function", Wire: wire, Position: "core/command/x.go:3"}
	for i, text := range directives {
		d, err := model.ParseDirective(text)
		require.NoError(t, err)
		d.Position = "core/command/x.go:" + strconv.Itoa(10+i)
		c.Directives = append(c.Directives, d)
	}
	return c
}

// of returns the behaviour of one of the commands that the functions send.
func of(t *testing.T, commands *catalog.Catalog, name string, functions ...model.Command) behaviour.Command {
	list, err := behaviour.Of(&model.API{Commands: functions}, nil, commands, nil)
	require.NoError(t, err)
	for _, c := range list {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "no "+name)
	return behaviour.Command{}
}

func TestTheCatalogDecidesWithoutDirectives(t *testing.T) {
	for name, want := range map[string]behaviour.Command{
		"CLIENT ID": {Route: "any", Response: "by_node"},
		"DEL":       {Route: "multi_shard", Response: "agg_sum", Split: &behaviour.Split{Item: 1}},
		"GET":       {Route: "keys", Response: "by_node"},
		"KEYS":      {Route: "all_shards", Response: "concatenated"},
		"RANDOMKEY": {Route: "all_shards", Response: "by_node"},
		"SCAN":      {Route: "keys", Response: "by_node"},
		"SPUBLISH":  {Route: "argument 1", Response: "by_node"},
		"XREAD":     {Route: "any", Response: "by_node"},
	} {
		want.Name = name
		require.Equal(t, want, of(t, server(), name), name)
	}
}

func TestDirectivesDecideInPlaceOfTheCatalog(t *testing.T) {
	for _, c := range []struct {
		name       string
		directives []string
		want       behaviour.Command
		request    string // policies in the catalog's table
		response   string
	}{
		{"PING", []string{"route all_nodes: r", "response all_succeeded: r"}, behaviour.Command{Route: "all_nodes", Response: "all_succeeded"}, "all_nodes", "all_succeeded"},
		{"PING", []string{"route all_shards: r"}, behaviour.Command{Route: "all_shards", Response: "concatenated"}, "all_shards", ""},
		{"PING", []string{"route all_shards: r", "response by_node: r"}, behaviour.Command{Route: "all_shards", Response: "by_node", Corrected: true}, "all_shards", ""},
		{"PING", []string{"route all_nodes: r", "response counts_by_name: r"}, behaviour.Command{Route: "all_nodes", Response: "counts_by_name", Corrected: true}, "all_nodes", "special"},
		{"RANDOMKEY", []string{"response drawn_by_keys: r"}, behaviour.Command{Route: "all_shards", Response: "drawn_by_keys", Corrected: true}, "all_shards", "special"},
		{"SCAN", []string{"route explicit scan: r"}, behaviour.Command{Route: "explicit scan", Response: "by_node", Corrected: true}, "special", "special"},
		{"PING", []string{"route slot 2: r"}, behaviour.Command{Route: "slot 2", Response: "by_node", Corrected: true}, "", ""},
		{"XREAD", []string{"route keys: r"}, behaviour.Command{Route: "keys", Response: "by_node", Corrected: true}, "", ""},
		{"MSETEX", []string{"route keys: r"}, behaviour.Command{Route: "keys", Response: "by_node"}, "", ""},
	} {
		commands := server()
		c.want.Name = c.name
		require.Equal(t, c.want, of(t, commands, c.name, function(t, c.name, c.directives...)), c.directives)
		entry, _ := commands.Command(c.name)
		require.Equal(t, c.request, entry.RequestPolicy(), c.directives)
		require.Equal(t, c.response, entry.ResponsePolicy(), c.directives)
	}
}

func TestCommandsOfModulesAreNotInTheCatalog(t *testing.T) {
	module := model.Module{Commands: []model.Command{
		function(t, "JSON.MSET", "route multi_shard: r", "response all_succeeded: r", "keys 1:-2/3: r"),
		function(t, "JSON.GET"), function(t, "FT.SEARCH"),
	}}
	list, err := behaviour.Of(&model.API{}, []model.Module{module}, &catalog.Catalog{}, nil)
	require.NoError(t, err)
	require.Equal(t, []behaviour.Command{
		{Name: "FT.SEARCH", Route: "any", Response: "by_node"},
		{Name: "JSON.GET", Route: "argument 1", Response: "by_node"},
		{Name: "JSON.MSET", Route: "multi_shard", Response: "all_succeeded", Corrected: true, Split: &behaviour.Split{Item: 3, Tail: 1}},
	}, list)
}

func TestDirectivesTellWhatTheCatalogHasNoWordsFor(t *testing.T) {
	blocks := func(directive string) *behaviour.Timeout {
		return of(t, server(), "BLPOP", function(t, "BLPOP", directive)).Timeout
	}
	require.Equal(t, &behaviour.Timeout{Unit: "seconds", Last: true}, blocks("blocks seconds last"))
	require.Equal(t, &behaviour.Timeout{Unit: "milliseconds", Argument: 5, Shared: true, Positive: true}, blocks("waits milliseconds 5 if positive"))
	require.Equal(t, &behaviour.Timeout{Unit: "milliseconds", Word: "BLOCK", Until: "STREAMS"}, blocks("blocks milliseconds BLOCK until STREAMS"))
	require.Equal(t, &behaviour.Timeout{Unit: "milliseconds", Word: "TIMEOUT", Shared: true}, blocks("waits milliseconds TIMEOUT"))
	require.True(t, of(t, server(), "PING", function(t, "PING", "writes r")).Writes)
	require.Equal(t, "changed", of(t, server(), "PING", function(t, "PING", "connection changed: r")).Connection)
	require.Equal(t, "unchanged", of(t, server(), "CLIENT ID", function(t, "CLIENT ID", "connection unchanged: r")).Connection)

	commands := server()
	of(t, commands, "GET", function(t, "GET", "keys 1:0/1 STORE@-2:0/1: r"))
	get, _ := commands.Command("GET")
	require.Len(t, get.Keys, 2)
}

func TestCorrectionsAreDirectivesOfCommandsWithoutAFunction(t *testing.T) {
	list, err := behaviour.Of(&model.API{}, nil, server(), []catalog.Correction{
		{Commands: []string{"PING", "JSON.DEBUG"}, Directive: "route argument 2", Reason: "r"},
		{Commands: []string{"PING"}, Directive: "writes", Reason: "r"},
	})
	require.NoError(t, err)
	for _, c := range list {
		if c.Name == "PING" || c.Name == "JSON.DEBUG" {
			require.Equal(t, behaviour.Command{Name: c.Name, Route: "argument 2", Response: "by_node", Corrected: true, Writes: c.Name == "PING"}, c)
		}
	}
}

func TestWhatIsRefusedNamesThePlaceAndTheRemedy(t *testing.T) {
	for _, c := range []struct {
		wire       string
		directives []string
		want       string
	}{
		{"KEYS", []string{"route all_shards: r"}, "core/command/x.go:10: //glissade:route all_shards repeats what follows from valkey 9.1.2 for KEYS: remove it"},
		{"KEYS", []string{"response concatenated: r"}, "core/command/x.go:10: //glissade:response concatenated repeats what follows from valkey 9.1.2 for KEYS: remove it"},
		{"DEL", []string{"response agg_sum: r"}, "core/command/x.go:10: //glissade:response agg_sum repeats what follows from valkey 9.1.2 for DEL: remove it"},
		{"GET", []string{"keys 1:0/1: r"}, "core/command/x.go:10: //glissade:keys 1:0/1 repeats what follows from valkey 9.1.2 for GET: remove it"},
		{"GET", []string{"keys 1:zero: r"}, `core/command/x.go:10: //glissade:keys: "1:zero" is no rule for keys: write BEGIN:LAST/STEP or BEGIN:#COUNT/FIRST/STEP, as core/command's keySpec describes`},
		{"DEL", []string{"writes r"}, "core/command/x.go:10: //glissade:writes repeats what follows from valkey 9.1.2 for DEL: remove it"},
		{"GET", []string{"writes r"}, "core/command/x.go:10: valkey 9.1.2 says that GET only reads: remove the directive"},
		{"PING", []string{"connection unchanged: r"}, "core/command/x.go:10: //glissade:connection unchanged of PING is what holds without it: commands that begin with CLIENT change the connection, others do not"},
		{"CLIENT ID", []string{"connection changed: r"}, "core/command/x.go:10: //glissade:connection changed of CLIENT ID is what holds without it: commands that begin with CLIENT change the connection, others do not"},
		{"BLPOP", nil, "core/command/x.go:3: valkey 9.1.2 says that BLPOP blocks: say with //glissade:blocks or //glissade:waits which argument is its timeout"},
		{"BLPOP", []string{"blocks seconds 1", "waits seconds 1"}, "core/command/x.go:11: BLPOP has both //glissade:blocks and //glissade:waits: leave one out"},
		{"MSETEX", nil, "core/command/x.go:3: MSETEX is split by its keys, and those do not simply follow each other: say where they stand with //glissade:keys, or give it //glissade:route keys"},
		{"GET", []string{"route multi_shard: r", "response agg_max: r"}, "core/command/x.go:3: GET is split, and its replies cannot be joined by agg_max: give it //glissade:response agg_sum, all_succeeded or concatenated"},
		{"", []string{"route all_nodes: r"}, "core/command/x.go:10: //glissade:route is about a command, which Function has as an argument: remove it"},
	} {
		_, err := behaviour.Of(&model.API{Commands: []model.Command{function(t, c.wire, c.directives...)}}, nil, server(), nil)
		require.EqualError(t, err, c.want)
	}

	_, err := behaviour.Of(&model.API{Commands: []model.Command{
		function(t, "PING", "writes r"), function(t, "PING", "connection changed: r", "writes r"),
	}}, nil, server(), nil)
	require.EqualError(t, err, "core/command/x.go:11: //glissade:writes of PING stands at core/command/x.go:10 already: leave one out")

	for want, correction := range map[string]catalog.Correction{
		"internal/catalog/corrections.go, writes of GET: Function sends the command: write the directive above it, core/command/x.go:3":                                                                                                 {Commands: []string{"GET"}, Directive: "writes", Reason: "r"},
		"internal/catalog/corrections.go, writes of HALT: valkey 9.1.2 does not have the command: remove the correction":                                                                                                                {Commands: []string{"HALT"}, Directive: "writes", Reason: "r"},
		"internal/catalog/corrections.go, writes of PING: //glissade:writes gives no reason: write it behind the directive":                                                                                                             {Commands: []string{"PING"}, Directive: "writes"},
		"internal/catalog/corrections.go, route nowhere of PING: //glissade:route has the unknown value \"nowhere\": write all_nodes, all_shards, multi_shard, keys, slot N, argument N, or explicit with one_node, connection or scan": {Commands: []string{"PING"}, Directive: "route nowhere", Reason: "r"},
	} {
		_, err := behaviour.Of(&model.API{Commands: []model.Command{function(t, "GET")}}, nil, server(), []catalog.Correction{correction})
		require.EqualError(t, err, want)
	}
}

// The server itself gives every correction its effect: one that repeats it is refused.
func TestTheCorrectionsOfTheCatalogAreCurrent(t *testing.T) {
	commands, err := catalog.Load()
	require.NoError(t, err)
	_, err = behaviour.Of(&model.API{}, nil, commands, catalog.Corrections)
	require.NoError(t, err)
}

func TestKeysReadBackAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{"1:0/1", "2:-1/1/2", "STORE@-2:0/1", "2:#0/1/1?", "KEYS@-2:-1/1? 3:0/1|", "1:0/1?!|"} {
		keys, err := behaviour.ParseKeys(text)
		require.NoError(t, err)
		written, err := behaviour.FormatKeys(keys)
		require.NoError(t, err)
		require.Equal(t, text, written)
	}
}
