package pipeline

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// unused is the URL that exporters have whose client sends nothing anywhere.
const unused = "http://localhost"

func (d destination) traceExporter(ctx context.Context, closers *closers) (sdktrace.SpanExporter, error) {
	switch d.protocol {
	case overGRPC:
		return otlptracegrpc.New(ctx, otlptracegrpc.WithEndpointURL(d.url))
	case overHTTP:
		return otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(d.url), otlptracehttp.WithEncoding(otlptracehttp.EncodingProtobuf),
			otlptracehttp.WithHTTPClient(closers.client(newTransport())))
	case overJSON:
		return otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(d.url), otlptracehttp.WithEncoding(otlptracehttp.EncodingJSON),
			otlptracehttp.WithHTTPClient(closers.client(newTransport())))
	default:
		file, err := openFile(d.file, isJSON)
		if err != nil {
			return nil, err
		}
		closers.add(file.Close)
		return otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(unused), otlptracehttp.WithEncoding(otlptracehttp.EncodingJSON),
			otlptracehttp.WithCompression(otlptracehttp.NoCompression), otlptracehttp.WithHTTPClient(&http.Client{Transport: file}))
	}
}

func (d destination) metricExporter(ctx context.Context, closers *closers) (sdkmetric.Exporter, error) {
	switch d.protocol {
	case overGRPC:
		return otlpmetricgrpc.New(ctx, otlpmetricgrpc.WithEndpointURL(d.url))
	case overHTTP:
		return otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpointURL(d.url), otlpmetrichttp.WithHTTPClient(closers.client(newTransport())))
	case overJSON:
		return otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpointURL(d.url), otlpmetrichttp.WithCompression(otlpmetrichttp.NoCompression),
			otlpmetrichttp.WithHTTPClient(closers.client(jsonTransport{newTransport(), metricsJSON})))
	default:
		file, err := openFile(d.file, metricsJSON)
		if err != nil {
			return nil, err
		}
		closers.add(file.Close)
		return otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpointURL(unused), otlpmetrichttp.WithCompression(otlpmetrichttp.NoCompression),
			otlpmetrichttp.WithHTTPClient(&http.Client{Transport: file}))
	}
}

// newTransport returns a transport of our own, so that its connections end with it.
func newTransport() *http.Transport { return http.DefaultTransport.(*http.Transport).Clone() }

// closers end what exporters leave.
type closers []func() error

func (c *closers) add(end func() error) { *c = append(*c, end) }

// client returns a client over a transport, whose connections end with the pipeline.
func (c *closers) client(transport http.RoundTripper) *http.Client {
	client := &http.Client{Transport: transport}
	c.add(func() error { client.CloseIdleConnections(); return nil })
	return client
}
