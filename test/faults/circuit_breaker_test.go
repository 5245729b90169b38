package faults

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// breaking is a client with a circuit breaker, of either kind.
type breaking struct {
	core.Commands
	Close      func()
	Statistics func() models.Statistics
}

// A circuit breaker opens when the servers are gone, has callers fail with nothing sent, and
// closes when they are back.
func TestACircuitBreakerOpensAndCloses(t *testing.T) {
	configuration := options.CircuitBreakerConfiguration{MinErrors: 5, OpenTimeout: brief, ConsecutiveSuccesses: 2}
	for _, protocol := range both {
		t.Run("standalone/"+string(protocol), func(t *testing.T) {
			s := newEnvironment(t, servers.Valkey91, protocol)
			server := s.start(servers.Options{})
			c := s.configuration(server.Addr())
			c.RequestTimeout, c.CircuitBreaker = brief, &configuration
			client, err := native.NewClient(s.Context(), c)
			require.NoError(s, err)
			s.opensAndCloses(breaking{client.Commands, client.Close, client.Statistics}, server)
		})
		t.Run("cluster/"+string(protocol), func(t *testing.T) {
			s := newEnvironment(t, servers.Valkey91, protocol)
			cluster := servers.StartCluster(s.T, servers.Valkey91, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
			var nodes []*servers.Server
			for _, node := range cluster.Nodes {
				nodes = append(nodes, node.Server)
			}
			client, err := native.NewClusterClient(s.Context(), options.ClusterClientConfiguration{
				Addresses: s.parse([]string{nodes[0].Addr()}), Protocol: protocol, ClientName: clientName, RequestTimeout: brief, CircuitBreaker: &configuration,
				Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: patience},
			})
			require.NoError(s, err)
			s.opensAndCloses(breaking{client.Commands, client.Close, client.Statistics}, nodes...)
		})
	}
}

func (s *environment) opensAndCloses(client breaking, list ...*servers.Server) {
	s.Helper()
	defer client.Close()
	set := func(value string) error {
		_, err := client.Set(s.Context(), "k", value)
		return err
	}
	require.Eventually(s, func() bool { return set("before") == nil }, patience, time.Millisecond)
	require.Equal(s, models.CircuitClosed, client.Statistics().CircuitBreaker.State)

	for _, server := range list {
		server.Kill()
	}
	var open *failure.CircuitBreakerError
	require.Eventually(s, func() bool {
		err := set("lost")
		require.Error(s, err)
		var isOpen bool
		open, isOpen = err.(*failure.CircuitBreakerError)
		return isOpen
	}, patience, time.Millisecond)
	require.Equal(s, failure.NotSent, failure.DeliveryOf(open))
	require.Positive(s, open.RetryAfter)
	require.LessOrEqual(s, open.RetryAfter, brief)
	counts := client.Statistics().CircuitBreaker
	require.Positive(s, counts.Opened)
	require.Positive(s, counts.Refused)

	for _, server := range list {
		ctx, cancel := context.WithTimeout(s.Context(), patience)
		require.NoError(s, server.Restart(ctx))
		cancel()
	}
	require.Eventually(s, func() bool {
		return set("after") == nil && client.Statistics().CircuitBreaker.State == models.CircuitClosed
	}, patience, time.Millisecond)
	got, err := client.Get(s.Context(), "k")
	require.NoError(s, err)
	require.Equal(s, "after", got.Value())
}
