package cluster

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var routing = []behaviour{
	{name: "routes to one node", test: testRoutesToOneNode},
	{name: "routes to several nodes", test: testRoutesToSeveralNodes},
	{name: "routes to a random node", test: testRandomNode},
	{name: "batches and scans by way of With", test: testWith},
	{name: "routes that lead nowhere", test: testRoutesThatLeadNowhere},
	{name: "what some nodes say while others are silent", test: testPartialFailure},
}

func testRoutesToOneNode(s *environment) {
	client := s.connect(nil)
	none := [shards]int64{}
	for name, row := range map[string]struct {
		route              options.Route
		primaries, replica [shards]int64
	}{
		"slot":            {options.SlotIDRoute{SlotID: firstSlot(2)}, [shards]int64{0, 0, 1}, none},
		"slot's replica":  {options.SlotIDRoute{SlotID: firstSlot(1), SlotType: options.SlotTypeReplica}, none, [shards]int64{0, 1, 0}},
		"key":             {options.SlotKeyRoute{Key: key(firstSlot(1), "k")}, [shards]int64{0, 1, 0}, none},
		"key's replica":   {options.SlotKeyRoute{Key: key(firstSlot(0), "k"), SlotType: options.SlotTypeReplica}, none, [shards]int64{1, 0, 0}},
		"address":         {options.ByAddressRoute{Host: s.primary(2).Host(), Port: s.primary(2).Port()}, [shards]int64{0, 0, 1}, none},
		"replica address": {options.ByAddressRoute{Host: s.replica(2).Addr()}, none, [shards]int64{0, 0, 1}},
	} {
		primaries, replicas := s.executions("echo", func() {
			text, err := client.With(options.CallOptions{Route: row.route}).Echo(s.Context(), "text")
			require.NoError(s, err, name)
			require.Equal(s, "text", text, name)
		})
		require.Equal(s, row.primaries, primaries, name)
		require.Equal(s, row.replica, replicas, name)
	}
}

func echo(a *command.Args) command.Reply[string] { return command.Echo(a, "text") }

func testRoutesToSeveralNodes(s *environment) {
	client := s.connect(nil)
	one, none := [shards]int64{1, 1, 1}, [shards]int64{}
	primaries, replicas := s.executions("echo", func() {
		values, err := core.RunOnNodes(s.Context(), client, options.AllNodes{}, echo)
		require.NoError(s, err)
		require.True(s, values.IsMultiValue())
		want := map[string]string{}
		for _, node := range s.cluster.Nodes {
			want[node.Addr()] = "text"
		}
		require.Equal(s, want, values.MultiValue())
		require.Empty(s, values.Errors())
	})
	require.Equal(s, one, primaries)
	require.Equal(s, one, replicas)
	primaries, replicas = s.executions("echo", func() {
		values, err := core.RunOnNodes(s.Context(), client, options.AllPrimaries{}, echo)
		require.NoError(s, err)
		require.Len(s, values.MultiValue(), shards)
	})
	require.Equal(s, one, primaries)
	require.Equal(s, none, replicas)
	primaries, replicas = s.executions("config|set", func() {
		_, err := client.With(options.CallOptions{Route: options.AllPrimaries{}}).CustomCommand(s.Context(), []string{"CONFIG", "SET", "lua-time-limit", "5000"})
		require.NoError(s, err)
	})
	require.Equal(s, one, primaries)
	require.Equal(s, none, replicas)
}

func testRandomNode(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.ConnectAll = true })
	anywhere := client.With(options.CallOptions{Route: options.RandomNode{}})
	const calls = 60
	primaries, replicas := s.executions("echo", func() {
		for range calls {
			_, err := anywhere.Echo(s.Context(), "text")
			require.NoError(s, err)
		}
	})
	var total int64
	for shard := range shards {
		require.NotZero(s, primaries[shard])
		require.NotZero(s, replicas[shard])
		total += primaries[shard] + replicas[shard]
	}
	require.EqualValues(s, calls, total)
	primaries, _ = s.executions("function|load", func() {
		for range calls { // It writes, so that a replica would refuse it.
			_, err := anywhere.FunctionLoad(s.Context(), library, true)
			require.NoError(s, err)
		}
	})
	require.EqualValues(s, calls, primaries[0]+primaries[1]+primaries[2])
}

// What With returns is a client: it executes batches where it says, and scans the cluster.
func testWith(s *environment) {
	client := s.connect(nil)
	var want []string
	for shard := range shards {
		name := key(firstSlot(shard), "k")
		_, err := client.Set(s.Context(), name, "v")
		require.NoError(s, err)
		want = append(want, name)
	}
	defer s.empty()

	there := client.With(options.CallOptions{Route: options.SlotIDRoute{SlotID: firstSlot(2)}})
	for _, atomic := range []bool{false, true} {
		primaries, _ := s.executions("echo", func() {
			b := batch.New(atomic)
			b.Echo("text")
			require.NoError(s, same(there.Exec(s.Context(), b, true))([]any{"text"}))
		})
		require.Equal(s, [shards]int64{0, 0, 1}, primaries)
	}
	step, err := there.Commands.Scan(s.Context(), "0")
	require.NoError(s, err)
	require.Equal(s, want[2:], step.Elements)

	var keys []string
	for key, err := range client.With(options.CallOptions{Timeout: patience}).ScanAll(s.Context(), options.ClusterKeyspaceScanOptions{}) {
		require.NoError(s, err)
		keys = append(keys, key)
	}
	require.ElementsMatch(s, want, keys)
}

func testRoutesThatLeadNowhere(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.RequestTimeout = 300 * time.Millisecond })
	for _, route := range []options.Route{
		options.SlotIDRoute{SlotID: servers.SlotCount}, options.ByAddressRoute{Host: "localhost"}, &options.AllNodes{},
	} {
		_, err := client.With(options.CallOptions{Route: route}).Ping(s.Context())
		var configuration *failure.ConfigurationError
		require.ErrorAs(s, err, &configuration)
	}
	port, err := servers.FreePort()
	require.NoError(s, err)
	_, err = client.With(options.CallOptions{Route: options.ByAddressRoute{Host: "127.0.0.1", Port: port}}).Ping(s.Context())
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, failure.NotSent, timeout.Delivery)
	require.Contains(s, timeout.Reason, "no server of the cluster has the address")
}

func testPartialFailure(s *environment) {
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.RequestTimeout = 2 * time.Second })
	silent := s.replica(0)
	require.NoError(s, silent.Pause())
	defer func() { require.NoError(s, silent.Resume()) }()
	values, err := core.RunOnNodes(context.Background(), client, options.AllNodes{}, func(a *command.Args) command.Reply[string] { return command.Info(a) })
	require.NoError(s, err)
	require.Len(s, values.MultiValue(), 2*shards-1)
	for address, info := range values.MultiValue() {
		require.Contains(s, info, "redis_version", address)
	}
	require.Len(s, values.Errors(), 1)
	var timeout *failure.TimeoutError
	require.ErrorAs(s, values.Errors()[silent.Addr()], &timeout)
}
