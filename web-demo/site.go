package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

//go:embed page
var page embed.FS

// description is what the page is told, as demo.json.
type description struct {
	Bridge      string   `json:"bridge"`      // the bridge's WebSocket URL
	Targets     []string `json:"targets"`     // the bridge's targets, the one to connect to first
	Cluster     bool     `json:"cluster"`     // whether the first of them is a cluster
	Address     string   `json:"address"`     // of the server, as the program reaches it
	Token       string   `json:"token"`       // what the page shows when it pauses or kills a node; "" where it may not
	Server      string   `json:"server"`      // what the server is called until it says itself
	Notice      string   `json:"notice"`      // what visitors must know, or ""
	Embedded    bool     `json:"embedded"`    // whether the server is the embedded imitation
	OtherOrigin string   `json:"otherOrigin"` // the same page under another origin
}

// newSite returns the handler of the page, of the npm package in the folder dist and,
// unless they are nil, of the bridge and of the servers' control.
func newSite(about description, dist string, bridge http.Handler, controls *control) http.Handler {
	files, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.Handle("GET /dist/", http.StripPrefix("/dist", http.FileServerFS(os.DirFS(dist))))
	mux.Handle("GET /dist/valkey.wasm", newWasm(filepath.Join(dist, "valkey.wasm")))
	mux.HandleFunc("GET /demo.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(about)
	})
	if controls != nil {
		controls.handle(mux)
	}
	if bridge != nil {
		mux.Handle("GET /v1/", bridge)
	}
	return secured(about.Bridge, mux)
}

// secured adds the headers that let the page do what it does and nothing more.
func secured(bridge string, next http.Handler) http.Handler {
	policy := []string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'", // compiling WebAssembly, and no other eval
		"style-src 'self'",
		"img-src 'self'",
		"connect-src 'self' " + originOf(bridge),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}
	headers := map[string]string{
		"Content-Security-Policy": strings.Join(policy, "; "),
		"X-Content-Type-Options":  "nosniff",
		"Referrer-Policy":         "no-referrer",
		"Cache-Control":           "no-cache",
		// Isolated from other origins, the page may measure time to 5 µs, else to 100.
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// wasm serves the client's program compressed, as a site would: a third of the size.
type wasm struct {
	path       string
	compressed func() ([]byte, error) // gzip, made at the first request
}

func newWasm(path string) *wasm {
	return &wasm{path, sync.OnceValues(func() ([]byte, error) { return compress(path) })}
}

func (f *wasm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/wasm")
	w.Header().Set("Vary", "Accept-Encoding")
	content, err := f.compressed()
	if err != nil || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		http.ServeFile(w, r, f.path)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write(content)
}

func compress(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	if _, err := writer.Write(content); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return compressed.Bytes(), nil
}
