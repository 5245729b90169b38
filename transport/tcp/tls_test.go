package tcp_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

func inAnHour() time.Time { return time.Now().Add(time.Hour) }

// serveTLS echoes over TLS and returns the port.
func serveTLS(t *testing.T, config *tls.Config) (port string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := fakeserver.ServeOn(t, tls.NewListener(listener, config), echo)
	_, port, err = net.SplitHostPort(address)
	require.NoError(t, err)
	return port
}

func TestTLSVerifiesTheDialledHost(t *testing.T) {
	a := newAuthority(t)
	port := serveTLS(t, a.serverConfig(inAnHour(), "localhost", "127.0.0.1"))
	dialer := &tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: a.pem}}
	for _, host := range []string{"localhost", "127.0.0.1"} {
		s, err := dialer.Dial(t.Context(), net.JoinHostPort(host, port))
		require.NoError(t, err)
		requireEcho(t, s)
		require.NoError(t, s.Close())
	}
}

func TestTLSRefusals(t *testing.T) {
	a, stranger := newAuthority(t), newAuthority(t)
	valid := serveTLS(t, a.serverConfig(inAnHour(), "127.0.0.1"))
	expired := serveTLS(t, a.serverConfig(time.Now().Add(-time.Hour), "127.0.0.1"))
	_, plain, err := net.SplitHostPort(fakeserver.ServeOn(t, listen(t), func(c net.Conn) { c.Write([]byte("-ERR not TLS\r\n")) }))
	require.NoError(t, err)

	future := serveTLS(t, a.serverConfigFrom(inAnHour(), inAnHour().Add(time.Hour), "127.0.0.1"))

	for name, test := range map[string]struct {
		port, host   string
		settings     options.TLSConfiguration
		what, remedy string
		cause        any
	}{
		"unknown authority": {
			valid, "127.0.0.1",
			options.TLSConfiguration{RootCertificates: stranger.pem},
			"no trusted authority", "TLS.RootCertificates", new(x509.UnknownAuthorityError),
		},
		"authority of this machine": {
			valid, "127.0.0.1",
			options.TLSConfiguration{},
			"no trusted authority", "TLS.RootCertificates", new(x509.UnknownAuthorityError),
		},
		"wrong host name": {
			valid, "localhost",
			options.TLSConfiguration{RootCertificates: a.pem},
			"for another name", "TLS.ServerName", new(x509.HostnameError),
		},
		"wrong server name": {
			valid, "127.0.0.1",
			options.TLSConfiguration{RootCertificates: a.pem, ServerName: "other"},
			"for another name", "TLS.ServerName", new(x509.HostnameError),
		},
		"expired": {
			expired, "127.0.0.1",
			options.TLSConfiguration{RootCertificates: a.pem},
			"has expired", "renewed", new(x509.CertificateInvalidError),
		},
		"not valid yet": {
			future, "127.0.0.1",
			options.TLSConfiguration{RootCertificates: a.pem},
			"not valid yet", "clock", new(x509.CertificateInvalidError),
		},
		"no TLS": {
			plain, "127.0.0.1",
			options.TLSConfiguration{Insecure: true},
			"does not speak TLS", "UseTLS", new(tls.RecordHeaderError),
		},
	} {
		t.Run(name, func(t *testing.T) {
			address := net.JoinHostPort(test.host, test.port)
			_, err := (&tcp.Dialer{TLS: &test.settings}).Dial(t.Context(), address)
			require.ErrorContains(t, err, "TLS with "+address)
			require.ErrorContains(t, err, test.what)
			require.ErrorContains(t, err, test.remedy)
			require.ErrorAs(t, err, test.cause)
		})
	}
}

func TestTLSServerNameAndInsecure(t *testing.T) {
	a := newAuthority(t)
	port := serveTLS(t, a.serverConfig(inAnHour(), "valkey.example"))
	for name, dialer := range map[string]*tcp.Dialer{
		"server name": {TLS: &options.TLSConfiguration{RootCertificates: a.pem, ServerName: "valkey.example"}},
		"insecure":    {TLS: &options.TLSConfiguration{Insecure: true}},
		"own config":  {Config: &tls.Config{RootCAs: a.pool(), ServerName: "valkey.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := dialer.Dial(t.Context(), "127.0.0.1:"+port)
			require.NoError(t, err)
			requireEcho(t, s)
			require.NoError(t, s.Close())
		})
	}
}

