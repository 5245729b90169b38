package projects

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// readmeURL is the bridge's in the readme.
const readmeURL = `"wss://bridge.example/?target=cache"`

// show has a page take the first that is shown, or thrown, as its title.
const show = `const settle = (text) => { if (document.title === "waiting") document.title = text; };
addEventListener("error", (event) => { settle("error: " + event.message); event.preventDefault(); });
addEventListener("unhandledrejection", (event) => { settle("rejection: " + event.reason); event.preventDefault(); });
console.log = settle;
`

// index is the page of a project.
const index = `<!doctype html><html><head><title>waiting</title><link rel="icon" href="data:,"><script>
` + show + `</script></head><body>SCRIPT</body></html>`

// site is a server whose handler is set once there is something to serve; the bridge must
// know its address before.
type site struct {
	http.Handler
	url string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Handler: http.NotFoundHandler()}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ServeHTTP(w, r) }))
	t.Cleanup(listener.Close)
	s.url = listener.URL
	return s
}

// startBridge returns the URL of a bridge to the server, for Node and the pages of origins.
func startBridge(t *testing.T, server *servers.Server, origins ...string) string {
	t.Helper()
	b, err := bridge.New(bridge.Config{
		Targets: []bridge.Target{{Name: "cache", Address: server.Addr()}}, Origins: origins, AllowNoOrigin: true,
	})
	require.NoError(t, err)
	listener := httptest.NewServer(b)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return strings.Replace(listener.URL, "http", "ws", 1)
}

// program returns the readme's program with the bridge's URL, and with more time, since the
// machine that tests may be busy.
func program(t *testing.T, text, bridge string) string {
	t.Helper()
	require.Contains(t, text, readmeURL)
	return strings.Replace(text, readmeURL, `{ bridge: { url: "`+bridge+`", target: "cache" }, requestTimeout: 60_000, advancedConfiguration: { connectionTimeout: 60_000 } }`, 1)
}

// requireReply opens a page and waits for the reply that it shows.
func requireReply(t *testing.T, page context.Context, address string) {
	t.Helper()
	require.Equal(t, "hello", shown(t, page, address))
}

// shown opens a page and returns what it shows.
func shown(t *testing.T, page context.Context, address string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(page, patience)
	defer cancel()
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(address)))
	title, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(async () => {
		while (document.title === "waiting") await new Promise((resolve) => setTimeout(resolve, 20));
		return document.title;
	})()`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	return title
}

// A project of each kind that installs the package and has the readme's program gets a reply:
// from the development server, and built.
func TestFreshProjects(t *testing.T) {
	node, npm := need(t, "node"), need(t, "npm")
	servers.Require(t, servers.Valkey91)
	needRegistry(t, npm)
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	archive := pack(t, npm, dist(t))
	versions := []string{"7", "8"}
	ports := map[string]int{}
	built := map[string]*site{}
	var origins []string
	for _, version := range versions {
		ports[version], built[version] = freePort(t), newSite(t)
		origins = append(origins, "http://localhost:"+strconv.Itoa(ports[version]), built[version].url)
	}
	bridgeURL := startBridge(t, server, origins...)
	source := program(t, snippet(t, "## Begin", "js"), bridgeURL)

	t.Run("publint", func(t *testing.T) {
		folder := install(t, npm, archive, map[string]string{"publint": "^0.3"}, nil)
		_, err := runIn(t, folder, node, filepath.Join("node_modules", "publint", "src", "cli.js"), archive, "--strict")
		require.NoError(t, err)
	})
	t.Run("Node", func(t *testing.T) {
		folder := install(t, npm, archive, nil, map[string]string{"index.mjs": source})
		output, err := runIn(t, folder, node, "--experimental-websocket", "--no-warnings", "index.mjs")
		require.NoError(t, err)
		require.Equal(t, "hello\n", output)
	})
	page := browser.Open(t)
	for _, version := range versions {
		t.Run("Vite "+version, func(t *testing.T) {
			folder := install(t, npm, archive, map[string]string{"vite": "^" + version}, map[string]string{
				"main.js":    source,
				"index.html": strings.Replace(index, "SCRIPT", `<script type="module" src="/main.js"></script>`, 1),
			})
			vite := filepath.Join(folder, "node_modules", "vite", "bin", "vite.js")
			serve(t, folder, ports[version], node, vite, "--host", "localhost", "--port", strconv.Itoa(ports[version]), "--strictPort")
			requireReply(t, page, "http://localhost:"+strconv.Itoa(ports[version])+"/")

			_, err := runIn(t, folder, node, vite, "build")
			require.NoError(t, err)
			built[version].Handler = http.FileServer(http.Dir(filepath.Join(folder, "dist")))
			requireReply(t, page, built[version].url+"/")
		})
	}
}
