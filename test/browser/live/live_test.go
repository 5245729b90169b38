// Package live tests values that are followed in a real browser: the package's example for
// React.
package live

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// runIn runs a program to its end in a folder, and returns what it prints.
func runIn(t *testing.T, folder string, program ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), program[0], program[1:]...)
	command.Dir = folder
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
	return strings.TrimSpace(string(output))
}

// serve builds the example, and returns its URL, with a bridge to the server behind it.
func serve(t *testing.T, server *servers.Server) string {
	t.Helper()
	npmProgram, err := exec.LookPath("npm")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("npm is not installed, by which the example has React")
	}
	require.NoError(t, err)
	module := filepath.Join(filepath.Dir(runIn(t, ".", "go", "env", "GOWORK")), "wasm")
	npm := filepath.Join(module, "npm")
	example, app := filepath.Join(npm, "examples", "react"), t.TempDir()
	page, err := os.ReadFile(filepath.Join(example, "index.html"))
	require.NoError(t, err)
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Name: "server", Address: server.Addr()}}})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/v1/", b)
	browser.Serve(t, mux, string(page))
	mux.HandleFunc("/dist/app.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, filepath.Join(app, "app.js")) })

	if _, err := os.Stat(filepath.Join(npm, "node_modules", "react-dom")); err != nil {
		runIn(t, npm, npmProgram, "ci", "--no-audit", "--no-fund")
	}
	runIn(t, module, "go", "run", "github.com/evanw/esbuild/cmd/esbuild", filepath.Join(example, "app.jsx"), "--bundle", "--format=esm",
		"--jsx=automatic", "--outdir="+app, "--define:process.env.NODE_ENV=\"production\"", "--alias:glissade="+filepath.Join(npm, "dist"), "--external:node:*")
	listener := httptest.NewServer(mux)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return listener.URL
}

// A page shows what a key has, what becomes of it, and what it has become while the
// connection was lost; components share a subscription, and leave none behind.
func TestReactComponentsShowWhatKeysHave(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	do := func(words ...string) {
		t.Helper()
		_, err := server.Command(t.Context(), words...)
		require.NoError(t, err)
	}
	page := browser.Open(t)
	address := serve(t, server)
	shows := func(want string) {
		t.Helper()
		require.Eventually(t, func() bool {
			text, err := chromedp.Run(page, chromedp.Evaluate[string](`document.querySelector("main")?.innerText.replace(/\s+/g, " ") ?? ""`))
			return err == nil && strings.Contains(text, want)
		}, browser.Timeout, 50*time.Millisecond, want)
	}

	require.NoError(t, chromedp.Do(page, chromedp.Navigate(address)))
	shows("CONFIG SET notify-keyspace-events") // what is wrong, and what to do

	do("CONFIG", "SET", "notify-keyspace-events", "AK")
	do("HSET", "stock", "apples", "3")
	require.NoError(t, chromedp.Do(page, chromedp.Navigate(address)))
	shows("apples: 3 0 likes0 likes")
	do("HSET", "stock", "apples", "4")
	shows("apples: 4")
	do("SET", "likes", "41")
	shows("41 likes41 likes")
	require.True(t, browser.Evaluate[bool](t, page, `document.querySelector("button").click() === undefined`))
	shows("42 likes42 likes")

	do("CLIENT", "KILL", "TYPE", "pubsub")
	do("HSET", "stock", "apples", "5")
	do("SET", "likes", "50")
	shows("apples: 5")
	shows("50 likes50 likes")
	do("DEL", "stock", "likes")
	shows("0 likes0 likes")

	subscribers := func(key string) int64 {
		channels, err := server.Command(t.Context(), "PUBSUB", "NUMSUB", "__keyspace@0__:"+key)
		require.NoError(t, err)
		return channels.Elems[1].Int
	}
	require.EqualValues(t, 1, subscribers("stock"))
	require.True(t, browser.Evaluate[bool](t, page, `document.querySelector("button:last-child").click() === undefined`))
	require.Eventually(t, func() bool { return subscribers("stock") == 0 }, browser.Timeout, 50*time.Millisecond)
	require.EqualValues(t, 1, subscribers("likes"))
}
