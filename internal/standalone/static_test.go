package standalone

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/options"
)

func static(n network, addresses ...string) Config {
	c := config(n, addresses...)
	c.Node.Mux.Handshake.Protocol = mux.PreferRESP3
	c.Mode = options.NodeDiscoveryModeStatic
	return c
}

// Proxies refuse HELLO, ROLE and INFO.
func TestWithStaticRolesTheFirstAddressIsThePrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"b": {role: "master", silent: true}, "a": {role: "slave", silent: true}, "c": {role: "slave", silent: true}}
		c := static(n, "b", "a", "c")
		c.ReadFrom = options.PreferReplica
		g := connected(t, c)
		reply, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, "master", reply)
		require.Equal(t, 1, n["b"].count())
		requireReads(t, n, g, "a", "c")
		for _, s := range n {
			for _, command := range s.Commands() {
				require.NotContains(t, []string{"ROLE", "INFO"}, command[0], "nobody is asked")
			}
		}
	})
}

func TestStaticRolesSurviveThePrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master", silent: true}, "b": {role: "slave", silent: true}}
		g := connected(t, static(n, "a", "b"))
		n["a"].Stop()
		time.Sleep(time.Second)
		_, err := do(t, g, write())
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.ErrorContains(t, err, "the primary is not connected")
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Zero(t, n["b"].count(), "nobody takes its place")
		written := make(chan error, 1)
		r := write()
		r.Timeout = time.Minute
		g.Submit(r, func(_ []byte, err error) { written <- err })
		time.Sleep(time.Second)
		n["a"].Accept()
		require.NoError(t, <-written, "it is waited for")
	})
}

// The address may lead to another server by now, behind a proxy or a name.
func TestAStaticPrimaryThatRefusesWritesIsConnectedToAnew(t *testing.T) {
	for name, addresses := range map[string][]string{"with a replica": {"a", "b"}, "by itself": {"a"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := network{"a": {role: "master", silent: true}, "b": {role: "slave", silent: true}}
				g := connected(t, static(n, addresses...))
				before := len(n["a"].Commands())
				n["a"].become(func(s *server) { s.refusal, s.once = "READONLY no", true })
				_, err := do(t, g, write())
				require.NoError(t, err)
				time.Sleep(time.Second)
				require.Greater(t, len(n["a"].Commands()), before+2, "another handshake")
				n["a"].become(func(s *server) { s.refusal, s.once = "READONLY no", false })
				reply, err := do(t, g, write())
				require.NoError(t, err)
				require.Equal(t, "READONLY no", reply, "until its time is over")
				require.Zero(t, n["b"].count())
			})
		})
	}
}

func TestAStaticPrimaryMustBeThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": stopped("slave")}
		g := connected(t, static(n, "a", "b"))
		_, err := do(t, g, write())
		require.NoError(t, err, "replicas need not")

		reversed := New(static(n, "b", "a"))
		defer reversed.Close()
		err = reversed.Connect(t.Context())
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.Equal(t, "b", connection.Address)
		require.ErrorContains(t, err, "which the first address is with NodeDiscoveryModeStatic")

		lazy := New(static(n, "a", "b"))
		defer lazy.Close()
		_, err = do(t, lazy, write())
		require.NoError(t, err, "it is connected to when it is needed")
	})
}

func TestStaticServersMayBeReplicasAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave", silent: true}, "b": {role: "slave", silent: true}}
		c := static(n, "a", "b")
		c.ReadOnly = true
		requireReads(t, n, connected(t, c), "a", "b")
		single := static(n, "a")
		_, err := do(t, connected(t, single), read())
		require.NoError(t, err, "nobody has asked")
	})
}
