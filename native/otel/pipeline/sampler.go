package pipeline

import (
	"strconv"
	"sync/atomic"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// sampler has a percentage of requests have a span, and can be changed.
type sampler struct {
	ratio atomic.Pointer[ratio]
}

type ratio struct {
	percentage int
	byTrace    sdktrace.Sampler
}

func newSampler(percentage int) *sampler {
	s := new(sampler)
	s.set(percentage)
	return s
}

func (s *sampler) set(percentage int) {
	s.ratio.Store(&ratio{percentage, sdktrace.TraceIDRatioBased(float64(percentage) / 100)})
}

func (s *sampler) percentage() int { return s.ratio.Load().percentage }

// ShouldSample decides by the trace's identifier, unless the parent is not sampled.
func (s *sampler) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	parent := trace.SpanContextFromContext(p.ParentContext)
	if parent.IsValid() && !parent.IsSampled() {
		return sdktrace.SamplingResult{Decision: sdktrace.Drop, Tracestate: parent.TraceState()}
	}
	return s.ratio.Load().byTrace.ShouldSample(p)
}

// Description says what the sampler is.
func (s *sampler) Description() string {
	return "glissade{" + strconv.Itoa(s.percentage()) + "%}"
}
