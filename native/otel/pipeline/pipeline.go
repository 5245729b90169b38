package pipeline

import (
	"context"
	"errors"
	"sync"

	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/otel"
)

// Pipeline sends spans and metrics to endpoints. Most programs have one, which is made by
// [Init].
type Pipeline struct {
	traces  *sdktrace.TracerProvider // nil if there are none
	metrics *sdkmetric.MeterProvider // nil if there are none
	sampler *sampler
	closers closers

	ending sync.Mutex
	ended  bool
}

// New makes a pipeline. It connects to nothing: a receiver that is not there is an error
// when something is sent, which go.opentelemetry.io/otel's error handler is given.
//
// Errors: *failure.ConfigurationError; those of opening a file.
func New(ctx context.Context, config OpenTelemetryConfig) (*Pipeline, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	p := new(Pipeline)
	err := p.build(ctx, config)
	if err != nil {
		return nil, errors.Join(err, p.Shutdown(ctx))
	}
	return p, nil
}

func (p *Pipeline) build(ctx context.Context, config OpenTelemetryConfig) error {
	if traces := config.Traces; traces != nil {
		to, err := tracesSignal.destination(traces.Endpoint)
		if err != nil {
			return err
		}
		exporter, err := to.traceExporter(ctx, &p.closers)
		if err != nil {
			return err
		}
		p.sampler = newSampler(traces.samplePercentage())
		p.traces = sdktrace.NewTracerProvider(
			sdktrace.WithSampler(p.sampler),
			sdktrace.WithBatcher(exporter, sdktrace.WithBatchTimeout(config.flushInterval())),
		)
	}
	if metrics := config.Metrics; metrics != nil {
		to, err := metricsSignal.destination(metrics.Endpoint)
		if err != nil {
			return err
		}
		exporter, err := to.metricExporter(ctx, &p.closers)
		if err != nil {
			return err
		}
		p.metrics = sdkmetric.NewMeterProvider(sdkmetric.WithReader(
			sdkmetric.NewPeriodicReader(exporter, sdkmetric.WithInterval(config.flushInterval())),
		))
	}
	return nil
}

// TracerProvider returns whose tracers' spans the pipeline sends; those of one without Traces
// make none.
func (p *Pipeline) TracerProvider() trace.TracerProvider {
	if p.traces == nil {
		return tracenoop.NewTracerProvider()
	}
	return p.traces
}

// MeterProvider returns whose meters' metrics the pipeline sends; those of one without Metrics
// make none.
func (p *Pipeline) MeterProvider() metric.MeterProvider {
	if p.metrics == nil {
		return metricnoop.NewMeterProvider()
	}
	return p.metrics
}

// Instrument is [otel.Instrument] with the pipeline's providers in place of those in c.
func (p *Pipeline) Instrument(c otel.Config) native.Option {
	c.TracerProvider, c.MeterProvider = p.TracerProvider(), p.MeterProvider()
	return otel.Instrument(c)
}

// SetSamplePercentage changes how many percent of requests have a span.
// Errors: *failure.ConfigurationError if percentage is not from 0 to 100, or there are no
// Traces.
func (p *Pipeline) SetSamplePercentage(percentage int) error {
	if p.sampler == nil {
		return errNoTraces
	}
	if err := checkPercentage("Traces.SamplePercentage", percentage); err != nil {
		return err
	}
	p.sampler.set(percentage)
	return nil
}

// SamplePercentage returns how many percent of requests have a span.
// Errors: *failure.ConfigurationError if there are no Traces.
func (p *Pipeline) SamplePercentage() (int, error) {
	if p.sampler == nil {
		return 0, errNoTraces
	}
	return p.sampler.percentage(), nil
}

var errNoTraces = &failure.ConfigurationError{Field: "OpenTelemetryConfig.Traces", Message: "is not set, so there is nothing to sample; set it in the configuration"}

// Flush sends what was gathered so far.
func (p *Pipeline) Flush(ctx context.Context) error {
	var failures []error
	if p.traces != nil {
		failures = append(failures, p.traces.ForceFlush(ctx))
	}
	if p.metrics != nil {
		failures = append(failures, p.metrics.ForceFlush(ctx))
	}
	return errors.Join(failures...)
}

// Shutdown sends what was gathered, and ends the pipeline: nothing is reported any more.
// Clients that it was given to go on. To call it again does nothing.
func (p *Pipeline) Shutdown(ctx context.Context) error {
	p.ending.Lock()
	defer p.ending.Unlock()
	if p.ended {
		return nil
	}
	p.ended = true
	var failures []error
	if p.traces != nil {
		failures = append(failures, p.traces.Shutdown(ctx))
	}
	if p.metrics != nil {
		failures = append(failures, p.metrics.Shutdown(ctx))
	}
	for _, end := range p.closers {
		failures = append(failures, end())
	}
	return errors.Join(failures...)
}
