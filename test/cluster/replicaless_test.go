package cluster

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var replicaless = []behaviour{
	{name: "replicas that there are not are not waited for", test: testNoReplicas},
	{name: "a client of standalone servers meets a cluster", test: testStandaloneClient},
}

// TestWithoutReplicas is for what a cluster of primaries alone shows.
func TestWithoutReplicas(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			cluster := servers.StartCluster(t, version, servers.ClusterOptions{NodeTimeout: calm})
			for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
				for _, row := range replicaless {
					t.Run(string(protocol)+"/"+row.name, func(t *testing.T) {
						s := newEnvironment(t, version, cluster)
						s.protocol = protocol
						row.test(s)
					})
				}
			}
		})
	}
}

func testNoReplicas(s *environment) {
	ctx := s.Context()
	name := key(firstSlot(1), "k")
	for _, from := range []options.ReadFrom{options.Primary, options.PreferReplica, options.AZAffinity, options.AZAffinityReplicasAndPrimary} {
		client := s.connect(func(c *options.ClusterClientConfiguration) {
			c.RequestTimeout, c.ReadFrom = patience, from
			if from.UsesZones() {
				c.ClientAZ = "here"
			}
		})
		began := time.Now()
		_, err := client.Set(ctx, name, "v")
		require.NoError(s, err)
		require.NoError(s, same(client.Get(ctx, name))(models.Present("v")))
		for _, route := range []options.Route{
			options.SlotKeyRoute{SlotType: options.SlotTypeReplica, Key: name},
			options.SlotIDRoute{SlotType: options.SlotTypeReplica, SlotID: firstSlot(1)},
			options.RandomNode{},
		} {
			routed := client.With(options.CallOptions{Route: route})
			require.NoError(s, same(routed.Get(ctx, name))(models.Present("v")))
			require.NoError(s, same(routed.Ping(ctx))("PONG"))
			if _, anywhere := route.(options.RandomNode); !anywhere {
				step, err := routed.Commands.Scan(ctx, "0")
				require.NoError(s, err)
				require.NotEmpty(s, step.Elements)
			}
			for _, atomic := range []bool{false, true} {
				b := batch.New(atomic)
				b.Get(name)
				o := options.ClusterBatchOptions{Route: route}
				require.NoError(s, same(client.ExecWithOptions(ctx, b, true, o))([]any{models.Present("v")}))
			}
		}
		values, err := core.RunOnNodes(ctx, client, options.AllNodes{}, echo)
		require.NoError(s, err)
		require.Len(s, values.MultiValue(), shards)
		demanding := client.With(options.CallOptions{Replica: true})
		_, err = demanding.Get(ctx, name)
		require.Equal(s, failure.NotSent, failure.DeliveryOf(err))
		require.ErrorContains(s, err, "the option Replica")
		_, err = demanding.MGet(ctx, []string{name, key(firstSlot(2), "k")})
		require.ErrorContains(s, err, "the option Replica")
		require.Less(s, time.Since(began), patience/2, "nothing has waited for its timeout")
		client.Close()
	}
}

func testStandaloneClient(s *environment) {
	ctx := s.Context()
	connect := func(nodes ...*servers.Node) (*core.Client, error) {
		configuration := options.ClientConfiguration{RequestTimeout: patience, Protocol: s.protocol}
		for _, node := range nodes {
			configuration.Addresses = append(configuration.Addresses, addressOf(node))
		}
		return native.NewClient(ctx, configuration)
	}
	client, err := connect(s.primary(0))
	require.NoError(s, err)
	defer client.Close()
	here, there := key(firstSlot(0), "k"), key(firstSlot(1), "k")
	_, err = client.Set(ctx, here, "v")
	require.NoError(s, err)
	require.NoError(s, same(client.Get(ctx, here))(models.Present("v")))
	const hint = "use NewClusterClient"
	check := func(err error, code string) {
		s.Helper()
		var refused *failure.ServerError
		require.ErrorAs(s, err, &refused)
		require.Equal(s, code, refused.Code)
		require.NotContains(s, refused.Message, hint)
		require.ErrorContains(s, err, hint)
	}
	_, err = client.Get(ctx, there)
	check(err, "MOVED")
	_, err = client.MGet(ctx, []string{here, there})
	check(err, "CROSSSLOT")
	_, err = client.BLPop(ctx, []string{there}, patience)
	check(err, "MOVED")
	for _, atomic := range []bool{false, true} {
		b := batch.New(atomic)
		b.Get(there)
		_, err = client.Exec(ctx, b, true)
		check(err, "MOVED")
	}
	_, err = connect(s.primary(0), s.primary(1))
	require.ErrorContains(s, err, "NewClusterClient")
	require.Equal(s, failure.NotSent, failure.DeliveryOf(err))
}
