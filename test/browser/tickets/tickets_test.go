// Package tickets tests in a real browser that a page reaches its server with tickets of the
// bridge, which its own server gets for it, and without a token.
package tickets

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

const (
	token = "of-the-server-0123456789"
)

const page = `<!doctype html><title>tickets</title><script type="module">
import { GlideClient } from "/dist/index.js";
const connect = (ticket) => GlideClient.createClient({
	bridge: { url: "ws://" + location.host, target: "server", ticket },
	requestTimeout: 60_000,
	advancedConfiguration: { connectionTimeout: 30_000 },
});
window.started = (async () => {
	const client = await connect(async () => (await fetch("/ticket", { method: "POST" })).text());
	window.echo = (text) => client.echo(text);
	window.number = () => client.clientId();
	window.again = new Promise((resolve) => client.on("connected", () => resolve("again")));
	return "started";
})();
window.with = async (ticket) => {
	try {
		(await connect(() => ticket)).close();
		return "connected";
	} catch (error) {
		return error.message;
	}
};
</script>`

// issued are the tickets that the page's server has given.
type issued struct {
	mu      sync.Mutex
	tickets []string
}

func (i *issued) all() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]string(nil), i.tickets...)
}

// give answers a page with a ticket, which it gets from the bridge for the token that it holds.
func (i *issued) give(b http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ask := httptest.NewRequestWithContext(r.Context(), http.MethodPost, "/v1/ticket", nil)
		ask.Header.Set("Authorization", "Bearer "+token)
		answer := httptest.NewRecorder()
		b.ServeHTTP(answer, ask)
		var given struct{ Ticket string }
		if err := json.Unmarshal(answer.Body.Bytes(), &given); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		i.mu.Lock()
		i.tickets = append(i.tickets, given.Ticket)
		i.mu.Unlock()
		_, _ = w.Write([]byte(given.Ticket))
	}
}

// serve returns the URL of the page, with its server and a bridge behind the same address.
func serve(t *testing.T, server *servers.Server, i *issued) string {
	t.Helper()
	// The page's server is a program, which has no origin.
	b, err := bridge.New(bridge.Config{
		Targets: []bridge.Target{{Name: "server", Address: server.Addr()}}, Tokens: []string{token}, AllowNoOrigin: true,
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/v1/", b)
	mux.Handle("POST /ticket", i.give(b))
	browser.Serve(t, mux, page)
	listener := httptest.NewServer(mux)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return listener.URL + "/"
}

// A page gets a ticket for each of its connections. One that was used is of use to nobody.
func TestAPageConnectsWithTickets(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	tab := browser.Open(t)
	var given issued
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(serve(t, server, &given))))
	require.Equal(t, "started", browser.Evaluate[string](t, tab, "started"))
	require.Equal(t, "hello", browser.Evaluate[string](t, tab, `echo("hello")`))
	require.Len(t, given.all(), 1)

	_, err := server.Command(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	require.NoError(t, err)
	require.Equal(t, "again", browser.Evaluate[string](t, tab, "again"))
	require.Equal(t, "still here", browser.Evaluate[string](t, tab, `echo("still here")`))
	tickets := given.all()
	require.Len(t, tickets, 2, "the second connection has one of its own")
	require.NotEqual(t, tickets[0], tickets[1])

	refusal := browser.Evaluate[string](t, tab, `window.with("`+tickets[0]+`")`)
	require.Contains(t, refusal, "4401 the ticket is not valid")
	require.NotContains(t, refusal, tickets[0])
	require.Contains(t, browser.Evaluate[string](t, tab, `window.with("made-up")`), "4401")
}
