package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestClusterConfiguration(t *testing.T) {
	read := func(fields object) (options.ClusterClientConfiguration, bridge, error) {
		return readClusterConfiguration(boundary.NewArguments("createClient", boundarytest.Values(fields)))
	}
	shop := object{{Name: "url", Value: "wss://b"}, {Name: "target", Value: "shop"}, {Name: "addressMap", Value: true}}
	got, b, err := read(object{
		{Name: "bridge", Value: shop},
		{Name: "requestTimeout", Value: 1500},
		{Name: "clientName", Value: "c"},
		{Name: "connectAll", Value: true},
		{Name: "periodicChecks", Value: object{{Name: "duration_in_sec", Value: 1.5}}},
		{Name: "advancedConfiguration", Value: object{{Name: "connectionTimeout", Value: 700}, {Name: "refreshTopologyFromInitialNodes", Value: true}}},
	})
	require.NoError(t, err)
	require.Equal(t, bridge{url: "wss://b", target: "shop", isMapped: true, isCluster: true}, b)
	require.Equal(t, options.ClusterClientConfiguration{
		Addresses:      []options.NodeAddress{anyNode},
		RequestTimeout: 1500 * time.Millisecond, ClientName: "c", ConnectAll: true,
		PeriodicChecks:                  options.PeriodicChecks{Interval: 1500 * time.Millisecond},
		RefreshTopologyFromInitialNodes: true,
		Advanced:                        options.AdvancedClientConfiguration{ConnectionTimeout: 700 * time.Millisecond},
	}, got)

	got, b, err = read(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}},
		{Name: "periodicChecks", Value: "disabled"},
		{Name: "readFrom", Value: "preferReplica"},
	})
	require.NoError(t, err)
	require.False(t, b.isCluster)
	require.Equal(t, options.ClusterClientConfiguration{ReadFrom: options.PreferReplica, PeriodicChecks: options.PeriodicChecks{Disabled: true}, ConnectAll: true}, got)

	for field, value := range map[string]bool{"lazyConnect": true, "connectAll": false} {
		got, _, err = read(object{{Name: "bridge", Value: shop}, {Name: field, Value: value}})
		require.NoError(t, err)
		require.False(t, got.ConnectAll, field)
	}

	for field, value := range map[string]any{"sentinel": object{}, "readOnly": true, "nodeDiscoveryMode": 1} {
		_, _, err := read(object{{Name: "bridge", Value: shop}, {Name: field, Value: value}})
		require.ErrorContains(t, err, "createClient configuration."+field+": is unknown")
	}
}

func TestEverySettingOfACommonConfigurationIsTakenOver(t *testing.T) {
	common := options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "h"}}, Credentials: &options.ServerCredentials{Password: "p"},
		RequestTimeout: 1, DatabaseID: 2, ClientName: "c", Protocol: options.ProtocolRESP2, InflightRequestsLimit: 3, LibraryName: "l", ClientInfoTag: "t",
		ReadFrom: options.AZAffinity, ClientAZ: "z", LazyConnect: true, Subscriptions: &options.SubscriptionConfiguration{}, ReconnectStrategy: options.BackoffStrategy{Factor: 4},
		Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: 5},
	}
	require.Equal(t, common, withCommonSettings(common, options.ClusterClientConfiguration{}).ClientConfiguration())
}

func TestRoutes(t *testing.T) {
	typed := func(name string, rest ...boundarytest.Field) object {
		return append(object{{Name: "type", Value: name}}, rest...)
	}
	for _, c := range []struct {
		value any
		want  options.Route
	}{
		{"allNodes", options.AllNodes{}},
		{"allPrimaries", options.AllPrimaries{}},
		{"randomNode", options.RandomNode{}},
		{typed("primarySlotKey", boundarytest.Field{Name: "key", Value: "k"}), options.SlotKeyRoute{Key: "k"}},
		{typed("replicaSlotKey", boundarytest.Field{Name: "key", Value: ""}), options.SlotKeyRoute{SlotType: options.SlotTypeReplica}},
		{typed("primarySlotId", boundarytest.Field{Name: "id", Value: 5}), options.SlotIDRoute{SlotID: 5}},
		{typed("replicaSlotId", boundarytest.Field{Name: "id", Value: 6}), options.SlotIDRoute{SlotType: options.SlotTypeReplica, SlotID: 6}},
		{typed("routeByAddress", boundarytest.Field{Name: "host", Value: "h"}, boundarytest.Field{Name: "port", Value: 7}), options.ByAddressRoute{Host: "h", Port: 7}},
	} {
		in := boundary.NewArguments("with", boundarytest.Values(c.value))
		require.Equal(t, c.want, readRoute(in, "route"))
		in.End()
		require.NoError(t, in.Err())
	}
}

