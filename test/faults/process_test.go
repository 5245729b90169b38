package faults

import (
	"context"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/test/servers"
)

var processFaults = []fault{
	{
		name:  "Nobody listens when the client is made",
		gets:  "ConnectionError, not sent, with the address and the system's error",
		after: "at once", again: "nothing: a wrong address would be tried for ever",
		test: testNobodyListens,
	},
	{
		name:  "The server is gone and its port refuses connections",
		gets:  "TimeoutError, not sent, with the refusal as its cause",
		after: "the deadline", again: "connecting, with backoff for ever; a command that is waiting is sent once it succeeds",
		test: testServerIsGone,
	},
	{
		name:  "The server stops (SIGSTOP) and continues",
		gets:  "TimeoutError, may have been executed; commands that were waiting for the in-flight limit: not sent",
		after: "the deadline", again: "nothing; late replies are dropped, the connection is kept, the next commands get their own replies",
		test: testServerStops,
	},
	{
		name:  "The server stops reading in the middle of a large command",
		gets:  "TimeoutError, may have been executed; commands behind it: not sent",
		after: "the deadline", again: "nothing; the rest of the large command is written when the server goes on",
		test: testServerStopsReading,
	},
	{
		name:  "The server stops with 1000 commands in flight",
		gets:  "TimeoutError, each by its own deadline",
		after: "the deadline (20 ms at most beyond it, on a machine that has time for it)", again: "nothing",
		protocols: onlyRESP3,
		test:      testThousandDeadlines,
	},
	{
		name:  "The server is killed (kill -9) and restarted on the same port",
		gets:  "ConnectionError, may have been executed, for what was in flight; others wait",
		after: "at once for what was in flight, the deadline for others", again: "commands that were not sent, that only read, or that are marked as idempotent",
		versions: servers.Versions(), test: testServerIsKilled,
	},
	{
		name:  "The server is killed while only reads are under way",
		gets:  "no error, if it is back before the deadline",
		after: "the deadline", again: "all of them",
		test: testReadsSurvive,
	},
}

func testNobodyListens(s *environment) {
	server := s.start(servers.Options{})
	server.Kill()
	_, err := s.tryConnect(s.configuration(server.Addr()))
	var connection *failure.ConnectionError
	require.ErrorAs(s, err, &connection)
	require.Equal(s, server.Addr(), connection.Address)
	require.Equal(s, failure.NotSent, connection.Delivery)
	require.ErrorIs(s, err, syscall.ECONNREFUSED)
}

func testServerIsGone(s *environment) {
	server := s.start(servers.Options{})
	c := s.connect(s.configuration(server.Addr()))
	impatient := s.connect(with(s.configuration(server.Addr()), requestTimeout(brief)))
	server.Kill()
	impatient.awaitEvents(core.ConnectFailed, 1)
	err := s.inTime(brief, func() error { _, err := impatient.Incr(s.Context(), counterKey); return err })
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, failure.NotSent, timeout.Delivery)
	require.Equal(s, brief, timeout.After)
	require.ErrorIs(s, err, syscall.ECONNREFUSED)

	waiting := make(chan *counter, 1)
	go func() { waiting <- increment(context.Background(), c, 10) }()
	c.awaitEvents(core.ConnectFailed, 2)
	require.NoError(s, server.Restart(s.Context()))
	counted := <-waiting
	require.Equal(s, 10, counted.confirmed, "%v", counted.errs)
	s.requireCounted(server, counted)
	require.Equal(s, server.Addr(), c.events(core.ConnectFailed)[0].Address)
}

func testServerStops(s *environment) {
	const limit, callers = 100, 150
	server := s.start(servers.Options{})
	configuration := with(s.configuration(server.Addr()), requestTimeout(ample))
	configuration.InflightRequestsLimit = limit
	c := s.connect(configuration)
	id, err := c.ClientID(s.Context())
	require.NoError(s, err)

	require.NoError(s, server.Pause())
	var counted *counter
	_ = s.inTime(ample, func() error { counted = increment(s.Context(), c, callers); return nil })
	require.NoError(s, server.Resume())
	require.Equal(s, limit, counted.maybe)
	require.Equal(s, callers-limit, counted.unsent)
	for _, err := range counted.errs {
		var timeout *failure.TimeoutError
		require.ErrorAs(s, err, &timeout)
	}
	for i := range 50 {
		want := strconv.Itoa(i)
		got, err := c.With(patiently).Echo(s.Context(), want)
		require.NoError(s, err)
		require.Equal(s, want, got)
	}
	require.Equal(s, strconv.Itoa(limit), s.command(server, "GET", counterKey), "what was sent is executed once")
	after, err := c.With(patiently).ClientID(s.Context())
	require.NoError(s, err)
	require.Equal(s, id, after, "the connection is kept")
	require.Empty(s, c.events(core.Disconnected))
}

