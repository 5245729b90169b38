package cluster

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// behaviour is what a client promises of a cluster in which nothing is amiss.
type behaviour struct {
	name string
	// since is the release that it takes; none stands for all.
	since string
	test  func(s *environment)
}

var behaviours = slices.Concat(routing, routes, responses, splitting, batches, scripting, databases, blocking, publishing, readingStrategies, topologies, dedications, askings, subscribing, keyEvents, surroundings)

// protocols are what is spoken with a version: both are with the newest.
var protocols = map[servers.Version][]options.Protocol{
	servers.Valkey91: {options.ProtocolRESP2, options.ProtocolRESP3},
	servers.Valkey81: {options.ProtocolRESP3},
	servers.Redis70:  {options.ProtocolRESP2},
}

func TestBehaviours(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			var arguments []string
			if version.AtLeast("9.0") {
				arguments = []string{"--cluster-databases", "16"}
			}
			cluster := servers.StartCluster(t, version, servers.ClusterOptions{
				ReplicasPerShard: 1, NodeTimeout: calm, Options: servers.Options{Arguments: arguments},
			})
			for _, protocol := range protocols[version] {
				for _, row := range behaviours {
					if row.since != "" && !version.AtLeast(row.since) {
						continue
					}
					t.Run(string(protocol)+"/"+row.name, func(t *testing.T) {
						s := newEnvironment(t, version, cluster)
						s.protocol = protocol
						s.empty()
						row.test(s)
					})
				}
			}
		})
	}
}

// failOver has a replica take over from its primary, and returns the primary that was.
func (s *environment) failOver(shard int) (old *servers.Node) {
	s.Helper()
	s.setNodeTimeout(alert) // Twice that has to pass between two votes about one primary.
	old = s.primary(shard)
	s.failover(shard, servers.FailoverInAgreement)
	s.agree()
	s.setNodeTimeout(calm)
	return old
}

// empty deletes all keys, scripts and functions.
func (s *environment) empty() {
	s.Helper()
	primaries, _ := s.roles()
	for _, primary := range primaries {
		for _, what := range [][]string{{"FLUSHALL"}, {"SCRIPT", "FLUSH"}, {"FUNCTION", "FLUSH"}} {
			s.command(primary, what...)
		}
	}
}

// roles returns the primary and the replica of each shard, as one node tells them.
func (s *environment) roles() (primaries, replicas [shards]*servers.Node) {
	s.Helper()
	views, err := models.ParseClusterNodes(s.command(s.cluster.Nodes[0], "CLUSTER", "NODES"))
	require.NoError(s, err)
	named := map[string]*servers.Node{}
	for _, node := range s.cluster.Nodes {
		named[node.ID] = node
	}
	for _, view := range views {
		for _, r := range view.Slots {
			primaries[shardOf(int(r.Start))] = named[view.ID]
		}
	}
	for _, view := range views {
		if shard := slices.Index(primaries[:], named[view.PrimaryID]); view.PrimaryID != "" {
			replicas[shard] = named[view.ID]
		}
	}
	return primaries, replicas
}

// executions returns which nodes execute a command while do runs, and how often: the
// primaries by shard, and the replicas by shard.
func (s *environment) executions(command string, do func()) (primaries, replicas [shards]int64) {
	s.Helper()
	of, copies := s.roles()
	count := func(sign int64) {
		for shard := range shards {
			primaries[shard] += sign * s.calls(of[shard], command)
			replicas[shard] += sign * s.calls(copies[shard], command)
		}
	}
	count(-1)
	do()
	count(+1)
	return primaries, replicas
}
