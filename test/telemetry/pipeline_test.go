package telemetry

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/native/otel"
	"github.com/glissade-io/glissade/native/otel/pipeline"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// alone returns an environment of one server, and a receiver that no pipeline leads to yet.
func alone(t *testing.T) *environment {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { require.NoError(t, goleak.Find(before)) })
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	return &environment{
		T: t, place: place{protocol: options.ProtocolRESP3, system: "valkey"},
		server: server, addresses: []string{server.Addr()}, receiver: newReceiver(t),
	}
}

// get sends commands, and returns how many spans there are of them.
func (e *environment) get(ctx context.Context, c client, commands int) int {
	e.Helper()
	for range commands {
		_, err := c.Get(ctx, "k")
		require.NoError(e, err)
	}
	require.NoError(e, e.pipeline.Flush(e.Context()))
	count := 0
	for _, name := range namesOf(e.receiver.take()) {
		if name == "GET" {
			count++
		}
	}
	return count
}

func TestAPercentageOfRequestsIsSampled(t *testing.T) {
	e := alone(t)
	e.pipeline = newPipeline(t, pipeline.OpenTelemetryConfig{
		Traces:  &pipeline.OpenTelemetryTracesConfig{Endpoint: "http://" + e.receiver.overHTTP},
		Metrics: &pipeline.OpenTelemetryMetricsConfig{Endpoint: "http://" + e.receiver.overHTTP},
	})
	percentage, err := e.pipeline.SamplePercentage()
	require.NoError(t, err)
	require.Equal(t, 1, percentage)
	c := e.client(otel.Config{})
	require.Less(t, e.get(t.Context(), c, 1000), 60)

	require.NoError(t, e.pipeline.SetSamplePercentage(0))
	require.Zero(t, e.get(t.Context(), c, 1000))
	require.NoError(t, e.pipeline.SetSamplePercentage(50))
	sampled := e.get(t.Context(), c, 1000)
	require.Greater(t, sampled, 400)
	require.Less(t, sampled, 600)
	require.NoError(t, e.pipeline.SetSamplePercentage(100))
	require.Equal(t, 1000, e.get(t.Context(), c, 1000))

	unsampled := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}}))
	require.Zero(t, e.get(unsampled, c, 10), "a trace that is not sampled stays so")

	var count uint64
	for _, point := range e.receiver.metric("db.client.operation.duration").GetHistogram().DataPoints {
		count += point.Count
	}
	require.EqualValues(t, 4010, count, "metrics are of all")
}

func TestWhatIsGatheredIsSentInTime(t *testing.T) {
	e := alone(t)
	e.pipeline = newPipeline(t, pipeline.OpenTelemetryConfig{
		Traces:          &pipeline.OpenTelemetryTracesConfig{Endpoint: "grpc://" + e.receiver.overGRPC, SamplePercentage: new(100)},
		Metrics:         &pipeline.OpenTelemetryMetricsConfig{Endpoint: "grpc://" + e.receiver.overGRPC},
		FlushIntervalMs: new(int64(20)),
	})
	c := e.client(otel.Config{})
	_, err := c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return slices.Contains(namesOf(e.receiver.take()), "GET") }, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool { return e.receiver.metric("db.client.operation.duration") != nil }, patience, 10*time.Millisecond)
}

func TestShutdownSendsWhatWasGathered(t *testing.T) {
	e := alone(t)
	p, err := pipeline.New(t.Context(), pipeline.OpenTelemetryConfig{
		Traces: &pipeline.OpenTelemetryTracesConfig{Endpoint: "grpc://" + e.receiver.overGRPC, SamplePercentage: new(100)},
	})
	require.NoError(t, err)
	e.pipeline = p
	c := e.client(otel.Config{})
	_, err = c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.NoError(t, p.Shutdown(t.Context()))
	require.Equal(t, []string{"GET"}, namesOf(e.receiver.take()))
	require.True(t, e.receiver.metric("db.client.operation.duration") == nil, "there is nowhere to send them")
	_, err = c.Get(t.Context(), "k")
	require.NoError(t, err, "the client goes on")
}

