package standalone

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// replication is a primary with two replicas, of which one has a replica itself.
func replication() network {
	return network{
		"p:1": {role: "master", id: "p", followed: []string{"b 1", "c 1"}},
		"b:1": {role: "slave", id: "b", follows: "p 1", followed: []string{"d 1"}},
		"c:1": {role: "slave", id: "c", follows: "p 1"},
		"d:1": {role: "slave", id: "d", follows: "b 1"},
	}
}

func discovering(n network, addresses ...string) Config {
	c := config(n, addresses...)
	c.Mode, c.ReadFrom = options.NodeDiscoveryModeDiscoverAll, options.ReadFromAllNodes
	return c
}

// addresses returns those of the servers in a group.
func (g *Group) addresses() []string {
	var addresses []string
	for _, n := range g.servers() {
		addresses = append(addresses, n.Address())
	}
	slices.Sort(addresses)
	return addresses
}

// requireReads checks that reads go to each of these servers equally often.
func requireReads(t *testing.T, n network, g *Group, want ...string) {
	t.Helper()
	synctest.Wait() // Replicas may still be connecting.
	before := map[string]int{}
	for address, s := range n {
		before[address] = s.count()
	}
	const turns = 5
	for range turns * len(want) {
		_, err := do(t, g, read())
		require.NoError(t, err)
	}
	got := map[string]int{}
	for address, s := range n {
		if count := s.count() - before[address]; count > 0 {
			got[address] = count
		}
	}
	expected := map[string]int{}
	for _, address := range want {
		expected[address] = turns
	}
	require.Equal(t, expected, got)
}

func TestAllServersAreFoundFromAnyOne(t *testing.T) {
	for _, seed := range []string{"p:1", "b:1", "c:1", "d:1"} {
		t.Run(seed, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := replication()
				g := connected(t, discovering(n, seed))
				requireReads(t, n, g, "p:1", "b:1", "c:1", "d:1")
				reply, err := do(t, g, write())
				require.NoError(t, err)
				require.Equal(t, "master", reply)
			})
		})
	}
}

func TestWhoJoinsIsFoundAndWhoLeavesIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := replication()
		n["e:1"] = &server{role: "slave", id: "e", follows: "p 1"}
		g := connected(t, discovering(n, "p:1"))
		n["p:1"].become(func(s *server) { s.followed = []string{"b 1", "e 1"} })
		time.Sleep(time.Minute)
		require.Equal(t, []string{"b:1", "d:1", "e:1", "p:1"}, g.addresses())
		requireReads(t, n, g, "p:1", "b:1", "d:1", "e:1")
	})
}

func TestAPromotedReplicaIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := replication()
		var mu sync.Mutex
		var primaries []string
		c := discovering(n, "p:1")
		c.Events = func(e models.ConnectionEvent) {
			mu.Lock()
			defer mu.Unlock()
			if e.Kind == models.PrimaryChanged {
				primaries = append(primaries, e.Address)
			}
		}
		g := connected(t, c)
		n["p:1"].Stop()
		n["b:1"].become(func(s *server) { s.role, s.follows, s.followed = "master", "", []string{"c 1", "d 1"} })
		n["c:1"].become(func(s *server) { s.follows = "b 1" })
		reply, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, "master", reply)
		synctest.Wait()
		mu.Lock()
		require.Equal(t, []string{"p:1", "b:1"}, primaries)
		mu.Unlock()
		require.Equal(t, 1, n["b:1"].count())
		require.Equal(t, []string{"b:1", "c:1", "d:1", "p:1"}, g.addresses(), "a configured address stays")
		requireReads(t, n, g, "b:1", "c:1", "d:1")

		n["p:1"].become(func(s *server) { s.role, s.follows, s.followed = "slave", "b 1", nil; s.Accept() })
		time.Sleep(time.Minute)
		requireReads(t, n, g, "p:1", "b:1", "c:1", "d:1")
	})
}

// Servers announce other addresses than those that they are configured by.
func TestAServerWithTwoAddressesIsOne(t *testing.T) {
	for _, seeds := range [][]string{{"primary.example:1"}, {"replica.example:1"}, {"replica.example:1", "primary.example:1", "p:1"}} {
		synctest.Test(t, func(t *testing.T) {
			n := replication()
			n["primary.example:1"], n["replica.example:1"] = n["p:1"], n["c:1"]
			g := connected(t, discovering(n, seeds...))
			time.Sleep(time.Minute)
			require.Len(t, g.addresses(), 4, "%v", g.addresses())
			require.Subset(t, g.addresses(), seeds[:1])
			all := maps.Clone(n)
			delete(all, "primary.example:1")
			delete(all, "replica.example:1")
			requireReads(t, all, g, "p:1", "b:1", "c:1", "d:1")
			connections := len(n["p:1"].Commands())
			time.Sleep(time.Minute)
			for _, command := range n["p:1"].Commands()[connections:] {
				require.NotEqual(t, "PING", command[0], "it is not dialled again by its other address")
			}
		})
	}
}

func TestServersThatAreDownAreNamedInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := replication()
		n["c:1"].Refuse()
		g := connected(t, discovering(n, "b:1"))
		requireReads(t, n, g, "p:1", "b:1", "d:1")
		n["c:1"].Accept()
		time.Sleep(time.Minute)
		requireReads(t, n, g, "p:1", "b:1", "c:1", "d:1")
	})
}

func TestAReplicaWhosePrimaryIsGoneIsNoReplication(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := replication()
		n["p:1"].Refuse()
		g := New(discovering(n, "c:1"))
		defer g.Close()
		require.ErrorContains(t, g.Connect(t.Context()), "none of the servers that can be reached is a primary")
	})
}

func TestServersThatDoNotDescribeThemselvesCannotBeDiscovered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(discovering(network{"p:1": {role: "master", silent: true}}, "p:1"))
		defer g.Close()
		err := g.Connect(t.Context())
		require.ErrorContains(t, err, "the server does not describe its replication, which NodeDiscoveryModeDiscoverAll needs")
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
	})
}

// What a server says leads to servers alone, and not to any number of them.
func TestNamesAreBoundedAndAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"p:1": {role: "master", id: "p", followed: []string{"unix /tmp/x", "a/b 1", " 1", "b 0", "b 99999", "c 1,ip=d"}}}
		n["c:1"] = &server{role: "slave", id: "c"}
		g := connected(t, discovering(n, "p:1"))
		require.Equal(t, []string{"c:1", "p:1"}, g.addresses())
		n["p:1"].become(func(s *server) {
			s.followed = nil
			for i := range 2 * mostServers {
				name := "r" + strconv.Itoa(i)
				s.followed = append(s.followed, name+" 1")
				n[name+":1"] = stopped("slave")
			}
		})
		time.Sleep(time.Minute)
		require.LessOrEqual(t, len(g.addresses()), mostServers+1)
		dialled := 0
		for _, s := range n {
			if s.Dials() > 0 {
				dialled++
			}
		}
		require.LessOrEqual(t, dialled, mostServers+2, "one more has left")
	})
}
