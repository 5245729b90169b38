// Package subscriptions proves on real servers and clusters what the client promises of
// messages: which come, in which order, and what is told of those that do not.
package subscriptions

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// tick is how often a condition is looked at that has to come true.
const tick = 2 * time.Millisecond

type collect = assert.CollectT

// deadline is how long a test waits for what has to come, on a machine that may be busy.
const deadline = time.Minute

var protocols = []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3}

// environment is where a test takes place. When it ends, no goroutine of a client is left.
type environment struct {
	*testing.T
	server   *servers.Server
	protocol options.Protocol
}

// onAllServers runs a test on a server of each version, under both protocols.
func onAllServers(t *testing.T, test func(e *environment)) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			servers.Require(t, version)
			server := servers.Start(t, version, servers.Options{})
			for _, protocol := range protocols {
				t.Run(string(protocol), func(t *testing.T) { test(newEnvironment(t, server, protocol)) })
			}
		})
	}
}

// waitsForServer is a goroutine of a server that a test has started again.
var waitsForServer = goleak.IgnoreAnyFunction("github.com/glissade-io/glissade/test/servers.(*Server).start.func1")

func newEnvironment(t *testing.T, server *servers.Server, protocol options.Protocol) *environment {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { require.NoError(t, goleak.Find(before, waitsForServer)) })
	return &environment{t, server, protocol}
}

func (e *environment) configuration() options.ClientConfiguration {
	return options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: e.server.Host(), Port: e.server.Port()}}, Protocol: e.protocol,
		RequestTimeout: deadline, Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: deadline},
	}
}

func (e *environment) connect(changes ...func(*options.ClientConfiguration)) *core.Client {
	e.Helper()
	configuration := e.configuration()
	for _, change := range changes {
		change(&configuration)
	}
	client, err := native.NewClient(e.Context(), configuration)
	require.NoError(e, err)
	e.Cleanup(client.Close)
	return client
}

// command asks the server past the client, and returns the text of the reply.
func (e *environment) command(words ...string) string {
	e.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.Context()), deadline)
	defer cancel()
	reply, err := e.server.Command(ctx, words...)
	require.NoError(e, err, "%v", words)
	return reply.Text
}

// receive returns the next message, which must come.
func receive(t testing.TB, s *core.Subscription) models.PubSubMessage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	message, err := s.Receive(ctx)
	require.NoError(t, err)
	return message
}

// gap returns the gap that must come next.
func gap(t testing.TB, s *core.Subscription) *failure.GapError {
	t.Helper()
	return receiveError[*failure.GapError](t, s)
}

// on runs a test on one server of a version, under both protocols.
func on(t *testing.T, version servers.Version, o servers.Options, test func(e *environment)) {
	servers.Require(t, version)
	server := servers.Start(t, version, o)
	for _, protocol := range protocols {
		t.Run(string(protocol), func(t *testing.T) { test(newEnvironment(t, server, protocol)) })
	}
}

// publish publishes past the client, to receivers that there must be.
func (e *environment) publish(channel, message string, receivers int64) {
	e.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.Context()), deadline)
	defer cancel()
	reply, err := e.server.Command(ctx, "PUBLISH", channel, message)
	require.NoError(e, err)
	require.Equal(e, receivers, reply.Int, "receivers on %q", channel)
}

// subscribe returns a subscription to channels that the server has confirmed.
func subscribe(e *environment, client *core.Client, channels ...string) *core.Subscription {
	e.Helper()
	s, err := client.Subscribe(e.Context(), channels)
	require.NoError(e, err)
	return s
}

// receiveError returns the error that must come next.
func receiveError[E error](t testing.TB, s *core.Subscription) E {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	message, err := s.Receive(ctx)
	var want E
	require.ErrorAs(t, err, &want, "%+v", message)
	return want
}
