package cluster

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// fault is a row of the table: something that goes wrong in a cluster, or changes.
type fault struct {
	name string
	// onAllVersions has the row tried on all versions, not only on the newest.
	onAllVersions bool
	test          func(s *environment)
}

// faults are the rows. Each leaves the cluster as it was formed but for the roles.
var faults = slices.Concat(failovers, migrations, outages, networkFaults, subscriptionFaults, keyEventFaults)

func TestFaults(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			cluster := servers.StartCluster(t, version, servers.ClusterOptions{
				ReplicasPerShard: 1, NodeTimeout: calm,
				// Else no shard takes commands while one has failed.
				Options: servers.Options{Arguments: []string{"--cluster-require-full-coverage", "no"}},
			})
			for _, row := range faults {
				if version != servers.Valkey91 && !row.onAllVersions {
					continue
				}
				t.Run(row.name, func(t *testing.T) {
					s := newEnvironment(t, version, cluster)
					defer s.repair()
					row.test(s)
				})
			}
		})
	}
}

// repair brings all nodes back.
func (s *environment) repair() {
	s.Helper()
	for _, node := range s.cluster.Nodes {
		// It fails for one that was killed.
		_ = node.Resume()
	}
	for _, node := range s.cluster.Nodes {
		if !node.Alive() {
			ctx, cancel := s.patient()
			require.NoError(s, node.Restart(ctx))
			cancel()
		}
	}
	s.agree()
	s.setNodeTimeout(calm)
}
