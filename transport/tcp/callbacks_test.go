package tcp_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

// Package net calls these where nothing of ours could recover.
func TestCallbacksThatPanicFailTheDial(t *testing.T) {
	address := fakeserver.ServeOn(t, listen(t), func(c net.Conn) { _, _ = io.Copy(c, c) })
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)

	control := &tcp.Dialer{Control: func(string, string, tcp.Socket) error { panic("control") }}
	for _, to := range []string{address, "localhost:" + port} {
		_, err := control.Dial(t.Context(), to)
		var panicked *failure.PanicError
		require.ErrorAs(t, err, &panicked, to)
		require.Equal(t, "control", panicked.Value)
	}

	resolving := &tcp.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		panic("resolving")
	}}}
	_, err = resolving.Dial(t.Context(), "valkey.example:6379")
	require.ErrorContains(t, err, "Dialer.Resolver.Dial panicked: resolving")
	_, err = resolving.Expand(t.Context(), "valkey.example:6379")
	require.ErrorContains(t, err, "Dialer.Resolver.Dial panicked: resolving")
}

// A panic in the handshake is that of whoever dials, and the socket is closed.
func TestTLSCallbacksThatPanicLeaveNoConnection(t *testing.T) {
	a := newAuthority(t)
	ended := make(chan error, 1)
	address := fakeserver.ServeOn(t, listen(t), func(c net.Conn) {
		ended <- tls.Server(c, a.serverConfig(inAnHour(), "127.0.0.1")).Handshake()
	})
	dialer := &tcp.Dialer{Config: &tls.Config{
		InsecureSkipVerify: true, VerifyConnection: func(tls.ConnectionState) error { panic("verifying") },
	}}
	require.PanicsWithValue(t, "verifying", func() { _, _ = dialer.Dial(t.Context(), address) })
	require.Error(t, <-ended, "the server is not left waiting")
}

// panickingCache is called when the server sends a ticket, which is after the handshake.
type panickingCache struct{ tls.ClientSessionCache }

func (panickingCache) Get(string) (*tls.ClientSessionState, bool) { return nil, false }
func (panickingCache) Put(string, *tls.ClientSessionState)        { panic("caching") }

func TestTLSCallbacksThatPanicWhileReadingAreErrors(t *testing.T) {
	a := newAuthority(t)
	s, err := (&tcp.Dialer{Config: &tls.Config{InsecureSkipVerify: true, ClientSessionCache: panickingCache{}}}).
		Dial(t.Context(), "127.0.0.1:"+serveTLS(t, a.serverConfig(inAnHour(), "127.0.0.1")))
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Read(make([]byte, 1))
	var panicked *failure.PanicError
	require.ErrorAs(t, err, &panicked)
	require.Equal(t, "caching", panicked.Value)
}

// The names in a certificate are the server's to choose.
func TestNamesOfCertificatesAreEscapedAndBounded(t *testing.T) {
	a := newAuthority(t)
	names := make([]string, 500)
	for i := range names {
		names[i] = "a-name-that-is-rather-long.example"
	}
	address := "127.0.0.1:" + serveTLS(t, a.serverConfig(inAnHour(), names...))
	_, err := (&tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: a.pem, ServerName: "other.example"}}).Dial(t.Context(), address)
	require.ErrorContains(t, err, "set TLS.ServerName to one")
	require.Less(t, len(err.Error()), 1<<10)
}
