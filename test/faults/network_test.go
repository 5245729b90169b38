package faults

import (
	"context"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

var networkFaults = []fault{
	{
		name:  "Connections are swallowed (a black hole) when the client is made",
		gets:  "TimeoutError with the address",
		after: "the connection timeout, or the deadline of the context", again: "nothing",
		test: testBlackHoleAtConnect,
	},
	{
		name:  "A black hole opens with commands in flight",
		gets:  "TimeoutError, may have been executed",
		after: "the deadline", again: "nothing; late replies are dropped; after 5 s of silence the connection is made anew",
		test: testBlackHoleInFlight,
	},
	{
		name:  "The server's side of the connection vanishes without a word (half-open)",
		gets:  "TimeoutError, may have been executed",
		after: "the deadline; the connection is given up after 5 s of silence", again: "nothing; later commands go to a new connection",
		test: testHalfOpen,
	},
	{
		name:  "A reset in the middle of a reply to a command that only reads",
		gets:  "no error",
		after: "the deadline", again: "the command",
		test: testResetWhileReading,
	},
	{
		name:  "A reset in the middle of a reply to a command that writes",
		gets:  "ConnectionError, may have been executed",
		after: "at once", again: "nothing, unless it is marked as idempotent",
		test: testResetWhileWriting,
	},
	{
		name:  "Bytes that are no RESP",
		gets:  "ConnectionError with a resp.ProtocolError as its cause; answered for the command whose reply they were in place of, may have been executed for those behind it",
		after: "at once", again: "commands behind it that only read",
		test: testGarbage,
	},
	{
		name:  "A reply larger than Advanced.ReplyLimits",
		gets:  "ConnectionError, answered, that names the limit; no error for commands behind it",
		after: "at once", again: "nothing",
		test: testReplyTooLarge,
	},
	{
		name:  "The network is slow",
		gets:  "no error, if the deadline allows for it",
		after: "the deadline", again: "nothing",
		test: testSlow,
	},
}

// proxied starts a server and a proxy in front of it.
func (s *environment) proxied() (*servers.Server, *faultproxy.Proxy) {
	s.Helper()
	server := s.start(servers.Options{})
	return server, faultproxy.Start(s, server.Addr())
}

func testBlackHoleAtConnect(s *environment) {
	server, proxy := s.proxied()
	proxy.Blackhole()
	err := s.inTime(brief, func() error {
		_, err := s.tryConnect(with(s.configuration(proxy.Addr()), connectionTimeout(brief)))
		return err
	})
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, proxy.Addr(), timeout.Address)
	proxy.Heal()
	c := s.connect(s.configuration(proxy.Addr()))
	s.requireCounted(server, increment(s.Context(), c, 1))
}

func testBlackHoleInFlight(s *environment) {
	const callers = 100
	server, proxy := s.proxied()
	c := s.connect(with(s.configuration(proxy.Addr()), requestTimeout(ample)))
	proxy.Blackhole()
	var counted *counter
	_ = s.inTime(ample, func() error { counted = increment(s.Context(), c, callers); return nil })
	require.Equal(s, callers, counted.maybe, "%v", counted.errs)
	for _, err := range counted.errs {
		var timeout *failure.TimeoutError
		require.ErrorAs(s, err, &timeout)
	}
	proxy.Heal()
	require.Eventually(s, func() bool { return s.command(server, "GET", counterKey) != "" }, patience, pollInterval)
	s.requireCounted(server, counted)
	got, err := c.With(patiently).Echo(s.Context(), "mine")
	require.NoError(s, err)
	require.Equal(s, "mine", got)
	s.awaitConnections(server, 1)
}

func testHalfOpen(s *environment) {
	server, proxy := s.proxied()
	c := s.connect(with(s.configuration(proxy.Addr()), requestTimeout(brief)))
	proxy.HalfOpen()
	s.awaitConnections(server, 0)
	lost := new(counter)
	for len(c.events(core.Disconnected)) == 0 {
		lost.add(s.inTime(brief, func() error { _, err := c.Incr(s.Context(), counterKey); return err }))
		require.Less(s, lost.calls(), 200, "nobody notices that the server is gone")
	}
	require.NotZero(s, lost.maybe)
	require.Zero(s, lost.refused)
	require.ErrorContains(s, c.events(core.Disconnected)[0].Err, "silent for 5s")
	c.awaitEvents(core.Connected, 2)
	_, err := c.With(patiently).Incr(s.Context(), counterKey)
	lost.add(err)
	require.NoError(s, err)
	require.LessOrEqual(s, lost.confirmed, 2, "the last, and perhaps the one before it")
	s.requireCounted(server, lost)
	require.Equal(s, 1, proxy.Connections())
}

// resetOffsets are after how many bytes of a reply of 64 KiB a reset comes.
var resetOffsets = []int{0, 1, 5, 7, 8, 9, 1000, 4096, 40_000, 65_543, 65_544, 65_545}

