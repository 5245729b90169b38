// Package cluster tests in a real browser that a page reaches a whole cluster over one
// WebSocket, and that it connects when it is seen.
package cluster

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	window "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// A page that counts what it opens. What it takes for long is a moment here.
const pageText = `<!doctype html><title>cluster</title><script>
const opened = [], Original = WebSocket, timer = setTimeout;
window.WebSocket = class extends Original {
	constructor(url, protocols) { super(url, protocols); opened.push(this); }
};
window.setTimeout = (call, time, ...rest) => timer(call, time === 60_000 ? 50 : time, ...rest);
</script><script type="module">
import { GlideClusterClient } from "/dist/index.js";
const patient = { requestTimeout: 60_000, advancedConfiguration: { connectionTimeout: 30_000 } };
const keys = Array.from({ length: 60 }, (_, i) => "key:" + i);
const heard = [];
window.started = (async () => {
	const client = await GlideClusterClient.createClient({
		bridge: { url: "ws://" + location.host, target: "shop", mux: true }, ...patient,
		pubsubSubscriptions: {
			channelsAndPatterns: { 0: new Set(["news"]) },
			callback: ({ message }) => heard.push(String(message)),
		},
	});
	window.use = async (value) => {
		await Promise.all(keys.map((key) => client.set(key, value)));
		const got = await Promise.all(keys.map((key) => client.get(key)));
		return got.every((v) => v === value);
	};
	window.tell = async (text) => {
		for (;;) {
			await client.publish(text, "news");
			if (heard.includes(text)) {
				return heard.length;
			}
			await new Promise((resolve) => timer(resolve, 20));
		}
	};
	window.failing = () => client.get("key:1", { timeout: 200 }).then(() => "", (error) => error.message);
	window.end = () => client.close();
	return "started";
})();
</script>`

// site is the page with a bridge to a cluster behind the same address.
type site struct {
	*bridge.Bridge
	url   string
	asked atomic.Int32 // WebSockets
}

func serve(t *testing.T, cluster *servers.Cluster) *site {
	t.Helper()
	var seeds []string
	for _, node := range cluster.Nodes {
		seeds = append(seeds, node.Addr())
	}
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Name: "shop", Address: seeds[0], Cluster: &bridge.Cluster{
		Seeds: seeds[1:], Ports: []bridge.PortRange{{First: 1024, Last: 65535}},
	}}}})
	require.NoError(t, err)
	s := &site{Bridge: b}
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		b.ServeHTTP(w, r)
	})
	browser.Serve(t, mux, pageText)
	listener := httptest.NewServer(mux)
	s.url = listener.URL + "/"
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return s
}

// awaitSockets waits until the bridge has so many WebSockets of several connections.
func (s *site) awaitSockets(t *testing.T, count int) {
	t.Helper()
	require.Eventually(t, func() bool {
		answer := httptest.NewRecorder()
		s.Metrics().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		return strings.Contains(answer.Body.String(), fmt.Sprintf("\nglissade_bridge_multiplexed_active %d\n", count))
	}, browser.Timeout, 10*time.Millisecond)
}

// show has a page be seen that was hidden.
func show(t *testing.T, tab context.Context) {
	t.Helper()
	of, err := chromedp.Call(tab, window.GetWindowForTarget, window.GetWindowForTargetParams{})
	require.NoError(t, err)
	for _, state := range []window.WindowState{window.WindowStateMinimized, window.WindowStateNormal} {
		_, err = chromedp.Call(tab, window.SetWindowBounds, window.SetWindowBoundsParams{WindowID: of.WindowID, Bounds: &window.Bounds{WindowState: state}})
		require.NoError(t, err)
	}
}

// What a page does with a cluster, and what happens to its nodes, costs it no second
// WebSocket. It connects no more once it was frozen or hidden for long, and at once when it is
// seen, and leaves nothing behind.
func TestAPageReachesAClusterOverOneWebSocket(t *testing.T) {
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{ReplicasPerShard: 1, NodeTimeout: 15 * time.Second})
	tab := browser.Open(t)
	s := serve(t, cluster)
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(s.url)))
	require.Equal(t, "started", browser.Evaluate[string](t, tab, "started"))
	requireUse := func(value string) {
		t.Helper()
		require.True(t, browser.Evaluate[bool](t, tab, fmt.Sprintf("use(%q)", value)))
		require.Positive(t, browser.Evaluate[int](t, tab, fmt.Sprintf("tell(%q)", value)))
	}
	requireUse("first")
	require.Equal(t, "valkey-mux.v1", browser.Evaluate[string](t, tab, "opened.map(({ protocol }) => protocol).join()"))
	require.NoError(t, cluster.Failover(t.Context(), cluster.Nodes[1], servers.FailoverInAgreement))
	requireUse("after a failover")
	require.Equal(t, 1, browser.Evaluate[int](t, tab, "opened.length"))
	require.EqualValues(t, 1, s.asked.Load())

	requireVisible := func(state string) {
		t.Helper()
		require.Equal(t, state, browser.Evaluate[string](t, tab, "document.visibilityState"))
	}
	// The browser hides a page before it freezes it.
	for i, state := range []page.SetWebLifecycleStateState{page.SetWebLifecycleStateStateFrozen, page.SetWebLifecycleStateStateActive} {
		_, err := chromedp.Call(tab, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
		require.NoError(t, err, i)
	}
	requireVisible("hidden")
	require.Equal(t, "closed", browser.Evaluate[string](t, tab, `(opened[0].close(), "closed")`)) // if freezing has not done so
	s.awaitSockets(t, 0)
	require.Contains(t, browser.Evaluate[string](t, tab, "failing()"), "not sent")
	require.EqualValues(t, 1, s.asked.Load(), "nothing was tried")
	show(t, tab)
	requireVisible("visible")
	requireUse("seen again")
	require.EqualValues(t, 2, s.asked.Load())

	s.awaitSockets(t, 1)
	require.Equal(t, "over", browser.Evaluate[string](t, tab, `(end(), "over")`))
	s.awaitSockets(t, 0)
	require.Equal(t, 3, browser.Evaluate[int](t, tab, `new Promise((resolve) => {
		const look = () => opened.every(({ readyState }) => readyState === 3) ? resolve(3) : timer(look, 10);
		look();
	})`))
	require.Equal(t, 2, browser.Evaluate[int](t, tab, "opened.length"))
}
