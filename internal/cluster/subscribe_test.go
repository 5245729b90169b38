package cluster

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// primaryAddresses are the servers to subscribe at for what each of them has of its own.
func (c *Cluster) primaryAddresses() (addresses []string) {
	for _, n := range c.Primaries() {
		addresses = append(addresses, n.Address())
	}
	return addresses
}

func TestANameIsSubscribedWhereItsSlotIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191 c:1", "b:1 8192-16383")
		var changes atomic.Int32
		configuration := config(n, "a:1")
		configuration.Changed = func() { changes.Add(1) }
		c := connectTo(t, configuration)
		require.Equal(t, "a:1", c.Home(low).Address())
		require.Equal(t, "b:1", c.Home(high).Address())
		require.Equal(t, "b:1", c.Home("{"+high+"}x").Address(), "by its hash tag")
		require.Equal(t, []string{"a:1", "b:1"}, c.primaryAddresses())

		before := changes.Load()
		n.become(func() { n.topology = []string{"c:1 0-8191 a:1", "b:1 8192-16383"} })
		c.refreshNow()
		time.Sleep(time.Second)
		require.Greater(t, changes.Load(), before, "who subscribes is told")
		require.Equal(t, "c:1", c.Home(low).Address())
		require.Equal(t, []string{"c:1", "b:1"}, c.primaryAddresses())
	})
}

func TestARefusedSubscriptionTellsWhereTheSlotIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191", "b:1 8192-16383")
		n.add("new:1")
		c := connectTo(t, config(n, "a:1"))
		a := c.Home(low)
		c.refreshing.Lock() // Nobody asks for the topology.
		for _, reply := range []string{
			"-MOVED 5061 a:1\r\n", "-MOVED x b:1\r\n", "-MOVED 5061\r\n", "-MOVED 99999 b:1\r\n", "-CLUSTERDOWN x\r\n", "-MOVED 5061 nowhere\r\n",
		} {
			c.Refused(a, []byte(reply))
			require.Equal(t, "a:1", c.Home(low).Address(), "%q", reply)
		}
		c.Refused(a, []byte("-MOVED 5061 b:1\r\n"))
		require.Equal(t, "b:1", c.Home(low).Address())
		c.Refused(c.Home(low), []byte("-MOVED 5061 new:1\r\n"))
		require.Equal(t, "new:1", c.Home(low).Address(), "it is in no topology yet")
		c.refreshing.Unlock()
		time.Sleep(time.Second)
		require.Equal(t, "a:1", c.Home(low).Address(), "as the cluster has it")
	})
}

// Nothing else connects a client that only listens.
func TestSubscribingAsksForTheTopology(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383")
		c := New(config(n, "a:1"))
		t.Cleanup(c.Close)
		require.True(t, c.Home(low) == nil)
		require.Zero(t, len(c.Primaries()))
		time.Sleep(time.Second)
		require.Equal(t, "a:1", c.Home(low).Address())
	})
}
