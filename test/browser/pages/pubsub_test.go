package pages

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
)

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

// Two pages hear each other, in the same order. When the server's process is killed, both
// come back to the one that takes its place, and are told once what they may have missed.
func TestPagesShareARoomAndSurviveTheServer(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	first := browser.Open(t)
	second, closeTab := chromedp.NewContext(first)
	defer closeTab()
	address := serve(t, server, room)
	pages := []context.Context{first, second}
	for _, page := range pages {
		require.NoError(t, chromedp.Do(page, chromedp.Navigate(address)))
		require.Equal(t, "entered", browser.Evaluate[string](t, page, "entered"))
	}
	requireSeen := func(want ...string) {
		t.Helper()
		for _, page := range pages {
			require.Equal(t, want, browser.Evaluate[[]string](t, page, `until((seen) => seen.at(-1) === "`+want[len(want)-1]+`")`))
		}
	}
	require.Equal(t, 2, browser.Evaluate[int](t, first, `say("is anybody there?")`))
	require.Equal(t, 2, browser.Evaluate[int](t, second, `say("I am")`))
	requireSeen("is anybody there?", "I am")

	server.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), browser.Timeout)
	defer cancel()
	require.NoError(t, server.Restart(ctx))
	requireSeen("is anybody there?", "I am", "gap on room")
	require.Equal(t, 2, browser.Evaluate[int](t, second, `say("still there?")`))
	require.Equal(t, 2, browser.Evaluate[int](t, first, `say("yes")`))
	requireSeen("is anybody there?", "I am", "gap on room", "still there?", "yes")

	for _, page := range pages {
		require.Equal(t, "left", browser.Evaluate[string](t, page, "leave()"))
	}
	require.Eventually(t, func() bool {
		channels, err := server.Command(ctx, "PUBSUB", "CHANNELS")
		return err == nil && len(channels.Elems) == 0
	}, browser.Timeout, 20*time.Millisecond)
}
