package cluster

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
)

// expanding is a network in which a name stands for several servers.
type expanding struct {
	*network
	names map[string][]string
}

func (e expanding) Expand(_ context.Context, address string) ([]string, error) {
	if addresses, ok := e.names[address]; ok {
		return addresses, nil
	}
	return nil, fakeserver.ErrRefused
}

func (c *Cluster) addresses() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var addresses []string
	for id := range c.members {
		addresses = append(addresses, id.address)
	}
	slices.Sort(addresses)
	return addresses
}

func TestANameStandsForAllItsServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		n.servers["a:1"].Refuse()
		settings := config(n, "name:1", "unknown:1")
		settings.Node.Dialer = expanding{n, map[string][]string{"name:1": {"a:1", "b:1"}}}
		c := connectTo(t, settings)
		requireReply(t, c, set(high), "b:1")
		require.Equal(t, []string{"a:1", "b:1", "c:1", "d:1"}, c.addresses(), "a seed that is nobody is let go of")
	})
}

func TestOneViewDoesNotOutweighTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-5000", "b:1 5001-10000", "c:1 10001-16383")
		settings := config(n, "a:1", "b:1", "c:1")
		settings.Interval = time.Second
		c := connectTo(t, settings)
		for _, address := range []string{"a:1", "b:1", "c:1"} {
			c.member(identity{address, false}).KeepDialing()
		}
		n.become(func() { n.servers["c:1"].view = []string{"c:1 0-16383"} })
		for range 20 {
			time.Sleep(time.Second)
			requireReply(t, c, set(low), "b:1")
		}
	})
}

func TestAChangeIsNoticedByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		settings := config(n, "a:1")
		settings.Interval = 10 * time.Second
		settings.ConnectAll = true
		c := connectTo(t, settings)
		synctest.Wait()
		n.become(func() {
			n.add("e:1")
			n.topology = []string{"a:1 0-5000", "e:1 5001-8191", "b:1 8192-16383 d:1"}
		})
		time.Sleep(11 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"a:1", "b:1", "d:1", "e:1"}, c.addresses())
		require.True(t, c.snapshot.Load().byAddress("e:1").Connected(), "what appears is connected to")
		require.Len(t, n.servers["c:1"].seen, 0)
	})
}

func TestSeedsAreAskedWhereTheyAreToBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		settings := config(n, "a:1")
		settings.FromSeeds = true
		settings.Interval = time.Second
		c := connectTo(t, settings)
		requireReply(t, c, set(high), "b:1")
		n.become(func() { n.servers["b:1"].view = []string{"b:1 0-16383"} })
		time.Sleep(3 * time.Second)
		requireReply(t, c, set(low), "a:1")
		n.servers["a:1"].Stop() // then the others are asked after all
		time.Sleep(3 * time.Second)
		requireReply(t, c, set(low), "b:1")
	})
}

func TestSeedsThatWereNotThereAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		n.servers["a:1"].Refuse()
		c := New(config(n, "a:1"))
		defer c.Close()
		_, err := do(t, c, set(low))
		require.ErrorIs(t, err, fakeserver.ErrRefused)
		n.servers["a:1"].Accept()
		requireReply(t, c, set(low), "a:1")
	})
}

func TestWhoIsSilentIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		c.member(identity{"b:1", false}).KeepDialing()
		synctest.Wait()
		n.become(func() {
			for _, connection := range n.servers["b:1"].Conns() {
				connection.Vanish()
			}
			n.add("e:1")
			n.topology = []string{"a:1 0-8191", "e:1 8192-16383"}
			n.servers["a:1"].answer = func([]string, bool) string { return "-CLUSTERDOWN no\r\n" }
		})
		time.AfterFunc(10*time.Millisecond, func() { n.become(func() { n.servers["a:1"].answer = nil }) })
		requireReply(t, c, set(low), "a:1") // and have the topology asked for
		time.Sleep(400 * time.Millisecond)
		requireReply(t, c, set(high), "e:1")
	})
}

func TestWhatIsUrgentDoesNotWaitForWhatIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.add("e:1")
			n.topology = []string{"a:1 0-8191", "e:1 8192-16383"}
		})
		began := time.Now()
		c.refreshSoon()
		synctest.Wait()
		c.refreshNow()
		synctest.Wait()
		require.NotNil(t, c.snapshot.Load().byAddress("e:1"))
		require.Zero(t, time.Since(began))
	})
}
