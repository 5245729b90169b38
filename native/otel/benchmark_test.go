package otel

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// answering returns a client of a server in the same process.
func answering(t testing.TB, settings ...core.Option) *core.Client {
	t.Helper()
	server := fakeserver.New(t, fakeserver.AfterHandshake(func(*fakeserver.Conn, []string) string { return "$1\r\nx\r\n" }))
	c, err := core.NewClient(t.Context(), stream.DialerFunc(server.Dial), options.ClientConfiguration{Protocol: options.ProtocolRESP2}, settings...)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func without() Config {
	return Config{TracerProvider: tracenoop.NewTracerProvider(), MeterProvider: metricnoop.NewMeterProvider(), SystemName: "valkey"}
}

func metrics() Config {
	c := without()
	c.MeterProvider = sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader()))
	return c
}

func spans(sampler sdktrace.Sampler) Config {
	c := without()
	c.TracerProvider = sdktrace.NewTracerProvider(sdktrace.WithSampler(sampler))
	return c
}

var costs = []struct {
	name   string
	config func() Config
}{
	{"providers of nothing", without},
	{"metrics", metrics},
	{"spans that are not sampled", func() Config { return spans(sdktrace.NeverSample()) }},
	{"spans", func() Config { return spans(sdktrace.AlwaysSample()) }},
}

func BenchmarkGet(b *testing.B) {
	run := func(b *testing.B, c *core.Client) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.Get(b.Context(), "k"); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("without", func(b *testing.B) { run(b, answering(b)) })
	for _, cost := range costs {
		b.Run(cost.name, func(b *testing.B) { run(b, answering(b, core.WithMiddleware(Middleware(cost.config())))) })
	}
}

// BenchmarkReporting measures what is added to a command, which goes nowhere here.
func BenchmarkReporting(b *testing.B) {
	refused := &failure.ServerError{Code: "NOWHERE"}
	refusing := core.WithMiddleware(func(core.Handler) core.Handler {
		return func(_ context.Context, o *core.Operation) error {
			if o.Kind() == core.DialOperation {
				return errors.New("nowhere")
			}
			return refused
		}
	})
	run := func(b *testing.B, settings ...core.Option) {
		dialer := stream.DialerFunc(func(context.Context, string) (stream.Stream, error) { return nil, errors.New("nowhere") })
		c, err := core.NewClient(b.Context(), dialer, options.ClientConfiguration{LazyConnect: true}, append(settings, refusing)...)
		require.NoError(b, err)
		defer c.Close()
		b.ReportAllocs()
		for b.Loop() {
			_, _ = c.Get(b.Context(), "k")
		}
	}
	b.Run("without", func(b *testing.B) { run(b) })
	for _, cost := range costs {
		b.Run(cost.name, func(b *testing.B) { run(b, core.WithMiddleware(Middleware(cost.config()))) })
	}
}

// Who reports nothing allocates nothing for it.
func TestWhatReportingCostsInAllocations(t *testing.T) {
	allocations := func(c *core.Client) float64 {
		return testing.AllocsPerRun(500, func() { _, _ = c.Get(t.Context(), "k") })
	}
	plain := allocations(answering(t))
	require.InDelta(t, plain, allocations(answering(t, core.WithMiddleware(Middleware(without())))), 2.5)
	require.InDelta(t, plain, allocations(answering(t, core.WithMiddleware(Middleware(metrics())))), 3.5)
}
