package subscriptions

import (
	"bufio"
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// Under RESP3 the connection authenticates again, and under RESP2 another takes its place.
func TestConnectionsWithANewPasswordAreNoGap(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("allchannels")
		client, other := e.connect(asLimited), e.connect()
		numbers := newRecord(e, subscribe(e, client, "numbers"))
		published := newPublisher(e, other, "numbers", 0)
		awaitMore(e, published, numbers)
		e.command("ACL", "SETUSER", limited, "resetpass", ">another")
		require.Error(e, fails(client.UpdateConnectionPassword(e.Context(), "wrong", true)))
		require.NoError(e, fails(client.UpdateConnectionPassword(e.Context(), "another", false)))
		awaitMore(e, published, numbers)
		require.Zero(e, numbers.gapCount(), "no connection has been replaced")
		require.NoError(e, fails(client.UpdateConnectionPassword(e.Context(), "another", true)))
		awaitMore(e, published, numbers)
		require.Eventually(e, func() bool { return strings.Count(e.command("CLIENT", "LIST", "TYPE", "pubsub"), "\n") == 1 }, deadline, tick)
		awaitMore(e, published, numbers)
		require.Zero(e, numbers.gapCount())
		e.command("CLIENT", "KILL", "TYPE", "pubsub")
		require.Eventually(e, func() bool { return numbers.gapCount() == 1 }, deadline, tick)
		awaitMore(e, published, numbers)
		numbers.requireHonest(published)
		require.Equal(e, 1, numbers.gapCount())
	})
}

// Without a channel for the marker, another connection cannot take the place of the first
// without a gap.
func TestANewPasswordOfAUserWithoutTheMarker(t *testing.T) {
	onAllServers(t, func(e *environment) {
		e.limit("&numbers")
		client, other := e.connect(asLimited), e.connect()
		numbers := newRecord(e, subscribe(e, client, "numbers"))
		published := newPublisher(e, other, "numbers", 0)
		awaitMore(e, published, numbers)
		require.NoError(e, fails(client.UpdateConnectionPassword(e.Context(), "secret", true)))
		gaps := 0
		if e.protocol == options.ProtocolRESP2 {
			gaps = 1
		}
		require.Eventually(e, func() bool { return numbers.gapCount() == gaps }, deadline, tick)
		awaitMore(e, published, numbers)
		numbers.requireHonest(published)
		require.Equal(e, gaps, numbers.gapCount())
	})
}

func TestADatabaseMakesNoDifferenceToChannels(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect(func(c *options.ClientConfiguration) { c.DatabaseID = 2 })
		s := subscribe(e, client, "a")
		for _, database := range []int{3, 0} {
			require.NoError(e, fails(client.Select(e.Context(), database)))
			e.publish("a", strconv.Itoa(database), 1)
			require.Equal(e, strconv.Itoa(database), receive(e, s).Message)
		}
		require.Error(e, fails(client.Select(e.Context(), 1<<20)))
		e.publish("a", "x", 1)
		require.Equal(e, "x", receive(e, s).Message)
	})
}

func TestSubscriptionsOverTLS(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{TLS: servers.TLS}, func(e *environment) {
		client := e.connect(func(c *options.ClientConfiguration) {
			c.UseTLS, c.Advanced.TLS.RootCertificates = true, e.server.Certificates.Authority
		})
		s := subscribe(e, client, "a")
		big := strings.Repeat("x", 1<<20)
		for range 3 {
			e.publish("a", big, 1)
			require.Equal(e, big, receive(e, s).Message)
			e.command("CLIENT", "KILL", "TYPE", "pubsub")
			require.Equal(e, []string{"a"}, gap(e, s).Channels)
		}
	})
}

func TestMessagesComeBesideWhateverTheClientDoes(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a")
		ctx, cancel := context.WithCancel(e.Context())
		defer cancel()
		popped, watched := make(chan error, 1), make(chan struct{})
		go func() { popped <- fails(client.BLPop(ctx, []string{"list"}, deadline)) }()
		go func() {
			defer close(watched)
			for range client.Monitor(ctx) {
			}
		}()
		dedicated, err := client.Dedicated(e.Context())
		require.NoError(e, err)
		require.NoError(e, dedicated.Watch(e.Context(), []string{"key"}))
		for i := range 100 {
			require.NoError(e, fails(client.Publish(e.Context(), "a", strconv.Itoa(i))))
			require.NoError(e, fails(dedicated.Get(e.Context(), "key")))
			require.Equal(e, strconv.Itoa(i), receive(e, s).Message)
		}
		dedicated.Release()
		e.command("RPUSH", "list", "x")
		require.NoError(e, <-popped)
		cancel()
		<-watched
		var refused *failure.ConfigurationError
		require.ErrorAs(e, fails(client.CustomCommand(e.Context(), []string{"SUBSCRIBE", "b"})), &refused)
		require.Zero(e, client.Statistics().PubSub.Gaps)
	})
}

