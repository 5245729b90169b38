package subscriptions

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestSubscribingWhileAScriptKeepsTheServerBusy(t *testing.T) {
	for _, version := range servers.Versions() {
		on(t, version, servers.Options{Arguments: []string{"--busy-reply-threshold", "20"}}, func(e *environment) {
			client := e.connect()
			before := subscribe(e, client, "before")
			scripting := make(chan struct{})
			go func() {
				defer close(scripting)
				_, _ = e.server.Command(context.WithoutCancel(e.Context()), "EVAL", "while true do end", "0")
			}()
			require.Eventually(e, func() bool {
				_, err := e.server.Command(e.Context(), "GET", "key")
				return err != nil && strings.HasPrefix(err.Error(), "BUSY ")
			}, deadline, tick)
			lazy, err := client.SubscribeLazy(names("lazy", 100))
			require.NoError(e, err)
			waiting := make(chan error, 1)
			go func() { waiting <- fails(client.Subscribe(e.Context(), []string{"waiting"})) }()
			require.NoError(e, client.UnsubscribeLazy([]string{"nothing"}))
			require.Eventually(e, func() bool { return client.Statistics().PubSub.OutOfSync > 5 }, deadline, tick)
			require.Empty(e, waiting)
			e.command("SCRIPT", "KILL")
			<-scripting
			require.NoError(e, <-waiting)
			require.Eventually(e, func() bool { return len(client.GetSubscriptions().ActualSubscriptions[models.Exact]) == 102 }, deadline, tick)
			e.publish("before", "x", 1)
			e.publish("lazy 99", "y", 1)
			require.Equal(e, "x", receive(e, before).Message)
			require.Equal(e, "y", receive(e, lazy).Message)
			require.Zero(e, client.Statistics().PubSub.Gaps)
		})
	}
}

func TestSubscribingWhileTheServerSaysNothing(t *testing.T) {
	onAllServers(t, func(e *environment) {
		for name, silence := range map[string][]string{
			"all commands are paused": {"CLIENT", "PAUSE", "200", "ALL"},
			"it sleeps":               {"DEBUG", "SLEEP", "0.2"},
		} {
			client := e.connect()
			before := subscribe(e, client, "before")
			done := make(chan error, 1)
			go func() { done <- fails(e.server.Command(context.WithoutCancel(e.Context()), silence...)) }()
			for range 20 {
				s := subscribe(e, client, "a")
				require.NoError(e, s.PSubscribe(e.Context(), []string{"a*"}))
				require.NoError(e, client.Unsubscribe(e.Context(), []string{"a"}), name)
				s.Close()
			}
			require.NoError(e, <-done)
			e.publish("before", "x", 1)
			require.Equal(e, "x", receive(e, before).Message)
			require.Zero(e, client.Statistics().PubSub.Gaps)
			client.Close()
		}
	})
}

// A server that loads its data after a restart is subscribed at when it takes commands.
func TestSubscribingWhileTheServerLoads(t *testing.T) {
	for _, version := range servers.Versions() {
		on(t, version, servers.Options{Arguments: []string{"--key-load-delay", "1000", "--loading-process-events-interval-bytes", "1024"}}, func(e *environment) {
			e.command("FLUSHALL")
			e.command("DEBUG", "POPULATE", "500", "key", "100")
			e.command("SAVE")
			client := e.connect()
			s := subscribe(e, client, "a", "b")
			e.server.Kill()
			restarted := make(chan error, 1)
			go func() { restarted <- e.server.Restart(context.WithoutCancel(e.Context())) }()
			waiting := make(chan error, 1)
			go func() { waiting <- fails(client.Subscribe(e.Context(), []string{"c"})) }()
			require.NoError(e, <-restarted)
			require.NoError(e, <-waiting)
			require.ElementsMatch(e, []string{"a", "b"}, gap(e, s).Channels)
			e.publish("a", "x", 1)
			require.Equal(e, "x", receive(e, s).Message)
		})
	}
}

// Silence that lasts ends the connection, though somebody waits to be subscribed.
func TestAServerThatStopsIsSubscribedAtWhenItGoesOn(t *testing.T) {
	servers.Require(t, servers.Valkey91)
	e := newEnvironment(t, servers.Start(t, servers.Valkey91, servers.Options{}), options.ProtocolRESP3)
	client := e.connect()
	s := subscribe(e, client, "a")
	require.NoError(e, e.server.Pause())
	began := time.Now()
	lazy, err := client.SubscribeLazy([]string{"b"})
	require.NoError(e, err)
	require.Eventually(e, func() bool { return len(client.GetSubscriptions().ActualSubscriptions[models.Exact]) == 0 }, deadline, tick)
	e.Logf("the connection was given up after %v", time.Since(began).Round(time.Millisecond))
	require.NoError(e, e.server.Resume())
	require.Equal(e, []string{"a"}, gap(e, s).Channels)
	require.Eventually(e, func() bool { return len(client.GetSubscriptions().ActualSubscriptions[models.Exact]) == 2 }, deadline, tick)
	e.publish("b", "x", 1)
	require.Equal(e, "x", receive(e, lazy).Message)
}
