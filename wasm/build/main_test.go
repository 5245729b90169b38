package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/project"
)

// The names of functions are taken out of what the linker has written, not of what an
// earlier build has left, in which they are short already.
func TestABuildOverAnEarlierOneWritesTheSame(t *testing.T) {
	root, err := project.Root()
	require.NoError(t, err)
	dist := t.TempDir()
	read := func(name string) string {
		content, err := os.ReadFile(filepath.Join(dist, name))
		require.NoError(t, err)
		return string(content)
	}
	require.NoError(t, compile(root, dist))
	module, names := read("valkey.wasm"), read("functions.txt")
	require.Contains(t, names, "github.com/glissade-io/glissade/core.")
	require.NoError(t, compile(root, dist))
	require.True(t, module == read("valkey.wasm"))
	require.True(t, names == read("functions.txt"))
}
