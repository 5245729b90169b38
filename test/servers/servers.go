// Package servers starts real Valkey and Redis servers for tests, the benchmark
// and the demo, each in a temporary folder and on a free port of the loopback
// interface.
//
//	func TestPing(t *testing.T) {
//		server := servers.Start(t, servers.Valkey91, servers.Options{})
//		client := connect(t, server.Addr())
//		server.Kill() // as kill -9 does
//	}
//
// A server is looked for in this order: the program that an environment variable
// names (GLISSADE_VALKEY_9_1, GLISSADE_VALKEY_8_1, GLISSADE_REDIS_7_0); the
// project's cache folder, .cache/servers; valkey-server or redis-server on PATH,
// where its version fits. On Debian a server that is not found is installed into the
// cache folder from Debian's packages, which needs no root and changes nothing
// outside that folder. Where a server cannot be had, a test that asks for it is
// skipped with a line that says what to install, and fails instead if the
// environment says CI=true.
//
// Servers that belong together are a Replication (a primary and its replicas),
// Sentinels that watch over one, or a Cluster. Their members are Servers, so each
// can be killed, paused and restarted by itself.
//
// Servers end with the process that started them, also when it is killed (Linux).
package servers

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"
	"time"
)

// startTimeout bounds the start of one server; an installation has its own bound.
const startTimeout = time.Minute

// Options says how a server is to be run. The zero value is a server without
// password that listens on TCP and keeps nothing on disk.
type Options struct {
	// Arguments are added to the server's command line as they are, such as
	// "--maxmemory", "10mb". They come last, so they win.
	Arguments []string
	// Password is demanded of the user "default"; empty means none.
	Password string
	// Users are further users, each as the lines of the server's ACL file are
	// written without the leading "user": "alice on >secret ~* +@all".
	Users []string
	// TLS selects what listens on the port.
	TLS TLSMode
	// UnixSocket makes the server listen on a Unix socket too, see Server.Socket.
	UnixSocket bool
}

// TLSMode selects what a server's port speaks.
type TLSMode int

const (
	// PlainText is TCP without TLS.
	PlainText TLSMode = iota
	// TLS shows the server's certificate, see Server.Certificates.
	TLS
	// MutualTLS demands a certificate of the client as well.
	MutualTLS
)

// Start starts a server that ends with the test, and returns once it answers. The
// test is skipped where the server cannot be had, or fails if CI=true.
func Start(t testing.TB, version Version, options Options) *Server {
	t.Helper()
	Require(t, version)
	server, err := Launch(t.Context(), version, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Stop()
		if t.Failed() {
			t.Logf("end of the log of %s at %s:\n%s", version, server.Addr(), server.LogTail())
		}
		server.removeFolder()
	})
	return server
}

// Require skips the test where version cannot be had, or fails it if CI=true. A
// program in a browser or Node.js can start no server at all, so there it always skips.
func Require(t testing.TB, version Version) {
	t.Helper()
	if runtime.GOOS == "js" {
		t.Skip("a WebAssembly program can start no server; the native run of this test does")
	}
	_, err := Find(t.Context(), version)
	if errors.Is(err, ErrUnavailable) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Launch starts a server outside of a test and returns once it answers. The
// context bounds the start alone. The caller ends the server with Close. The error
// wraps ErrUnavailable where this machine neither has the server nor can install it.
func Launch(ctx context.Context, version Version, options Options) (*Server, error) {
	return launch(ctx, member{version: version, options: options}, place{})
}
