package faults

import (
	"context"
	"errors"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

var roleFaults = []fault{
	{
		name:  "Two of the servers are primaries when the client is made",
		gets:  "ConnectionError that names both",
		after: "at once", again: "nothing",
		versions: servers.Versions(), test: testTwoPrimaries,
	},
	{
		name:  "None of the servers is a primary when the client is made",
		gets:  "ConnectionError that says so",
		after: "at once", again: "nothing",
		versions: servers.Versions(), test: testNoPrimary,
	},
	{
		name:  "Some of the servers cannot be reached when the client is made",
		gets:  "no error, if the primary can be",
		after: "at once; the connection timeout if one is silent", again: "connecting to the others, for ever",
		test: testUnreachableOthers,
	},
	{
		name:  "None of the servers can be reached when the client is made",
		gets:  "ConnectionError that names each of them and why",
		after: "at once; the connection timeout if one is silent", again: "nothing",
		test: testAllUnreachable,
	},
	{
		name:  "The only server is a replica, and ReadOnly is not set",
		gets:  "ConnectionError that says what to do",
		after: "at once", again: "nothing",
		versions: servers.Versions(), test: testSingleReplica,
	},
	{
		name:  "A client with ReadOnly is told to write",
		gets:  "ConfigurationError that names the command; nothing is sent",
		after: "at once", again: "nothing; reads go to all servers in turn",
		versions: servers.Versions(), test: testReadOnly,
	},
	{
		name:  "A name stands for another server after a failover",
		gets:  "no error, if the name has changed by the deadline; else ServerError READONLY",
		after: "the deadline", again: "commands that READONLY refused, and connecting to what the name stands for by then",
		versions: servers.Versions(), test: testNameChanges,
	},
}

func testTwoPrimaries(s *environment) {
	one, two := s.start(servers.Options{}), s.start(servers.Options{})
	_, err := s.tryConnect(s.configuration(one.Addr(), two.Addr()))
	var connection *failure.ConnectionError
	require.ErrorAs(s, err, &connection)
	require.ErrorContains(s, err, one.Addr())
	require.ErrorContains(s, err, two.Addr())
	require.ErrorContains(s, err, "more than one server is a primary")
}

func testNoPrimary(s *environment) {
	replication := s.replication(2, nil)
	_, err := s.tryConnect(s.configuration(addresses(replication.Replicas)...))
	var connection *failure.ConnectionError
	require.ErrorAs(s, err, &connection)
	require.ErrorContains(s, err, "none of the servers that can be reached is a primary")
}

func testUnreachableOthers(s *environment) {
	replication := s.replication(1, nil)
	primary, replica := replication.Primary, replication.Replicas[0]
	refusing := faultproxy.Start(s, primary.Addr())
	refusing.Refuse()
	silent := faultproxy.Start(s, replica.Addr())
	silent.Blackhole()
	c := with(s.configuration(refusing.Addr(), silent.Addr(), primary.Addr()), connectionTimeout(brief))
	c.ReadFrom = options.PreferReplica
	connected := s.connect(c)
	counted := increment(s.Context(), connected, 10)
	require.Equal(s, 10, counted.confirmed, "%v", counted.errs)
	s.requireCounted(primary, counted)
	silent.Heal()
	require.Eventually(s, func() bool {
		for _, e := range connected.events(core.Connected) {
			if e.Address == silent.Addr() {
				return true
			}
		}
		return false
	}, patience, pollInterval, "the others are connected to once they can be")
}

func testAllUnreachable(s *environment) {
	server := s.start(servers.Options{})
	refusing, silent := faultproxy.Start(s, server.Addr()), faultproxy.Start(s, server.Addr())
	refusing.Refuse()
	silent.Blackhole()
	err := s.inTime(brief, func() error {
		_, err := s.tryConnect(with(s.configuration(refusing.Addr(), silent.Addr()), connectionTimeout(brief)))
		return err
	})
	require.ErrorContains(s, err, refusing.Addr())
	require.ErrorContains(s, err, silent.Addr())
	var timeout *failure.TimeoutError
	require.ErrorAs(s, err, &timeout)
	require.Equal(s, silent.Addr(), timeout.Address)
}

func testSingleReplica(s *environment) {
	replication := s.replication(1, nil)
	_, err := s.tryConnect(s.configuration(replication.Replicas[0].Addr()))
	var connection *failure.ConnectionError
	require.ErrorAs(s, err, &connection)
	require.Equal(s, replication.Replicas[0].Addr(), connection.Address)
	require.ErrorContains(s, err, "set ReadOnly")
}

func testReadOnly(s *environment) {
	replication := s.replication(2, nil)
	s.setEverywhere(replication)
	configuration := s.configuration(addresses(replication.Replicas)...)
	configuration.ReadOnly = true
	c := s.connect(configuration)
	for _, replica := range replication.Replicas {
		s.command(replica, "CONFIG", "RESETSTAT")
	}
	const reads = 20
	for range reads {
		got, err := c.Get(s.Context(), "key")
		require.NoError(s, err)
		require.Equal(s, "value", got.Value())
	}
	for _, replica := range replication.Replicas {
		require.Equal(s, reads/2, s.calls(replica, "get"))
	}
	_, err := c.Incr(s.Context(), counterKey)
	var wrong *failure.ConfigurationError
	require.ErrorAs(s, err, &wrong)
	require.ErrorContains(s, err, "INCR")
	require.Equal(s, 0, s.calls(replication.Replicas[0], "incr"))
}

// testNameChanges has the resolver tell the port of a name, as a name server tells
// the address.
func testNameChanges(s *environment) {
	replication := s.replication(1, nil)
	old, next := replication.Primary, replication.Replicas[0]
	name := new(changingName)
	name.set(old)
	c := s.connect(s.configuration("primary.test:6379"), core.WithAddressResolver(name.resolve))
	require.Equal(s, 1, increment(s.Context(), c, 1).confirmed)
	require.Eventually(s, func() bool { return s.command(next, "GET", counterKey) == "1" }, patience, pollInterval)
	require.NoError(s, replication.Promote(s.Context(), next))

	var err error
	for began := time.Now(); !errors.Is(err, readOnly) && time.Since(began) < patience; {
		// At the deadline the last try may be under way, on a machine that is busy.
		err = s.inTime(ample, func() error {
			_, err := c.With(options.CallOptions{Timeout: ample}).Incr(s.Context(), counterKey)
			return err
		})
		require.Error(s, err)
	}
	require.ErrorIs(s, err, readOnly, "the name still stands for the old primary")

	waiting := make(chan *counter, 1)
	go func() { waiting <- increment(context.Background(), c, 10) }()
	require.Eventually(s, func() bool { return s.calls(old, "incr") > 2 }, patience, pollInterval)
	name.set(next)
	counted := <-waiting
	require.Equal(s, 10, counted.confirmed, "%v", counted.errs)
	require.Equal(s, "11", s.command(next, "GET", counterKey))
	s.awaitConnections(old, 0)
	s.awaitConnections(next, 1)
	require.Equal(s, "primary.test:6379", c.awaitEvents(core.Connected, 2)[1].Address)

	// A connection that is lost leads to what the name stands for as well.
	s.setEverywhere(replication)
	require.NoError(s, replication.Promote(s.Context(), old))
	name.set(old)
	next.Kill()
	require.Eventually(s, func() bool {
		_, err := c.With(patiently).Incr(s.Context(), counterKey)
		return err == nil
	}, patience, pollInterval)
	require.Equal(s, "12", s.command(old, "GET", counterKey))
}
