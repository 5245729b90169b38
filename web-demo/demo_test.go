package main

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestInterruptEndsDemoAndServer(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent an interrupt on Windows")
	}
	program := filepath.Join(t.TempDir(), "web-demo")
	output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(output))

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, "-listen", "127.0.0.1:0", "-no-open")
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())

	var page string
	var nodes []string
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Press Ctrl-C") {
		if addresses, ok := strings.CutPrefix(lines.Text(), "Nodes:"); ok {
			nodes = strings.Fields(addresses)
		}
		if address, ok := strings.CutPrefix(lines.Text(), "Page:"); ok {
			page = strings.TrimSpace(address)
		}
	}
	response, err := http.Get(page)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Len(t, nodes, 6)
	for _, address := range nodes {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		require.NoError(t, conn.Close())
	}

	require.NoError(t, command.Process.Signal(os.Interrupt))
	require.NoError(t, command.Wait(), "an interrupt is the orderly end")
	for _, address := range append(nodes, strings.TrimSuffix(strings.TrimPrefix(page, "http://"), "/")) {
		_, err := net.Dial("tcp", address)
		require.Error(t, err, "something still listens on %s", address)
	}
}

func TestEmbeddedServerSaysWhatItIs(t *testing.T) {
	t.Parallel()
	b, err := embedded()
	require.NoError(t, err)
	defer b.stop()
	v := visitBackend(t, b)
	v.connected()
	require.Contains(t, evaluate[string](v, `document.querySelector("#notice").innerText`), "imitation")
	require.Equal(t, "miniredis", evaluate[string](v, `document.querySelector("#server").textContent`))
	require.Equal(t, "string PONG", v.run("PING").Text)
}

func TestIncompletePackageNamesTheCommand(t *testing.T) {
	_, err := packageFolder(t.Context(), t.TempDir())
	require.ErrorContains(t, err, "go run ./wasm/build")
}

func TestUnknownArgumentsAreRefused(t *testing.T) {
	require.ErrorContains(t, run(t.Context(), []string{"127.0.0.1:6379"}), "-help")
}
