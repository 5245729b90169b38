package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// Every command function has a method of the Go client, one of the batch and one in
// TypeScript, as the committed files have them, unless a directive with a reason says
// which of these it cannot have.
func TestEveryCommandHasItsMethods(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	api, err := model.Load(root)
	require.NoError(t, err)
	require.NotEmpty(t, api.Commands)

	client := goMethods(t, filepath.Join(root, "core"))
	batch := goMethods(t, filepath.Join(root, "batch"))
	declared := typeScriptMethods(t, filepath.Join(root, "wasm", "npm", "src"))
	spoken := methodNames(api)
	for _, c := range api.Commands {
		require.Equal(t, !c.Has(model.BatchOnly), client[c.Name], "the client's %s", c.Name)
		require.Equal(t, !c.Has(model.NoBatch), batch[c.Name], "the batch's %s", c.Name)
		method := spoken[c.Name]
		require.Equal(t, !c.Has(model.BatchOnly), declared["Promise<"][method], "%s in TypeScript", c.Name)
		require.Equal(t, !c.Has(model.NoBatch), declared["this;"][method], "the batch's %s in TypeScript", c.Name)
	}
	require.False(t, client["NoSuchCommand"])
	require.False(t, declared["Promise<"][""])
}

// goMethods returns the names of the methods in the generated files of a folder.
func goMethods(t *testing.T, folder string) map[string]bool {
	paths, err := filepath.Glob(filepath.Join(folder, "*_gen.go"))
	require.NoError(t, err)
	methods := map[string]bool{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv != nil {
				methods[function.Name.Name] = true
			}
		}
	}
	require.NotEmpty(t, methods)
	return methods
}

var methodDeclaration = regexp.MustCompile(`(?m)^  (\w+)(?:<[^(]*>)?\(.*\): (Promise<|this;)`)

// typeScriptMethods returns the names of the methods that the declarations of commands
// have, by what they return: those of clients a promise, those of batches the batch.
func typeScriptMethods(t *testing.T, folder string) map[string]map[string]bool {
	source, err := os.ReadFile(filepath.Join(folder, "methods_types_gen.ts"))
	require.NoError(t, err)
	methods := map[string]map[string]bool{"Promise<": {}, "this;": {}}
	for _, match := range methodDeclaration.FindAllSubmatch(source, -1) {
		methods[string(match[2])][string(match[1])] = true
	}
	for returned := range methods {
		require.NotEmpty(t, methods[returned], returned)
	}
	return methods
}
