package glissadetest_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/glissadetest"
	"github.com/glissade-io/glissade/options"
)

func TestAClusterDividesTheKeys(t *testing.T) {
	for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
		t.Run(string(protocol), func(t *testing.T) {
			cluster := glissadetest.NewCluster(t, 3)
			client := cluster.Client(t, func(c *options.ClusterClientConfiguration) { c.Protocol = protocol })
			var keys []string
			for i := range 60 {
				key := "key" + strconv.Itoa(i)
				keys = append(keys, key)
				_, err := client.Set(t.Context(), key, key)
				require.NoError(t, err)
			}
			for _, node := range cluster.Nodes {
				require.NotEmpty(t, node.Requests(), "each node has some of the keys")
			}
			values, err := client.MGet(t.Context(), keys)
			require.NoError(t, err)
			for i, value := range values {
				require.Equal(t, keys[i], value.Value())
			}
			size, err := client.DBSize(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, 60, size)
			_, err = client.Rename(t.Context(), "key1", "key2")
			require.Error(t, err)

			s, err := client.SSubscribe(t.Context(), []string{"shard"})
			require.NoError(t, err)
			sent, err := client.SPublish(t.Context(), "shard", "text")
			require.NoError(t, err)
			require.EqualValues(t, 1, sent)
			message, err := s.Receive(t.Context())
			require.NoError(t, err)
			require.Equal(t, "text", message.Message)
		})
	}
}

func TestASlotMoves(t *testing.T) {
	cluster := glissadetest.NewCluster(t, 2)
	client := cluster.Client(t)
	_, err := client.Set(t.Context(), "k", "before")
	require.NoError(t, err)
	before := cluster.NodeOf("k")
	s, err := client.SSubscribe(t.Context(), []string{"k"})
	require.NoError(t, err)

	for i, node := range cluster.Nodes {
		if node != before {
			cluster.Move(glissadetest.SlotOf("k"), i)
		}
	}
	value, err := client.Get(t.Context(), "k")
	require.NoError(t, err)
	require.True(t, value.IsNil(), "keys are not moved with it")
	require.True(t, cluster.NodeOf("k") != before)
	_, err = s.Receive(t.Context())
	require.ErrorAs(t, err, new(*failure.GapError))
}

func TestAScriptedClusterRedirects(t *testing.T) {
	cluster := glissadetest.NewScriptedCluster(t, 2)
	client := cluster.Client(t)
	owner := cluster.NodeOf("k")
	other, address := cluster.Nodes[0], cluster.Address(0)
	if other == owner {
		other, address = cluster.Nodes[1], cluster.Address(1)
	}
	owner.Expect("GET", "k").Reply(glissadetest.Ask(glissadetest.SlotOf("k"), address))
	other.Expect("ASKING")
	other.Expect("GET", "k").Reply(glissadetest.Text("asked"))
	requireValue(t, client, "k", "asked")

	owner.Expect("GET", "k").Reply(glissadetest.Moved(glissadetest.SlotOf("k"), address))
	other.Expect("GET", "k").Reply(glissadetest.Text("moved"))
	requireValue(t, client, "k", "moved")
}

func TestANodeOfAClusterFails(t *testing.T) {
	cluster := glissadetest.NewCluster(t, 2)
	client := cluster.Client(t)
	cluster.NodeOf("k").Expect("INCR", "k").LoseReply()
	_, err := client.Incr(t.Context(), "k")
	require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
	requireValue(t, client, "k", "1")
}
