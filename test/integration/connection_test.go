package integration

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestServerIntroducesItself(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		if f.protocol == options.ProtocolRESP2 {
			require.Equal(t, 2, f.Server().Protocol)
			return
		}
		require.Equal(t, 3, f.Server().Protocol)
		require.Contains(t, string(f.server.Version), f.Server().Name)
	})
}

func TestClientIntroducesItself(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		client := connect(t, f.server, func(c *options.ClientConfiguration) {
			c.Protocol, c.ClientName, c.DatabaseID = f.protocol, "integration", 3
		})
		info, err := client.CustomCommand(ctx, []string{"CLIENT", "INFO"})
		require.NoError(t, err)
		require.Contains(t, info, " name=integration ")
		require.Contains(t, info, " db=3 ")
		if f.server.Version.AtLeast("7.2") {
			require.Contains(t, info, " lib-name=glissade ")
			require.Contains(t, info, " lib-ver=0.")
		}
		_, err = client.Set(ctx, "key", "in database 3")
		require.NoError(t, err)
		got, err := f.Get(ctx, "key")
		require.NoError(t, err)
		require.Equal(t, absent(), got, "database 0 does not see it")
	})
}

func TestPasswordsAndUsers(t *testing.T) {
	for _, version := range servers.Versions() {
		server := servers.Start(t, version, servers.Options{
			Password: "secret", Users: []string{"alice on >wonderland ~alice:* +@all"},
		})
		for _, protocol := range protocols {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				with := func(credentials *options.ServerCredentials) options.ClientConfiguration {
					c := configuration(server)
					c.Protocol, c.Credentials = protocol, credentials
					return c
				}
				for name, credentials := range map[string]*options.ServerCredentials{
					"password":      {Password: "secret"},
					"default user":  {Username: "default", Password: "secret"},
					"user of a set": {Username: "alice", Password: "wonderland"},
				} {
					client, err := native.NewClient(t.Context(), with(credentials))
					require.NoError(t, err, name)
					_, err = client.Set(t.Context(), "alice:key", "value")
					require.NoError(t, err, name)
					_, err = client.Get(t.Context(), "key")
					require.Equal(t, credentials.Username == "alice", errors.Is(err, &failure.ServerError{Code: "NOPERM"}), name)
					client.Close()
				}
				_, err := native.NewClient(t.Context(), with(&options.ServerCredentials{Password: "wrong"}))
				require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGPASS"})
				var connection *failure.ConnectionError
				require.ErrorAs(t, err, &connection)
				require.NotContains(t, err.Error(), "wrong\"")
				client, err := native.NewClient(t.Context(), with(nil))
				if err == nil { // RESP2 has no handshake that needs a password.
					_, err = client.Ping(t.Context())
					client.Close()
				}
				require.ErrorIs(t, err, &failure.ServerError{Code: "NOAUTH"})
			})
		}
	}
}

func TestUsersWithoutPassword(t *testing.T) {
	for _, version := range servers.Versions() {
		server := servers.Start(t, version, servers.Options{
			Password: "secret", Users: []string{"guest on nopass ~* +@all", "alice on >wonderland ~* +@all"},
		})
		for _, protocol := range protocols {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				c := configuration(server)
				c.Protocol, c.Credentials = protocol, &options.ServerCredentials{Username: "guest"}
				client, err := native.NewClient(t.Context(), c)
				require.NoError(t, err)
				defer client.Close()
				who, err := client.ACLWhoAmI(t.Context())
				require.NoError(t, err)
				require.Equal(t, "guest", who)

				// A provider needs no password beside the user's name.
				c.Credentials = &options.ServerCredentials{Username: "alice"}
				provided := func(password string) native.Option {
					return native.With(core.WithPasswordProvider(func(context.Context) (string, error) { return password, nil }))
				}
				client, err = native.NewClient(t.Context(), c, provided("wonderland"))
				require.NoError(t, err)
				defer client.Close()
				who, err = client.ACLWhoAmI(t.Context())
				require.NoError(t, err)
				require.Equal(t, "alice", who)

				// Nothing is taken for "no authentication".
				_, err = native.NewClient(t.Context(), c)
				require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGPASS"})
				_, err = native.NewClient(t.Context(), c, provided(""))
				require.ErrorIs(t, err, &failure.ServerError{Code: "WRONGPASS"})
			})
		}
	}
}

func TestUnixSocket(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{UnixSocket: true})
			client := connect(t, server, func(c *options.ClientConfiguration) {
				c.Addresses = []options.NodeAddress{{Socket: server.Socket()}}
			})
			info, err := client.CustomCommand(t.Context(), []string{"CLIENT", "INFO"})
			require.NoError(t, err)
			require.Contains(t, info, "server.sock")
		})
	}
}

func TestServerWithoutHELLO(t *testing.T) {
	address := serveWithoutHELLO(t)
	c := options.ClientConfiguration{Addresses: []options.NodeAddress{address}, RequestTimeout: patience}
	c.Advanced.ConnectionTimeout = patience
	client, err := native.NewClient(t.Context(), c)
	require.NoError(t, err)
	defer client.Close()
	require.Equal(t, 2, client.Server().Protocol)
	got, err := client.Get(t.Context(), "key")
	require.NoError(t, err)
	require.Equal(t, absent(), got)

	c.Protocol = options.ProtocolRESP3
	_, err = native.NewClient(t.Context(), c)
	require.ErrorContains(t, err, "RESP3")
}

// serveWithoutHELLO is a server of before 6.0, which is nowhere to be had: it knows
// no HELLO, and no key has a value.
func serveWithoutHELLO(t *testing.T) options.NodeAddress {
	server := fakeserver.New(t, func(_ *fakeserver.Conn, command []string) string {
		switch name := command[0]; name {
		case "HELLO", "CLIENT":
			return "-ERR unknown command `" + name + "`, with args beginning with: \r\n"
		case "PING":
			return fakeserver.Reply(command)
		default:
			return "$-1\r\n"
		}
	})
	address, err := netip.ParseAddrPort(server.Listen(t))
	require.NoError(t, err)
	return options.NodeAddress{Host: address.Addr().String(), Port: int(address.Port())}
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port
	require.NoError(t, listener.Close())
	begin := time.Now()
	_, err = native.NewClient(t.Context(), options.ClientConfiguration{Addresses: []options.NodeAddress{{Host: "127.0.0.1", Port: port}}})
	var connection *failure.ConnectionError
	require.ErrorAs(t, err, &connection)
	require.ErrorContains(t, err, listener.Addr().String())
	require.Less(t, time.Since(begin), patience)
}
