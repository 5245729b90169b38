package faults

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var busyFaults = []fault{
	{
		name:  "The server is loading its data (LOADING)",
		gets:  "no error, if it is ready by the deadline; else TimeoutError, not sent, with LOADING as its cause",
		after: "the deadline", again: "connecting, also when the client is made, within the connection timeout",
		versions: servers.Versions(), test: testLoading,
	},
	{
		name:  "A script keeps the server busy (BUSY)",
		gets:  "ServerError BUSY; new clients connect, so that ScriptKill can be called",
		after: "busy-reply-threshold of the server", again: "nothing: it may take for ever",
		versions: servers.Versions(), test: testBusy,
	},
	{
		name:  "CLIENT KILL while nothing is under way",
		gets:  "no error",
		after: "at once", again: "connecting, at once; CLIENT SETNAME, SELECT and the rest of the handshake",
		versions: servers.Versions(), test: testClientKill,
	},
	{
		name:  "CLIENT KILL with 200 commands in flight",
		gets:  "ConnectionError, may have been executed; commands that come later get no error",
		after: "at once", again: "commands that only read or are marked as idempotent",
		versions: servers.Versions(), test: testClientKillInFlight,
	},
	{
		name:  "CLIENT PAUSE",
		gets:  "TimeoutError, may have been executed: they are, when the pause ends",
		after: "the deadline", again: "nothing; the connection is kept",
		versions: servers.Versions(), test: testClientPause,
	},
}

// testLoading has the server take its time for each of its keys.
func testLoading(s *environment) {
	server := s.start(servers.Options{Arguments: []string{
		"--key-load-delay", "1000", "--loading-process-events-interval-bytes", "1024",
	}})
	s.command(server, "DEBUG", "POPULATE", "3000", "key", "100")
	s.command(server, "SAVE")
	c := s.connect(s.configuration(server.Addr()))
	server.Kill()
	c.awaitEvents(core.Disconnected, 1)
	restarted := make(chan error, 1)
	go func() { restarted <- server.Restart(context.WithoutCancel(s.Context())) }()
	require.Eventually(s, func() bool {
		_, err := server.Command(s.Context(), "GET", "key:1")
		return err != nil && strings.HasPrefix(err.Error(), "LOADING ")
	}, patience, pollInterval)

	loading := &failure.ServerError{Code: "LOADING"}
	require.Eventually(s, func() bool {
		failed := c.events(core.ConnectFailed)
		return len(failed) > 0 && errors.Is(failed[len(failed)-1].Err, loading)
	}, patience, time.Millisecond)
	waiting := make(chan *counter, 1)
	go func() { waiting <- increment(context.Background(), c, 10) }()
	created := make(chan error, 1)
	go func() {
		_, err := s.tryConnect(s.configuration(server.Addr()))
		created <- err
	}()
	err := s.inTime(brief, func() error {
		_, err := c.With(options.CallOptions{Timeout: brief}).Incr(s.Context(), counterKey)
		return err
	})
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, failure.NotSent, timeout.Delivery)
	require.ErrorIs(s, err, loading)

	require.NoError(s, <-restarted)
	counted := <-waiting
	require.Equal(s, 10, counted.confirmed, "%v", counted.errs)
	require.NoError(s, <-created)
	require.Equal(s, "10", s.command(server, "GET", counterKey))
	require.Equal(s, "3001", strconv.Itoa(databaseSize(s, c)))
}

func databaseSize(s *environment, c *client) int {
	size, err := c.DBSize(s.Context())
	require.NoError(s, err)
	return int(size)
}

func testBusy(s *environment) {
	server := s.start(servers.Options{Arguments: []string{"--busy-reply-threshold", "20"}})
	c := s.connect(s.configuration(server.Addr()))
	scripting := make(chan error, 1)
	go func() {
		_, err := c.With(patiently).Eval(context.Background(), "while true do end", options.ScriptOptions{})
		scripting <- err
	}()
	require.Eventually(s, func() bool {
		_, err := server.Command(s.Context(), "GET", counterKey)
		return err != nil && strings.HasPrefix(err.Error(), "BUSY ")
	}, patience, pollInterval)

	other := s.connect(s.configuration(server.Addr()))
	counted := increment(s.Context(), other, 10)
	require.Equal(s, 10, counted.refused)
	for _, err := range counted.errs {
		require.ErrorIs(s, err, &failure.ServerError{Code: "BUSY"})
	}
	killed, err := other.ScriptKill(s.Context())
	require.NoError(s, err)
	require.Equal(s, "OK", killed)
	err = <-scripting
	require.Equal(s, failure.Answered, failure.DeliveryOf(err))
	require.ErrorContains(s, err, "killed by user")
	require.Equal(s, 1, increment(s.Context(), c, 1).confirmed)
	require.Equal(s, "1", s.command(server, "GET", counterKey))
	require.Empty(s, c.events(core.Disconnected))
}

