package telemetry

import (
	"testing"

	promclient "github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/prometheus"
)

// What a registry gathers of clients of real servers is what they have done.
func TestARegistryGathersWhatClientsCount(t *testing.T) {
	inEach(t, func(e *environment) {
		c := e.clientWith(native.With(core.WithLatencies()))
		for range 5 {
			_, err := c.Get(e.Context(), "k")
			require.NoError(e, err)
		}
		registry := promclient.NewPedanticRegistry()
		registry.MustRegister(prometheus.NewCollector(c.base.(prometheus.Client), nil))
		gathered, err := registry.Gather()
		require.NoError(e, err)
		values := map[string]float64{}
		for _, family := range gathered {
			for _, metric := range family.Metric {
				values[family.GetName()] += metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + float64(metric.GetHistogram().GetSampleCount())
			}
		}
		require.GreaterOrEqual(e, values["glissade_requests_total"], 5.0)
		require.Equal(e, values["glissade_requests_total"], values["glissade_server_requests_total"])
		require.GreaterOrEqual(e, values["glissade_connections_up"], 1.0)
		require.Equal(e, values["glissade_connections_up"], values["glissade_server_up"])
		require.GreaterOrEqual(e, values["glissade_operation_duration_seconds"], 5.0)
		require.Positive(e, values["glissade_received_bytes_total"])
	})
}
