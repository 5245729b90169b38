package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// goldenModule compares what an emitter makes of the fixture's module with testdata/golden/name.
func goldenModule(t *testing.T, name string, emit func(model.Module) ([]byte, error)) {
	golden(t, name, func(*model.API) ([]byte, error) {
		modules, err := model.LoadModules("testdata/fixture")
		require.NoError(t, err)
		require.Len(t, modules, 1)
		return emit(modules[0])
	})
}

func TestModuleMethods(t *testing.T) { goldenModule(t, "module.go.txt", moduleMethods) }

func TestModuleBatchMethods(t *testing.T) { goldenModule(t, "modulebatch.go.txt", moduleBatchMethods) }

func TestModuleReference(t *testing.T) {
	goldenModule(t, "modules.md", func(m model.Module) ([]byte, error) {
		return moduleReference([]model.Module{m}), nil
	})
}

// documented are the commands that the documentation of modules lists, on valkey.io or,
// for those of FT that valkey-search has not got yet, of Amazon MemoryDB. Left out is
// what their servers do not want programs to send: FT._DEBUG, FT.INTERNAL_UPDATE, and
// subcommands of JSON.DEBUG that are for developing the module.
var documented = map[string][]string{
	"bloom": {
		"BF.ADD", "BF.CARD", "BF.EXISTS", "BF.INFO", "BF.INSERT", "BF.LOAD", "BF.MADD", "BF.MEXISTS", "BF.RESERVE",
	},
	"json": {
		"JSON.ARRAPPEND", "JSON.ARRINDEX", "JSON.ARRINSERT", "JSON.ARRLEN", "JSON.ARRPOP", "JSON.ARRTRIM", "JSON.CLEAR",
		"JSON.DEBUG DEPTH", "JSON.DEBUG FIELDS", "JSON.DEBUG MEMORY", "JSON.DEL", "JSON.FORGET", "JSON.GET", "JSON.MGET",
		"JSON.MSET", "JSON.NUMINCRBY", "JSON.NUMMULTBY", "JSON.OBJKEYS", "JSON.OBJLEN", "JSON.RESP", "JSON.SET",
		"JSON.STRAPPEND", "JSON.STRLEN", "JSON.TOGGLE", "JSON.TYPE",
	},
	"search": {
		"FT.AGGREGATE", "FT.ALIASADD", "FT.ALIASDEL", "FT.ALIASUPDATE", "FT.CREATE", "FT.DROPINDEX", "FT.EXPLAIN",
		"FT.EXPLAINCLI", "FT.INFO", "FT.PROFILE", "FT.SEARCH", "FT._ALIASLIST", "FT._LIST",
	},
}

func TestModulesDefineTheCommandsThatAreDocumented(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	modules, err := model.LoadModules(root)
	require.NoError(t, err)
	require.Len(t, modules, len(documented))
	for _, m := range modules {
		var defined []string
		for _, c := range m.Commands {
			defined = append(defined, c.Wire)
		}
		slices.Sort(defined)
		require.Equal(t, documented[m.Name], slices.Compact(defined), m.Folder)
	}
}
