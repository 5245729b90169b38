package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
)

// What is published says which version it is, exports files that are there, and
// carries nothing of its development.
func TestManifest(t *testing.T) {
	buildPackage(t)
	dist := filepath.Join(npm(t), "dist")
	text, err := os.ReadFile(filepath.Join(dist, "package.json"))
	require.NoError(t, err)
	var manifest struct {
		Name, Version, Type string
		Private             bool
		Scripts             map[string]string
		DevDependencies     map[string]string
		Exports             map[string]any
	}
	require.NoError(t, json.Unmarshal(text, &manifest))
	require.Equal(t, "glissade", manifest.Name)
	require.Equal(t, core.Version, manifest.Version)
	require.Equal(t, "module", manifest.Type)
	require.False(t, manifest.Private)
	require.Empty(t, manifest.Scripts)
	require.Empty(t, manifest.DevDependencies)
	files := []string{"README.md", "LICENSE", "LICENSE-go", "functions.txt", "types.d.ts", "types_cluster.d.ts", "methods_types_gen.d.ts", "commands/strings_types.d.ts"}
	for _, export := range manifest.Exports {
		switch export := export.(type) {
		case string:
			files = append(files, export)
		case map[string]any:
			for _, file := range export {
				files = append(files, file.(string))
			}
		}
	}
	require.Len(t, files, 25)
	for _, file := range files {
		require.FileExists(t, filepath.Join(dist, file))
	}
}

// The lock file can be used with any registry.
func TestLockFileNamesNoRegistry(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(npm(t), "package-lock.json"))
	require.NoError(t, err)
	require.NotContains(t, string(text), "http://")
	require.NotContains(t, string(text), "https://")
}
