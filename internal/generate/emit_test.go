package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

var update = flag.Bool("update", false, "write the golden files in place of comparing with them")

// golden compares what an emitter makes of the fixture with testdata/golden/name.
func golden(t *testing.T, name string, emit func(*model.API) ([]byte, error)) {
	t.Helper()
	api, err := model.Load("testdata/fixture")
	require.NoError(t, err)
	got, err := emit(api)
	require.NoError(t, err)
	file := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

func TestReference(t *testing.T) { golden(t, "commands.md", reference) }

func TestVerifiedMethods(t *testing.T) {
	golden(t, "verified.go.txt", verifiedMethods(&catalog.Catalog{Commands: []catalog.Command{
		{Name: "CONFIG GET", Flags: []string{"readonly"}, Tips: []string{"nondeterministic_output_order"}},
		{Name: "GETDEL", Flags: []string{"readonly"}},
		{Name: "SET", Flags: []string{"write"}},
	}}))
}

func TestCatalogTable(t *testing.T) {
	golden(t, "catalog.go.txt", catalogTable(&catalog.Catalog{
		Server: "valkey", Version: "9.1.2",
		Commands: []catalog.Command{
			{
				Name: "GET", Since: "1.0.0", Group: "string", Flags: []string{"fast", "readonly"},
				Keys: []catalog.KeySpec{{Begin: "index", Index: 1, Find: "range", Step: 1}},
			},
			{
				Name: "PING", Since: "1.0.0", Group: "connection",
				Tips: []string{"request_policy:all_shards", "response_policy:all_succeeded"},
			},
			{
				Name: "XREAD", Since: "5.0.0", Group: "stream", Flags: []string{"blocking", "readonly"},
				Keys: []catalog.KeySpec{{Begin: "keyword", Keyword: "STREAMS", From: 1, Find: "range", Last: -1, Step: 1, Limit: 2}},
			},
			{
				Name: "MANY", Since: "9.9.9", Group: "string", Flags: []string{"admin", "no_multi", "pubsub", "write"},
				Keys: []catalog.KeySpec{
					{Begin: "index", Index: 2, Find: "keynum", First: 1, Step: 1, Flags: []string{"RO", "incomplete"}},
					{Begin: "index", Index: 3, Find: "range", Step: 1, Flags: []string{"not_key", catalog.Fallback}},
					{Begin: "unknown", Find: "unknown"},
				},
			},
		},
	}))
}

func TestCatalogTableRefusesWhatTheClientCannotRead(t *testing.T) {
	for _, c := range []struct {
		spec catalog.KeySpec
		want string
	}{
		{catalog.KeySpec{Begin: "pattern", Find: "range"}, `GET has a key specification that begins by "pattern": teach it to core/command's keySpec`},
		{catalog.KeySpec{Begin: "index", Find: "pattern"}, `GET has a key specification that finds by "pattern": teach it to core/command's keySpec`},
	} {
		commands := &catalog.Catalog{Commands: []catalog.Command{{Name: "GET", Keys: []catalog.KeySpec{c.spec}}}}
		_, err := catalogTable(commands)(nil)
		require.EqualError(t, err, c.want)
	}
	_, err := catalogTable(&catalog.Catalog{Commands: []catalog.Command{{Name: "GE`T"}}})(nil)
	require.ErrorContains(t, err, "backquote")
}

func TestCrossCheckFindsContradictionsWithTheServer(t *testing.T) {
	commands := &catalog.Catalog{Server: "valkey", Version: "9.1.2", Commands: []catalog.Command{
		{Name: "EXPIRE", Since: "1.0.0", History: []catalog.Change{{Version: "7.0.0", What: "options"}}},
	}}
	check := func(wire, since string) error {
		return crossCheck(&model.API{Commands: []model.Command{{
			Name: "Expire", Wire: wire, Doc: model.Doc{Since: since}, Position: "core/command/generic.go:7",
		}}}, commands)
	}
	require.NoError(t, check("EXPIRE", "1.0.0"))
	require.NoError(t, check("EXPIRE", "7.0.0"), "a version in which it changed")
	require.NoError(t, check("EXPIRE", "1.0.0; conditions: 7.0.0"))
	require.NoError(t, check("JSON.GET", "1.0.0"), "a module's command")
	require.NoError(t, check("", ""), "any command")
	require.EqualError(t, check("EXPIRE", "6.2.0"),
		`core/command/generic.go:7: Expire says "Since: 6.2.0", but valkey 9.1.2 dates EXPIRE from 1.0.0 or 7.0.0: write one of these`)
	require.EqualError(t, check("EXPIER", "1.0.0"),
		`core/command/generic.go:7: Expire sends "EXPIER", which valkey 9.1.2 does not know: correct the name, or refresh the catalog from a server that has it`)
}
