//go:build !js

package ws_test

import (
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// TestInNode runs the tests of the JavaScript binding in Node, with a real bridge
// and real servers beside it.
func TestInNode(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") != "" {
			require.NoError(t, err, "continuous integration has Node.js 20 or newer")
		}
		t.Skip("needs node (version 20 or newer) on the PATH")
	}
	echo := fakeserver.ServeTCP(t, func(c net.Conn) { io.Copy(c, c) })
	lastWords := fakeserver.ServeTCP(t, func(c net.Conn) { io.WriteString(c, "last words") })
	vanishing := fakeserver.ServeTCP(t, vanish)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	closed := listener.Addr().String()
	require.NoError(t, listener.Close())

	const token = "0123456789abcdef"
	b, err := bridge.New(bridge.Config{
		Targets: []bridge.Target{{Address: echo}, {Address: lastWords}, {Address: closed}, {Address: vanishing}},
		Tokens:  []string{token}, AllowNoOrigin: true,
	})
	require.NoError(t, err)
	server := httptest.NewServer(b)
	defer server.Close()
	defer b.Close()
	redirecting, followed := redirecting(t, server.URL)

	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	runner := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec")
	// Go's runner hands the whole environment on, and a Go program in Node, which has one
	// thread, ends at once if GOMAXPROCS there asks for more. Here it does.
	command := exec.CommandContext(t.Context(), "go", "test", "-v", "-count=1", "-timeout=5m", "-exec=env GOMAXPROCS=1 "+runner, ".")
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOMAXPROCS=4",
		"NODE_OPTIONS=--experimental-websocket", // Node 20 has it behind this flag; later versions accept the flag
		"GLISSADE_BRIDGE_URL="+server.URL, "GLISSADE_BRIDGE_TOKEN="+token,
		"GLISSADE_REDIRECTING="+redirecting.URL, "GLISSADE_ECHO="+echo, "GLISSADE_LAST_WORDS="+lastWords, "GLISSADE_CLOSED="+closed, "GLISSADE_VANISHING="+vanishing)
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	require.NotContains(t, string(output), "--- SKIP", "every test had its server")
	require.Zero(t, followed.Load())
}

// vanish serves a handshake. From then on it is there and says nothing more, like a
// server behind a network that has gone.
func vanish(c net.Conn) {
	silence := func(*fakeserver.Conn, []string) string { return "" }
	fakeserver.NewConn(c).Serve(fakeserver.AfterHandshake(silence))
}
