package otel

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
)

// Config says what is reported, and to whom. Its zero value reports spans and metrics to the
// global providers.
type Config struct {
	// TracerProvider is whose tracer makes the spans. Nil stands for the global one; for none
	// give that of go.opentelemetry.io/otel/trace/noop.
	TracerProvider trace.TracerProvider
	// MeterProvider is whose meter makes the metrics. Nil stands for the global one; for none
	// give that of go.opentelemetry.io/otel/metric/noop.
	MeterProvider metric.MeterProvider
	// SystemName is what db.system.name is to be, whatever the servers call themselves. Empty
	// stands for their word.
	SystemName string
	// QueryText adds db.query.text to spans: the command with its keys, and with "?" in place
	// of each other argument but the fields of hashes. Keys may be personal data, and differ
	// from call to call.
	QueryText bool
	// GLIDEMetrics adds counters of the names that GLIDE has: glide.timeout_errors of
	// operations that had no reply in time, and glide.retry_attempts of what was sent once
	// more, redirections included.
	GLIDEMetrics bool
}

// Instrument has a client report what it does, its connections included. The option may be
// given to several clients. What another middleware does is part of what is reported if that
// is given after it.
func Instrument(c Config) native.Option {
	t := newTelemetry(c)
	return native.With(core.WithMiddleware(t.middleware), core.WithPoolEvents(t.pools.record))
}

// Middleware is [Instrument] without what concerns connections, for clients that are made by
// package core, and for the WithMiddleware of a client that is there already.
func Middleware(c Config) core.Middleware {
	return newTelemetry(c).middleware
}
