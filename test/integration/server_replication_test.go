package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// promptSync has a primary send its data at once, not after waiting for more replicas.
var promptSync = servers.Options{Arguments: []string{"--repl-diskless-sync-delay", "0"}}

// awaitReplicas waits until a primary has that many replicas that are up to date.
func awaitReplicas(t *testing.T, client *verifiedClient, n int) (role models.RoleResponse) {
	t.Helper()
	require.Eventually(t, func() bool {
		role = awaitRole(t, client, models.RolePrimary)
		return len(role.Replicas) == n
	}, patience, 5*time.Millisecond, "the primary does not get %d replicas", n)
	return role
}

// awaitRole waits until the server plays a part, as a replica also until it is connected.
func awaitRole(t *testing.T, client *verifiedClient, role models.ReplicationRole) models.RoleResponse {
	t.Helper()
	var got models.RoleResponse
	require.Eventually(t, func() bool {
		var err error
		got, err = client.Role(t.Context())
		require.NoError(t, err)
		return got.Role == role && (role != models.RoleReplica || got.LinkState == "connected")
	}, patience, 5*time.Millisecond, "the server does not become a %s", role)
	return got
}

func TestReplication(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		primary, replica := servers.Start(t, version, promptSync), servers.Start(t, version, promptSync)
		for _, protocol := range protocols {
			t.Run(string(protocol), func(t *testing.T) {
				ctx := t.Context()
				first := connect(t, primary, func(c *options.ClientConfiguration) { c.Protocol = protocol })
				second := connect(t, replica, func(c *options.ClientConfiguration) { c.Protocol = protocol })
				expect(t, models.RoleResponse{Role: models.RolePrimary, Replicas: []models.ConnectedReplica{}, ReplicationOffset: awaitRole(t, first, models.RolePrimary).ReplicationOffset})(first.Role(ctx))

				expect(t, "OK")(second.ReplicaOf(ctx, primary.Host(), primary.Port()))
				role := awaitRole(t, second, models.RoleReplica)
				require.Equal(t, primary.Host(), role.PrimaryHost)
				require.Equal(t, int64(primary.Port()), role.PrimaryPort)
				got, err := second.ReplicaOf(ctx, primary.Host(), primary.Port())
				require.NoError(t, err)
				require.Equal(t, "OK Already connected to specified master", got)
				role = awaitReplicas(t, first, 1)
				require.Equal(t, primary.Host(), role.Replicas[0].Host)
				require.Equal(t, int64(replica.Port()), role.Replicas[0].Port)

				expect(t, "OK")(second.ReplicaOfNoOne(ctx))
				awaitRole(t, second, models.RolePrimary)
				expect(t, "OK")(second.SlaveOf(ctx, primary.Host(), primary.Port()))
				awaitRole(t, second, models.RoleReplica)
				expect(t, "OK")(second.SlaveOfNoOne(ctx))
				awaitRole(t, second, models.RolePrimary)
				awaitReplicas(t, first, 0)
			})
		}
	})
}

func TestFailover(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		ctx := t.Context()
		one, two := servers.Start(t, version, promptSync), servers.Start(t, version, promptSync)
		first, second := connect(t, one, speaking), connect(t, two, speaking)
		_, err := first.Failover(ctx)
		require.ErrorContains(t, err, "requires connected replicas")
		_, err = first.FailoverAbort(ctx)
		require.ErrorContains(t, err, "No failover in progress")

		expect(t, "OK")(second.ReplicaOf(ctx, one.Host(), one.Port()))
		awaitRole(t, second, models.RoleReplica)
		awaitReplicas(t, first, 1)
		expect(t, "OK")(first.Failover(ctx))
		awaitRole(t, second, models.RolePrimary)
		awaitRole(t, first, models.RoleReplica)
		awaitReplicas(t, second, 1)
		expect(t, "OK")(second.FailoverWithOptions(ctx, options.FailoverOptions{
			Target: &options.FailoverTarget{Host: one.Host(), Port: one.Port(), Force: true}, Timeout: patience,
		}))
		awaitRole(t, first, models.RolePrimary)
		awaitRole(t, second, models.RoleReplica)
		awaitReplicas(t, first, 1)

		// A replica that does not answer cannot catch up, so that the failover goes on.
		require.NoError(t, two.Pause())
		expect(t, "OK")(first.Set(ctx, "key", "value"))
		expect(t, "OK")(first.FailoverWithOptions(ctx, options.FailoverOptions{Timeout: patience}))
		awaitInfo(t, one, "replication", "master_failover_state", "waiting-for-sync")
		expect(t, "OK")(first.FailoverAbort(ctx))
		require.NoError(t, two.Resume())
		awaitRole(t, first, models.RolePrimary)
	})
}

func TestShutdown(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		for name, shutdown := range map[string]func(*verifiedClient) (string, error){
			"plain": func(c *verifiedClient) (string, error) { return c.ShutdownServer(t.Context()) },
			"now": func(c *verifiedClient) (string, error) {
				return c.ShutdownServerWithOptions(t.Context(), options.ShutdownOptions{Save: options.NoSaveBeforeShutdown, Now: true, Force: true})
			},
			"saved": func(c *verifiedClient) (string, error) {
				expectError[string](t, "ERR")(c.ShutdownServerWithOptions(t.Context(), options.ShutdownOptions{Failover: true}))
				return c.ShutdownServerWithOptions(t.Context(), options.ShutdownOptions{
					Save: options.SaveBeforeShutdown, Safe: version.AtLeast("9.0"), // which means nothing outside of a cluster
				})
			},
		} {
			t.Run(name, func(t *testing.T) {
				server := servers.Start(t, version, servers.Options{})
				client := connect(t, server, speaking)
				_, err := client.ShutdownServerAbort(t.Context())
				require.ErrorContains(t, err, "No shutdown in progress")
				_, err = shutdown(client)
				var connection *failure.ConnectionError
				require.ErrorAs(t, err, &connection)
				require.Eventually(t, func() bool {
					_, err := server.Command(t.Context(), "PING")
					return err != nil
				}, patience, 5*time.Millisecond, "the server is still there")
			})
		}
	})
}

func TestShutdownIsAborted(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		ctx := t.Context()
		primary := servers.Start(t, version, servers.Options{Arguments: append([]string{"--shutdown-timeout", "60"}, promptSync.Arguments...)})
		replica := servers.Start(t, version, servers.Options{})
		client, leaving, follower := connect(t, primary, speaking), connect(t, primary, speaking), connect(t, replica, speaking)
		expect(t, "OK")(follower.ReplicaOf(ctx, primary.Host(), primary.Port()))
		awaitRole(t, follower, models.RoleReplica)
		awaitReplicas(t, client, 1)
		require.NoError(t, replica.Pause()) // so that the primary waits for it
		expect(t, "OK")(client.Set(ctx, "key", "value"))
		ended := make(chan error, 1)
		go func() {
			_, err := leaving.ShutdownServer(ctx)
			ended <- err
		}()
		require.Eventually(t, func() bool {
			got, err := client.ShutdownServerAbort(ctx)
			return err == nil && got == "OK"
		}, patience, 5*time.Millisecond, "no shutdown begins")
		require.ErrorContains(t, <-ended, "Errors trying to SHUTDOWN")
		leaving.Close()
		expect(t, present("value"))(client.Get(ctx, "key"))
		require.NoError(t, replica.Resume())
	})
}
