package check

import (
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

const why = "test the JavaScript package"

// testTimeout bounds each of Node's tests; runTimeout all of them, so that a hang is
// reported with what was printed until then.
const (
	testTimeout = 2 * time.Minute
	runTimeout  = 5 * time.Minute
)

// The parts of the package that need no server.
func TestParts(t *testing.T) {
	node := need(t, "node", why)
	run(t, npm(t), []string{
		"GLISSADE_INTERNALS=" + internals(t),
		"GLISSADE_SHAPES=" + filepath.Join(root(t), "core", "command", "testdata", "shapes.json"),
		"GLISSADE_VALUES=" + filepath.Join(root(t), "wasm", "internal", "boundary", "testdata", "values.json"),
	}, node, tests(t, "parts")...)
}

// The package as it is shipped, through a real bridge to real servers.
func TestPackage(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	for _, version := range []servers.Version{servers.Valkey91, servers.Redis70} {
		t.Run(string(version), func(t *testing.T) {
			server, pausable := servers.Start(t, version, servers.Options{}), servers.Start(t, version, servers.Options{})
			targets := []bridge.Target{{Name: "server", Address: server.Addr()}, {Address: pausable.Addr()}}
			const token = "of-the-tests-0123456789"
			run(t, npm(t), []string{
				"GLISSADE_BRIDGE=" + startBridge(t, targets...),
				"GLISSADE_TOKEN_BRIDGE=" + serveBridge(t, bridge.Config{Targets: targets, Tokens: []string{token}}),
				"GLISSADE_TOKEN=" + token,
				"GLISSADE_ADDRESS=" + server.Addr(),
				"GLISSADE_PAUSABLE=" + pausable.Addr(),
				// A Go program that takes its environment from Node would end for want of threads.
				"GOMAXPROCS=4",
				"GLISSADE_INTERNALS=" + internals(t),
			}, node, tests(t, "package")...)
		})
	}
}

// The same with several servers.
func TestPackageWithReplication(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	replication := servers.StartReplication(t, servers.Valkey91, servers.ReplicationOptions{})
	sentinels := servers.StartSentinels(t, servers.Valkey91, replication, servers.SentinelOptions{DownAfter: time.Minute})
	require.Equal(t, "primary", sentinels.Name)
	list := func(servers []*servers.Server) (addresses []string, targets []bridge.Target) {
		for _, server := range servers {
			addresses = append(addresses, server.Addr())
			targets = append(targets, bridge.Target{Address: server.Addr()})
		}
		return addresses, targets
	}
	addresses, targets := list(replication.Servers())
	sentinelAddresses, sentinelTargets := list(sentinels.Sentinels)
	run(t, npm(t), []string{
		"GLISSADE_BRIDGE=" + startBridge(t, append(targets, sentinelTargets...)...),
		"GLISSADE_ADDRESS=" + addresses[0],
		"GLISSADE_REPLICATION=" + strings.Join(addresses, ","),
		"GLISSADE_SENTINELS=" + strings.Join(sentinelAddresses, ","),
	}, node, tests(t, "replication")...)
}

// By sockets and without a bridge, where sentinels know the servers; they promote another.
func TestPackageOverSocketsWithSentinels(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	replication := servers.StartReplication(t, servers.Valkey91, servers.ReplicationOptions{})
	const password = "of-the-sentinels"
	sentinels := servers.StartSentinels(t, servers.Valkey91, replication, servers.SentinelOptions{
		DownAfter: 3 * time.Second, Password: password,
	})
	run(t, npm(t), []string{
		"GLISSADE_REPLICATION=" + addressesOf(replication.Servers()),
		"GLISSADE_SENTINELS=" + addressesOf(sentinels.Sentinels),
		"GLISSADE_SENTINEL_PASSWORD=" + password,
	}, node, tests(t, "sentinels")...)
}

func addressesOf(servers []*servers.Server) string {
	var addresses []string
	for _, server := range servers {
		addresses = append(addresses, server.Addr())
	}
	return strings.Join(addresses, ",")
}

// The same with a cluster.
func TestPackageWithACluster(t *testing.T) {
	node := need(t, "node", why)
	servers.Require(t, servers.Valkey91)
	buildPackage(t)
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{ReplicasPerShard: 1, NodeTimeout: 15 * time.Second})
	var addresses, seeds []string
	var listed []bridge.Target
	for i, node := range cluster.Nodes {
		addresses = append(addresses, node.Addr())
		listed = append(listed, bridge.Target{Address: node.Addr()})
		if i == 1 {
			seeds = append(seeds, node.Addr())
		}
	}
	shop := bridge.Target{Name: "shop", Address: addresses[0], Cluster: &bridge.Cluster{Seeds: seeds, Ports: []bridge.PortRange{{First: 1024, Last: 65535}}}}
	run(t, npm(t), []string{
		"GLISSADE_BRIDGE=" + startBridge(t, shop),
		"GLISSADE_LISTING_BRIDGE=" + startBridge(t, listed...),
		"GLISSADE_CLUSTER=" + strings.Join(addresses, ","),
		"GLISSADE_INTERNALS=" + internals(t),
	}, node, append([]string{"--test-concurrency=1"}, tests(t, "cluster")...)...) // the cluster changes in some
}

// startBridge returns the URL of a bridge to targets.
func startBridge(t *testing.T, targets ...bridge.Target) string {
	t.Helper()
	return serveBridge(t, bridge.Config{Targets: targets})
}

func serveBridge(t *testing.T, config bridge.Config) string {
	t.Helper()
	config.AllowNoOrigin = true // Node sends none.
	b, err := bridge.New(config)
	require.NoError(t, err)
	listener := httptest.NewServer(b)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		listener.Close()
	})
	return strings.Replace(listener.URL, "http", "ws", 1)
}

// tests returns Node's arguments for the tests of a folder.
func tests(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(npm(t), "test", folder, "*.test.mjs"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return append([]string{
		"--experimental-websocket", "--test", "--test-timeout=" + strconv.Itoa(int(testTimeout.Milliseconds())),
		// The WebSocket of Node 20 can miss that it was closed, and then keeps the process.
		"--test-force-exit",
	}, files...)
}
