package check

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/project"
)

// need returns the path of a program, or skips the test that needs it.
func need(t *testing.T, program, why string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") != "true" {
		t.Skipf("%s is not installed; install Node.js 20.16 or newer to %s", program, why)
	}
	require.NoError(t, err)
	return path
}

// root returns the repository's folder.
func root(t *testing.T) string {
	t.Helper()
	folder, err := project.Root()
	require.NoError(t, err)
	return folder
}

func npm(t *testing.T) string { return filepath.Join(root(t), "wasm", "npm") }

// run runs a program to its end and fails with its output if it fails.
func run(t *testing.T, folder string, environment []string, program string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.WaitDelay = time.Second // for what a killed program has started
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s:\n%s", command.String(), output)
	t.Logf("%s", output)
}

// built builds the npm package into its dist folder, once for all tests.
var built = sync.OnceValue(func() error {
	folder, err := project.Root()
	if err != nil {
		return err
	}
	build := exec.Command("go", "run", "./wasm/build")
	build.Dir = folder
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	return nil
})

// buildPackage has the npm package in its dist folder.
func buildPackage(t *testing.T) {
	t.Helper()
	require.NoError(t, built())
}

// internals bundles what the package does not export, for tests, and returns the
// module's path.
func internals(t *testing.T) string {
	t.Helper()
	target := filepath.Join(t.TempDir(), "internals.mjs")
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: npm(t), EntryPoints: []string{"test/internals.ts"}, Outfile: target,
		Bundle: true, Format: api.FormatESModule, Platform: api.PlatformNode, Write: true,
	})
	require.Empty(t, result.Errors)
	return target
}
