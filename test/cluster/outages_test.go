package cluster

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var outages = []fault{
	{name: "a primary is paused and resumed", onAllVersions: true, test: testPrimaryIsPaused},
	{name: "a primary is paused, and resumed when another has taken over", test: testPrimaryIsReplacedWhilePaused},
	{name: "all seeds are killed", test: testSeedsAreKilled},
	{name: "the cluster is down and up again", onAllVersions: true, test: testClusterIsDown},
	{name: "a node has a view of the past", test: testStaleView},
}

// outage is how long something lasts that nobody has to notice.
const outage = time.Second

func testPrimaryIsPaused(s *environment) {
	s.under(plan{touched: []int{0}, impatient: true, tolerates: lostConnection}, func(l *load) {
		primary := s.primary(0)
		require.NoError(s, primary.Pause())
		time.Sleep(outage)
		require.NoError(s, primary.Resume())
	})
}

// testPrimaryIsReplacedWhilePaused has the old primary go on when it is one no more,
// without knowing. What it finds in its buffers it executes, and would acknowledge, so
// the connections end before.
func testPrimaryIsReplacedWhilePaused(s *environment) {
	s.setNodeTimeout(alert)
	old := s.primary(0)
	proxy := s.proxy(old)
	s.under(plan{timeout: 10 * time.Second, touched: []int{0}, tolerates: lostConnection}, func(l *load) {
		proxy.Blackhole()
		s.awaitReplication(old)
		require.NoError(s, old.Pause())
		s.awaitPrimary(0, old)
		proxy.ResetAll()
		proxy.Heal()
		l.awaitProgress()
		require.NoError(s, old.Resume())
	})
}

// testSeedsAreKilled leaves none of the servers that the client was told of, and
// changes the topology then.
func testSeedsAreKilled(s *environment) {
	s.setNodeTimeout(alert)
	seeds := []*servers.Node{s.replica(1), s.replica(2)}
	s.under(plan{
		touched: []int{0},
		configure: func(c *options.ClusterClientConfiguration) {
			c.Addresses = []options.NodeAddress{addressOf(seeds[0]), addressOf(seeds[1])}
		},
	}, func(l *load) {
		for _, seed := range seeds {
			seed.Kill()
		}
		l.awaitProgress()
		s.failover(0, servers.FailoverInAgreement)
	})
}

func testClusterIsDown(s *environment) {
	s.setNodeTimeout(alert)
	left := s.primary(0)
	var lost []*servers.Node
	for _, shard := range []int{1, 2} {
		lost = append(lost, s.replica(shard), s.primary(shard))
	}
	tolerated := func(kind string, err error) bool {
		// A pipeline is told unless it has a strategy for it.
		return lostConnection(kind, err) || kind == pipelines && isClusterDown(err)
	}
	l := s.under(plan{timeout: 15 * time.Second, touched: []int{0, 1, 2}, tolerates: tolerated, impatient: true}, func(l *load) {
		for _, node := range lost {
			require.NoError(s, node.Pause())
		}
		require.Eventually(s, func() bool {
			return strings.Contains(s.command(left, "CLUSTER", "INFO"), "cluster_state:fail")
		}, patience, 5*time.Millisecond, "the cluster is not down")
		require.Eventually(s, func() bool { return l.sawClusterDown() }, patience, time.Millisecond)
		for _, node := range lost {
			require.NoError(s, node.Resume())
		}
	})
	l.requireExplained()
}

// sawClusterDown reports whether an impatient call got CLUSTERDOWN.
func (l *load) sawClusterDown() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, err := range l.impatience {
		if isClusterDown(err) {
			return true
		}
	}
	return false
}

// testStaleView has a node learn nothing more of the others while a replica takes over.
// What it says is asked for all the time, and must not count.
func testStaleView(s *environment) {
	stale, old := s.replica(1), s.primary(0)
	s.under(plan{
		touched: []int{0},
		configure: func(c *options.ClusterClientConfiguration) {
			c.ConnectAll = true // Only who is connected to is asked.
			c.PeriodicChecks.Interval = 20 * time.Millisecond
		},
	}, func(l *load) {
		s.command(stale, "DEBUG", "DROP-CLUSTER-PACKET-FILTER", "-2")
		defer s.command(stale, "DEBUG", "DROP-CLUSTER-PACKET-FILTER", "-1")
		s.failover(0, servers.FailoverInAgreement)
		l.awaitProgress()
		require.Contains(s, s.command(stale, "CLUSTER", "NODES"), old.Addr()+"@"+busPort(s, old)+" master", "the view is not of the past")
		asked, moved := s.calls(stale, "cluster|shards"), s.moved(old)
		require.Eventually(s, func() bool { return s.calls(stale, "cluster|shards") > asked+20 }, patience, time.Millisecond)
		require.Equal(s, moved, s.moved(old), "the client went by the view of the past")
	})
}

// busPort returns the port by which a node talks to others, as it writes it.
func busPort(s *environment, node *servers.Node) string {
	return field(s.command(node, "CLUSTER", "NODES"), node.Addr()+"@", " ")
}

// moved returns how many redirections a node has answered with.
func (s *environment) moved(node *servers.Node) string {
	s.Helper()
	return field(s.command(node, "INFO", "errorstats"), "errorstat_MOVED:count=", "\r\n")
}
