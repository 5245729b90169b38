// Package offline tests in a real browser that a page which is offline does not connect, and
// connects at once when it is not any more.
package offline

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// patience is how long a page may take.
const patience = 2 * time.Minute

const page = `<!doctype html><title>offline</title><script type="module">
import { GlideClient } from "/dist/index.js";
window.started = (async () => {
	const client = await GlideClient.createClient({
		bridge: { url: "ws://" + location.host, target: "server" },
		advancedConfiguration: { connectionTimeout: 500 },
		connectionBackoff: { factor: 600_000, numberOfRetries: 1, exponentBase: 2 },
	});
	window.echo = (text, timeout = 60_000) => client.echo(text, { timeout }).catch((error) => error.name + ": " + error.message);
	const next = (type) => new Promise((resolve) => { const stop = client.on(type, () => (stop(), resolve(type))); });
	window.disconnected = next("disconnected");
	window.failed = next("connectFailed");
	window.again = next("connected");
	return "started";
})();
</script>`

// serve returns the URL of the page, with its server and a bridge behind the same address.
func serve(t *testing.T, server *servers.Server, sockets *atomic.Int32) string {
	t.Helper()
	workspace, err := exec.CommandContext(t.Context(), "go", "env", "GOWORK").Output()
	require.NoError(t, err)
	root := filepath.Dir(strings.TrimSpace(string(workspace)))
	build := exec.CommandContext(t.Context(), "go", "run", "./wasm/build")
	build.Dir = root
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)

	mux := http.NewServeMux()
	listener := httptest.NewServer(mux)
	// The machine itself is there without a network, by the names localhost and 127.0.0.1.
	address := strings.Replace(listener.URL, "127.0.0.1", "page.localhost", 1)
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Name: "server", Address: server.Addr()}}, Origins: []string{address}})
	require.NoError(t, err)
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		sockets.Add(1)
		b.ServeHTTP(w, r)
	})
	mux.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(filepath.Join(root, "wasm", "npm", "dist")))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
	})
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return address + "/"
}

// evaluate returns what a script comes to in a page.
func evaluate[T any](t *testing.T, page context.Context, script string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(page, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	require.NoError(t, err, script)
	return value
}

func setOffline(t *testing.T, tab context.Context, offline bool) {
	t.Helper()
	_, err := chromedp.Call(tab, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: offline, DownloadThroughput: -1, UploadThroughput: -1,
	})
	require.NoError(t, err)
}

// The pause between two attempts is ten minutes: only what the page says ends it.
func TestAPageThatIsOfflineConnectsWhenItIsBack(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	tab := browser.Open(t)
	var sockets atomic.Int32
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(serve(t, server, &sockets))))
	require.Equal(t, "started", evaluate[string](t, tab, "started"))
	require.EqualValues(t, 1, sockets.Load())

	setOffline(t, tab, true)
	require.False(t, evaluate[bool](t, tab, "navigator.onLine"))
	require.Equal(t, "hello", evaluate[string](t, tab, `echo("hello")`), "a connection that is up stays")
	_, err := server.Command(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	require.NoError(t, err)
	require.Equal(t, "disconnected", evaluate[string](t, tab, "disconnected"))
	require.Equal(t, "connectFailed", evaluate[string](t, tab, "failed"))
	refusal := evaluate[string](t, tab, `echo("x", 100)`)
	require.Contains(t, refusal, "TimeoutError")
	require.Contains(t, refusal, "the page is offline")
	require.EqualValues(t, 1, sockets.Load(), "nothing was tried")

	setOffline(t, tab, false)
	require.Equal(t, "connected", evaluate[string](t, tab, "again"))
	require.Equal(t, "back", evaluate[string](t, tab, `echo("back")`))
	require.EqualValues(t, 2, sockets.Load())
}
