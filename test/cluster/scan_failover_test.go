package cluster

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestScanSeesAllKeysThroughFailovers(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 20_000, servers.ClusterOptions{ReplicasPerShard: 1})
		s.awaitReplicas()
		acts := map[int]func(){
			10: func() { s.failOver(0) },
			60: func() { // The primary of the middle is lost.
				s.primaryOf(8000).Kill()
			},
			110: func() { s.failOver(servers.SlotCount - 1) },
		}
		done := 0
		began := time.Now()
		seen := s.scan(options.ClusterKeyspaceScanOptions{Count: 100}, func(step int, _ core.ClusterScanCursor) {
			if act := acts[step]; act != nil {
				act()
				done++
			}
		})
		s.requireAll(seen)
		require.Equal(t, len(acts), done)
		t.Log(time.Since(began))
	})
}

func (s *scanned) failOver(number int) {
	s.Helper()
	replicas, err := s.cluster.ReplicasOf(s.Context(), s.primaryOf(number))
	require.NoError(s, err)
	require.NoError(s, s.cluster.Failover(s.Context(), replicas[0], servers.FailoverInAgreement))
}

// awaitReplicas waits until replicas have as many keys as their primaries.
func (s *scanned) awaitReplicas() {
	s.Helper()
	primaries, err := s.cluster.Primaries(s.Context())
	require.NoError(s, err)
	for _, primary := range primaries {
		replicas, err := s.cluster.ReplicasOf(s.Context(), primary)
		require.NoError(s, err)
		for _, node := range replicas {
			require.Eventually(s, func() bool {
				own, err := node.Command(s.Context(), "DBSIZE")
				if err != nil {
					return false
				}
				all, err := primary.Command(s.Context(), "DBSIZE")
				return err == nil && own.Int == all.Int
			}, scanPatience, 20*time.Millisecond)
		}
	}
}

func TestScanOfAServerThatWasStartedAgainBeginsAnew(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 6000, servers.ClusterOptions{
			// A write that is put off while the disk is busy would be lost with the process.
			NodeTimeout: scanCalm, Options: servers.Options{Arguments: []string{"--appendonly", "yes", "--appendfsync", "always"}},
		})
		node := s.primaryOf(0)
		before, err := node.Command(t.Context(), "DBSIZE")
		require.NoError(t, err)
		s.requireAll(s.scan(options.ClusterKeyspaceScanOptions{Count: 100}, func(step int, _ core.ClusterScanCursor) {
			if step == 10 {
				node.Kill()
				require.NoError(t, node.Restart(t.Context()))
				after, err := node.Command(t.Context(), "DBSIZE")
				require.NoError(t, err)
				require.Equal(t, before.Int, after.Int, "the server has lost nothing")
			}
		}))
	})
}
