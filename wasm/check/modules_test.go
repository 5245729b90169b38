package check

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glissade-io/glissade/test/servers"
)

// The commands of the server's modules, which the files of the Go packages' tests list too. The
// modules themselves are not to be had: a server of the test stands for one that has loaded them.
func TestModules(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
	var addresses []string
	for _, node := range cluster.Nodes {
		addresses = append(addresses, node.Addr())
	}
	run(t, npm(t), []string{
		"GLISSADE_MODULES=" + filepath.Join(root(t), "modules"),
		"GLISSADE_ADDRESS=" + server.Addr(),
		"GLISSADE_CLUSTER=" + strings.Join(addresses, ","),
	}, node, tests(t, "modules")...)
}
