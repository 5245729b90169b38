package cluster

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

var readingStrategies = []behaviour{
	{name: "reads go to primaries or to replicas", test: testPreferReplica},
	{name: "reads go by availability zones", since: "8.1", test: testZones},
	{name: "single reads demand a replica", test: testReplicaDemanded},
}

const reads = 20

// requireReads checks where a client's reads go: to the primary, to the replica of each
// shard, or to both in turn.
func (s *environment) requireReads(change func(*options.ClusterClientConfiguration), fromPrimary, fromReplica bool) {
	s.Helper()
	client := s.connect(change)
	want := func(is bool) (counts [shards]int64) {
		if is {
			for shard := range shards {
				counts[shard] = reads
				if fromPrimary && fromReplica {
					counts[shard] /= 2
				}
			}
		}
		return counts
	}
	read := func() {
		for shard := range shards {
			_, err := client.Get(s.Context(), key(firstSlot(shard), "k"))
			require.NoError(s, err)
		}
	}
	// Replicas are read from as soon as they are connected to.
	require.Eventually(s, func() bool {
		primaries, replicas := s.executions("get", func() { read(); read() })
		return (primaries[0]*primaries[1]*primaries[2] > 0) == fromPrimary && (replicas[0]*replicas[1]*replicas[2] > 0) == fromReplica
	}, patience, time.Millisecond)
	primaries, replicas := s.executions("get", func() {
		for range reads {
			read()
		}
	})
	require.Equal(s, want(fromPrimary), primaries)
	require.Equal(s, want(fromReplica), replicas)
	primaries, _ = s.executions("incr", func() {
		_, err := client.Incr(s.Context(), key(firstSlot(1), "n"))
		require.NoError(s, err)
	})
	require.Equal(s, [shards]int64{0, 1, 0}, primaries)
}

func testPreferReplica(s *environment) {
	s.requireReads(nil, true, false)
	s.requireReads(func(c *options.ClusterClientConfiguration) { c.ReadFrom = options.PreferReplica }, false, true)
	s.requireReads(func(c *options.ClusterClientConfiguration) { c.ReadFrom = options.ReadFromAllNodes }, true, true)
}

func testZones(s *environment) {
	zones := func(primary, replica string) {
		for shard := range shards {
			s.command(s.primary(shard), "CONFIG", "SET", "availability-zone", primary)
			s.command(s.replica(shard), "CONFIG", "SET", "availability-zone", replica)
		}
	}
	defer zones("", "")
	with := func(strategy options.ReadFrom) func(*options.ClusterClientConfiguration) {
		return func(c *options.ClusterClientConfiguration) { c.ReadFrom, c.ClientAZ = strategy, "here" }
	}
	zones("there", "here")
	s.requireReads(with(options.AZAffinity), false, true)
	s.requireReads(with(options.AZAffinityReplicasAndPrimary), false, true)
	s.requireReads(with(options.AZAffinityAllNodes), false, true)
	zones("here", "there")
	s.requireReads(with(options.AZAffinity), false, true)
	s.requireReads(with(options.AZAffinityReplicasAndPrimary), true, false)
	s.requireReads(with(options.AZAffinityAllNodes), true, false)
	zones("here", "here")
	s.requireReads(with(options.AZAffinityAllNodes), true, true)
	zones("there", "there")
	s.requireReads(with(options.AZAffinityReplicasAndPrimary), false, true)
	s.requireReads(with(options.AZAffinityAllNodes), true, true)
}

func testReplicaDemanded(s *environment) {
	client := s.connect(nil)
	demanding := client.With(options.CallOptions{Replica: true})
	primaries, replicas := s.executions("get", func() {
		for shard := range shards {
			_, err := demanding.Get(s.Context(), key(firstSlot(shard), "k"))
			require.NoError(s, err)
		}
	})
	require.Equal(s, [shards]int64{}, primaries)
	require.Equal(s, [shards]int64{1, 1, 1}, replicas)
}
