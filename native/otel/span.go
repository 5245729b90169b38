package otel

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/glissade-io/glissade/core"
)

// start begins the span of an operation.
func (t *telemetry) start(ctx context.Context, o *core.Operation, k *kind) (context.Context, trace.Span) {
	options := k.start
	if t.config.QueryText {
		if text := queryText(o); text != "" {
			options = append(options[:len(options):len(options)], trace.WithAttributes(semconv.DBQueryText(text)))
		}
	}
	return t.tracer.Start(ctx, k.name, options...)
}

// describe adds to a span that is recorded what is known once its operation is over.
func describe(span trace.Span, o *core.Operation, failed error, outcome outcome) {
	var room [6]attribute.KeyValue
	attributes := appendPeer(room[:0], o.Address())
	isBatch := o.Kind() == core.PipelineOperation || o.Kind() == core.TransactionOperation
	if isBatch && o.Len() != 1 {
		attributes = append(attributes, semconv.DBOperationBatchSize(o.Len()))
	}
	if name := procedureOf(o); name != "" {
		attributes = append(attributes, semconv.DBStoredProcedureName(name))
	}
	attributes = outcome.appendTo(attributes)
	span.SetAttributes(attributes...)
	if failed != nil {
		span.SetStatus(codes.Error, descriptionOf(failed, outcome))
	}
}

// appendPeer adds the server that was asked last, if one was.
func appendPeer(attributes []attribute.KeyValue, address string) []attribute.KeyValue {
	host, port := splitAddress(address)
	if host != "" {
		attributes = append(attributes, semconv.NetworkPeerAddress(host))
	}
	if port != 0 {
		attributes = append(attributes, semconv.NetworkPeerPort(port))
	}
	return attributes
}

// dial dials, and reports that where it is part of something that is reported.
func (t *telemetry) dial(ctx context.Context, o *core.Operation, next core.Handler) error {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return next(ctx, o)
	}
	host, port := splitAddress(o.Address())
	attributes := []attribute.KeyValue{semconv.ServerAddress(host)}
	if port != 0 {
		attributes = append(attributes, semconv.ServerPort(port))
	}
	ctx, span := t.tracer.Start(ctx, o.Name(), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attributes...))
	defer span.End()
	err := next(ctx, o)
	if err != nil && span.IsRecording() {
		outcome := outcomeOf(err)
		span.SetAttributes(outcome.appendTo(nil)...)
		span.SetStatus(codes.Error, descriptionOf(err, outcome))
	}
	return err
}
