package telemetry

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/otel"
)

func TestTheDurationIsThatOfTheConventions(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.client(otel.Config{})
		for range 5 {
			_, err := c.Get(e.Context(), "text")
			require.NoError(e, err)
		}
		_, err := c.Set(e.Context(), "text", secret)
		require.NoError(e, err)
		_, err = c.LPush(e.Context(), "text", []string{secret})
		require.Error(e, err)
		b := batch.NewPipeline()
		b.Get("text")
		b.Get("text")
		_, err = c.exec(e.Context(), b, true)
		require.NoError(e, err)
		_, err = c.MGet(e.Context(), nil)
		require.Error(e, err)

		require.NoError(e, e.pipeline.Flush(e.Context()))
		var duration dbconv.ClientOperationDuration
		metric := e.receiver.metric(duration.Name())
		require.True(e, metric != nil)
		require.Equal(e, duration.Unit(), metric.Unit)
		require.Equal(e, duration.Description(), metric.Description)
		counts := map[string]uint64{}
		for _, point := range metric.GetHistogram().DataPoints {
			require.Equal(e, []float64{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10}, point.ExplicitBounds)
			got := attributes(e.T, point.Attributes)
			requireTypes(e.T, got)
			require.Equal(e, e.system, got["db.system.name"])
			require.Equal(e, "0", got["db.namespace"])
			for _, absent := range []string{"db.operation.batch.size", "db.query.text", "db.stored_procedure.name"} {
				require.NotContains(e, got, absent)
			}
			require.NotContains(e, point.String(), secret)
			name := got["db.operation.name"].(string)
			counts[name] += point.Count
			switch name {
			case "LPUSH":
				require.Equal(e, "WRONGTYPE", got["error.type"])
				require.Equal(e, "WRONGTYPE", got["db.response.status_code"])
				e.requirePeer(got)
			case "MGET":
				require.Equal(e, "ConfigurationError", got["error.type"])
			default:
				require.NotContains(e, got, "error.type")
				e.requirePeer(got)
			}
			require.Positive(e, point.GetSum())
			require.Less(e, point.GetSum(), 60.0, "it is in seconds")
		}
		require.Equal(e, map[string]uint64{"GET": 5, "SET": 1, "LPUSH": 1, "PIPELINE GET": 1, "MGET": 1}, counts)
	})
}

func TestTheMetricsOfConnectionsAreThoseOfTheConventions(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.client(otel.Config{})
		_, err := c.BLPop(e.Context(), []string{"list"}, 10*time.Millisecond) // One is idle then.
		require.NoError(e, err)
		d, err := c.dedicated(e.Context(), "list") // and now in use.
		require.NoError(e, err)
		_, err = d.Get(e.Context(), "list")
		require.NoError(e, err)
		var pool string // the one that the key's server has
		metrics := map[string]*metricspb.Metric{}
		gather := func() {
			require.NoError(e, e.pipeline.Flush(e.Context()))
			for _, name := range []string{"count", "max", "idle.max", "create_time", "wait_time", "use_time"} {
				metrics[name] = e.receiver.metric("db.client.connection." + name)
				require.True(e, metrics[name] != nil, name)
			}
		}
		gather()
		for _, point := range metrics["wait_time"].GetHistogram().DataPoints {
			pool = attributes(e.T, point.Attributes)["db.client.connection.pool.name"].(string)
			require.EqualValues(e, 2, point.Count)
		}
		require.Contains(e, pool, "/dedicated")
		shared := pool[:len(pool)-len("dedicated")] + "shared"
		require.EqualValues(e, 1, valueOf(e.T, metrics["count"], pool, "used"))
		require.EqualValues(e, 0, valueOf(e.T, metrics["count"], pool, "idle"))
		require.EqualValues(e, 1, valueOf(e.T, metrics["count"], shared, "used"))
		require.EqualValues(e, 128, valueOf(e.T, metrics["max"], pool, ""))
		require.EqualValues(e, 4, valueOf(e.T, metrics["idle.max"], pool, ""))
		require.False(e, metrics["count"].GetSum().IsMonotonic)
		require.Equal(e, "{connection}", metrics["count"].Unit)
		for _, name := range []string{"create_time", "wait_time", "use_time"} {
			require.Equal(e, "s", metrics[name].Unit)
			for _, point := range metrics[name].GetHistogram().DataPoints {
				require.Positive(e, point.GetSum())
				require.Less(e, point.GetSum(), 60.0)
			}
		}
		d.Release()
		gather()
		require.EqualValues(e, 0, valueOf(e.T, metrics["count"], pool, "used"))
		require.EqualValues(e, 1, valueOf(e.T, metrics["count"], pool, "idle"))

		c.base.Close()
		require.EventuallyWithT(e, func(t *assert.CollectT) {
			require.NoError(t, e.pipeline.Flush(context.Background()))
			metric := e.receiver.metric("db.client.connection.count")
			for _, point := range metric.GetSum().DataPoints {
				require.Zero(t, point.GetAsInt())
			}
		}, patience, 10*time.Millisecond)
	})
}

