package integration

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// named returns a further client of f's server, with a name and the number of its connection.
func named(t *testing.T, ctx context.Context, f fixture, name string) (client *verifiedClient, id int64) {
	t.Helper()
	client = connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol, c.ClientName = f.protocol, name })
	id, err := client.ClientID(ctx)
	require.NoError(t, err)
	return client, id
}

// ids returns the numbers of connections.
func ids(connections []models.ClientInfo) []int64 {
	var all []int64
	for _, connection := range connections {
		all = append(all, connection.ID)
	}
	return all
}

func TestClientIdAndName(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		first, err := f.ClientID(ctx)
		require.NoError(t, err)
		_, second := named(t, ctx, f, "")
		require.Greater(t, second, first)
		expect(t, first)(f.ClientID(ctx))
		expect(t, absent())(f.ClientGetName(ctx))
		expect(t, "OK")(f.ClientSetName(ctx, "a-name"))
		expect(t, present("a-name"))(f.ClientGetName(ctx))
		expectError[string](t, "ERR")(f.ClientSetName(ctx, "a name"))
		expect(t, "OK")(f.ClientSetName(ctx, ""))
		expect(t, absent())(f.ClientGetName(ctx))
	})
}

func TestTagOfClients(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		if !f.server.Version.AtLeast("7.2") {
			t.Skip("it knows no names of libraries")
		}
		for want, name := range map[string]string{"glissade(shop:1.2)": "", "framework(shop:1.2)": "framework"} {
			client := connect(t, f.server, func(c *options.ClientConfiguration) { c.LibraryName, c.ClientInfoTag = name, "shop:1.2" })
			info, err := client.ClientInfo(ctx)
			require.NoError(t, err)
			require.Equal(t, want, info.LibraryName)
		}
	})
}

func TestClientInfo(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		client, id := named(t, ctx, f, "described")
		info, err := client.ClientInfo(ctx)
		require.NoError(t, err)
		require.Equal(t, id, info.ID)
		require.Equal(t, "described", info.Name)
		require.Equal(t, f.server.Addr(), info.LocalAddress)
		require.NotEqual(t, f.server.Addr(), info.Address)
		require.Positive(t, info.FileDescriptor)
		require.Equal(t, "N", info.Flags)
		require.EqualValues(t, -1, info.MultiCommands)
		require.EqualValues(t, -1, info.Redirect)
		require.EqualValues(t, client.Server().Protocol, info.Protocol)
		require.Equal(t, "default", info.User)
		require.Equal(t, "client|info", info.LastCommand)
		require.Equal(t, "r", info.Events)
		require.Positive(t, info.TotalMemory)
		require.Empty(t, info.Extra, "this client knows all that the server tells")
		if f.server.Version.AtLeast("7.2") {
			require.Equal(t, "glissade", info.LibraryName)
			require.NotEmpty(t, info.LibraryVersion)
		}
		if f.server.Version.AtLeast("8.0") {
			require.Positive(t, info.NetworkInput)
			require.Positive(t, info.NetworkOutput)
			require.Positive(t, info.Commands)
		}
	})
}

func TestClientList(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		_, first := named(t, ctx, f, "first")
		_, second := named(t, ctx, f, "second")
		all, err := f.ClientList(ctx)
		require.NoError(t, err)
		require.Subset(t, ids(all), []int64{first, second})
		for _, info := range all {
			require.Empty(t, info.Extra)
		}
		list := func(filter options.ClientFilter) []int64 {
			t.Helper()
			connections, err := f.ClientListWithOptions(ctx, filter)
			require.NoError(t, err)
			return ids(connections)
		}
		is := func(p options.ClientProperties) []int64 { t.Helper(); return list(options.ClientFilter{Is: p}) }
		require.Equal(t, []int64{first, second}, is(options.ClientProperties{IDs: []int64{first, second}}))
		require.Subset(t, is(options.ClientProperties{Type: options.NormalClient}), []int64{first, second})
		for _, kind := range []options.ClientType{options.PrimaryClient, options.ReplicaClient, options.PubSubClient} {
			require.Empty(t, is(options.ClientProperties{Type: kind}), kind)
		}
	})
}

