package servers

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSentinelsOfEveryVersionPromoteAReplica(t *testing.T) {
	for _, version := range Versions() {
		t.Run(string(version), func(t *testing.T) {
			t.Parallel()
			replication := StartReplication(t, version, ReplicationOptions{Replicas: 2})
			requireFailover(t, replication, StartSentinels(t, version, replication, SentinelOptions{}))
		})
	}
}

func TestSentinelsBehindPasswordAndTLS(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{Options: Options{Password: "secret", TLS: MutualTLS}})
	sentinels := StartSentinels(t, Valkey91, replication, SentinelOptions{Name: "other", Password: "another secret"})
	requireFailover(t, replication, sentinels)
}

func TestRestartedSentinelRemembers(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{})
	sentinels := StartSentinels(t, Valkey91, replication, SentinelOptions{Count: 2, DownAfter: calm})
	restarted := sentinels.Sentinels[0]
	restarted.Kill()
	address, err := sentinels.PrimaryAddress(t.Context())
	require.NoError(t, err, "the other sentinel answers")
	require.Equal(t, replication.Primary.Addr(), address)
	require.NoError(t, restarted.Restart(t.Context()))
	require.NoError(t, sentinels.meet(t.Context(), 1, pingPeriod(calm)))
}

func TestNoSentinelAlive(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{})
	sentinels := StartSentinels(t, Valkey91, replication, SentinelOptions{Count: 1, DownAfter: calm})
	sentinels.Name = "stranger"
	_, err := sentinels.PrimaryAddress(t.Context())
	require.ErrorContains(t, err, `knows no primary called "stranger"`)
	sentinels.Sentinels[0].Kill()
	_, err = sentinels.PrimaryAddress(t.Context())
	require.ErrorContains(t, err, "no sentinel is alive")
}

// requireFailover kills the primary and lets it come back as a replica.
func requireFailover(t *testing.T, replication *Replication, sentinels *Sentinels) {
	t.Helper()
	old := replication.Primary
	address, err := sentinels.PrimaryAddress(t.Context())
	require.NoError(t, err)
	require.Equal(t, old.Addr(), address)

	old.Kill()
	address, err = sentinels.AwaitFailover(t.Context(), old.Addr())
	require.NoError(t, err)
	require.NoError(t, replication.Refresh(t.Context()))
	require.Equal(t, replication.Primary.Addr(), address)
	require.NotEqual(t, old.Addr(), address)

	require.NoError(t, old.Restart(t.Context()))
	require.NoError(t, old.AwaitRole(t.Context(), RoleReplica), "the sentinels tell it")
	for _, replica := range replication.Replicas {
		require.NoError(t, replica.AwaitRole(t.Context(), RoleReplica))
	}
	requireReplicates(t, replication)
}
