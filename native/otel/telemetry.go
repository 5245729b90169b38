package otel

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/glissade-io/glissade/core"
)

// scope is what spans and metrics name as their origin.
const scope = "github.com/glissade-io/glissade/native/otel"

// telemetry reports the operations of clients.
type telemetry struct {
	config   Config
	tracer   trace.Tracer
	duration durations
	pools    pools
	glide    *glideCounters // nil unless they are wanted
	kinds    cache[kindKey, *kind]
}

func newTelemetry(c Config) *telemetry {
	if c.TracerProvider == nil {
		c.TracerProvider = otel.GetTracerProvider()
	}
	if c.MeterProvider == nil {
		c.MeterProvider = otel.GetMeterProvider()
	}
	t := &telemetry{
		config: c,
		tracer: c.TracerProvider.Tracer(scope, trace.WithInstrumentationVersion(core.Version), trace.WithSchemaURL(semconv.SchemaURL)),
	}
	meter := c.MeterProvider.Meter(scope, metric.WithInstrumentationVersion(core.Version), metric.WithSchemaURL(semconv.SchemaURL))
	t.duration.init(meter)
	t.pools.init(meter)
	if c.GLIDEMetrics {
		t.glide = newGLIDECounters(meter)
	}
	return t
}

func (t *telemetry) middleware(next core.Handler) core.Handler {
	return func(ctx context.Context, o *core.Operation) error {
		if o.Kind() == core.DialOperation {
			return t.dial(ctx, o, next)
		}
		return t.report(ctx, o, next)
	}
}

// report performs an operation, and reports it.
func (t *telemetry) report(ctx context.Context, o *core.Operation, next core.Handler) error {
	k := t.kindOf(o)
	spanCtx, span := t.start(ctx, o, k)
	// Also if somebody panics below.
	defer span.End()
	start := time.Now()
	err := next(spanCtx, o)
	took := time.Since(start)

	if k.systemUnknown {
		if known := t.kindOf(o); !known.systemUnknown {
			k = known
			if span.IsRecording() {
				span.SetAttributes(k.system)
			}
		}
	}
	failed := err
	if failed == nil && o.Kind() != core.CommandOperation {
		for _, failed = range o.CommandErrors() {
			break
		}
	}
	outcome := outcomeOf(failed)
	if span.IsRecording() {
		describe(span, o, failed, outcome)
	}
	t.duration.record(spanCtx, took, durationKey{k, outcome, o.Address()})
	if t.glide != nil {
		t.glide.record(spanCtx, o, err)
	}
	return err
}