func testClientKill(s *environment) {
	server := s.start(servers.Options{})
	c := s.connect(with(s.configuration(server.Addr()), func(c *options.ClientConfiguration) { c.DatabaseID = 3 }))
	c.awaitEvents(core.Connected, 1)
	for i := range 5 {
		s.command(server, "CLIENT", "KILL", "TYPE", "normal")
		require.ErrorContains(s, c.awaitEvents(core.Disconnected, i+1)[i].Err, server.Addr())
		c.awaitEvents(core.Connected, i+2)
		count, err := c.Incr(s.Context(), counterKey)
		require.NoError(s, err)
		require.EqualValues(s, i+1, count, "in the same database")
	}
	s.awaitConnections(server, 1)
}

func testClientKillInFlight(s *environment) {
	const callers = 200
	server := s.start(servers.Options{})
	c := s.connect(s.configuration(server.Addr()))
	// The server holds writes back, so that they are in flight when it ends the connection.
	s.command(server, "CLIENT", "PAUSE", "60000", "WRITE")
	before := c.Statistics().Requests
	answered := make(chan *counter, 1)
	go func() { answered <- increment(context.Background(), c, callers) }()
	require.Eventually(s, func() bool { return c.Statistics().Requests == before+callers }, patience, time.Millisecond)
	idempotent := make(chan error, 1)
	go func() {
		_, err := c.With(options.CallOptions{Idempotent: true}).Set(context.Background(), "key", "value")
		idempotent <- err
	}()
	require.Eventually(s, func() bool { return c.Statistics().Requests == before+callers+1 }, patience, time.Millisecond)
	s.command(server, "CLIENT", "KILL", "TYPE", "normal")
	c.awaitEvents(core.Connected, 2)
	s.command(server, "CLIENT", "UNPAUSE")
	counted := <-answered
	require.NotZero(s, counted.maybe)
	require.Equal(s, callers, counted.maybe+counted.confirmed, "those that had not left yet are sent")
	for _, err := range counted.errs {
		var connection *failure.ConnectionError
		require.ErrorAs(s, err, &connection)
	}
	require.NoError(s, <-idempotent)
	s.requireCounted(server, counted)

	counted, stop := incrementing(s, c, callers)
	s.command(server, "DEL", counterKey)
	for i := range 10 {
		before := counted.confirmations()
		require.Eventually(s, func() bool { return counted.confirmations() > before+callers }, patience, time.Millisecond)
		s.command(server, "CLIENT", "KILL", "TYPE", "normal")
		c.awaitEvents(core.Disconnected, i+2)
		c.awaitEvents(core.Connected, i+3)
	}
	stop()
	s.Logf("%d confirmed, %d may have been executed, %d not sent", counted.confirmed, counted.maybe, counted.unsent)
	require.Zero(s, counted.unsent, "what was not sent is sent again")
	got, err := strconv.Atoi(s.command(server, "GET", counterKey))
	require.NoError(s, err)
	require.LessOrEqual(s, got, counted.confirmed+counted.maybe)
	s.awaitConnections(server, 1)
}

func testClientPause(s *environment) {
	const callers = 100
	server := s.start(servers.Options{})
	c := s.connect(with(s.configuration(server.Addr()), requestTimeout(ample)))
	s.command(server, "CLIENT", "PAUSE", "60000", "WRITE")
	var counted *counter
	_ = s.inTime(ample, func() error { counted = increment(s.Context(), c, callers); return nil })
	require.Equal(s, callers, counted.maybe, "%v", counted.errs)
	for _, err := range counted.errs {
		var timeout *failure.TimeoutError
		require.ErrorAs(s, err, &timeout)
	}
	s.command(server, "CLIENT", "UNPAUSE")
	count, err := c.With(patiently).Incr(s.Context(), counterKey)
	require.NoError(s, err)
	require.EqualValues(s, callers+1, count, "each is executed once, when the pause ends")
	require.Empty(s, c.events(core.Disconnected))
}
