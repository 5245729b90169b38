// Package offline tests in a real browser that a page which is offline does not connect, and
// connects at once when it is not any more.
package offline

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

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
	browser.Serve(t, mux, page)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return address + "/"
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
	require.Equal(t, "started", browser.Evaluate[string](t, tab, "started"))
	require.EqualValues(t, 1, sockets.Load())

	setOffline(t, tab, true)
	require.False(t, browser.Evaluate[bool](t, tab, "navigator.onLine"))
	require.Equal(t, "hello", browser.Evaluate[string](t, tab, `echo("hello")`), "a connection that is up stays")
	_, err := server.Command(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	require.NoError(t, err)
	require.Equal(t, "disconnected", browser.Evaluate[string](t, tab, "disconnected"))
	require.Equal(t, "connectFailed", browser.Evaluate[string](t, tab, "failed"))
	refusal := browser.Evaluate[string](t, tab, `echo("x", 100)`)
	require.Contains(t, refusal, "TimeoutError")
	require.Contains(t, refusal, "the page is offline")
	require.EqualValues(t, 1, sockets.Load(), "nothing was tried")

	setOffline(t, tab, false)
	require.Equal(t, "connected", browser.Evaluate[string](t, tab, "again"))
	require.Equal(t, "back", browser.Evaluate[string](t, tab, `echo("back")`))
	require.EqualValues(t, 2, sockets.Load())
}
