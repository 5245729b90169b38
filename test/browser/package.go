package browser

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Timeout is how long a page may take.
const Timeout = 2 * time.Minute

// built builds the npm package, once for all tests, and returns its folder.
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

// Serve has a server serve a page at /, and the npm package below /dist/, which is built
// from this tree.
func Serve(t testing.TB, mux *http.ServeMux, page string) {
	t.Helper()
	dist, err := built()
	require.NoError(t, err)
	mux.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(dist))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
	})
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
}

// Evaluate returns what a script comes to in a page; of a promise, what it resolves to.
func Evaluate[T any](t testing.TB, page context.Context, script string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(page, Timeout)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	require.NoError(t, err, script)
	return value
}
