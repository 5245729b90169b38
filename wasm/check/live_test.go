package check

import (
	"testing"

	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// Values that are followed, of servers whose setting of what they notify of the tests change.
func TestLiveValues(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	for _, version := range []servers.Version{servers.Valkey91, servers.Redis70} {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{})
			run(t, npm(t), []string{
				"GLISSADE_BRIDGE=" + startBridge(t, bridge.Target{Name: "server", Address: server.Addr()}),
				"GLISSADE_ADDRESS=" + server.Addr(),
			}, node, tests(t, "live")...)
		})
	}
}
