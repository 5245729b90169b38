package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

func init() { wireTests = append(wireTests, aclTests...) }

var aclTests = []wireTest{
	{func(a *command.Args) any { return command.ACLCat(a) }, "ACL CAT"},
	{func(a *command.Args) any { return command.ACLCatWithCategory(a, "read") }, "ACL CAT read"},
	{func(a *command.Args) any { return command.ACLDelUser(a, []string{"u", "v"}) }, "ACL DELUSER u v"},
	{func(a *command.Args) any { return command.ACLDryRun(a, "u", "PING", nil) }, "ACL DRYRUN u PING"},
	{func(a *command.Args) any { return command.ACLDryRun(a, "u", "SET", []string{"k", "v"}) }, "ACL DRYRUN u SET k v"},
	{func(a *command.Args) any { return command.ACLGenPass(a) }, "ACL GENPASS"},
	{func(a *command.Args) any { return command.ACLGenPassWithBits(a, 5) }, "ACL GENPASS 5"},
	{func(a *command.Args) any { return command.ACLGetUser(a, "u") }, "ACL GETUSER u"},
	{func(a *command.Args) any { return command.ACLList(a) }, "ACL LIST"},
	{func(a *command.Args) any { return command.ACLLoad(a) }, "ACL LOAD"},
	{func(a *command.Args) any { return command.ACLLog(a) }, "ACL LOG"},
	{func(a *command.Args) any { return command.ACLLogWithCount(a, 0) }, "ACL LOG 0"},
	{func(a *command.Args) any { return command.ACLLogReset(a) }, "ACL LOG RESET"},
	{func(a *command.Args) any { return command.ACLSave(a) }, "ACL SAVE"},
	{func(a *command.Args) any { return command.ACLSetUser(a, "u", nil) }, "ACL SETUSER u"},
	{func(a *command.Args) any { return command.ACLSetUser(a, "u", []string{"on", "+@read"}) }, "ACL SETUSER u on +@read"},
	{func(a *command.Args) any { return command.ACLUsers(a) }, "ACL USERS"},
	{func(a *command.Args) any { return command.ACLWhoAmI(a) }, "ACL WHOAMI"},
}

func TestACLCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"ACL DELUSER usernames", func(a *command.Args) { command.ACLDelUser(a, nil) }},
		{"ACL LOG count", func(a *command.Args) { command.ACLLogWithCount(a, -1) }},
	})
}

func TestUsersAreDecoded(t *testing.T) {
	var a command.Args
	later := models.Map{{Key: "later", Value: int64(1)}}
	full := models.ACLUser{
		Flags: []string{"on"}, Passwords: []string{"30c9"},
		Permissions: models.ACLPermissions{Commands: "-@all +get", Keys: "~a:* %R~b:*", Channels: "&ch*", Databases: "alldbs"},
		Selectors:   []models.ACLPermissions{{Commands: "-@all +set", Keys: "~c:*", Databases: "db=1", Extra: later}},
		Extra:       later,
	}
	const permissions = "+commands\r\n+-@all +get\r\n+keys\r\n+~a:* %R~b:*\r\n+channels\r\n+&ch*\r\n+databases\r\n+alldbs\r\n"
	const selector = "+commands\r\n+-@all +set\r\n+keys\r\n+~c:*\r\n+channels\r\n+\r\n+databases\r\n+db=1\r\n+later\r\n:1\r\n"
	for frame, want := range map[string]models.Result[models.ACLUser]{
		"*16\r\n+flags\r\n*1\r\n+on\r\n+passwords\r\n*1\r\n+30c9\r\n" + permissions +
			"+selectors\r\n*1\r\n*10\r\n" + selector + "+later\r\n:1\r\n": models.Present(full),
		"%8\r\n+flags\r\n~1\r\n+on\r\n+passwords\r\n*1\r\n+30c9\r\n" + permissions +
			"+selectors\r\n*1\r\n%5\r\n" + selector + "+later\r\n:1\r\n": models.Present(full),
		"*4\r\n+keys\r\n*2\r\n+a:*\r\n+*\r\n+channels\r\n*1\r\n+ch*\r\n": models.Present(models.ACLUser{ // as servers before 7.0 send it
			Permissions: models.ACLPermissions{Keys: "~a:* ~*", Channels: "&ch*"},
		}),
		"_\r\n":   models.Nil[models.ACLUser](),
		"*-1\r\n": models.Nil[models.ACLUser](),
	} {
		got, err := command.ACLGetUser(&a, "u").Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := command.ACLGetUser(&a, "u").Decode([]byte("*2\r\n+keys\r\n_\r\n"))
	require.ErrorContains(t, err, "expected nullableRecord, got null")
}

func TestTheLogOfRefusalsIsDecoded(t *testing.T) {
	const head = "+count\r\n:2\r\n+reason\r\n+auth\r\n+context\r\n+toplevel\r\n+object\r\n+AUTH\r\n+username\r\n+alice\r\n"
	const client = "+client-info\r\n+id=7 addr=a\r\n"
	const tail = "+entry-id\r\n:3\r\n+timestamp-created\r\n:1700000000001\r\n+timestamp-last-updated\r\n:1700000000002\r\n+later\r\n+x\r\n"
	old := models.ACLLogEntry{
		Count: 2, Reason: "auth", Context: "toplevel", Object: "AUTH", Username: "alice", Age: 7 * time.Millisecond,
		Client: models.ClientInfo{ID: 7, Address: "a"},
	}
	entry := old
	entry.EntryID, entry.Created, entry.LastUpdated = 3, time.UnixMilli(1700000000001), time.UnixMilli(1700000000002)
	entry.Extra = models.Map{{Key: "later", Value: "x"}}
	var a command.Args
	for frame, want := range map[string]models.ACLLogEntry{
		"*1\r\n*14\r\n" + head + "+age-seconds\r\n+0.0070000000000000001\r\n" + client:  old,
		"*1\r\n*22\r\n" + head + "+age-seconds\r\n+0.007\r\n" + client + tail:           entry,
		"*1\r\n%11\r\n" + head + "+age-seconds\r\n,0.0070000000001\r\n" + client + tail: entry,
	} {
		got, err := command.ACLLog(&a).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, []models.ACLLogEntry{want}, got)
	}
	for _, wrong := range []string{"+client-info\r\n+id=x\r\n", "+client-info\r\n+nothing\r\n", "+client-info\r\n:1\r\n", "+age-seconds\r\n_\r\n"} {
		_, err := command.ACLLog(&a).Decode([]byte("*1\r\n*2\r\n" + wrong))
		require.ErrorContains(t, err, "expected records, got ")
	}
}