func testServerStopsReading(s *environment) {
	server := s.start(servers.Options{})
	c := s.connect(with(s.configuration(server.Addr()), requestTimeout(ample)))
	large := strings.Repeat("x", 32<<20) // more than the sockets' buffers hold
	require.NoError(s, server.Pause())
	writing := make(chan error, 1)
	go func() {
		_, err := c.Set(context.Background(), "large", large)
		writing <- err
	}()
	require.Eventually(s, func() bool { return c.Statistics().BytesSent > uint64(len(large)) }, patience, time.Millisecond)
	short, cancel := context.WithTimeout(s.Context(), brief)
	defer cancel()
	counted := increment(short, c, 10)
	require.Equal(s, 10, counted.unsent, "%v", counted.errs)
	err := <-writing
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, failure.MaybeExecuted, timeout.Delivery)
	require.NoError(s, server.Resume())
	require.Eventually(s, func() bool {
		got, err := c.With(patiently).Strlen(s.Context(), "large")
		return err == nil && got == int64(len(large))
	}, patience, pollInterval, "what was begun is written")
	s.requireCounted(server, counted)
	require.Empty(s, c.events(core.Disconnected))
}

func testThousandDeadlines(s *environment) {
	const callers = 1000
	server := s.start(servers.Options{})
	c := s.connect(s.configuration(server.Addr()))
	require.NoError(s, server.Pause())
	defer func() { require.NoError(s, server.Resume()) }()
	late := make(chan time.Duration, callers)
	for i := range callers {
		go func() {
			deadline := ample + time.Duration(i%100)*5*time.Millisecond
			began := time.Now()
			ctx, cancel := context.WithTimeout(context.Background(), deadline)
			defer cancel()
			_, err := c.Set(ctx, "key", "value")
			if failure.DeliveryOf(err) != failure.MaybeExecuted {
				s.Errorf("call %d: %v", i, err)
			}
			late <- time.Since(began) - deadline
		}()
	}
	var latest time.Duration
	for range callers {
		latest = max(latest, <-late)
	}
	s.Logf("the latest of %d calls ended %v after its deadline", callers, latest)
	require.Less(s, latest, guard)
}

// persistent has a server keep everything that it confirms.
var persistent = servers.Options{Arguments: []string{"--appendonly", "yes", "--appendfsync", "always"}}

func testServerIsKilled(s *environment) {
	const callers, times = 50, 3
	server := s.start(persistent)
	c := s.connect(s.configuration(server.Addr()))
	counted, stop := incrementing(s, c, callers)
	for i := range times {
		before := counted.confirmations()
		require.Eventually(s, func() bool { return counted.confirmations() > before+callers }, patience, time.Millisecond)
		server.Kill()
		c.awaitEvents(core.Disconnected, i+1)
		require.NoError(s, server.Restart(s.Context()))
		c.awaitEvents(core.Connected, i+2)
	}
	stop()
	s.Logf("%d confirmed, %d may have been executed, %d not sent", counted.confirmed, counted.maybe, counted.unsent)
	for _, err := range counted.errs {
		var connection *failure.ConnectionError
		require.ErrorAs(s, err, &connection, "only what was in flight fails")
		require.Equal(s, failure.MaybeExecuted, connection.Delivery)
		require.Equal(s, "INCR", connection.Command)
	}
	s.requireCounted(server, counted)
	s.awaitConnections(server, 1)
}

func testReadsSurvive(s *environment) {
	server := s.start(persistent)
	c := s.connect(s.configuration(server.Addr()))
	_, err := c.Set(s.Context(), "key", "value")
	require.NoError(s, err)
	failures := make(chan error, 100)
	stopped, stop := context.WithCancel(s.Context())
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		for stopped.Err() == nil {
			if got, err := c.Get(context.Background(), "key"); err != nil || got.Value() != "value" {
				failures <- err
				return
			}
		}
	}()
	for i := range 2 {
		server.Kill()
		c.awaitEvents(core.Disconnected, i+1)
		require.NoError(s, server.Restart(s.Context()))
		c.awaitEvents(core.Connected, i+2)
	}
	stop()
	<-reading
	require.Empty(s, failures)
}
