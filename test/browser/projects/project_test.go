package projects

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long each step may take.
const patience = 2 * time.Minute

// need returns the path of a program, or skips the test that needs it.
func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") != "true" {
		t.Skipf("%s is not installed; install Node.js 20.19 or newer to test fresh projects", program)
	}
	require.NoError(t, err)
	return path
}

// needRegistry skips the test where npm's registry cannot be reached.
func needRegistry(t *testing.T, npm string) {
	t.Helper()
	if _, err := runIn(t, t.TempDir(), npm, "ping", "--fetch-timeout=10000", "--fetch-retries=1"); err != nil {
		if os.Getenv("CI") != "true" {
			t.Skip("npm's registry cannot be reached, from which fresh projects have what they are built with")
		}
		require.NoError(t, err)
	}
}

// runIn runs a program to its end in a folder and returns what it prints.
func runIn(t *testing.T, folder, program string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.WaitDelay = time.Second // for what a killed program has started
	command.Dir = folder
	output, err := command.CombinedOutput()
	if err != nil {
		err = errors.New(command.String() + ": " + err.Error() + "\n" + string(output))
	}
	return string(output), err
}

// root returns the repository's folder.
func root(t *testing.T) string {
	t.Helper()
	workspace, err := exec.CommandContext(t.Context(), "go", "env", "GOWORK").Output()
	require.NoError(t, err)
	return filepath.Dir(strings.TrimSpace(string(workspace)))
}

// dist returns the folder of the package, which is built.
func dist(t *testing.T) string {
	t.Helper()
	_, err := runIn(t, root(t), "go", "run", "./wasm/build")
	require.NoError(t, err)
	return filepath.Join(root(t), "wasm", "npm", "dist")
}

// pack packs the package as npm publishes it, and returns the archive.
func pack(t *testing.T, npm, dist string) string {
	t.Helper()
	folder := t.TempDir()
	name, err := runIn(t, dist, npm, "pack", "--silent", "--pack-destination", folder)
	require.NoError(t, err)
	return filepath.Join(folder, strings.TrimSpace(name))
}

// install makes a project that has the package and other dependencies installed, and files.
func install(t *testing.T, npm, archive string, dependencies, files map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	all := map[string]string{"glissade": "file:" + archive}
	for name, version := range dependencies {
		all[name] = version
	}
	manifest, err := json.Marshal(map[string]any{"name": "fresh", "private": true, "type": "module", "dependencies": all})
	require.NoError(t, err)
	write(t, folder, "package.json", string(manifest))
	for name, content := range files {
		write(t, folder, name, content)
	}
	_, err = runIn(t, folder, npm, "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
	require.NoError(t, err)
	return folder
}

func write(t *testing.T, folder, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
}

// snippet returns the readme's first code block in a language below a heading.
func snippet(t *testing.T, heading, language string) string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(root(t), "wasm", "npm", "README.md"))
	require.NoError(t, err)
	_, section, found := strings.Cut(string(readme), "\n"+heading+"\n")
	require.True(t, found, heading)
	block := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(section)
	require.NotNil(t, block, language)
	return block[1]
}

// serve starts a program that serves on a port, and waits until it answers.
func serve(t *testing.T, folder string, port int, program string, args ...string) {
	t.Helper()
	command := exec.Command(program, args...)
	command.Dir = folder
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it starts others
	var output strings.Builder
	command.Stdout, command.Stderr = &output, &output
	require.NoError(t, command.Start())
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-ended
	})
	address := "http://localhost:" + strconv.Itoa(port) + "/"
	for deadline := time.Now().Add(patience); ; {
		response, err := http.Get(address)
		if err == nil {
			require.NoError(t, response.Body.Close())
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s has ended: %v\n%s", program, err, output.String())
		case <-time.After(50 * time.Millisecond):
		}
		require.True(t, time.Now().Before(deadline), "%s does not answer: %v", address, err)
	}
}

// freePort returns a port that nothing listens at.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
