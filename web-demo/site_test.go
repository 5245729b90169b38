package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func newTestSite(t *testing.T, bridge http.Handler) http.Handler {
	t.Helper()
	dist := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dist, "index.js"), []byte("export {};"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dist, "valkey.wasm"), []byte("\x00asm"), 0o644))
	return newSite(description{Bridge: "ws://127.0.0.1:1/v1/connect", Targets: []string{"demo"}}, dist, bridge, nil)
}

func get(site http.Handler, path string, header ...string) *http.Response {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	site.ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestPolicyForbidsAllButThePageAndItsBridge(t *testing.T) {
	site := newTestSite(t, nil)
	for _, path := range []string{"/", "/main.js", "/demo.json", "/dist/valkey.wasm", "/no-such-file"} {
		policy := get(site, path).Header.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'", path)
		require.Contains(t, policy, "connect-src 'self' ws://127.0.0.1:1;", path)
		require.NotContains(t, policy, "unsafe-inline", path)
		require.NotContains(t, policy, "'unsafe-eval'", path)
	}
}

func TestSiteServesPageAndPackage(t *testing.T) {
	site := newTestSite(t, nil)
	for path, contentType := range map[string]string{
		"/":                 "text/html; charset=utf-8",
		"/main.js":          "text/javascript; charset=utf-8",
		"/style/base.css":   "text/css; charset=utf-8",
		"/mark.svg":         "image/svg+xml",
		"/demo.json":        "application/json",
		"/dist/index.js":    "text/javascript; charset=utf-8",
		"/dist/valkey.wasm": "application/wasm",
	} {
		response := get(site, path)
		require.Equal(t, http.StatusOK, response.StatusCode, path)
		require.Equal(t, contentType, response.Header.Get("Content-Type"), path)
	}
	require.Equal(t, http.StatusNotFound, get(site, "/v1/connect").StatusCode, "without a bridge")
}

func TestWasmIsServedCompressedToWhoTakesIt(t *testing.T) {
	site := newTestSite(t, nil)
	plain, err := io.ReadAll(get(site, "/dist/valkey.wasm").Body)
	require.NoError(t, err)
	require.Equal(t, "\x00asm", string(plain))

	response := get(site, "/dist/valkey.wasm", "Accept-Encoding", "br, gzip")
	require.Equal(t, "gzip", response.Header.Get("Content-Encoding"))
	reader, err := gzip.NewReader(response.Body)
	require.NoError(t, err)
	unpacked, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Equal(t, "\x00asm", string(unpacked))
}
