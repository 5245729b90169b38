// Package pages tests the npm package in pages of a real browser, which talk to a server
// through a bridge.
package pages

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// empty is a page for scripts that tests evaluate.
const empty = `<!doctype html><title>empty</title>`

// serve returns the URL of a page, with a bridge to the server behind the same address.
func serve(t *testing.T, server *servers.Server, page string) string {
	t.Helper()
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Name: "server", Address: server.Addr()}}})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/v1/", b)
	browser.Serve(t, mux, page)
	listener := httptest.NewServer(mux)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return listener.URL + "/"
}
