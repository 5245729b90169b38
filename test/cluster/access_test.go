package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// The nodes want a password and speak TLS alone, to clients and among themselves.
func TestTLSAndPassword(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			s := newEnvironment(t, version, servers.StartCluster(t, version, servers.ClusterOptions{
				NodeTimeout: calm, Options: servers.Options{TLS: servers.MutualTLS, Password: "secret"},
			}))
			certificates := s.cluster.Nodes[0].Certificates
			with := func(password string) func(*options.ClusterClientConfiguration) {
				return func(c *options.ClusterClientConfiguration) {
					c.Addresses, c.UseTLS = c.Addresses[:1], true
					c.Credentials = &options.ServerCredentials{Password: password}
					c.Advanced.TLS = options.TLSConfiguration{
						RootCertificates: certificates.Authority, ClientCertificate: certificates.Client, ClientKey: certificates.ClientKey,
					}
				}
			}
			client := s.connect(with("secret"))
			names := s.spread(6)
			values, err := client.MGet(s.Context(), names)
			require.NoError(s, err)
			for i, value := range values {
				require.False(s, value.IsNil(), names[i])
			}
			require.NoError(s, s.cluster.MigrateSlot(s.Context(), 0, s.cluster.Nodes[1]))
			value, err := client.Get(s.Context(), names[0])
			require.NoError(s, err, "a redirection leads to where TLS is spoken")
			require.Equal(s, "0", value.Value())

			var configuration options.ClusterClientConfiguration
			configuration.Addresses = []options.NodeAddress{addressOf(s.cluster.Nodes[0])}
			with("wrong")(&configuration)
			_, err = native.NewClusterClient(s.Context(), configuration)
			require.ErrorIs(s, err, &failure.ServerError{Code: "WRONGPASS"})
		})
	}
}
