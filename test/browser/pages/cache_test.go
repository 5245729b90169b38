package pages

import (
	"context"
	"regexp"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
)

// caching has a page make a client with a cache, and note what it is told of it.
const caching = `(async () => {
	const { GlideClient } = await import("/dist/index.js");
	window.events = [];
	window.client = await GlideClient.createClient({
		bridge: { url: "ws://" + location.host, target: "server" },
		requestTimeout: 60_000,
		advancedConfiguration: { connectionTimeout: 30_000 },
		clientSideCache: { maxCacheKb: 1024, onInvalidation: (event) => events.push(event) },
	});
	window.until = async (condition) => {
		while (!(await condition())) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		return "done";
	};
	window.hits = () => client.getCacheStatistics().hits;
	// It becomes a hit once the server has said all of the writes before it.
	window.settled = async (key, value) => until(async () => {
		const before = hits();
		return (await client.get(key, { idempotent: true })) === value && hits() === before + 1;
	});
	return "connected";
})()`

// asked returns how often the server has executed a command.
func asked(t *testing.T, server *servers.Server, command string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browser.Timeout)
	defer cancel()
	info, err := server.Command(ctx, "INFO", "commandstats")
	require.NoError(t, err)
	found := regexp.MustCompile("cmdstat_" + command + ":calls=([0-9]+)").FindStringSubmatch(info.Text)
	if found == nil {
		return 0
	}
	count, err := strconv.Atoi(found[1])
	require.NoError(t, err)
	return count
}

// A page reads from its own memory until somebody writes, the page itself included, or the
// connection on which the server would say so has ended.
func TestAPageReadsFromItsCache(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	ask := func(words ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), browser.Timeout)
		defer cancel()
		reply, err := server.Command(ctx, words...)
		require.NoError(t, err)
		require.False(t, reply.Type.IsError(), reply.Text)
	}
	ask("SET", "k", "old")
	ask("HSET", "h", "a", "1", "b", "2")
	page := browser.Open(t)
	require.NoError(t, chromedp.Do(page, chromedp.Navigate(serve(t, server, empty))))
	require.Equal(t, "connected", browser.Evaluate[string](t, page, caching))

	// The server is asked once for each.
	require.Equal(t, []string{"old", `{"a":"1","b":"2"}`, "old"}, browser.Evaluate[[]string](t, page, `(async () => {
		let read;
		for (let i = 0; i < 10; i++) {
			read = [await client.get("k"), JSON.stringify(Object.fromEntries((await client.hgetall("h")).map(({ field, value }) => [field, value]))), (await client.mget(["k"]))[0]];
		}
		return read;
	})()`))
	require.Equal(t, []int{28, 2, 2}, browser.Evaluate[[]int](t, page, `(({ hits, misses, entries }) => [hits, misses, entries])(client.getCacheStatistics())`))
	require.Equal(t, 1, asked(t, server, "get"))
	require.Equal(t, 1, asked(t, server, "hgetall"))
	require.Zero(t, asked(t, server, "mget"))

	// Another client writes.
	ask("SET", "k", "new")
	require.Equal(t, "done", browser.Evaluate[string](t, page, `until(() => events.some(({ reason, keys, all }) => reason === "server" && keys.includes("k") && !all))`))
	require.Equal(t, "new", browser.Evaluate[string](t, page, `client.get("k")`))
	require.Equal(t, 2, asked(t, server, "get"))

	// The page writes, awaited or not.
	require.Equal(t, "done", browser.Evaluate[string](t, page, `(async () => {
		for (let i = 0; i < 50; i++) {
			await client.set("k", "a" + i);
			const [first, , second] = [await client.get("k"), ...(await Promise.all([client.set("k", "b" + i), client.get("k")]))];
			if (first !== "a" + i || second !== "b" + i) {
				return "read " + first + " and " + second + " of " + i;
			}
		}
		return settled("k", "b49");
	})()`))

	// The connection ends: nothing of it is believed, and what another writes meanwhile is read.
	ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	require.Equal(t, "done", browser.Evaluate[string](t, page, `until(() => events.some(({ reason, keys, all }) => reason === "connection" && keys.length === 0 && all))`))
	require.Equal(t, "done", browser.Evaluate[string](t, page, `until(() => client.getCacheStatistics().entries === 0)`))
	ask("SET", "k", "meanwhile")
	require.Equal(t, "meanwhile", browser.Evaluate[string](t, page, `client.get("k", { idempotent: true })`))

	// So it is on the next one.
	require.Equal(t, "done", browser.Evaluate[string](t, page, `settled("k", "meanwhile")`))
	ask("SET", "k", "last")
	require.Equal(t, "done", browser.Evaluate[string](t, page, `settled("k", "last")`))
	require.Equal(t, "ClosingError", browser.Evaluate[string](t, page, `(client.close(), client.get("k").then(() => "answered", (error) => error.name))`))
}