func TestClientListWithFilters(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "8.1", "filtering by more than type and number")
		client, id := named(t, ctx, f, "picked")
		own, err := client.ClientInfo(ctx)
		require.NoError(t, err)
		me, err := f.ClientID(ctx)
		require.NoError(t, err)
		both := []int64{me, id}
		no, zero, three := false, int64(0), int64(3)
		list := func(filter options.ClientFilter) []int64 {
			t.Helper()
			filter.Is.IDs = both
			connections, err := f.ClientListWithOptions(ctx, filter)
			require.NoError(t, err)
			return ids(connections)
		}
		is := func(p options.ClientProperties) []int64 { t.Helper(); return list(options.ClientFilter{Is: p}) }
		skip := true
		require.Equal(t, []int64{id}, list(options.ClientFilter{SkipMe: &skip}))
		require.Equal(t, both, list(options.ClientFilter{SkipMe: &no}))
		require.Empty(t, list(options.ClientFilter{MaxAge: time.Hour}))
		require.Equal(t, both, is(options.ClientProperties{Username: "default"}))
		require.Equal(t, []int64{id}, is(options.ClientProperties{Address: own.Address}))
		require.Equal(t, both, is(options.ClientProperties{LocalAddress: own.LocalAddress, Type: options.NormalClient}))

		since(t, f, "9.0", "filtering by name and the like, and by what is not so")
		isNot := func(p options.ClientProperties) []int64 { t.Helper(); return list(options.ClientFilter{IsNot: p}) }
		require.Equal(t, []int64{id}, is(options.ClientProperties{Name: "picked"}))
		require.Equal(t, []int64{me}, isNot(options.ClientProperties{Name: "picked"}))
		require.Equal(t, both, is(options.ClientProperties{IP: "127.0.0.1", Database: &zero, Flags: "N", LibraryName: "glissade", LibraryVersion: own.LibraryVersion}))
		for _, p := range []options.ClientProperties{
			{IP: "127.0.0.2"}, {Database: &three}, {Flags: "P"}, {LibraryName: "other"}, {LibraryVersion: "0"}, {Capabilities: "r"},
		} {
			require.Empty(t, is(p), "%+v", p)
			require.Equal(t, both, isNot(p), "%+v", p)
		}
		for _, p := range []options.ClientProperties{
			{IP: "127.0.0.1"},
			{Database: &zero},
			{Flags: "N"},
			{LibraryName: "glissade"},
			{LibraryVersion: own.LibraryVersion},
			{Type: options.NormalClient},
			{Username: "default"},
			{LocalAddress: own.LocalAddress},
			{IDs: both},
		} {
			require.Empty(t, isNot(p), "%+v", p)
		}
		require.Equal(t, []int64{me}, isNot(options.ClientProperties{Address: own.Address}))
		require.Empty(t, list(options.ClientFilter{Idle: time.Hour}))
		expect(t, "OK")(client.ClientCapa(ctx, []options.ClientCapability{options.RedirectCapability}))
		require.Equal(t, []int64{id}, is(options.ClientProperties{Capabilities: "r"}))
	})
}

func TestClientKill(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		gone := func(id int64) {
			t.Helper()
			require.Eventually(t, func() bool {
				left, err := f.ClientListWithOptions(ctx, options.ClientFilter{Is: options.ClientProperties{IDs: []int64{id}}})
				return err == nil && len(left) == 0
			}, patience, time.Millisecond)
		}
		victim, id := named(t, ctx, f, "victim")
		expect(t, int64(1))(f.ClientKill(ctx, options.ClientFilter{Is: options.ClientProperties{IDs: []int64{id}}}))
		gone(id)
		expect(t, int64(0))(f.ClientKill(ctx, options.ClientFilter{Is: options.ClientProperties{IDs: []int64{id}}}))

		var info models.ClientInfo
		require.Eventually(t, func() bool {
			var err error
			info, err = victim.ClientInfo(ctx)
			return err == nil
		}, patience, time.Millisecond, "the client connects again")
		require.Greater(t, info.ID, id)
		require.Equal(t, "victim", info.Name)
		expect(t, "OK")(f.ClientKillSimple(ctx, info.Address))
		gone(info.ID)
		expectError[string](t, "ERR")(f.ClientKillSimple(ctx, info.Address))
	})
}