// startCluster returns a session with client 1 of a real cluster.
func startCluster(t *testing.T) (*dispatcher, *javaScript, *servers.Cluster) {
	t.Helper()
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
	js := newJavaScript()
	s := newDispatcher(js)
	s.submit(boundarytest.Request(nil, 1, 1, boundary.OperationCreateCluster, object{
		{Name: "bridge", Value: object{{Name: "url", Value: "ws://127.0.0.1"}}},
		{Name: "addresses", Value: array{object{{Name: "host", Value: cluster.Nodes[0].Host()}, {Name: "port", Value: cluster.Nodes[0].Port()}}}},
		{Name: "requestTimeout", Value: 30_000},
		{Name: "advancedConfiguration", Value: object{{Name: "connectionTimeout", Value: 30_000}}},
	}))
	require.Equal(t, boundary.StatusDone, js.await(t, 1).Status)
	t.Cleanup(func() {
		s.submit(boundarytest.Request(nil, 99, 1, boundary.OperationClose))
		js.await(t, 99)
	})
	return s, js, cluster
}

func TestACluster(t *testing.T) {
	s, js, cluster := startCluster(t)
	with := func(id uint32, route any, command ...string) boundarytest.Record {
		s.submit(boundarytest.Request(nil, id, 1, boundary.OperationCommand|boundary.WithOptions, object{{Name: "route", Value: route}}, words(command...)))
		return js.await(t, id)
	}
	s.submit(boundarytest.Request(nil, 2, 1, boundary.OperationCommand, words("MSET", "a", "1", "b", "2", "c", "3")))
	require.Equal(t, "+OK\r\n", string(js.await(t, 2).Body))

	s.submit(together(10, "SELECT 0", "GET a"))
	require.Equal(t, []string{acknowledged, "$1\r\n1\r\n"}, js.outcomes(t, 10, 2), "the client's own select")

	record := with(3, "allPrimaries", "ECHO", "hello")
	require.Equal(t, boundary.StatusByNode, record.Status)
	require.Equal(t, "\x03\x00\x00\x00", string(record.Body[:4]))
	for _, node := range cluster.Nodes {
		require.Contains(t, string(record.Body), node.Addr()+"\x00\x0b\x00\x00\x00$5\r\nhello\r\n")
	}
	require.Equal(t, ":3\r\n", string(with(4, "allNodes", "DBSIZE").Body))
	require.Contains(t, with(5, "nowhere", "PING").Failure().Message, "command options.route: must be")

	var commands []byte
	for _, key := range []string{"a", "b", "c"} {
		commands = boundarytest.Request(commands, 0, 0, boundary.OperationCommand, words("GET", key))
	}
	s.submit(boundarytest.Request(nil, 6, 1, boundary.OperationBatch, false, commands, object{{Name: "retryStrategy", Value: object{{Name: "retryServerError", Value: true}}}}))
	require.Equal(t, 3, int(js.await(t, 6).Body[0]))
	s.submit(boundarytest.Request(nil, 7, 1, boundary.OperationBatch, true, commands))
	require.Contains(t, js.await(t, 7).Failure().Message, "different slots")
	transaction := boundarytest.Request(nil, 0, 0, boundary.OperationCommand, words("INCR", "a"))
	s.submit(boundarytest.Request(nil, 8, 1, boundary.OperationBatch, true, transaction))
	require.Equal(t, "\x01\x00\x00\x00"+"\x00\x04\x00\x00\x00:2\r\n", string(js.await(t, 8).Body))
	s.submit(boundarytest.Request(nil, 9, 1, boundary.OperationShutdown, 5000))
	require.Equal(t, boundary.StatusDone, js.await(t, 9).Status)
}
