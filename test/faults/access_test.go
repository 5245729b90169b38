package faults

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var accessFaults = []fault{
	{
		name:  "A wrong password when the client is made",
		gets:  "ConnectionError with the server's WRONGPASS as its cause; the password is not shown",
		after: "at once", again: "nothing: servers may lock users out",
		versions: servers.Versions(), test: testWrongPassword,
	},
	{
		name:  "The password changes while the client lives",
		gets:  "TimeoutError, not sent, with WRONGPASS as its cause",
		after: "the deadline", again: "connecting, with backoff; UpdateConnectionPassword has it tried at once, and waiting commands are sent",
		versions: servers.Versions(), test: testPasswordChanges,
	},
	{
		name:  "No password where one is demanded",
		gets:  "ConnectionError with the server's NOAUTH as its cause",
		after: "at once", again: "nothing",
		versions: servers.Versions(), test: testNoPassword,
	},
	{
		name:  "A command that the user may not execute",
		gets:  "ServerError NOPERM",
		after: "at once", again: "nothing; the connection is kept",
		versions: servers.Versions(), test: testNotPermitted,
	},
}

func withPassword(password string) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) { c.Credentials = &options.ServerCredentials{Password: password} }
}

const (
	oldPassword   = "the-old-one"
	newPassword   = "the-new-one"
	wrongPassword = "quite-another"
)

var (
	wrongPass = &failure.ServerError{Code: "WRONGPASS"}
	noAuth    = &failure.ServerError{Code: "NOAUTH"}
	noPerm    = &failure.ServerError{Code: "NOPERM"}
)

func testWrongPassword(s *environment) {
	server := s.start(servers.Options{Password: oldPassword})
	began := time.Now()
	_, err := s.tryConnect(with(s.configuration(server.Addr()), withPassword(wrongPassword)))
	require.Less(s, time.Since(began), guard, "it is not tried until the connection timeout of %v", patience)
	var connection *failure.ConnectionError
	require.ErrorAs(s, err, &connection)
	require.Equal(s, server.Addr(), connection.Address)
	require.ErrorIs(s, err, wrongPass)
	require.NotContains(s, err.Error(), wrongPassword)

	lazy := with(s.configuration(server.Addr()), withPassword(wrongPassword))
	lazy.LazyConnect = true
	c := s.connect(lazy)
	_, err = c.Incr(s.Context(), counterKey)
	require.ErrorIs(s, err, wrongPass)
	require.Equal(s, failure.NotSent, failure.DeliveryOf(err))
	_, err = c.UpdateConnectionPassword(s.Context(), oldPassword, false)
	require.NoError(s, err)
	count, err := c.Incr(s.Context(), counterKey)
	require.NoError(s, err)
	require.EqualValues(s, 1, count)
}

func testPasswordChanges(s *environment) {
	server := s.start(servers.Options{})
	s.command(server, "ACL", "SETUSER", "someone", "on", ">"+oldPassword, "~*", "+@all")
	as := func(c *options.ClientConfiguration) {
		c.Credentials = &options.ServerCredentials{Username: "someone", Password: oldPassword}
	}
	c := s.connect(with(s.configuration(server.Addr()), as))
	s.command(server, "ACL", "SETUSER", "someone", "resetpass", ">"+newPassword)
	_, err := c.Incr(s.Context(), counterKey)
	require.NoError(s, err, "a connection that is made stays authenticated")
	s.command(server, "CLIENT", "KILL", "USER", "someone")
	require.ErrorIs(s, c.awaitEvents(core.ConnectFailed, 2)[0].Err, wrongPass)

	err = s.inTime(brief, func() error {
		_, err := c.With(options.CallOptions{Timeout: brief}).Incr(s.Context(), counterKey)
		return err
	})
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, failure.NotSent, timeout.Delivery)
	require.ErrorIs(s, err, wrongPass)

	waiting := make(chan *counter, 1)
	go func() { waiting <- increment(context.Background(), c, 10) }()
	_, err = c.UpdateConnectionPassword(s.Context(), newPassword, false)
	require.NoError(s, err)
	counted := <-waiting
	require.Equal(s, 10, counted.confirmed, "%v", counted.errs)
	require.Equal(s, "11", s.command(server, "GET", counterKey))

	s.command(server, "ACL", "SETUSER", "someone", ">"+oldPassword)
	_, err = c.UpdateConnectionPassword(s.Context(), wrongPassword, true)
	require.ErrorIs(s, err, wrongPass)
	_, err = c.UpdateConnectionPassword(s.Context(), oldPassword, true)
	require.NoError(s, err)
	_, err = c.Incr(s.Context(), counterKey)
	require.NoError(s, err)
	s.awaitConnections(server, 1)
}

func testNoPassword(s *environment) {
	server := s.start(servers.Options{Password: oldPassword})
	began := time.Now()
	_, err := s.tryConnect(s.configuration(server.Addr()))
	require.Less(s, time.Since(began), guard)
	var connection *failure.ConnectionError
	require.ErrorAs(s, err, &connection)
	require.ErrorIs(s, err, noAuth)
	require.Equal(s, server.Addr(), connection.Address)
}

func testNotPermitted(s *environment) {
	server := s.start(servers.Options{Users: []string{"reader on >secret ~* +@all -@write"}})
	c := s.connect(with(s.configuration(server.Addr()), func(c *options.ClientConfiguration) {
		c.Credentials = &options.ServerCredentials{Username: "reader", Password: "secret"}
	}))
	id, err := c.ClientID(s.Context())
	require.NoError(s, err)
	counted := increment(s.Context(), c, 10)
	require.Equal(s, 10, counted.refused)
	for _, err := range counted.errs {
		require.ErrorIs(s, err, noPerm)
	}
	_, err = c.Get(s.Context(), counterKey)
	require.NoError(s, err)
	after, err := c.ClientID(s.Context())
	require.NoError(s, err)
	require.Equal(s, id, after)
	require.Empty(s, c.events(core.Disconnected))
	s.requireCounted(server, counted)
}
