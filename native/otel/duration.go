package otel

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"
)

// buckets are the bounds that the conventions want of db.client.operation.duration, in
// seconds.
var buckets = []float64{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10}

// durations is db.client.operation.duration.
type durations struct {
	histogram metric.Float64Histogram
	options   cache[durationKey, []metric.RecordOption]
}

// durationKey tells the series of the histogram apart.
type durationKey struct {
	kind    *kind
	outcome outcome
	peer    string
}

func (d *durations) init(meter metric.Meter) {
	duration, err := dbconv.NewClientOperationDuration(meter, metric.WithExplicitBucketBoundaries(buckets...))
	if err != nil {
		otel.Handle(err)
	}
	d.histogram = duration.Inst()
}

// record records an operation.
func (d *durations) record(ctx context.Context, took time.Duration, key durationKey) {
	if d.histogram.Enabled(ctx) {
		d.histogram.Record(ctx, took.Seconds(), d.options.get(key, recordOptions)...)
	}
}

func recordOptions(key durationKey) []metric.RecordOption {
	attributes := append([]attribute.KeyValue(nil), key.kind.attributes...)
	attributes = key.outcome.appendTo(appendPeer(attributes, key.peer))
	return []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(attributes...))}
}
