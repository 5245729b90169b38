package telemetry

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/otel"
	"github.com/glissade-io/glissade/options"
)

// crowded returns a client of one dedicated connection, for which nobody waits long.
func (e *environment) crowded() client {
	e.Helper()
	host, port := e.endpoint(0)
	c, err := native.NewClient(e.Context(), options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: host, Port: port}}, Protocol: e.protocol, RequestTimeout: 50 * time.Millisecond,
		Advanced: options.AdvancedClientConfiguration{
			ConnectionTimeout: patience, Dedicated: options.DedicatedConfiguration{MaxConnections: 1},
		},
	}, e.pipeline.Instrument(otel.Config{}))
	require.NoError(e, err)
	e.Cleanup(c.Close)
	return client{Commands: c.Commands, base: c, exec: c.Exec, dedicated: func(ctx context.Context, _ string) (*core.Dedicated, error) {
		return c.Dedicated(ctx)
	}}
}

// A server that is killed and comes back shows in spans, and the client goes on reporting.
func TestAServerThatIsGone(t *testing.T) {
	inEach(t, func(e *environment) {
		if e.cluster {
			e.Skip("a node of a cluster that is gone is test/cluster's")
		}
		c := e.client(otel.Config{})
		e.server.Kill()
		spans, _ := e.spans(func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
			defer cancel()
			_, err := c.Get(ctx, "k")
			require.Error(e, err)
		})
		got := e.requireConventions(spans[0])
		require.Equal(e, tracepb.Status_STATUS_CODE_ERROR, spans[0].Status.Code)
		require.Contains(e, []any{"TimeoutError", "ConnectionError"}, got["error.type"])
		require.NotContains(e, got, "db.response.status_code")

		require.NoError(e, e.server.Restart(e.Context()))
		spans, _ = e.spans(func(ctx context.Context) {
			_, err := c.Get(ctx, "k")
			require.NoError(e, err)
		})
		require.Equal(e, []string{"GET"}, namesOf(spans))
		e.requireConventions(spans[0])
	})
}
