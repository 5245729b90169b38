package integration

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// rawTexts asks past the client for an array of texts.
func rawTexts(t *testing.T, ctx context.Context, f fixture, words ...string) []string {
	t.Helper()
	reply, err := f.server.Command(ctx, words...)
	require.NoError(t, err)
	texts := []string{}
	for _, element := range reply.Elems {
		texts = append(texts, element.Text)
	}
	return texts
}

// withUser has a user with rules for the time of a test.
func withUser(t *testing.T, ctx context.Context, f fixture, name string, rules ...string) {
	t.Helper()
	expect(t, "OK")(f.ACLSetUser(ctx, name, rules))
	t.Cleanup(func() {
		_, err := f.server.Command(context.WithoutCancel(ctx), "ACL", "DELUSER", name)
		require.NoError(t, err)
	})
}

func TestAclCat(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		categories, err := f.ACLCat(ctx)
		require.NoError(t, err)
		require.Equal(t, rawTexts(t, ctx, f, "ACL", "CAT"), categories)
		require.Contains(t, categories, "dangerous")
		commands, err := f.ACLCatWithCategory(ctx, "hyperloglog")
		require.NoError(t, err)
		require.Equal(t, rawTexts(t, ctx, f, "ACL", "CAT", "hyperloglog"), commands)
		require.Contains(t, commands, "pfadd")
		expectError[[]string](t, "ERR")(f.ACLCatWithCategory(ctx, "no-such-category"))
	})
}

func TestAclUsers(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "default")(f.ACLWhoAmI(ctx))
		expect(t, []string{"default"})(f.ACLUsers(ctx))
		withUser(t, ctx, f, "alice", "on", ">wonderland", "~alice:*", "+get")
		withUser(t, ctx, f, "bob")
		expect(t, []string{"alice", "bob", "default"})(f.ACLUsers(ctx))
		expect(t, rawTexts(t, ctx, f, "ACL", "LIST"))(f.ACLList(ctx))
		expect(t, int64(1))(f.ACLDelUser(ctx, []string{"bob", "nobody"}))
		expect(t, []string{"alice", "default"})(f.ACLUsers(ctx))
		expectError[int64](t, "ERR")(f.ACLDelUser(ctx, []string{"default"}))
		expectError[string](t, "ERR")(f.ACLSetUser(ctx, "alice", []string{"no such rule"}))
	})
}

func TestAclGetUser(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, models.Nil[models.ACLUser]())(f.ACLGetUser(ctx, "nobody"))
		withUser(t, ctx, f, "alice", "on", ">wonderland", "~alice:*", "%R~read:*", "+get", "&news:*", "(+set ~more:*)")
		got, err := f.ACLGetUser(ctx, "alice")
		require.NoError(t, err)
		user, found := got.Get()
		require.True(t, found)
		require.Contains(t, user.Flags, "on")
		require.Equal(t, []string{"a71a7c7011f53a1bab3642ec2ce12593f05230ace8de1e3e7645f69efac1443d"}, user.Passwords)
		databases := ""
		if f.server.Version.AtLeast("9.1") {
			databases = "alldbs"
		}
		require.Equal(t, models.ACLPermissions{
			Commands: "-@all +get", Keys: "~alice:* %R~read:*", Channels: "&news:*", Databases: databases,
		}, user.Permissions)
		require.Equal(t, []models.ACLPermissions{{Commands: "-@all +set", Keys: "~more:*", Databases: databases}}, user.Selectors)
		require.Empty(t, user.Extra)
	})
}

func TestAclDryRun(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		withUser(t, ctx, f, "alice", "~alice:*", "+get", "+ping")
		expect(t, "OK")(f.ACLDryRun(ctx, "alice", "GET", []string{"alice:key"}))
		expect(t, "OK")(f.ACLDryRun(ctx, "alice", "PING", nil))
		reason, err := f.ACLDryRun(ctx, "alice", "GET", []string{"key"})
		require.NoError(t, err)
		require.Contains(t, reason, "no permissions to access the 'key' key")
		expectError[string](t, "ERR")(f.ACLDryRun(ctx, "nobody", "PING", nil))
	})
}

