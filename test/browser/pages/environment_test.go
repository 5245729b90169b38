// Package pages tests the npm package in pages of a real browser, which talk to a server
// through a bridge.
package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// patience is how long a page may take.
const patience = 2 * time.Minute

// built builds the package, once for all tests, and returns its folder.
var built = sync.OnceValues(func() (string, error) {
	workspace, err := exec.Command("go", "env", "GOWORK").Output()
	if err != nil {
		return "", err
	}
	root := filepath.Dir(strings.TrimSpace(string(workspace)))
	build := exec.Command("go", "run", "./wasm/build")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return filepath.Join(root, "wasm", "npm", "dist"), nil
})

// empty is a page for scripts that tests evaluate.
const empty = `<!doctype html><title>empty</title>`

// serve returns the URL of a page, with a bridge to the server behind the same address.
func serve(t *testing.T, server *servers.Server, page string) string {
	t.Helper()
	dist, err := built()
	require.NoError(t, err)
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Name: "server", Address: server.Addr()}}})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/v1/", b)
	mux.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(dist))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
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
