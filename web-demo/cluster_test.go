package main

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

func TestPanelsWorkOnACluster(t *testing.T) {
	v, _ := visitCluster(t, "console")
	require.Regexp(t, `^Valkey 9\.1\.\d+, cluster$`, v.text("#server"))

	v.enableKeyEvents()
	keys := make([]string, 0, 6)
	for i := range 6 { // over all shards
		keys = append(keys, "key:"+strconv.Itoa(i))
		require.Equal(t, "string OK", v.run("SET key:"+strconv.Itoa(i)+" here").Text)
	}
	v.until(shownKeys + `.length === 6`)
	require.Equal(t, keys, v.keys(), "events of all primaries are heard")
	v.press("#keys-read")
	v.until(shownKeys + `.length === 6`)

	require.Regexp(t, `^map 3 pairs 127\.0\.0\.1:\d+ string `, v.run("LATENCY DOCTOR").Text, "each primary has a reply of its own")

	v.join("lobby", "Ada")
	v.say("Is anybody here?")
	require.Equal(t, said{"Ada (you)", "Is anybody here?", true}, v.hears(1))

	v.show("load")
	v.slide("#concurrency", 6)
	v.slide("#duration", 1)
	v.press("#load-button")
	v.until(`document.querySelector("#load-note").textContent.includes("on average")`)
	require.Greater(t, v.figure("#rate"), 0.0)
	v.show("console")
	require.Equal(t, "integer 6", v.run("DBSIZE").Text, "the load removes its keys, of all shards")
}

func TestMapFollowsTheCluster(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	v.until(`document.querySelectorAll('.node[data-condition="online"]').length === 6`)
	require.Equal(t, "3 shards, 6 of 6 nodes online", v.text("#cluster-summary"))
	require.Len(t, evaluate[[]string](v, `[...document.querySelectorAll(".range")].map((range) => range.style.width)`), 3)

	for _, key := range []string{"user:1", "{user:1}.mail", "a{}b", "}{", "{}{user}", "grüß"} {
		reply, err := cluster.Nodes[0].Command(t.Context(), "CLUSTER", "KEYSLOT", key)
		require.NoError(t, err)
		owner, err := cluster.NodeForSlot(t.Context(), int(reply.Int))
		require.NoError(t, err)
		v.fill("#slot-key", key)
		slot := evaluate[int](v, `Number(document.querySelector("#slot-answer strong").textContent.replace(/\D/g, ""))`)
		require.EqualValues(t, reply.Int, slot, key)
		require.Equal(t, owner.Addr(), v.text("#slot-answer code"), key)
	}

	isCluster, err := inCluster(t.Context(), cluster.Nodes[0].Addr())
	require.NoError(t, err)
	require.True(t, isCluster)

	primary, replica := pair(t, cluster, 0)
	require.NoError(t, cluster.Failover(t.Context(), replica, servers.FailoverInAgreement))
	v.until(`document.querySelector('.node[data-address="` + replica.Addr() + `"]').dataset.role === "primary"`)

	primary.Kill()
	v.until(`document.querySelector('.node[data-address="` + primary.Addr() + `"]').dataset.condition === "ended"`)
	require.NoError(t, primary.Restart(t.Context()))
	v.until(`document.querySelectorAll('.node[data-condition="online"]').length === 6`)
}

func TestAnExistingServerIsAskedWhetherItIsACluster(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{UnixSocket: true, Password: "secret"})
	for _, address := range []string{server.Addr(), "unix:" + server.Socket()} {
		isCluster, err := inCluster(t.Context(), address)
		require.NoError(t, err, address)
		require.False(t, isCluster, address)
	}
	server.Kill()
	_, err := findBackend(t.Context(), server.Addr(), false)
	require.ErrorContains(t, err, "-server")
}
