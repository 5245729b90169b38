package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	root, err := findRoot()
	require.NoError(t, err)
	files, err := generate(root)
	require.NoError(t, err)
	for _, f := range files {
		present, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.path)))
		require.NoError(t, err, "run go run ./internal/generate")
		if string(present) != string(f.content) {
			t.Errorf("%s is not up to date: run go run ./internal/generate", f.path)
		}
	}
}

// copyFixture returns a module of its own with the fixture's sources.
func copyFixture(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, os.DirFS("testdata/fixture")))
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.work"), nil, 0o644))
	return root
}

func TestRunWritesAndThenFindsNothingToDo(t *testing.T) {
	root := copyFixture(t)
	t.Chdir(filepath.Join(root, "core", "command"))

	require.ErrorContains(t, run(true, io.Discard), "core/commands_gen.go is not up to date: run go run ./internal/generate")
	require.NoFileExists(t, filepath.Join(root, "core", "commands_gen.go"), "-check writes nothing")

	var told strings.Builder
	require.NoError(t, run(false, &told))
	require.Contains(t, told.String(), "wrote core/commands_gen.go\n")
	require.FileExists(t, filepath.Join(root, "core", "commands_gen.go"))
	require.NoError(t, run(true, io.Discard))

	methods := filepath.Join(root, "batch", "commands_gen.go")
	require.NoError(t, os.WriteFile(methods, []byte("package batch\n"), 0o644))
	require.EqualError(t, run(true, io.Discard), "batch/commands_gen.go is not up to date: run go run ./internal/generate")
}

func TestRunReportsABrokenDefinitionAndWritesNothing(t *testing.T) {
	root := copyFixture(t)
	broken := filepath.Join(root, "core", "command", "broken.go")
	require.NoError(t, os.WriteFile(broken, []byte("package command\n\nfunc Get(a *Args) Reply[string] { return text }\n"), 0o644))
	t.Chdir(root)
	require.ErrorContains(t, run(false, io.Discard), "core/command/broken.go:3: Get has no doc comment")
	require.NoFileExists(t, filepath.Join(root, "core", "commands_gen.go"))
}

func TestRunOutsideAModule(t *testing.T) {
	t.Chdir(t.TempDir())
	require.ErrorContains(t, run(false, io.Discard), "run the generator inside the module")
}
