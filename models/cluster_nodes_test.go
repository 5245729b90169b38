package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestParseClusterNodes(t *testing.T) {
	nodes, err := models.ParseClusterNodes("" +
		"a 127.0.0.1:30001@31001,host-a,shard-id=s1,tls-port=30011 myself,master - 0 0 1 connected 0-5460 5462 [5461->-b] [7-<-c]\n" +
		"b ::1:30002@31002 slave,fail? a 1426238317239 1426238316232 4 disconnected\n\n" +
		"c :0@0 master,noaddr - 0 0 0 connected\n" +
		"d 10.0.0.1:7000 handshake - 0 0 0 connected\n")
	require.NoError(t, err)
	require.Equal(t, []models.ClusterNode{
		{
			ID: "a", Host: "127.0.0.1", Port: 30001, BusPort: 31001, Hostname: "host-a",
			Properties: []models.ClusterNodeProperty{{Name: "shard-id", Value: "s1"}, {Name: "tls-port", Value: "30011"}},
			Flags:      []string{"myself", "master"}, ConfigEpoch: 1, LinkState: "connected",
			Slots:          []models.SlotRange{{Start: 0, End: 5460}, {Start: 5462, End: 5462}},
			MigratingSlots: []models.MovingSlot{{Slot: 5461, NodeID: "b"}},
			ImportingSlots: []models.MovingSlot{{Slot: 7, NodeID: "c"}},
		},
		{
			ID: "b", Host: "::1", Port: 30002, BusPort: 31002, Flags: []string{"slave", "fail?"}, PrimaryID: "a",
			PingSent: time.UnixMilli(1426238317239), PongReceived: time.UnixMilli(1426238316232), ConfigEpoch: 4, LinkState: "disconnected",
		},
		{ID: "c", Flags: []string{"master", "noaddr"}, LinkState: "connected"},
		{ID: "d", Host: "10.0.0.1", Port: 7000, Flags: []string{"handshake"}, LinkState: "connected"},
	}, nodes)
	require.True(t, nodes[0].IsMyself())
	require.True(t, nodes[0].IsPrimary())
	require.False(t, nodes[1].IsMyself())
	require.False(t, nodes[1].IsPrimary())
	require.True(t, nodes[1].HasFlag("fail?"))
	require.False(t, nodes[1].HasFlag("fail"))

	nodes, err = models.ParseClusterNodes("")
	require.NoError(t, err)
	require.Empty(t, nodes)
}

// What Valkey 8.1 and Redis 7.0 let nodes announce.
func TestParseClusterNodesTakesHostsAsTheyAreAnnounced(t *testing.T) {
	for _, host := range []string{"a b", "a,b", `a\b:c@d`, "::1", "fe80::1%eth0", "", "a  b c", "x connected"} {
		nodes, err := models.ParseClusterNodes("a " + host + ":7000@17000,host-a,shard-id=s myself,master - 0 0 1 connected 0-5460 [5461->-b]\n" +
			"b " + host + ":7001@17001 slave a 0 5 1 disconnected\n")
		require.NoError(t, err, host)
		require.Equal(t, host, nodes[0].Host)
		require.EqualValues(t, 7000, nodes[0].Port)
		require.EqualValues(t, 17000, nodes[0].BusPort)
		require.Equal(t, "host-a", nodes[0].Hostname)
		require.Equal(t, []models.SlotRange{{Start: 0, End: 5460}}, nodes[0].Slots)
		require.Equal(t, []models.MovingSlot{{Slot: 5461, NodeID: "b"}}, nodes[0].MigratingSlots)
		require.Equal(t, host, nodes[1].Host)
		require.Equal(t, "a", nodes[1].PrimaryID)
		require.Equal(t, "disconnected", nodes[1].LinkState)
	}
}

func TestParseClusterNodesNamesWhatItCannotRead(t *testing.T) {
	for line, message := range map[string]string{
		"a b c":                             "line 2: a cluster node has 8 parts before its slots, this line has 3",
		"a host f - 0 0 0 connected":        `the address "host" has no port`,
		"a h:x@1 f - 0 0 0 connected":       `the port "x" is no number`,
		"a h:\x1b@1 f - 0 0 0 connected":    `the port "\x1b" is no number`,
		"a h:1@x f - 0 0 0 connected":       `the bus port "x" is no number`,
		"a h:1@2 f - x 0 0 connected":       `the ping-sent "x" is no number`,
		"a h:1@2 f - 0 x 0 connected":       `the pong-recv "x" is no number`,
		"a h:1@2 f - 0 0 x connected":       `the config-epoch "x" is no number`,
		"a h:1@2 f - 0 0 0 connected x":     `the slot "x" is no number`,
		"a h:1@2 f - 0 0 0 connected 1-":    `the slot "" is no number`,
		"a h:1@2 f - 0 0 0 connected [x->-": `the slot "x" is no number`,
	} {
		_, err := models.ParseClusterNodes("a h:1@2 f - 0 0 0 connected\n" + line + "\n")
		require.ErrorContains(t, err, message)
		require.ErrorContains(t, err, "line 2: ")
	}
}

func FuzzParseClusterNodes(f *testing.F) {
	f.Add("a 127.0.0.1:1@2,h,k=v myself,master - 0 0 1 connected 0-5 7 [8->-b] [9-<-c]\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = models.ParseClusterNodes(text)
		models.ParseInfo(text)
	})
}
