package cluster

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/options"
)

// counts returns how many requests the servers have had, and forgets them.
func (n *network) counts(addresses ...string) []int {
	var counts []int
	n.become(func() {
		for _, address := range addresses {
			counts = append(counts, len(n.servers[address].seen))
			n.servers[address].seen = nil
		}
	})
	return counts
}

func TestWhoFollowsAServerThatIsLostDoesNotTakeItsTurnsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-5000 b:1 c:1 d:1 e:1", "f:1 5001-16383")
		with := config(n, "a:1")
		with.ReadFrom = options.PreferReplica
		c := connectTo(t, with)
		synctest.Wait()
		read := get(low)
		read.To = BySlot(0)
		anywhere := read
		anywhere.To, anywhere.Reads = AnyNode(), false
		replicas, everybody := []string{"b:1", "c:1", "d:1", "e:1"}, []string{"a:1", "b:1", "c:1", "d:1", "e:1", "f:1"}
		repeat := func(times int, r Request) {
			for range times {
				_, err := do(t, c, r)
				require.NoError(t, err)
			}
		}
		repeat(12, read)
		require.Equal(t, []int{3, 3, 3, 3}, n.counts(replicas...))
		repeat(12, anywhere)
		require.Equal(t, []int{2, 2, 2, 2, 2, 2}, n.counts(everybody...), "a shard with many replicas is as good as one without")
		n.servers["c:1"].Stop()
		synctest.Wait()
		n.counts("a:1", "f:1")
		repeat(24, read)
		require.Equal(t, []int{8, 0, 8, 8}, n.counts(replicas...))
		repeat(30, anywhere)
		require.Equal(t, []int{6, 6, 0, 6, 6, 6}, n.counts(everybody...))
	})
}

// A request that prefers a replica, whatever is read from else.
func preferring(r Request) Request {
	r.Reads, r.Replica = true, true
	return r
}

func TestAReplicaThatThereIsNotIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191", "b:1 8192-16383 c:1")
		c := connectTo(t, config(n, "a:1"))
		began := time.Now()
		requireReply(t, c, preferring(get(low)), "a:1")
		demanding := preferring(get(low))
		demanding.ReplicaOnly = true
		_, err := do(t, c, demanding)
		require.ErrorAs(t, err, new(*failure.ConnectionError))
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.ErrorContains(t, err, "the option Replica")
		p := Pipeline{Items: []Item{
			{Name: "GET", Bytes: get(low).Bytes, To: get(low).To, Reads: true, Replica: true},
			{Name: "GET", Bytes: get(low).Bytes, To: get(low).To, Reads: true, Replica: true, ReplicaOnly: true},
			{Name: "GET", Bytes: get(high).Bytes, To: get(high).To, Reads: true, Replica: true},
		}}
		c.Pipeline(t.Context(), &p, time.Second, RetryPolicy{})
		require.Equal(t, "$3\r\na:1\r\n", string(p.Outcomes[0].Frame))
		require.ErrorContains(t, p.Outcomes[1].Err, "the option Replica")
		require.Equal(t, "$3\r\nc:1\r\n", string(p.Outcomes[2].Frame))
		replies := make(chan string, 1)
		c.Submit(preferring(get(low)), func(frames []byte, _ error) { replies <- string(frames) })
		require.Equal(t, "$3\r\na:1\r\n", <-replies)
		require.Equal(t, began, time.Now(), "nobody has waited")
	})
}

func TestAReplicaThatCannotBeReachedIsReplacedByThePrimary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 b:1")
		c := connectTo(t, config(n, "a:1"))
		n.servers["b:1"].Stop()
		began := time.Now()
		requireReply(t, c, preferring(get(low)), "a:1")
		require.Less(t, time.Since(began), 300*time.Millisecond, "its connection is refused")
	})
}

func TestAReplicaThatIsSilentIsReplacedByThePrimaryInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 b:1")
		var dial time.Duration
		with := config(n, "a:1")
		with.Node.Dialer = slow{n, &dial}
		with.Node.ConnectTimeout = time.Minute
		c := connectTo(t, with)
		requireReply(t, c, get(low), "a:1")
		dial = time.Hour // from now on, which is when the replica is connected to
		began := time.Now()
		requireReply(t, c, preferring(get(low)), "a:1")
		require.Equal(t, 500*time.Millisecond, time.Since(began), "half of the time that the request has")
		unbounded := preferring(get(low))
		unbounded.Timeout = 0
		began = time.Now()
		require.NoError(t, c.Do(context.Background(), new(mux.Call), unbounded))
		require.Equal(t, longestReplicaWait, time.Since(began))
	})
}

// countsOfReads returns who executes the first reads of a new client.
func countsOfReads(t *testing.T, n *network, times int, change func(*Config)) []int {
	t.Helper()
	with := config(n, "a:1")
	change(&with)
	c := connectTo(t, with)
	read := get(low)
	read.To = BySlot(0)
	n.counts("a:1", "b:1", "c:1", "d:1", "e:1")
	for range times {
		_, err := do(t, c, read)
		require.NoError(t, err)
	}
	return n.counts("a:1", "b:1", "c:1", "d:1", "e:1")
}

func TestTheFirstReadsFindAllReplicas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 b:1 c:1 d:1 e:1")
		require.Equal(t, []int{0, 2, 2, 2, 2}, countsOfReads(t, n, 8, func(c *Config) { c.ReadFrom = options.PreferReplica }))
		n.servers["c:1"].Stop()
		began := time.Now()
		require.Equal(t, []int{0, 4, 0, 4, 4}, countsOfReads(t, n, 12, func(c *Config) { c.ReadFrom = options.PreferReplica }))
		require.Less(t, time.Since(began), time.Second, "one that refuses its connection is not waited for")
	})
}

func TestReplicasOfOtherZonesAreReadFromInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 b:1 c:1 d:1 e:1")
		for _, strategy := range []options.ReadFrom{options.AZAffinity, options.AZAffinityReplicasAndPrimary} {
			require.Equal(t, []int{0, 1, 1, 1, 1}, countsOfReads(t, n, 4, func(c *Config) { c.ReadFrom, c.Zone = strategy, "nowhere" }))
		}
	})
}

func TestAllNodesAreReadFromInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 b:1 c:1 d:1 e:1")
		fromAll := func(c *Config) { c.ReadFrom = options.ReadFromAllNodes }
		require.Equal(t, []int{2, 2, 2, 2, 2}, countsOfReads(t, n, 10, fromAll))
		n.servers["c:1"].Stop()
		require.Equal(t, []int{5, 5, 0, 5, 5}, countsOfReads(t, n, 20, fromAll))
		fromZone := func(c *Config) { c.ReadFrom, c.Zone = options.AZAffinityAllNodes, "nowhere" }
		require.Equal(t, []int{5, 5, 0, 5, 5}, countsOfReads(t, n, 20, fromZone), "nobody is in the zone")
	})
}
