package pipeline

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestWhatCannotWorkIsRefused(t *testing.T) {
	folder := t.TempDir()
	traces := func(endpoint string, percentage *int) OpenTelemetryConfig {
		return OpenTelemetryConfig{Traces: &OpenTelemetryTracesConfig{Endpoint: endpoint, SamplePercentage: percentage}}
	}
	good := traces("http://localhost:4318", nil)
	require.NoError(t, good.Validate())
	with := func(interval int64) OpenTelemetryConfig {
		c := good
		c.FlushIntervalMs = &interval
		return c
	}
	require.NoError(t, with(1).Validate())
	for _, c := range []struct {
		config      OpenTelemetryConfig
		field, says string
	}{
		{OpenTelemetryConfig{}, "OpenTelemetryConfig", "neither Traces nor Metrics"},
		{with(0), "OpenTelemetryConfig.FlushIntervalMs", "is 0"},
		{with(-5), "OpenTelemetryConfig.FlushIntervalMs", "is -5"},
		{traces("http://h", new(-1)), "OpenTelemetryConfig.Traces.SamplePercentage", "is -1"},
		{traces("http://h", new(101)), "OpenTelemetryConfig.Traces.SamplePercentage", "is 101"},
		{traces("", nil), "OpenTelemetryConfig.Traces.Endpoint", "scheme"},
		{traces("localhost:4317", nil), "OpenTelemetryConfig.Traces.Endpoint", "scheme"},
		{traces("ftp://h", nil), "OpenTelemetryConfig.Traces.Endpoint", "scheme"},
		{traces("http://", nil), "OpenTelemetryConfig.Traces.Endpoint", "no host"},
		{traces("http://h\x7f", nil), "OpenTelemetryConfig.Traces.Endpoint", "no URL"},
		{traces("file://relative/path", nil), "OpenTelemetryConfig.Traces.Endpoint", "no absolute path"},
		{traces("file://", nil), "OpenTelemetryConfig.Traces.Endpoint", "no absolute path"},
		{traces("file://"+folder+"/absent/signals.json", nil), "OpenTelemetryConfig.Traces.Endpoint", "no folder"},
		{traces("file://"+folder+"/absent", nil), "OpenTelemetryConfig.Traces.Endpoint", "no folder"},
		{OpenTelemetryConfig{Metrics: &OpenTelemetryMetricsConfig{Endpoint: "x"}}, "OpenTelemetryConfig.Metrics.Endpoint", "scheme"},
	} {
		err := c.config.Validate()
		var refused *failure.ConfigurationError
		require.ErrorAs(t, err, &refused, "%+v", c.config)
		require.Equal(t, c.field, refused.Field)
		require.ErrorContains(t, err, c.says)
		_, err = New(t.Context(), c.config)
		require.ErrorAs(t, err, &refused)
	}
}

func TestWhereEndpointsLead(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "a.folder"), 0o755))
	for endpoint, want := range map[string]destination{
		"http://h:4318":                       {protocol: overHTTP, url: "http://h:4318/v1/traces"},
		"http://h:4318/":                      {protocol: overHTTP, url: "http://h:4318/v1/traces"},
		"https://h/custom":                    {protocol: overHTTP, url: "https://h/custom"},
		"grpc://h:4317":                       {protocol: overGRPC, url: "http://h:4317"},
		"file://" + folder:                    {protocol: toFile, file: filepath.Join(folder, "signals.json")},
		"file://" + folder + "/a.folder":      {protocol: toFile, file: filepath.Join(folder, "a.folder", "signals.json")},
		"file://" + folder + "/own.log":       {protocol: toFile, file: filepath.Join(folder, "own.log")},
		"file://" + folder + "/with%20space.": {protocol: toFile, file: filepath.Join(folder, "with space.")},
	} {
		got, err := tracesSignal.destination(endpoint)
		require.NoError(t, err, endpoint)
		require.Equal(t, want, got, endpoint)
	}
	got, err := metricsSignal.destination("http://h")
	require.NoError(t, err)
	require.Equal(t, "http://h/v1/metrics", got.url)
}

func TestTheEnvironmentOverridesTheProtocol(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	t.Setenv("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json")
	of := func(s signal, endpoint string) destination {
		d, err := s.destination(endpoint)
		require.NoError(t, err)
		return d
	}
	require.Equal(t, destination{protocol: overGRPC, url: "https://h"}, of(tracesSignal, "https://h"))
	require.Equal(t, destination{protocol: overJSON, url: "http://h/v1/metrics"}, of(metricsSignal, "grpc://h"))
	require.Equal(t, toFile, of(tracesSignal, "file://"+t.TempDir()).protocol)
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "carrier pigeon")
	_, err := tracesSignal.destination("http://h")
	require.ErrorContains(t, err, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
}

func TestHowOftenIsSentWhatWasGathered(t *testing.T) {
	require.Equal(t, 5*time.Second, OpenTelemetryConfig{}.flushInterval())
	require.Equal(t, 20*time.Millisecond, OpenTelemetryConfig{FlushIntervalMs: new(int64(20))}.flushInterval())
}
