package integration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestTLS(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{TLS: servers.TLS})
			for name, settings := range map[string]options.TLSConfiguration{
				"trusted authority": {RootCertificates: server.Certificates.Authority},
				"name of another":   {RootCertificates: server.Certificates.Authority, ServerName: "localhost"},
				"anything goes":     {Insecure: true},
			} {
				client := connect(t, server, withTLS(settings))
				got, err := client.Echo(t.Context(), name)
				require.NoError(t, err)
				require.Equal(t, name, got)
			}
			for name, settings := range map[string]options.TLSConfiguration{
				"the system's authorities": {},
				"another authority":        {RootCertificates: server.Certificates.Stranger},
				"another name":             {RootCertificates: server.Certificates.Authority, ServerName: "example.org"},
			} {
				requireRefused(t, server, name, withTLS(settings))
			}
			requireRefused(t, server, "no TLS", func(*options.ClientConfiguration) {})
		})
	}
}

func TestMutualTLS(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{TLS: servers.MutualTLS, Password: "secret"})
			certificates := server.Certificates
			credentials := func(c *options.ClientConfiguration) {
				c.Credentials = &options.ServerCredentials{Password: "secret"}
			}
			client := connect(t, server, credentials, withTLS(options.TLSConfiguration{
				RootCertificates: certificates.Authority, ClientCertificate: certificates.Client, ClientKey: certificates.ClientKey,
			}))
			got, err := client.Ping(t.Context())
			require.NoError(t, err)
			require.Equal(t, "PONG", got)
			requireRefused(t, server, "no certificate of the client", credentials,
				withTLS(options.TLSConfiguration{RootCertificates: certificates.Authority}))
		})
	}
}

func withTLS(settings options.TLSConfiguration) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) { c.UseTLS, c.Advanced.TLS = true, settings }
}

// requireRefused checks that no client comes about.
func requireRefused(t *testing.T, server *servers.Server, name string, changes ...func(*options.ClientConfiguration)) {
	t.Helper()
	c := configuration(server)
	for _, change := range changes {
		change(&c)
	}
	_, err := native.NewClient(t.Context(), c)
	var connection *failure.ConnectionError
	require.ErrorAs(t, err, &connection, name)
	require.Equal(t, server.Addr(), connection.Address, name)
}
