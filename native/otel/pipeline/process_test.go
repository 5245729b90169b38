package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/otel"
	"github.com/glissade-io/glissade/options"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// This is the only test of what a process has one of.
func TestTheProcessHasOne(t *testing.T) {
	var refused *failure.ConfigurationError
	require.False(t, IsInitialized())
	_, err := native.NewClient(t.Context(), options.ClientConfiguration{}, Instrument(otel.Config{}))
	require.ErrorAs(t, err, &refused)
	require.ErrorContains(t, err, "call Init first")
	require.ErrorAs(t, SetSamplePercentage(5), &refused)
	_, err = GetSamplePercentage()
	require.ErrorAs(t, err, &refused)
	require.NoError(t, Flush(t.Context()))
	require.NoError(t, Shutdown(t.Context()))
	require.ErrorAs(t, Init(OpenTelemetryConfig{}), &refused)
	require.False(t, IsInitialized(), "what is refused does not count")

	file := filepath.Join(t.TempDir(), "spans.json")
	config := OpenTelemetryConfig{Traces: &OpenTelemetryTracesConfig{Endpoint: "file://" + file, SamplePercentage: new(100)}}
	require.NoError(t, Init(config))
	require.True(t, IsInitialized())
	require.ErrorAs(t, Init(config), &refused)
	require.ErrorContains(t, Init(config), "call Init once")
	percentage, err := GetSamplePercentage()
	require.NoError(t, err)
	require.Equal(t, 100, percentage)
	require.ErrorAs(t, SetSamplePercentage(101), &refused)
	require.NoError(t, SetSamplePercentage(7))
	percentage, err = GetSamplePercentage()
	require.NoError(t, err)
	require.Equal(t, 7, percentage)
	require.NoError(t, SetSamplePercentage(100))

	client, err := native.NewClient(t.Context(), options.ClientConfiguration{LazyConnect: true}, Instrument(otel.Config{}))
	require.NoError(t, err)
	_, err = client.MGet(t.Context(), nil)
	require.Error(t, err)
	client.Close()
	require.NoError(t, Flush(t.Context()))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(content), `"name":"MGET"`)
	require.NoError(t, Shutdown(t.Context()))
	require.ErrorAs(t, Init(config), &refused, "also after its end")
}

func TestAPipelineOfMetricsHasNothingToSample(t *testing.T) {
	p, err := New(t.Context(), OpenTelemetryConfig{Metrics: &OpenTelemetryMetricsConfig{Endpoint: "file://" + t.TempDir()}})
	require.NoError(t, err)
	require.ErrorContains(t, p.SetSamplePercentage(5), "Traces")
	_, err = p.SamplePercentage()
	require.ErrorContains(t, err, "Traces")
	require.NoError(t, p.Shutdown(t.Context()))
	require.NoError(t, p.Shutdown(t.Context()), "once more does nothing")
}