func TestMutualTLS(t *testing.T) {
	a := newAuthority(t)
	config := a.serverConfig(inAnHour(), "127.0.0.1")
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, a.pool()
	address := "127.0.0.1:" + serveTLS(t, config)

	certificate, key := a.issue(inAnHour(), "client")
	s, err := (&tcp.Dialer{TLS: &options.TLSConfiguration{
		RootCertificates: a.pem, ClientCertificate: certificate, ClientKey: key,
	}}).Dial(t.Context(), address)
	require.NoError(t, err)
	requireEcho(t, s)
	require.NoError(t, s.Close())

	s, err = (&tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: a.pem}}).Dial(t.Context(), address)
	require.NoError(t, err, "under TLS 1.3 the refusal comes with the first read")
	_, err = s.Read(make([]byte, 1))
	require.ErrorContains(t, err, "set TLS.ClientCertificate and TLS.ClientKey")
	require.NoError(t, s.Close())

	strangerCertificate, strangerKey := newAuthority(t).issue(inAnHour(), "client")
	s, err = (&tcp.Dialer{TLS: &options.TLSConfiguration{
		RootCertificates: a.pem, ClientCertificate: strangerCertificate, ClientKey: strangerKey,
	}}).Dial(t.Context(), address)
	require.NoError(t, err)
	_, err = s.Read(make([]byte, 1))
	require.ErrorContains(t, err, "an authority that the server trusts")
	require.NoError(t, s.Close())
}

func TestTLSSettingsThatCannotWork(t *testing.T) {
	a := newAuthority(t)
	certificate, key := a.issue(inAnHour(), "client")
	_, otherKey := a.issue(inAnHour(), "client")
	socket := "unix:" + filepath.Join(t.TempDir(), "absent")

	for name, test := range map[string]struct {
		dialer         *tcp.Dialer
		address, field string
	}{
		"path for PEM":    {&tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: []byte("/etc/ca.pem")}}, "a:1", "TLS.RootCertificates"},
		"root empty":      {&tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: []byte{}}}, "a:1", "TLS.RootCertificates"},
		"pair empty":      {&tcp.Dialer{TLS: &options.TLSConfiguration{ClientCertificate: []byte{}, ClientKey: []byte{}}}, "a:1", "TLS.ClientCertificate"},
		"key blank":       {&tcp.Dialer{TLS: &options.TLSConfiguration{ClientCertificate: certificate, ClientKey: []byte(" \n")}}, "a:1", "TLS.ClientKey"},
		"empty of Config": {&tcp.Dialer{Config: &tls.Config{Certificates: []tls.Certificate{{}}}}, "a:1", "Dialer.Config.Certificates[0]"},
		"no dialer":       {nil, "a:1", "Dialer"},
		"key missing":     {&tcp.Dialer{TLS: &options.TLSConfiguration{ClientCertificate: certificate}}, "a:1", "TLS.ClientKey"},
		"no certificate":  {&tcp.Dialer{TLS: &options.TLSConfiguration{ClientKey: key}}, "a:1", "TLS.ClientCertificate"},
		"mismatch":        {&tcp.Dialer{TLS: &options.TLSConfiguration{ClientCertificate: certificate, ClientKey: otherKey}}, "a:1", "TLS.ClientCertificate"},
		"both":            {&tcp.Dialer{TLS: &options.TLSConfiguration{}, Config: &tls.Config{}}, "a:1", "Dialer.Config"},
		"nothing to name": {&tcp.Dialer{TLS: &options.TLSConfiguration{}}, socket, "TLS.ServerName"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := test.dialer.Dial(t.Context(), test.address)
			var wrong *failure.ConfigurationError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, test.field, wrong.Field)
			if test.address != socket { // which Validate knows nothing of
				require.Equal(t, err, test.dialer.Validate())
			}
		})
	}
}

func TestHandshakeEndsWithItsContext(t *testing.T) {
	closed := make(chan error, 1)
	address := fakeserver.ServeOn(t, listen(t), func(c net.Conn) { // accepts and says nothing
		_, err := io.Copy(io.Discard, c)
		closed <- err
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := (&tcp.Dialer{TLS: &options.TLSConfiguration{Insecure: true}}).Dial(ctx, address)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "turn UseTLS off")
	<-closed // the connection was closed, not left behind
}

func TestTLSReadIsInterruptedWithoutLoss(t *testing.T) {
	a := newAuthority(t)
	s, err := (&tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: a.pem}}).
		Dial(t.Context(), "127.0.0.1:"+serveTLS(t, a.serverConfig(inAnHour(), "127.0.0.1")))
	require.NoError(t, err)
	defer s.Close()
	requireInterruptedRead(t, s)
	_, ok := s.(stream.WriteInterrupter)
	require.False(t, ok, "an interrupted TLS write breaks the connection")
}
