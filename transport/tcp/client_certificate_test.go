package tcp_test

import (
	"context"
	"crypto/tls"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

// certificates are the files of a client's certificate.
type certificates struct {
	*authority
	tcp.ClientCertificateFiles
	mu      sync.Mutex
	reloads []error
}

func newCertificates(t *testing.T) *certificates {
	c := &certificates{authority: newAuthority(t)}
	folder := t.TempDir()
	c.Certificate, c.Key = filepath.Join(folder, "client.crt"), filepath.Join(folder, "client.key")
	c.Reloaded = func(err error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.reloads = append(c.reloads, err)
	}
	return c
}

// renew writes a certificate with that name.
func (c *certificates) renew(name string) {
	certificate, key := c.issue(inAnHour().AddDate(1, 0, 0), name)
	c.write(c.Certificate, certificate)
	c.write(c.Key, key)
}

func (c *certificates) write(path string, content []byte) {
	require.NoError(c.t, os.WriteFile(path+".new", content, 0o600))
	require.NoError(c.t, os.Rename(path+".new", path))
}

// told returns the outcomes of readings since it was last called.
func (c *certificates) told() []error {
	c.mu.Lock()
	defer c.mu.Unlock()
	reloads := c.reloads
	c.reloads = nil
	return reloads
}

func (c *certificates) dialer() *tcp.Dialer {
	return &tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: c.pem}, ClientCertificate: &c.ClientCertificateFiles}
}

// demanding serves TLS to clients with a certificate, and tells their names. It resumes
// sessions.
func (c *certificates) demanding(shown chan<- string) (address string) {
	config := c.serverConfig(inAnHour(), "127.0.0.1")
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, c.pool()
	config.VerifyConnection = func(state tls.ConnectionState) error {
		shown <- state.PeerCertificates[0].DNSNames[0]
		return nil
	}
	return "127.0.0.1:" + serveTLS(c.t, config)
}

// require dials, and checks which certificate the server has seen.
func requireShown(t *testing.T, dialer *tcp.Dialer, address string, shown <-chan string, want string) {
	t.Helper()
	s, err := dialer.Dial(t.Context(), address)
	require.NoError(t, err)
	requireEcho(t, s) // after which a session can be resumed
	require.NoError(t, s.Close())
	require.Equal(t, want, <-shown)
}

func TestARenewedCertificateIsShownToTheServer(t *testing.T) {
	c := newCertificates(t)
	c.ReloadInterval = time.Nanosecond
	c.renew("first")
	shown := make(chan string, 1)
	address := c.demanding(shown)
	dialer := c.dialer()
	require.NoError(t, dialer.Validate())
	old, err := dialer.Dial(t.Context(), address)
	require.NoError(t, err)
	defer old.Close()
	requireEcho(t, old)
	require.Equal(t, "first", <-shown)
	requireShown(t, dialer, address, shown, "first")
	require.Empty(t, c.told())

	c.renew("second")
	requireShown(t, dialer, address, shown, "second")
	require.Equal(t, []error{nil}, c.told())
	requireEcho(t, old)
	requireShown(t, dialer, address, shown, "second")
	require.Empty(t, c.told(), "it is the same one")
}

