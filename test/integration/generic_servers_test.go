package integration

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// eachVersion runs a test on every version, for tests that start servers of their own.
func eachVersion(t *testing.T, test func(t *testing.T, version servers.Version)) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) { test(t, version) })
	}
}

// protocolChange has a client speak one of the protocols.
type protocolChange = func(*options.ClientConfiguration)

// eachVersionAndProtocol does the same with each protocol.
func eachVersionAndProtocol(t *testing.T, test func(t *testing.T, version servers.Version, speaking protocolChange)) {
	for _, version := range servers.Versions() {
		for _, protocol := range protocols {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				test(t, version, func(c *options.ClientConfiguration) { c.Protocol = protocol })
			})
		}
	}
}

func TestMigrate(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		ctx := t.Context()
		source, open := shared.Server(t, version), servers.Start(t, version, servers.Options{})
		guarded := servers.Start(t, version, servers.Options{Password: "secret", Users: []string{"alice on >wonderland ~* +@all"}})
		client, target := connect(t, source, speaking), connect(t, open, speaking)
		migrate := func(server *servers.Server, keys []string, o options.MigrateOptions) (string, error) {
			return client.MigrateWithOptions(ctx, server.Host(), int64(server.Port()), keys, 0, 10*time.Second, o)
		}
		values := []models.KeyValue{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}, {Key: "c", Value: "3"}}
		expect(t, "OK")(client.MSet(ctx, values))

		expect(t, "NOKEY")(client.Migrate(ctx, open.Host(), int64(open.Port()), []string{"missing"}, 0, 10*time.Second))
		expect(t, "OK")(client.Migrate(ctx, open.Host(), int64(open.Port()), []string{"a"}, 0, 10*time.Second))
		expect(t, absent())(client.Get(ctx, "a"))
		expect(t, present("1"))(target.Get(ctx, "a"))
		expect(t, "OK")(client.Migrate(ctx, open.Host(), int64(open.Port()), []string{"b", "missing", "c"}, 0, 10*time.Second))
		expect(t, []models.Result[string]{present("1"), present("2"), present("3")})(target.MGet(ctx, []string{"a", "b", "c"}))

		expect(t, "OK")(client.MSet(ctx, values))
		expectError[string](t, "ERR")(migrate(open, []string{"a"}, options.MigrateOptions{}))
		expect(t, "OK")(migrate(open, []string{"a"}, options.MigrateOptions{Copy: true, Replace: true}))
		expect(t, present("1"))(client.Get(ctx, "a"))

		expectError[string](t, "ERR")(migrate(guarded, []string{"a"}, options.MigrateOptions{}))
		expect(t, "OK")(migrate(guarded, []string{"a"}, options.MigrateOptions{Password: "secret"}))
		expect(t, "OK")(migrate(guarded, []string{"b", "c"}, options.MigrateOptions{Username: "alice", Password: "wonderland"}))
		expect(t, int64(0))(client.DBSize(ctx))

		expect(t, "OK")(client.Set(ctx, "a", "1"))
		open.Kill()
		expectError[string](t, "IOERR")(migrate(open, []string{"a"}, options.MigrateOptions{}))
		expect(t, present("1"))(client.Get(ctx, "a"))
	})
}

func TestWaitForReplicas(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		ctx := t.Context()
		persistent := servers.Options{Arguments: append([]string{"--appendonly", "yes"}, promptSync.Arguments...)}
		primary := servers.Start(t, version, persistent)
		client := connect(t, primary, speaking)
		expect(t, "OK")(client.Set(ctx, "key", "value"))
		expect(t, int64(0))(client.Wait(ctx, 0, 0))
		expect(t, int64(0))(client.Wait(ctx, 1, time.Millisecond))

		persistent.Arguments = append(persistent.Arguments, "--replicaof", primary.Host(), strconv.Itoa(primary.Port()))
		replica := servers.Start(t, version, persistent)
		awaitInfo(t, replica, "replication", "master_link_status", "up")
		awaitInfo(t, primary, "replication", "connected_slaves", "1")
		expect(t, "OK")(client.Set(ctx, "key", "newer"))
		expect(t, int64(1))(client.Wait(ctx, 1, patience/2))
		if version.AtLeast("7.2") {
			expect(t, "OK")(client.Set(ctx, "key", "newest"))
			expect(t, []int64{1, 1})(client.WaitAOF(ctx, 1, 1, patience/2))
		}
		reader := connect(t, replica, speaking, func(c *options.ClientConfiguration) { c.ReadOnly = true })
		_, err := reader.Wait(context.WithoutCancel(ctx), 1, time.Millisecond)
		require.ErrorContains(t, err, "replica")
	})
}

func TestWaitAofNeedsAnAppendOnlyFile(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "7.2", "WAITAOF")
		expect(t, "OK")(f.Set(ctx, "key", "value"))
		expect(t, []int64{0, 0})(f.WaitAOF(ctx, 0, 1, time.Millisecond))
		expectError[[]int64](t, "ERR")(f.WaitAOF(ctx, 1, 0, time.Millisecond))
	})
}