// A receiver that is not there harms nobody but itself.
func TestAReceiverThatIsGone(t *testing.T) {
	e := alone(t)
	p, err := pipeline.New(t.Context(), pipeline.OpenTelemetryConfig{
		Traces:          &pipeline.OpenTelemetryTracesConfig{Endpoint: "http://127.0.0.1:1", SamplePercentage: new(100)},
		Metrics:         &pipeline.OpenTelemetryMetricsConfig{Endpoint: "grpc://127.0.0.1:1"},
		FlushIntervalMs: new(int64(10)),
	})
	require.NoError(t, err)
	e.pipeline = p
	c := e.client(otel.Config{})
	for range 100 {
		_, err = c.Get(t.Context(), "k")
		require.NoError(t, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.Error(t, p.Shutdown(ctx))
}

func TestTheEnvironmentChoosesTheProtocol(t *testing.T) {
	e := alone(t)
	for _, c := range []struct{ variable, value, endpoint, kind string }{
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "http://" + e.receiver.overGRPC, "grpc"},
		{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc", "http://" + e.receiver.overGRPC, "grpc"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "grpc://" + e.receiver.overHTTP, "application/x-protobuf"},
		{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", "grpc://" + e.receiver.overHTTP, "application/json"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "http://" + e.receiver.overHTTP + "/v1/traces", "application/json"},
	} {
		t.Run(c.variable+"="+c.value, func(t *testing.T) {
			t.Setenv(c.variable, c.value)
			before := e.receiver.came(c.kind)
			e.pipeline = newPipeline(t, pipeline.OpenTelemetryConfig{
				Traces: &pipeline.OpenTelemetryTracesConfig{Endpoint: c.endpoint, SamplePercentage: new(100)},
			})
			require.Equal(t, 3, e.get(t.Context(), e.client(otel.Config{}), 3))
			require.Greater(t, e.receiver.came(c.kind), before)
		})
	}
}

func TestSpansAndMetricsGoToAFile(t *testing.T) {
	e := alone(t)
	folder := t.TempDir()
	for range 2 { // The second appends.
		e.pipeline = newPipeline(t, pipeline.OpenTelemetryConfig{
			Traces:  &pipeline.OpenTelemetryTracesConfig{Endpoint: "file://" + folder, SamplePercentage: new(100)},
			Metrics: &pipeline.OpenTelemetryMetricsConfig{Endpoint: "file://" + filepath.Join(folder, "signals.json")},
		})
		ctx, span := e.pipeline.TracerProvider().Tracer("test").Start(t.Context(), "program")
		c := e.client(otel.Config{})
		_, err := c.Set(ctx, "k", secret)
		require.NoError(t, err)
		span.End()
		require.NoError(t, e.pipeline.Shutdown(t.Context()))
		lines := readLines(t, filepath.Join(folder, "signals.json"))
		last := lines[len(lines)-2] // Metrics come after spans.
		require.Contains(t, last, `"name":"SET"`)
		// Identifiers are in hexadecimal digits of either case.
		require.Contains(t, strings.ToLower(last), `"traceid":"`+span.SpanContext().TraceID().String()+`"`)
		require.Contains(t, strings.ToLower(last), `"parentspanid":"`+span.SpanContext().SpanID().String()+`"`)
		require.Contains(t, last, `"kind":3`)
		require.Contains(t, lines[len(lines)-1], `"name":"db.client.operation.duration"`)
		require.NotContains(t, last, secret)
	}
	require.Len(t, readLines(t, filepath.Join(folder, "signals.json")), 4)
}

// readLines reads a file of lines of JSON.
func readLines(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	var lines []string
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		require.True(t, json.Valid(scanner.Bytes()), scanner.Text())
		lines = append(lines, scanner.Text())
	}
	require.NoError(t, scanner.Err())
	return lines
}
