package servers

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplicationOfEveryVersion(t *testing.T) {
	for _, version := range Versions() {
		t.Run(string(version), func(t *testing.T) {
			t.Parallel()
			replication := StartReplication(t, version, ReplicationOptions{Replicas: 2})
			require.Equal(t, 2, len(replication.Replicas))
			requireReplicates(t, replication)
		})
	}
}

func TestReplicationBehindPasswordAndTLS(t *testing.T) {
	for name, options := range map[string]Options{
		"password":   {Password: "secret"},
		"TLS":        {TLS: TLS},
		"mutual TLS": {TLS: MutualTLS, Password: "secret"},
		"users":      {Users: []string{"alice on >secret ~* +@all"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireReplicates(t, StartReplication(t, Valkey91, ReplicationOptions{Options: options}))
		})
	}
}

func TestReplicationServersDiffer(t *testing.T) {
	zones := []string{"az1", "az2"}
	replication := StartReplication(t, Valkey91, ReplicationOptions{
		PerServer: func(i int) []string { return []string{"--availability-zone", zones[i]} },
	})
	for i, server := range replication.Servers() {
		info, err := server.info(t.Context(), "server")
		require.NoError(t, err)
		require.Equal(t, zones[i], info["availability_zone"])
	}
}

func TestPromote(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{Replicas: 2})
	old, promoted := replication.Primary, replication.Replicas[1]
	require.NoError(t, replication.Promote(t.Context(), promoted))
	require.Equal(t, promoted.Addr(), replication.Primary.Addr())
	require.True(t, slices.Contains(replication.Replicas, old))
	require.NoError(t, promoted.AwaitRole(t.Context(), RolePrimary))
	require.NoError(t, old.AwaitRole(t.Context(), RoleReplica))
	requireReplicates(t, replication)
}

func TestPromoteWithoutThePrimary(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{Replicas: 2, Options: Options{
		Users: []string{"alice on >secret ~* +@all"},
	}})
	old := replication.Primary
	old.Kill()
	require.False(t, old.Alive())
	require.NoError(t, replication.Promote(t.Context(), replication.Replicas[0]))
	require.NoError(t, old.Restart(t.Context()))
	require.NoError(t, old.AwaitRole(t.Context(), RolePrimary), "nobody has told it otherwise")
	require.ErrorContains(t, replication.Refresh(t.Context()), "both are primaries")
	require.NoError(t, replication.Follow(t.Context(), old, replication.Primary))
	require.NoError(t, replication.Refresh(t.Context()))
	requireReplicates(t, replication)
}

func TestReplicaComesBackAsReplica(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{Options: Options{Password: "secret"}})
	replica := replication.Replicas[0]
	replica.Kill()
	require.NoError(t, replica.Restart(t.Context()))
	require.NoError(t, replica.AwaitRole(t.Context(), RoleReplica))
	requireReplicates(t, replication)
}

func TestAwaitRoleSaysWhatIsAmiss(t *testing.T) {
	replication := StartReplication(t, Valkey91, ReplicationOptions{})
	ctx, cancel := shortly(t)
	defer cancel()
	require.ErrorContains(t, replication.Primary.AwaitRole(ctx, RoleReplica), "it is a primary")
}

func TestReplicationFailsAsAWhole(t *testing.T) {
	Require(t, Valkey91)
	_, err := LaunchReplication(t.Context(), Valkey91, ReplicationOptions{PerServer: func(i int) []string {
		return [][]string{nil, {"--no-such-setting", "1"}}[i]
	}})
	require.ErrorContains(t, err, "no-such-setting")
}

// requireReplicates writes to the primary and waits for all replicas to have it.
func requireReplicates(t *testing.T, replication *Replication) {
	t.Helper()
	_, err := replication.Primary.Command(t.Context(), "SET", "key", t.Name())
	require.NoError(t, err)
	for _, replica := range replication.Replicas {
		requireValue(t, replica, t.Name(), "GET", "key")
	}
}
