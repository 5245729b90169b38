package projects

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	module   = "/node_modules/glissade/"
	fallback = "<!doctype html><title>fallback</title>"
)

// pages serves the package, and pages with a script that the address has as parameters:
// how it is run, and the page's policy.
func pages(dist string) http.Handler {
	mux := http.NewServeMux()
	text := func(kind string, content func(query url.Values) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			if policy := r.URL.Query().Get("policy"); policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			_, _ = w.Write([]byte(content(r.URL.Query())))
		}
	}
	files := http.StripPrefix(module, http.FileServer(http.Dir(dist)))
	mux.Handle(module, files)
	mux.HandleFunc("/allowed"+module, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		http.StripPrefix("/allowed", files).ServeHTTP(w, r)
	})
	mux.HandleFunc("/moved/index.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, filepath.Join(dist, "index.js")) })
	mux.HandleFunc("/show.js", text("text/javascript", func(url.Values) string { return show }))
	mux.HandleFunc("/script.js", text("text/javascript", func(query url.Values) string { return query.Get("script") }))
	mux.HandleFunc("/page", text("text/html", func(query url.Values) string {
		return `<!doctype html><title>waiting</title><link rel="icon" href="data:,"><script src="/show.js"></script>` +
			`<script type="module" src="/script.js?` + url.Values{"script": query["script"]}.Encode() + `"></script>`
	}))
	mux.HandleFunc("/", text("text/html", func(url.Values) string { return fallback })) // as development servers have it
	return mux
}

// Pages without a build: with a script tag, from another origin, in a worker, and where
// something forbids it, which they are told with what to do.
func TestPages(t *testing.T) {
	servers.Require(t, servers.Valkey91)
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	here, other := newSite(t), newSite(t)
	folder := dist(t)
	here.Handler, other.Handler = pages(folder), pages(folder)
	bridgeURL := startBridge(t, server, here.url)
	html := snippet(t, "## Begin", "html")
	source := program(t, html[strings.Index(html, ">")+1:strings.Index(html, "</script>")], bridgeURL)
	page := browser.Open(t)
	at := func(script, policy string) string {
		return here.url + "/page?" + url.Values{"script": {script}, "policy": {policy}}.Encode()
	}
	from := func(place string) string { return strings.Replace(source, module, place, 1) }
	without := func(name string) string {
		// Imports come first, whatever stands before them.
		return strings.Replace(source, "const client", "delete globalThis."+name+"; const client", 1)
	}
	worker := func(script string) string {
		script = strings.Replace(script, "console.log(", "postMessage(", 1)
		return `new Worker("/script.js?` + url.Values{"script": {script}}.Encode() + `", { type: "module" }).onmessage = ({ data }) => console.log(data);`
	}
	const self = "default-src 'self'; connect-src 'self' ws:; img-src data:"
	for name, c := range map[string]struct{ script, policy, shows string }{
		"a script tag":                 {source, "", "^hello$"},
		"another origin":               {from(other.url + "/allowed" + module), "", "^hello$"},
		"a worker":                     {worker(source), "", "^hello$"},
		"a policy that allows it":      {source, self + "; script-src 'self' 'wasm-unsafe-eval'", "^hello$"},
		"a policy against WebAssembly": {source, self, "ConfigurationError: .*add 'wasm-unsafe-eval' to its script-src"},
		"a policy against loading":     {source, "default-src 'self' 'wasm-unsafe-eval'; connect-src ws:; img-src data:", "ConfigurationError: .*cannot be loaded.*connect-src"},
		"a file that is elsewhere":     {from("/moved/"), "", `ConfigurationError: .*/moved/valkey.wasm is no wasm file but "text/html".*init\(\{ wasmURL \}\)`},
		"an origin that forbids it": {
			strings.Replace(strings.Replace(source, "{ GlideClient }", "{ GlideClient, init }", 1), "const client", `await init({ wasmURL: "`+other.url+module+`valkey.wasm" }); const client`, 1),
			"", "ConfigurationError: .*cannot be loaded.*Access-Control-Allow-Origin",
		},
		"no WebSocket":   {without("WebSocket"), "", "ConfigurationError: there is no WebSocket here"},
		"no WebAssembly": {without("WebAssembly"), "", "ConfigurationError: there is no WebAssembly here"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Regexp(t, c.shows, shown(t, page, at(c.script, c.policy)))
		})
	}
}