// What another connection has redirected here is no message, and ends nothing.
func TestInvalidationsAreNoMessages(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a")
		tracking, err := net.Dial("tcp", e.server.Addr())
		require.NoError(e, err)
		defer tracking.Close()
		replies := bufio.NewReader(tracking)
		ask := func(command string) {
			_, err := tracking.Write([]byte(command + "\r\n"))
			require.NoError(e, err)
			reply, err := replies.ReadString('\n')
			require.NoError(e, err)
			require.NotEqual(e, byte('-'), reply[0], reply)
		}
		ask("CLIENT TRACKING ON BCAST REDIRECT " + e.subscribedConnection())
		before := client.Statistics().BytesReceived
		for range 10 {
			e.command("SET", "key", "value")
			e.publish("a", "x", 1)
			require.Equal(e, models.PubSubMessage{Message: "x", Channel: "a"}, receive(e, s))
		}
		if e.protocol == options.ProtocolRESP3 {
			require.Greater(e, client.Statistics().BytesReceived-before, uint64(10*len("invalidate")))
		}
		require.NoError(e, fails(client.Ping(e.Context())))
		require.Zero(e, client.Statistics().PubSub.Gaps)
	})
}

// subscribedConnection returns the number of the one connection that has subscriptions.
func (e *environment) subscribedConnection() string {
	e.Helper()
	id, found := strings.CutPrefix(strings.Fields(e.command("CLIENT", "LIST", "TYPE", "pubsub"))[0], "id=")
	require.True(e, found)
	return id
}

func TestAShutdownEndsSubscriptions(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a")
		ended := make(chan error, 1)
		go func() { ended <- fails(s.Receive(context.Background())) }()
		ctx, cancel := context.WithTimeout(e.Context(), deadline)
		defer cancel()
		require.NoError(e, client.Shutdown(ctx))
		require.EqualError(e, <-ended, "the client is closed")
		require.Eventually(e, func() bool { return e.command("PUBSUB", "CHANNELS") == "" }, deadline, tick)
	})
}

// Who subscribes through a client without a server waits as long as its context lets it.
func TestSubscribingWithoutAServer(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		e.server.Kill()
		ctx, cancel := context.WithTimeout(e.Context(), 50*time.Millisecond)
		defer cancel()
		var timeout *failure.TimeoutError
		require.ErrorAs(e, fails(client.Subscribe(ctx, []string{"a"})), &timeout)
		require.ErrorContains(e, timeout, "SUBSCRIBE")
		lazy, err := client.SubscribeLazy([]string{"b"})
		require.NoError(e, err)
		waiting := make(chan *core.Subscription, 1)
		go func() {
			s, err := client.Subscribe(e.Context(), []string{"c"})
			if err != nil {
				e.Errorf("%v", err)
			}
			waiting <- s
		}()
		require.NoError(e, e.server.Restart(e.Context()))
		s := <-waiting
		require.NoError(e, client.Unsubscribe(e.Context(), []string{"nothing"}))
		require.Eventually(e, func() bool { return len(client.GetSubscriptions().ActualSubscriptions[models.Exact]) == 2 }, deadline, tick)
		e.publish("a", "nobody's", 0)
		e.publish("b", "x", 1)
		e.publish("c", "y", 1)
		require.Equal(e, "x", receive(e, lazy).Message)
		require.Equal(e, "y", receive(e, s).Message)
		require.Zero(e, client.Statistics().PubSub.Gaps, "nothing was there to be missed")
	})
}

// A client that has never had a server says at once that there is none, as its commands do,
// and goes on trying for who does not wait.
func TestALazyClientConnectsWhenItSubscribes(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		lazily := func(c *options.ClientConfiguration) { c.LazyConnect = true }
		e.server.Kill()
		client, other := e.connect(lazily), e.connect(lazily)
		var connection *failure.ConnectionError
		require.ErrorAs(e, fails(client.Subscribe(e.Context(), []string{"a"})), &connection)
		require.Equal(e, e.server.Addr(), connection.Address)
		s, err := other.SubscribeLazy([]string{"a"})
		require.NoError(e, err)
		require.NoError(e, e.server.Restart(e.Context()))
		require.Eventually(e, func() bool { return len(other.GetSubscriptions().ActualSubscriptions[models.Exact]) == 1 }, deadline, tick)
		again := subscribe(e, client, "b")
		e.publish("a", "x", 1)
		e.publish("b", "y", 1)
		require.Equal(e, "x", receive(e, s).Message)
		require.Equal(e, "y", receive(e, again).Message)
	})
}
