package check

import (
	"testing"

	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// MONITOR by sockets and through a bridge.
func TestMonitor(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	run(t, npm(t), []string{
		"GLISSADE_ADDRESS=" + server.Addr(),
		"GLISSADE_BRIDGE=" + startBridge(t, bridge.Target{Name: "server", Address: server.Addr()}),
	}, node, tests(t, "monitor")...)
}
