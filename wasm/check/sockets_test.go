package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// The package as it is shipped, in Node, by sockets and without a bridge.
func TestPackageOverSockets(t *testing.T) {
	node := need(t, "node", why)
	run(t, npm(t), socketsEnvironment(t), node, tests(t, "sockets")...)
}

// socketsEnvironment builds the package, and returns the environment of its tests with sockets:
// servers, a cluster and certificates.
func socketsEnvironment(t *testing.T) []string {
	t.Helper()
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	server := servers.Start(t, servers.Valkey91, servers.Options{UnixSocket: true})
	secured := servers.Start(t, servers.Valkey91, servers.Options{TLS: servers.TLS})
	mutual := servers.Start(t, servers.Valkey91, servers.Options{TLS: servers.MutualTLS})
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
	var addresses []string
	for _, node := range cluster.Nodes {
		addresses = append(addresses, node.Addr())
	}
	return []string{
		"GLISSADE_ADDRESS=" + server.Addr(),
		"GLISSADE_PAUSABLE=" + servers.Start(t, servers.Valkey91, servers.Options{}).Addr(),
		"GLISSADE_UNIX_SOCKET=" + server.Socket(),
		"GLISSADE_TLS=" + secured.Addr(),
		"GLISSADE_MUTUAL_TLS=" + mutual.Addr(),
		"GLISSADE_CLUSTER=" + strings.Join(addresses, ","),
		"GLISSADE_CERTIFICATES=" + writeCertificates(t, map[string]*servers.Server{"": secured, "mutual-": mutual}),
	}
}

// writeCertificates writes those of servers into a folder, which it returns.
func writeCertificates(t *testing.T, of map[string]*servers.Server) string {
	t.Helper()
	folder := t.TempDir()
	for prefix, server := range of {
		c := server.Certificates
		for name, text := range map[string][]byte{
			"authority": c.Authority, "client": c.Client, "client-key": c.ClientKey,
			"stranger": c.Stranger, "of-stranger": c.OfStranger, "of-stranger-key": c.OfStrangerKey,
		} {
			require.NoError(t, os.WriteFile(filepath.Join(folder, prefix+name+".pem"), text, 0o600))
		}
	}
	return folder
}