func TestFilesThatCannotBeUsedLeaveTheCertificate(t *testing.T) {
	c := newCertificates(t)
	c.ReloadInterval = time.Nanosecond
	c.renew("good")
	shown := make(chan string, 1)
	address := c.demanding(shown)
	dialer := c.dialer()
	requireShown(t, dialer, address, shown, "good")
	otherCertificate, _ := c.issue(inAnHour(), "other")
	for _, test := range []struct {
		spoil              func()
		field, path, cause string
	}{
		{func() { c.write(c.Certificate, otherCertificate) }, "ClientCertificate.Certificate", c.Certificate, "private key does not match"},
		{func() { c.write(c.Certificate, []byte("no PEM")) }, "ClientCertificate.Certificate", c.Certificate, "no PEM certificate"},
		{func() { c.write(c.Certificate, nil) }, "ClientCertificate.Certificate", c.Certificate, "is empty"},
		{func() { require.NoError(t, os.Remove(c.Certificate)) }, "ClientCertificate.Certificate", c.Certificate, "does not exist"},
		{func() { c.renew("good"); require.NoError(t, os.Remove(c.Key)) }, "ClientCertificate.Key", c.Key, "does not exist"},
	} {
		test.spoil()
		requireShown(t, dialer, address, shown, "good")
		reloads := c.told()
		require.Len(t, reloads, 1)
		requireNames(t, reloads[0], test.field, test.path, test.cause)
	}
	c.renew("renewed")
	requireShown(t, dialer, address, shown, "renewed")
	require.Equal(t, []error{nil}, c.told())
}

// What does not work at first is an error of the dialer.
func TestFilesMustBeThereAtFirst(t *testing.T) {
	c := newCertificates(t)
	dialer := c.dialer()
	requireNames(t, dialer.Validate(), "ClientCertificate.Certificate", c.Certificate, "does not exist")
	_, err := dialer.Dial(t.Context(), "127.0.0.1:1")
	requireNames(t, err, "ClientCertificate.Certificate", c.Certificate, "does not exist")
	require.Empty(t, c.told())
	c.renew("late")
	require.NoError(t, dialer.Validate())

	pair, err := tls.LoadX509KeyPair(c.Certificate, c.Key)
	require.NoError(t, err)
	certificate, key, err := tcp.LoadClientCertificateAndKeyFromFile(c.Certificate, c.Key)
	require.NoError(t, err)
	for message, dialer := range map[string]*tcp.Dialer{
		"while neither TLS nor Config is": {},
		"another certificate in TLS":      {TLS: &options.TLSConfiguration{ClientCertificate: certificate, ClientKey: key}},
		"or Config; leave":                {Config: &tls.Config{Certificates: []tls.Certificate{pair}}},
	} {
		dialer.ClientCertificate = &c.ClientCertificateFiles
		require.ErrorContains(t, dialer.Validate(), message)
	}
	negative := c.dialer()
	negative.ClientCertificate = &tcp.ClientCertificateFiles{Certificate: c.Certificate, Key: c.Key, ReloadInterval: -1}
	require.ErrorContains(t, negative.Validate(), "ClientCertificate.ReloadInterval: is negative; ")
	own := c.dialer()
	own.TLS, own.Config = nil, &tls.Config{RootCAs: c.pool()}
	require.NoError(t, own.Validate())
	require.Contains(t, own.String(), c.Certificate)
}

// The files are read when a connection is made and 300 s have passed.
func TestFilesAreReadAgainAfterTheInterval(t *testing.T) {
	c := newCertificates(t)
	for interval, want := range map[time.Duration]time.Duration{0: tcp.DefaultReloadInterval, time.Minute: time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			// The bubble's time starts in 2000: what is signed now is not valid yet.
			issuer := newAuthority(t)
			files := &certificates{authority: issuer, ClientCertificateFiles: c.ClientCertificateFiles}
			files.Reloaded = func(err error) { require.NoError(t, err); files.reloads = append(files.reloads, err) }
			files.ReloadInterval = interval
			files.renew("first")
			dialer := files.dialer()
			require.NoError(t, dialer.Validate())
			files.renew("second")
			canceled, cancel := context.WithCancel(t.Context())
			cancel()
			dial := func() {
				_, err := dialer.Dial(canceled, "127.0.0.1:1")
				require.Error(t, err)
			}
			time.Sleep(want - time.Second)
			dial()
			require.Empty(t, files.reloads)
			time.Sleep(time.Second)
			dial()
			require.Len(t, files.reloads, 1)
			files.renew("third")
			time.Sleep(want - time.Second)
			dial()
			require.Len(t, files.reloads, 1)
			time.Sleep(time.Second)
			dial()
			require.Len(t, files.reloads, 2)
		})
	}
}