func TestClientKillWithFilters(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		me, err := f.ClientInfo(ctx)
		require.NoError(t, err)
		no, seven := false, int64(7)
		kills := func(release string, filter options.ClientFilter) {
			t.Helper()
			if f.server.Version.AtLeast(release) {
				expect(t, int64(0))(f.ClientKill(ctx, filter))
			}
		}
		kills("6.2", options.ClientFilter{Is: options.ClientProperties{Address: me.Address}})
		kills("6.2", options.ClientFilter{Is: options.ClientProperties{Type: options.PubSubClient, Username: "default", LocalAddress: me.LocalAddress}})
		kills("6.2", options.ClientFilter{Is: options.ClientProperties{Type: options.PrimaryClient}, SkipMe: &no})
		kills("6.2", options.ClientFilter{Is: options.ClientProperties{Type: options.ReplicaClient}})
		kills("8.0", options.ClientFilter{MaxAge: time.Hour, SkipMe: &no})
		kills("8.1", options.ClientFilter{Is: options.ClientProperties{IDs: []int64{1 << 40, 1<<40 + 1}}})
		kills("9.0", options.ClientFilter{Is: options.ClientProperties{
			Name: "nobody", IP: "127.0.0.2", Flags: "P", LibraryName: "x", LibraryVersion: "y", Capabilities: "r", Database: &seven,
		}, Idle: time.Hour})
		kills("9.0", options.ClientFilter{IsNot: options.ClientProperties{
			Type: options.NormalClient, IDs: []int64{me.ID}, Username: "default", Address: "a", LocalAddress: me.LocalAddress,
			Name: "n", IP: "127.0.0.1", Flags: "N", LibraryName: "glissade", LibraryVersion: "0", Capabilities: "r", Database: &seven,
		}})
		expect(t, me.ID)(f.ClientID(ctx))
		_, err = f.ClientKill(ctx, options.ClientFilter{})
		var refused *failure.ConfigurationError
		require.ErrorAs(t, err, &refused)
	})
}

func TestClientPause(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const pause = 30 * time.Millisecond
		begin := time.Now()
		expect(t, "OK")(f.ClientPause(ctx, pause))
		expect(t, "PONG")(f.Ping(ctx))
		require.GreaterOrEqual(t, time.Since(begin), pause)
		expect(t, "OK")(f.ClientPauseWithMode(ctx, time.Millisecond, options.PauseAll))

		writer, _ := named(t, ctx, f, "writer")
		expect(t, "OK")(f.ClientPauseWithMode(ctx, time.Hour, options.PauseWrite))
		written := make(chan error, 1)
		go func() {
			_, err := writer.Set(ctx, "key", "value")
			written <- err
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		expect(t, absent())(f.Get(ctx, "key"))
		expect(t, "OK")(f.ClientUnpause(ctx))
		require.NoError(t, <-written)
		expect(t, present("value"))(f.Get(ctx, "key"))
	})
}

func TestClientUnblock(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		waiter, own := named(t, ctx, f, "waiter")
		expect(t, false)(f.ClientUnblock(ctx, own))
		type outcome struct {
			popped models.Result[models.KeyAndElement]
			err    error
		}
		for name, unblock := range map[string]func(id int64) (bool, error){
			"plainly":    func(id int64) (bool, error) { return f.ClientUnblock(ctx, id) },
			"as timeout": func(id int64) (bool, error) { return f.ClientUnblockWithMode(ctx, id, options.UnblockAsTimeout) },
			"with error": func(id int64) (bool, error) { return f.ClientUnblockWithMode(ctx, id, options.UnblockWithError) },
		} {
			waiting := make(chan outcome, 1)
			go func() {
				popped, err := waiter.BLPop(ctx, []string{"list"}, 0)
				waiting <- outcome{popped, err}
			}()
			awaitInfo(t, f.server, "clients", "blocked_clients", "1")
			connections, err := f.ClientList(ctx)
			require.NoError(t, err)
			for _, connection := range connections {
				if connection.Flags == "b" {
					expect(t, true)(unblock(connection.ID))
				}
			}
			got := <-waiting
			if name == "with error" {
				require.ErrorIs(t, got.err, &failure.ServerError{Code: "UNBLOCKED"})
				continue
			}
			require.NoError(t, got.err, name)
			require.True(t, got.popped.IsNil(), name)
		}
	})
}

