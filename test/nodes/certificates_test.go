package nodes

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/tcp"
)

// The server stops trusting the authority of the old certificate: only who shows the new
// one gets in.
func TestARenewedCertificateIsShown(t *testing.T) {
	onAllServers(t, func(s *environment) {
		server := servers.Start(s.T, s.version, servers.Options{TLS: servers.MutualTLS})
		folder := s.TempDir()
		write := func(name string, content []byte) string {
			path := filepath.Join(folder, name)
			require.NoError(s, os.WriteFile(path+".new", content, 0o600))
			require.NoError(s, os.Rename(path+".new", path))
			return path
		}
		certificates := server.Certificates
		files := native.ClientCertificateFiles{
			Certificate: write("client.crt", certificates.Client), Key: write("client.key", certificates.ClientKey),
			ReloadInterval: time.Nanosecond,
		}
		roots, err := tcp.LoadRootCertificatesFromFile(write("roots.pem", certificates.Authority))
		require.NoError(s, err)
		c := s.configuration(server.Addr())
		c.UseTLS, c.Advanced.TLS.RootCertificates = true, roots
		var log record
		client := s.connect(c, native.WithClientCertificateFiles(files), native.WithLogger(log.logger()))
		existing, err := client.Dedicated(s.Context())
		require.NoError(s, err)
		defer existing.Release()
		endOthers := func() {
			_, err := existing.CustomCommand(s.Context(), []string{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"})
			require.NoError(s, err, "connections that exist keep their certificate")
		}
		stop := repeating(func() error {
			_, err := client.With(options.CallOptions{Idempotent: true}).Set(context.Background(), "key", "value")
			return err
		})
		// A broken renewal changes nothing.
		write("client.crt", []byte("half a certificate"))
		endOthers()
		log.await(s, "client certificate kept")
		_, err = client.Ping(s.Context())
		require.NoError(s, err)

		write("client.crt", certificates.OfStranger)
		write("client.key", certificates.OfStrangerKey)
		s.command(server, "CONFIG", "SET", "tls-ca-cert-file", write("trusted.pem", certificates.Stranger))
		endOthers()
		log.await(s, "client certificate reloaded")
		_, err = client.Ping(s.Context())
		require.NoError(s, err)
		succeeded, failures := stop()
		require.Empty(s, failures, "of %d that succeeded", succeeded)
		require.NotZero(s, succeeded)

		c.Advanced.TLS.ClientCertificate, c.Advanced.TLS.ClientKey = certificates.Client, certificates.ClientKey
		c.Advanced.ConnectionTimeout = patience
		_, err = native.NewClient(s.Context(), c)
		require.Error(s, err, "the old certificate is trusted no more")
	})
}
