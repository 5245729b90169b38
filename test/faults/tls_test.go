package faults

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var tlsFaults = []fault{
	{
		name:  "The server's certificate has expired",
		gets:  "ConnectionError that says so, with the x509 error as its cause",
		after: "at once", again: "nothing when the client is made; connecting for ever when it lives",
		test: testExpiredCertificate,
	},
	{
		name:  "The server's certificate is signed by an unknown authority",
		gets:  "ConnectionError with the x509 error as its cause",
		after: "at once", again: "nothing",
		test: testUnknownAuthority,
	},
	{
		name:  "The server's certificate bears another name",
		gets:  "ConnectionError with the x509 error as its cause",
		after: "at once", again: "nothing",
		test: testWrongHostName,
	},
	{
		name:  "A client with TLS meets a server without",
		gets:  "ConnectionError, or TimeoutError if the server says nothing",
		after: "the connection timeout", again: "nothing",
		test: testServerWithoutTLS,
	},
	{
		name:  "A client without TLS meets a server with it",
		gets:  "ConnectionError",
		after: "the connection timeout", again: "nothing",
		test: testClientWithoutTLS,
	},
}

func withTLS(t options.TLSConfiguration) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) { c.UseTLS, c.Advanced.TLS = true, t }
}

// refusedTLS makes a client that must be refused within the connection timeout, which
// leaves a busy machine time for a handshake.
func (s *environment) refusedTLS(c options.ClientConfiguration) error {
	s.Helper()
	err := s.inTime(2*ample, func() error {
		_, err := s.tryConnect(with(c, connectionTimeout(2*ample)))
		return err
	})
	require.Error(s, err)
	require.ErrorContains(s, err, c.Addresses[0].String())
	return err
}

// testExpiredCertificate has a server change to a certificate that has expired,
// under a client that lives.
func testExpiredCertificate(s *environment) {
	server := s.start(servers.Options{TLS: servers.TLS})
	folder := s.TempDir()
	authority := writeExpired(s, folder)
	trusted := append(append([]byte(nil), server.Certificates.Authority...), authority...)
	configuration := with(s.configuration(server.Addr()), withTLS(options.TLSConfiguration{RootCertificates: trusted}))
	c := s.connect(configuration)
	change := []string{"CONFIG", "SET", "tls-cert-file", filepath.Join(folder, "crt"), "tls-key-file", filepath.Join(folder, "key")}
	_, err := c.CustomCommand(s.Context(), change)
	require.NoError(s, err)

	var invalid x509.CertificateInvalidError
	err = s.refusedTLS(configuration)
	require.ErrorAs(s, err, &invalid)
	require.Equal(s, x509.Expired, invalid.Reason)
	require.ErrorContains(s, err, "expired")

	_, err = c.CustomCommand(s.Context(), []string{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"})
	require.True(s, err == nil || failure.DeliveryOf(err) == failure.MaybeExecuted, "%v", err)
	require.ErrorAs(s, c.awaitEvents(core.ConnectFailed, 2)[0].Err, &invalid)
	_, err = c.With(options.CallOptions{Timeout: brief}).Incr(s.Context(), counterKey)
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, failure.NotSent, timeout.Delivery)
	require.ErrorAs(s, err, &invalid)
	server.Kill() // Nobody trusts it any more, nor may ask how many connections there are.
}

// writeExpired writes an expired certificate for the server, and returns the
// authority that has signed it.
func writeExpired(s *environment, folder string) (authority []byte) {
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of the expired"},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(-time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	rootKey, leafKey := newKey(s), newKey(s)
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey)
	require.NoError(s, err)
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, root, &leafKey.PublicKey, rootKey)
	require.NoError(s, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(leafKey)
	require.NoError(s, err)
	for name, block := range map[string]*pem.Block{
		"crt": {Type: "CERTIFICATE", Bytes: leafDER}, "key": {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		require.NoError(s, os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600))
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER})
}

func newKey(s *environment) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(s, err)
	return key
}

func testUnknownAuthority(s *environment) {
	server := s.start(servers.Options{TLS: servers.TLS})
	err := s.refusedTLS(with(s.configuration(server.Addr()),
		withTLS(options.TLSConfiguration{RootCertificates: server.Certificates.Stranger})))
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(s, err, &unknown)
}

func testWrongHostName(s *environment) {
	server := s.start(servers.Options{TLS: servers.TLS})
	err := s.refusedTLS(with(s.configuration(server.Addr()),
		withTLS(options.TLSConfiguration{RootCertificates: server.Certificates.Authority, ServerName: "example.org"})))
	var name x509.HostnameError
	require.ErrorAs(s, err, &name)
	require.ErrorContains(s, err, "example.org")
}

func testServerWithoutTLS(s *environment) {
	server := s.start(servers.Options{})
	err := s.refusedTLS(with(s.configuration(server.Addr()), withTLS(options.TLSConfiguration{Insecure: true})))
	s.Logf("%v", err)
}

func testClientWithoutTLS(s *environment) {
	server := s.start(servers.Options{TLS: servers.TLS})
	err := s.refusedTLS(s.configuration(server.Addr()))
	s.Logf("%v", err)
}