func TestAclGenPass(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		password, err := f.ACLGenPass(ctx)
		require.NoError(t, err)
		require.Regexp(t, "^[0-9a-f]{64}$", password)
		password, err = f.ACLGenPassWithBits(ctx, 5)
		require.NoError(t, err)
		require.Regexp(t, "^[0-9a-f]{2}$", password)
		expectError[string](t, "ERR")(f.ACLGenPassWithBits(ctx, 0))
	})
}

func TestAclLog(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.ACLLogReset(ctx))
		expect(t, []models.ACLLogEntry{})(f.ACLLog(ctx))
		c := configuration(f.server)
		c.Protocol, c.Credentials = f.protocol, &options.ServerCredentials{Username: "nobody", Password: "wrong"}
		_, err := native.NewClient(ctx, c)
		require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGPASS"})
		withUser(t, ctx, f, "alice", "on", ">wonderland", "~alice:*", "+@all")
		alice := connect(t, f.server, func(c *options.ClientConfiguration) {
			c.Protocol, c.Credentials = f.protocol, &options.ServerCredentials{Username: "alice", Password: "wonderland"}
		})
		expect(t, "alice")(alice.ACLWhoAmI(ctx))
		for range 2 {
			expectError[models.Result[string]](t, "NOPERM")(alice.Get(ctx, "key"))
		}
		id, err := alice.ClientID(ctx)
		require.NoError(t, err)

		log, err := f.ACLLog(ctx)
		require.NoError(t, err)
		require.Len(t, log, 2)
		entry, first := log[0], log[1]
		require.Equal(t, "auth", first.Reason)
		require.Equal(t, "nobody", first.Username)
		require.Equal(t, id, entry.Client.ID)
		require.Equal(t, f.server.Addr(), entry.Client.LocalAddress)
		require.Empty(t, entry.Client.Extra)
		require.GreaterOrEqual(t, entry.Age, time.Duration(0))
		require.Less(t, entry.Age, patience)
		if f.server.Version.AtLeast("7.2") {
			require.Equal(t, first.EntryID+1, entry.EntryID)
			require.WithinDuration(t, time.Now(), entry.Created, time.Minute)
			require.False(t, entry.LastUpdated.Before(entry.Created))
		} else {
			require.Zero(t, entry.Created)
		}
		entry.Client, entry.Age, entry.EntryID, entry.Created, entry.LastUpdated = models.ClientInfo{}, 0, 0, time.Time{}, time.Time{}
		require.Equal(t, models.ACLLogEntry{Count: 2, Reason: "key", Context: "toplevel", Object: "key", Username: "alice"}, entry)

		log, err = f.ACLLogWithCount(ctx, 1)
		require.NoError(t, err)
		require.Len(t, log, 1)
		expect(t, "OK")(f.ACLLogReset(ctx))
		expect(t, []models.ACLLogEntry{})(f.ACLLogWithCount(ctx, 5))
	})
}

func TestAclFile(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expectError[string](t, "ERR")(f.ACLSave(ctx))
		expectError[string](t, "ERR")(f.ACLLoad(ctx))
	})
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		ctx, file := t.Context(), filepath.Join(t.TempDir(), "users.acl")
		require.NoError(t, os.WriteFile(file, []byte("user default on nopass ~* &* +@all\n"), 0o600))
		client := connect(t, servers.Start(t, version, servers.Options{Arguments: []string{"--aclfile", file}}), speaking)
		expect(t, "OK")(client.ACLSetUser(ctx, "alice", []string{"on", "+get"}))
		expect(t, "OK")(client.ACLSave(ctx))
		written, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(written), "user alice on ")
		require.NoError(t, os.WriteFile(file, []byte("user default on nopass ~* &* +@all\nuser bob off\n"), 0o600))
		expect(t, "OK")(client.ACLLoad(ctx))
		expect(t, []string{"bob", "default"})(client.ACLUsers(ctx))
	})
}
