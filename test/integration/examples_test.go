package integration

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// passed is what go test -v prints about each example that printed what it should.
var passed = regexp.MustCompile(`(?m)^--- PASS: Example`)

// TestExamplesOfTheDocumentation runs the examples in the documentation, of the root
// package, of package native, which shows the commands, and of package otel, on a server of their own: one
// package after the other, since each empties the database.
func TestExamplesOfTheDocumentation(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	run := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-p=1", "-v", "-run", "^Example", ".", "./native", "./native/otel")
	run.Dir = projectFolder(t)
	run.Env = append(os.Environ(), "GLISSADE_EXAMPLES_ADDRESS="+server.Addr())
	output, err := run.CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.NotEmpty(t, passed.FindAll(output, -1), "no example was run:\n%s", output)
}

// projectFolder returns the folder of the project's go.work.
func projectFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.work")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		require.NotEqual(t, parent, folder, "there is no go.work above the test")
		folder = parent
	}
}
