package standalone

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
)

// tells has a sentinel describe a primary at one port and give the address of another,
// as the leader of a failover does.
func (s *server) tells(epoch, described, given int) {
	s.become(func(s *server) {
		s.role = "sentinel"
		s.answers = map[string][]string{
			"MASTER":                  {"ip h port " + strconv.Itoa(described) + " config-epoch " + strconv.Itoa(epoch)},
			"GET-MASTER-ADDR-BY-NAME": {"h " + strconv.Itoa(given)},
		}
	})
}

func watched(n network) Config {
	c := config(n)
	sentinel := c.Node
	c.Sentinel = &Sentinel{Addresses: []string{"s1", "s2"}, PrimaryName: "primary", Node: sentinel}
	return c
}

func TestTheLeaderOfAFailoverNamesTheNewPrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"s1": {}, "s2": {}, "h:1": {role: "master"}, "h:2": {role: "master"}}
		n["s1"].tells(1, 1, 2)
		n["s2"].tells(0, 1, 1)
		g := connected(t, watched(n))
		_, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, 1, n["h:2"].count())
	})
}

func TestWhySentinelsCannotBeReachedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"s1": {}, "s2": {}}
		for _, s := range n {
			s.Stop()
		}
		g := New(watched(n))
		defer g.Close()
		err := g.Connect(t.Context())
		require.ErrorContains(t, err, `no sentinel tells where the primary "primary" is`)
		for address := range n {
			require.ErrorContains(t, err, "connection to "+address+": dial failed")
		}
	})
}

// A sentinel that has not heard of a failover yet would lead back to a primary that
// was replaced, and has come back.
func TestASentinelThatMissedTheLastFailoverIsNotBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"s1": {}, "s2": {}, "h:1": {role: "master"}, "h:2": {role: "master"}}
		n["s1"].tells(1, 2, 2)
		n["s2"].tells(0, 1, 1)
		g := connected(t, watched(n))
		n["s1"].Stop()
		n["h:2"].Reset()
		time.Sleep(time.Minute)
		_, err := do(t, g, write())
		require.ErrorContains(t, err, "do not know of the last failover")
		require.Equal(t, 0, n["h:1"].count())

		n["s1"].Accept()
		time.Sleep(time.Minute) // until it is dialled
		_, err = do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, 1, n["h:2"].count())

		n["s1"].tells(0, 1, 1) // Both were told to forget what there was.
		n["h:2"].Reset()
		time.Sleep(time.Minute)
		_, err = do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, 1, n["h:1"].count())
	})
}

// A server that sentinels do not tell of any more is left: who is about to send a
// request to it turns elsewhere, and is not told that the client is closed.
func TestARequestToAServerThatWasDroppedGoesElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"s1": {}, "s2": {}, "h:1": {role: "master"}, "h:2": {role: "master"}}
		n["s1"].tells(0, 1, 1)
		n["s2"].tells(0, 1, 1)
		g := connected(t, watched(n))
		old := g.snapshot.Load().primary
		n["s1"].tells(1, 2, 2)
		n["s2"].tells(1, 2, 2)
		n["h:1"].Reset()
		time.Sleep(time.Minute)
		require.Equal(t, "h:2", g.snapshot.Load().primary.Address())

		r := write()
		err := old.Do(t.Context(), new(mux.Call), r.Request)
		var closing *failure.ClosingError
		require.ErrorAs(t, err, &closing)
		require.Equal(t, lost, judgeError(err, old, &r))

		g.Close()
		_, err = do(t, g, write())
		require.ErrorAs(t, err, &closing)
	})
}

// What a sentinel says leads to servers alone: to no Unix socket, and to no port that is
// none.
func TestWhatIsNoAddressOfAServerIsNotDialled(t *testing.T) {
	for name, address := range map[string]string{
		"a socket": "unix:/tmp/socket 1", "a socket named by its port": "unix 1", "a path": "/tmp/socket 1", "userinfo": "user@h 1", "a control character": "h\x01 1",
		"port 0": "h 0", "a negative port": "h -1", "a port that is too high": "h 65536", "a port that is text": "h http",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := network{"s1": {}, "s2": {}, "h:1": {role: "master"}, "h:2": {role: "slave"}}
				n["s1"].tells(7, 1, 1)
				n["s1"].become(func(s *server) { s.answers["GET-MASTER-ADDR-BY-NAME"] = []string{address} })
				n["s2"].tells(1, 1, 1)
				host, port, _ := strings.Cut(address, " ")
				other := "ip " + host + " port " + port + " flags slave"
				n["s2"].become(func(s *server) {
					s.answers["REPLICAS"] = []string{other, "ip h port 2 flags slave"}
					s.answers["SENTINELS"] = []string{other}
				})
				g := connected(t, watched(n)) // by the other one
				synctest.Wait()               // until nobody looks for servers
				require.Equal(t, "h:1", g.snapshot.Load().primary.Address())
				require.Equal(t, 2, len(g.nodes))
				require.True(t, g.nodes["h:2"] != nil)
				require.Equal(t, 2, len(g.finder.(*sentinels).nodes))

				n["s2"].Stop()
				c := watched(n)
				c.Sentinel.Addresses = c.Sentinel.Addresses[:1]
				lonely := New(c)
				defer lonely.Close()
				err := lonely.Connect(t.Context())
				require.ErrorContains(t, err, "s1")
				require.ErrorContains(t, err, "gives an address of the primary that is none")
				require.NotContains(t, err.Error(), "\x01")
			})
		})
	}
}