func TestClientTrackingInfo(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, int64(-1))(f.ClientGetRedir(ctx))
		expect(t, models.ClientTrackingInfo{Flags: []string{"off"}, Redirect: -1, Prefixes: []string{}})(f.ClientTrackingInfo(ctx))
		client, _ := named(t, ctx, f, "tracking")
		// The client has no command for it, since it would not expect the messages.
		track := func(redirect int64) (string, error) {
			return core.Run(ctx, client.Client, func(a *command.Args) command.Reply[string] {
				a.Begin("CLIENT TRACKING")
				for _, word := range []string{"ON", "REDIRECT", strconv.FormatInt(redirect, 10), "BCAST", "PREFIX", "a:"} {
					a.Word(word)
				}
				return command.NewReply(command.ShapeOK, (*command.Decoder).Text)
			})
		}
		expectError[string](t, "ERR")(track(1)) // There is no such connection.
		me, err := f.ClientID(ctx)
		require.NoError(t, err)
		expect(t, "OK")(track(me))
		expect(t, models.ClientTrackingInfo{Flags: []string{"on", "bcast"}, Redirect: me, Prefixes: []string{"a:"}})(client.ClientTrackingInfo(ctx))
		expect(t, me)(client.ClientGetRedir(ctx))
	})
}

func TestClientModes(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		flags := func(want string) {
			t.Helper()
			info, err := f.ClientInfo(ctx)
			require.NoError(t, err)
			require.Equal(t, want, info.Flags)
		}
		flags("N")
		expect(t, "OK")(f.ClientNoEvict(ctx, true))
		flags("e")
		expect(t, "OK")(f.ClientNoEvict(ctx, false))
		flags("N")
		since(t, f, "7.2", "CLIENT NO-TOUCH")
		expect(t, "OK")(f.ClientNoTouch(ctx, true))
		flags("T")
		expect(t, "OK")(f.ClientNoTouch(ctx, false))
		flags("N")
		since(t, f, "8.1", "CLIENT IMPORT-SOURCE")
		expectError[string](t, "ERR")(f.ClientImportSource(ctx, true))
		_, err := f.server.Command(ctx, "CONFIG", "SET", "import-mode", "yes")
		require.NoError(t, err)
		defer func() {
			_, err := f.server.Command(ctx, "CONFIG", "SET", "import-mode", "no")
			require.NoError(t, err)
		}()
		expect(t, "OK")(f.ClientImportSource(ctx, true))
		flags("I")
		expect(t, "OK")(f.ClientImportSource(ctx, false))
		flags("N")
	})
}

func TestClientSetInfoAndCapa(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "7.2", "CLIENT SETINFO")
		expect(t, "OK")(f.ClientSetInfo(ctx, options.LibraryNameAttribute, "upon-glissade"))
		expect(t, "OK")(f.ClientSetInfo(ctx, options.LibraryVersionAttribute, "9.9"))
		expectError[string](t, "ERR")(f.ClientSetInfo(ctx, options.LibraryVersionAttribute, "9 9"))
		info, err := f.ClientInfo(ctx)
		require.NoError(t, err)
		require.Equal(t, "upon-glissade", info.LibraryName)
		require.Equal(t, "9.9", info.LibraryVersion)
		require.Empty(t, info.Capabilities)
		since(t, f, "8.0", "CLIENT CAPA")
		expect(t, "OK")(f.ClientCapa(ctx, []options.ClientCapability{"what-no-server-knows", options.RedirectCapability}))
		info, err = f.ClientInfo(ctx)
		require.NoError(t, err)
		require.Equal(t, "r", info.Capabilities)
	})
}