// Who has to wait for a connection is counted, and who waits in vain.
func TestThoseWhoWaitForAConnectionAreCounted(t *testing.T) {
	inEach(t, func(e *environment) {
		if e.cluster {
			e.Skip("a pool is a pool")
		}
		c := e.crowded()
		_, err := c.dedicated(e.Context(), "")
		require.NoError(e, err)
		_, err = c.dedicated(e.Context(), "")
		require.ErrorContains(e, err, "MaxConnections")
		require.NoError(e, e.pipeline.Flush(e.Context()))
		timeouts := e.receiver.metric("db.client.connection.timeouts")
		pool := e.addresses[0] + "/dedicated"
		require.EqualValues(e, 1, valueOf(e.T, timeouts, pool, ""))
		require.True(e, timeouts.GetSum().IsMonotonic)
		require.Equal(e, "{timeout}", timeouts.Unit)
		pending := e.receiver.metric("db.client.connection.pending_requests")
		require.EqualValues(e, 0, valueOf(e.T, pending, pool, ""))
		require.Equal(e, "{request}", pending.Unit)
		require.EqualValues(e, 1, valueOf(e.T, e.receiver.metric("db.client.connection.max"), pool, ""))
	})
}

func TestCountersOfGLIDEsNames(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.client(otel.Config{GLIDEMetrics: true})
		ctx, cancel := context.WithDeadline(e.Context(), time.Now())
		defer cancel()
		_, err := c.Get(ctx, "k")
		require.Error(e, err)
		require.NoError(e, e.pipeline.Flush(e.Context()))
		timeouts := e.receiver.metric("glide.timeout_errors")
		require.True(e, timeouts != nil)
		require.EqualValues(e, 1, timeouts.GetSum().DataPoints[0].GetAsInt())
		require.Equal(e, "1", timeouts.Unit)
		require.True(e, e.receiver.metric("glide.retry_attempts") == nil, "nothing was sent again")

		twice := e.clientWith(e.pipeline.Instrument(otel.Config{GLIDEMetrics: true}), native.With(core.WithMiddleware(func(next core.Handler) core.Handler {
			return func(ctx context.Context, o *core.Operation) error {
				if o.Kind() != core.CommandOperation {
					return next(ctx, o)
				}
				return errors.Join(next(ctx, o), next(ctx, o))
			}
		})))
		for range 3 {
			_, err = twice.Get(e.Context(), "k")
			require.NoError(e, err)
		}
		require.NoError(e, e.pipeline.Flush(e.Context()))
		retries := e.receiver.metric("glide.retry_attempts")
		require.True(e, retries != nil)
		require.EqualValues(e, 3, retries.GetSum().DataPoints[0].GetAsInt())
		require.Equal(e, "1", retries.Unit)
	})
}

// valueOf returns the value of a sum for a pool and, unless it is "", a state.
func valueOf(t *testing.T, metric *metricspb.Metric, pool, state string) int64 {
	t.Helper()
	for _, point := range metric.GetSum().DataPoints {
		if isOf(point.Attributes, pool, state) {
			return point.GetAsInt()
		}
	}
	require.Failf(t, "no point", "of %s, %s in %s", pool, state, metric.GetName())
	return 0
}

func isOf(attributes []*commonpb.KeyValue, pool, state string) bool {
	names := map[string]string{}
	for _, attribute := range attributes {
		names[attribute.Key] = attribute.Value.GetStringValue()
	}
	want := 1
	if state != "" {
		want = 2
	}
	return len(names) == want && names["db.client.connection.pool.name"] == pool && names["db.client.connection.state"] == state
}
