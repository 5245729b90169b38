package faults

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	// patience is the deadline of calls that are to succeed.
	patience = time.Minute
	// brief is the deadline of calls that are to miss it.
	brief = 300 * time.Millisecond
	// ample is that of calls that are to miss it, but not before they were sent.
	ample = 2 * time.Second
	// guard is by how much a call may miss its deadline on a machine that is busy
	// with other things before it counts as hanging.
	guard = 5 * time.Second
	// clientName is the name of all connections of clients.
	clientName = "faults"
)

// environment is where a fault takes place. When it ends, no goroutine and no connection
// of its clients may be left.
type environment struct {
	*testing.T
	version  servers.Version
	protocol options.Protocol
}

func newEnvironment(t *testing.T, version servers.Version, protocol options.Protocol) *environment {
	servers.Require(t, version)
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { require.NoError(t, goleak.Find(before)) })
	return &environment{t, version, protocol}
}

// start starts a server.
func (s *environment) start(o servers.Options) *servers.Server {
	s.Helper()
	server := servers.Start(s.T, s.version, o)
	s.leavesNothing(server)
	return server
}

// replication starts a primary and replicas. Each server is told further arguments.
func (s *environment) replication(replicas int, perServer func(i int) []string) *servers.Replication {
	s.Helper()
	replication := servers.StartReplication(s.T, s.version, servers.ReplicationOptions{Replicas: replicas, PerServer: perServer})
	s.leavesNothing(replication.Servers()...)
	return replication
}

// leavesNothing checks at the end that clients have closed their connections.
func (s *environment) leavesNothing(list ...*servers.Server) {
	s.Cleanup(func() {
		for _, server := range list {
			if server.Alive() && !s.Failed() {
				s.awaitConnections(server, 0)
			}
		}
	})
}

// awaitConnections waits until the clients have so many connections to a server.
func (s *environment) awaitConnections(server *servers.Server, want int) {
	s.Helper()
	require.EventuallyWithT(s, func(c *assert.CollectT) { require.Equal(c, want, len(s.connections(server))) },
		patience, 5*time.Millisecond, "connections of clients to %s", server.Addr())
}

// connections returns the lines of CLIENT LIST that are those of clients.
func (s *environment) connections(server *servers.Server) []string {
	s.Helper()
	var found []string
	for line := range strings.Lines(s.command(server, "CLIENT", "LIST")) {
		if strings.Contains(line, " name="+clientName+" ") {
			found = append(found, line)
		}
	}
	return found
}

// command asks a server past the client, and returns the text of the reply.
func (s *environment) command(server *servers.Server, words ...string) string {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.Context()), patience)
	defer cancel()
	reply, err := server.Command(ctx, words...)
	require.NoError(s, err, "%s at %s", words[0], server.Addr())
	return reply.Text
}

// configuration returns that of a patient client of servers at addresses.
func (s *environment) configuration(addresses ...string) options.ClientConfiguration {
	s.Helper()
	return options.ClientConfiguration{
		Addresses: s.parse(addresses), Protocol: s.protocol, ClientName: clientName, RequestTimeout: patience,
		Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: patience},
	}
}

func (s *environment) parse(addresses []string) []options.NodeAddress {
	s.Helper()
	var parsed []options.NodeAddress
	for _, address := range addresses {
		host, port, err := net.SplitHostPort(address)
		require.NoError(s, err)
		number, err := strconv.Atoi(port)
		require.NoError(s, err)
		parsed = append(parsed, options.NodeAddress{Host: host, Port: number})
	}
	return parsed
}

// addresses returns those of servers.
func addresses(list []*servers.Server) []string {
	var found []string
	for _, server := range list {
		found = append(found, server.Addr())
	}
	return found
}

// client is a client with what it told of its connections.
type client struct {
	*core.Client
	s *environment

	mu   sync.Mutex
	told []core.ConnectionEvent
}

// connect returns a client that is closed with the test.
func (s *environment) connect(c options.ClientConfiguration, settings ...core.Option) *client {
	s.Helper()
	connected, err := s.tryConnect(c, settings...)
	require.NoError(s, err)
	return connected
}

func (s *environment) tryConnect(c options.ClientConfiguration, settings ...core.Option) (*client, error) {
	watched := &client{s: s}
	settings = append(settings, core.WithConnectionEvents(func(e core.ConnectionEvent) {
		watched.mu.Lock()
		defer watched.mu.Unlock()
		watched.told = append(watched.told, e)
	}))
	var err error
	watched.Client, err = native.NewClient(s.Context(), c, native.With(settings...))
	if err != nil {
		return nil, err
	}
	s.Cleanup(watched.Close)
	return watched, nil
}

// events returns the events of a kind.
func (c *client) events(kind models.ConnectionEventKind) []core.ConnectionEvent {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []core.ConnectionEvent
	for _, e := range c.told {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

// awaitEvents waits until there were so many events of a kind, and returns them.
func (c *client) awaitEvents(kind models.ConnectionEventKind, count int) []core.ConnectionEvent {
	c.s.Helper()
	require.Eventually(c.s, func() bool { return len(c.events(kind)) >= count },
		patience, time.Millisecond, "%d events %q", count, kind)
	return c.events(kind)
}

// inTime executes a call that must end by its deadline, and returns its error.
func (s *environment) inTime(deadline time.Duration, call func() error) error {
	s.Helper()
	began := time.Now()
	err := call()
	require.Less(s, time.Since(began), deadline+guard)
	return err
}

// pollInterval is the time between two looks at a condition that asks a server.
const pollInterval = 5 * time.Millisecond

// patiently are the options of a call that is to succeed on an impatient client.
var patiently = options.CallOptions{Timeout: patience}

// with returns c with changes.
func with(c options.ClientConfiguration, changes ...func(*options.ClientConfiguration)) options.ClientConfiguration {
	for _, change := range changes {
		change(&c)
	}
	return c
}

func requestTimeout(d time.Duration) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) { c.RequestTimeout = d }
}

func connectionTimeout(d time.Duration) func(*options.ClientConfiguration) {
	return func(c *options.ClientConfiguration) { c.Advanced.ConnectionTimeout = d }
}