func testResetWhileReading(s *environment) {
	server, proxy := s.proxied()
	value := strings.Repeat("v", 64<<10)
	s.command(server, "SET", "key", value)
	c := s.connect(s.configuration(proxy.Addr()))
	for i, offset := range resetOffsets {
		proxy.ResetAfter(offset)
		got, err := c.Get(s.Context(), "key")
		require.NoError(s, err, "a reset after %d bytes", offset)
		require.True(s, got.Value() == value, "a reset after %d bytes", offset)
		require.Len(s, c.awaitEvents(core.Disconnected, i+1), i+1)
	}
	require.Equal(s, 2*len(resetOffsets), s.calls(server, "get"))
	s.awaitConnections(server, 1)
}

func testResetWhileWriting(s *environment) {
	server, proxy := s.proxied()
	value := strings.Repeat("v", 64<<10)
	c := s.connect(s.configuration(proxy.Addr()))
	for i, offset := range resetOffsets {
		s.command(server, "SET", "key", value)
		proxy.ResetAfter(offset)
		_, err := c.GetDel(s.Context(), "key")
		var connection *failure.ConnectionError
		require.ErrorAs(s, err, &connection, "a reset after %d bytes", offset)
		require.Equal(s, failure.MaybeExecuted, connection.Delivery)
		require.Equal(s, i+1, s.calls(server, "getdel"), "it is not sent again")
		require.Equal(s, "", s.command(server, "GET", "key"), "it was executed")
		c.awaitEvents(core.Connected, i+2)
	}
	before := s.calls(server, "getdel")
	proxy.ResetAfter(100)
	s.command(server, "SET", "key", value)
	got, err := c.With(options.CallOptions{Idempotent: true}).GetDel(s.Context(), "key")
	require.NoError(s, err)
	require.True(s, got.IsNil(), "it was executed before, as the caller allowed")
	require.Equal(s, before+2, s.calls(server, "getdel"))
	s.awaitConnections(server, 1)
}

func testGarbage(s *environment) {
	server, proxy := s.proxied()
	c := s.connect(s.configuration(proxy.Addr()))
	s.command(server, "SET", "key", "value")
	garbage := []byte("HTTP/1.1 400 Bad Request\r\n\r\n")

	proxy.Garbage(garbage)
	var malformed *resp.ProtocolError
	require.ErrorAs(s, c.awaitEvents(core.Disconnected, 1)[0].Err, &malformed)
	c.awaitEvents(core.Connected, 2)

	require.NoError(s, server.Pause())
	outcomes := make([]chan error, 3)
	for i, call := range []func(context.Context) error{
		func(ctx context.Context) error { _, err := c.Incr(ctx, counterKey); return err },
		func(ctx context.Context) error { _, err := c.Get(ctx, "key"); return err },
		func(ctx context.Context) error { _, err := c.Incr(ctx, counterKey); return err },
	} {
		before := c.Statistics().Writes
		outcomes[i] = make(chan error, 1)
		go func() { outcomes[i] <- call(context.Background()) }()
		require.Eventually(s, func() bool { return c.Statistics().Writes > before }, patience, time.Millisecond)
	}
	proxy.Garbage(garbage)
	first, third := <-outcomes[0], <-outcomes[2]
	require.NoError(s, server.Resume())
	var connection *failure.ConnectionError
	require.ErrorAs(s, first, &connection)
	require.ErrorAs(s, first, &malformed)
	require.Equal(s, failure.Answered, connection.Delivery)
	require.ErrorAs(s, third, &malformed)
	require.Equal(s, failure.MaybeExecuted, failure.DeliveryOf(third))
	require.NoError(s, <-outcomes[1], "what only reads is sent again")
	require.LessOrEqual(s, s.calls(server, "incr"), 2)
	s.awaitConnections(server, 1)
}

func testReplyTooLarge(s *environment) {
	server := s.start(servers.Options{})
	s.command(server, "SET", "large", strings.Repeat("x", 4096))
	s.command(server, "SET", "small", "value")
	configuration := s.configuration(server.Addr())
	configuration.Advanced.ReplyLimits.MaxBulkLength = 1024
	c := s.connect(configuration)
	for range 3 {
		before := s.calls(server, "get")
		err := s.inTime(0, func() error { _, err := c.Get(s.Context(), "large"); return err })
		var connection *failure.ConnectionError
		require.ErrorAs(s, err, &connection)
		require.Equal(s, failure.Answered, connection.Delivery)
		require.ErrorContains(s, err, "longer than 1024 bytes; raise Advanced.ReplyLimits.MaxBulkLength")
		require.Equal(s, before+1, s.calls(server, "get"), "it is not sent again")
		got, err := c.Get(s.Context(), "small")
		require.NoError(s, err)
		require.Equal(s, "value", got.Value())
	}
	require.Empty(s, c.events(core.Disconnected))
	s.awaitConnections(server, 1)
}

func testSlow(s *environment) {
	server, proxy := s.proxied()
	c := s.connect(s.configuration(proxy.Addr()))
	proxy.Delay(100 * time.Millisecond)
	proxy.Throttle(20_000)
	counted := increment(s.Context(), c, 200)
	require.Equal(s, 200, counted.confirmed, "%v", counted.errs)
	s.requireCounted(server, counted)
	proxy.Heal()
	require.Empty(s, c.events(core.Disconnected))
}
