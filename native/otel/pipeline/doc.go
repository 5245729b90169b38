// Package pipeline brings what package otel reports to an endpoint, with the configuration that
// GLIDE has for it: for programs that have no OpenTelemetry of their own. It is a module of its
// own, so that only those link its exporters.
//
//	err := pipeline.Init(pipeline.OpenTelemetryConfig{
//		Traces:  &pipeline.OpenTelemetryTracesConfig{Endpoint: "grpc://localhost:4317"},
//		Metrics: &pipeline.OpenTelemetryMetricsConfig{Endpoint: "http://localhost:4318/v1/metrics"},
//	})
//	if err != nil {
//		return err
//	}
//	defer pipeline.Shutdown(context.Background())
//	client, err := glissade.Connect(ctx, "valkey://localhost:6379", pipeline.Instrument(otel.Config{}))
//
// # Endpoints
//
//   - http://host:port and https://host:port send OTLP over HTTP, as protobuf, to the path of
//     the URL, or to /v1/traces and /v1/metrics if it has none.
//   - grpc://host:port sends OTLP over gRPC, without TLS.
//   - file:///absolute/path appends OTLP as lines of JSON to a file. The folder must exist. If the
//     path is a folder, or its last element has no extension, the file is signals.json in it.
//
// OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, OTEL_EXPORTER_OTLP_METRICS_PROTOCOL and, for both,
// OTEL_EXPORTER_OTLP_PROTOCOL override the protocol of all but files: "grpc", "http/protobuf" or
// "http/json". The other variables of OpenTelemetry hold too, such as OTEL_SERVICE_NAME and
// OTEL_EXPORTER_OTLP_HEADERS, but none of endpoints or samplers.
//
// # Sampling
//
// One percent of requests has a span unless the configuration says otherwise, and
// [SetSamplePercentage] changes that while the program runs. Which requests these are, their
// trace's identifier decides: those of one trace have spans all or none. A request within a
// trace that is not sampled has none. Metrics are of all requests.
//
// # What GLIDE does otherwise
//
// Its spans have a child send_command for the part on the network; here a span has the whole
// call, and what was done in between is in the attributes. It takes parents by functions of its
// own; here it is the span in the context, as everywhere in Go.
package pipeline
