// Package pubsub tests subscriptions of the npm package in a real browser: pages that talk
// to each other through a bridge and a server.
package pubsub

import (
	"context"
	"net/http"
	"net/http/httptest"
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

// patience is how long a page may take.
const patience = 2 * time.Minute

// room is a page that subscribes to the channel "room" and notes what comes.
const room = `<!doctype html><title>room</title><script type="module">
import { GlideClient } from "/dist/index.js";
const controller = new AbortController();
window.seen = [];
window.entered = (async () => {
	const client = await GlideClient.createClient({
		bridge: { url: "ws://" + location.host, target: "server" },
		requestTimeout: 60_000,
		advancedConfiguration: { connectionTimeout: 30_000 },
	});
	const subscription = await client.subscription({ channels: ["room"], signal: controller.signal });
	window.left = (async () => {
		for await (const event of subscription) {
			window.seen.push(event.type === "message" ? event.message : event.type + " on " + event.channels);
		}
		return "left";
	})();
	window.say = (text) => client.publish(text, "room");
	window.leave = () => (controller.abort(), window.left);
	return "entered";
})();
window.until = async (condition) => {
	while (!condition(window.seen)) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return window.seen;
};
</script>`

// serve returns the URL of the page, with a bridge to the server behind the same address.
func serve(t *testing.T, server *servers.Server) string {
	t.Helper()
	workspace, err := exec.CommandContext(t.Context(), "go", "env", "GOWORK").Output()
	require.NoError(t, err)
	root := filepath.Dir(strings.TrimSpace(string(workspace)))
	build := exec.CommandContext(t.Context(), "go", "run", "./wasm/build")
	build.Dir = root
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)

	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Name: "server", Address: server.Addr()}}})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/v1/", b)
	mux.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(filepath.Join(root, "wasm", "npm", "dist")))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(room))
	})
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	listener := httptest.NewServer(mux)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return listener.URL + "/"
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

// Two pages hear each other, in the same order. When the server's process is killed, both
// come back to the one that takes its place, and are told once what they may have missed.
func TestPagesShareARoomAndSurviveTheServer(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	first := browser.Open(t)
	second, closeTab := chromedp.NewContext(first)
	defer closeTab()
	address := serve(t, server)
	pages := []context.Context{first, second}
	for _, page := range pages {
		require.NoError(t, chromedp.Do(page, chromedp.Navigate(address)))
		require.Equal(t, "entered", evaluate[string](t, page, "entered"))
	}
	requireSeen := func(want ...string) {
		t.Helper()
		for _, page := range pages {
			require.Equal(t, want, evaluate[[]string](t, page, `until((seen) => seen.at(-1) === "`+want[len(want)-1]+`")`))
		}
	}
	require.Equal(t, 2, evaluate[int](t, first, `say("is anybody there?")`))
	require.Equal(t, 2, evaluate[int](t, second, `say("I am")`))
	requireSeen("is anybody there?", "I am")

	server.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	require.NoError(t, server.Restart(ctx))
	requireSeen("is anybody there?", "I am", "gap on room")
	require.Equal(t, 2, evaluate[int](t, second, `say("still there?")`))
	require.Equal(t, 2, evaluate[int](t, first, `say("yes")`))
	requireSeen("is anybody there?", "I am", "gap on room", "still there?", "yes")

	for _, page := range pages {
		require.Equal(t, "left", evaluate[string](t, page, "leave()"))
	}
	require.Eventually(t, func() bool {
		channels, err := server.Command(ctx, "PUBSUB", "CHANNELS")
		return err == nil && len(channels.Elems) == 0
	}, patience, 20*time.Millisecond)
}
