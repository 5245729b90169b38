package otel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/metric"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
)

// glideCounters are metrics under the names that GLIDE has for them.
type glideCounters struct {
	timeouts metric.Int64Counter
	retries  metric.Int64Counter
}

func newGLIDECounters(meter metric.Meter) *glideCounters {
	counter := func(name, description string) metric.Int64Counter {
		return instrument(meter.Int64Counter(name, metric.WithUnit("1"), metric.WithDescription(description)))
	}
	return &glideCounters{
		timeouts: counter("glide.timeout_errors", "Operations that had no reply in time."),
		retries:  counter("glide.retry_attempts", "Attempts at operations after their first."),
	}
}

func (g *glideCounters) record(ctx context.Context, o *core.Operation, err error) {
	var timeout *failure.TimeoutError
	if errors.As(err, &timeout) {
		g.timeouts.Add(ctx, 1)
	}
	if again := o.Attempts() - 1; again > 0 {
		g.retries.Add(ctx, int64(again))
	}
}
