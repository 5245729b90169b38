// Package telemetry holds the tests of what clients report to OpenTelemetry: clients of real
// servers report to a real receiver of OTLP, and what it has got is compared with the semantic
// conventions.
package telemetry

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/otel"
	"github.com/glissade-io/glissade/native/otel/pipeline"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// patience is the request timeout of clients in tests that are not about timeouts.
const patience = time.Minute

// place is a kind of server that clients report of.
type place struct {
	name     string
	version  servers.Version
	cluster  bool
	protocol options.Protocol
	system   string // what db.system.name has to be
}

var places = []place{
	{"Valkey", servers.Valkey91, false, options.ProtocolRESP3, "valkey"},
	{"Valkey, RESP2", servers.Valkey91, false, options.ProtocolRESP2, "valkey"},
	{"Redis", servers.Redis70, false, options.ProtocolRESP3, "redis"},
	{"cluster", servers.Valkey91, true, options.ProtocolRESP3, "valkey"},
	{"cluster, RESP2", servers.Valkey91, true, options.ProtocolRESP2, "valkey"},
}

// environment is a server or a cluster, a receiver, and a pipeline between it and clients.
type environment struct {
	*testing.T
	place
	server    *servers.Server // one of them, if it is a cluster
	addresses []string        // of all
	receiver  *receiver
	pipeline  *pipeline.Pipeline
}

// client is a client of either kind.
type client struct {
	core.Commands
	base interface {
		Close()
		Subscribe(ctx context.Context, channels []string) (*core.Subscription, error)
	}
	exec      func(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error)
	dedicated func(ctx context.Context, key string) (*core.Dedicated, error)
}

// inEach runs a test in each place, on clients that report to a receiver over gRPC or HTTP.
func inEach(t *testing.T, test func(e *environment)) {
	for i, p := range places {
		t.Run(p.name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Cleanup(func() { require.NoError(t, goleak.Find(before)) })
			e := &environment{T: t, place: p, receiver: newReceiver(t)}
			if p.cluster {
				cluster := servers.StartCluster(t, p.version, servers.ClusterOptions{NodeTimeout: 15 * time.Second})
				e.server = cluster.Nodes[0].Server
				for _, node := range cluster.Nodes {
					e.addresses = append(e.addresses, node.Addr())
				}
			} else {
				e.server = servers.Start(t, p.version, servers.Options{})
				e.addresses = []string{e.server.Addr()}
			}
			traces, metrics := "grpc://"+e.receiver.overGRPC, "http://"+e.receiver.overHTTP
			if i%2 == 1 {
				traces, metrics = "http://"+e.receiver.overHTTP+"/v1/traces", "grpc://"+e.receiver.overGRPC
			}
			e.pipeline = newPipeline(t, pipeline.OpenTelemetryConfig{
				Traces:          &pipeline.OpenTelemetryTracesConfig{Endpoint: traces, SamplePercentage: new(100)},
				Metrics:         &pipeline.OpenTelemetryMetricsConfig{Endpoint: metrics},
				FlushIntervalMs: new(time.Hour.Milliseconds()), // The test flushes.
			})
			test(e)
		})
	}
}

func newPipeline(t *testing.T, config pipeline.OpenTelemetryConfig) *pipeline.Pipeline {
	t.Helper()
	p, err := pipeline.New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return p
}

// client returns a client that reports.
func (e *environment) client(config otel.Config) client {
	e.Helper()
	return e.clientWith(e.pipeline.Instrument(config))
}

func (e *environment) clientWith(settings ...native.Option) client {
	e.Helper()
	host, port := e.endpoint(0)
	addresses := []options.NodeAddress{{Host: host, Port: port}}
	if e.cluster {
		c, err := native.NewClusterClient(e.Context(), options.ClusterClientConfiguration{
			Addresses: addresses, Protocol: e.protocol, RequestTimeout: patience,
		}, settings...)
		require.NoError(e, err)
		e.Cleanup(c.Close)
		return client{c.Commands, c, c.Exec, c.Dedicated}
	}
	c, err := native.NewClient(e.Context(), options.ClientConfiguration{
		Addresses: addresses, Protocol: e.protocol, RequestTimeout: patience,
	}, settings...)
	require.NoError(e, err)
	e.Cleanup(c.Close)
	return client{c.Commands, c, c.Exec, func(ctx context.Context, _ string) (*core.Dedicated, error) { return c.Dedicated(ctx) }}
}

func (e *environment) endpoint(i int) (host string, port int) {
	host, text, err := net.SplitHostPort(e.addresses[i])
	require.NoError(e, err)
	port, err = strconv.Atoi(text)
	require.NoError(e, err)
	return host, port
}

// spans does something within a span of the program's, and returns those that it has led to
// there, by their names, in the order of their end, and the program's own.
func (e *environment) spans(do func(ctx context.Context)) (within []*tracepb.Span, own *tracepb.Span) {
	e.Helper()
	ctx, span := e.pipeline.TracerProvider().Tracer("test").Start(e.Context(), "program")
	do(ctx)
	span.End()
	require.NoError(e, e.pipeline.Flush(e.Context()))
	id := span.SpanContext().TraceID()
	for _, s := range e.receiver.take() {
		switch {
		case trace.TraceID(s.TraceId) != id:
		case s.Name == "program":
			own = s
		default:
			within = append(within, s)
		}
	}
	require.True(e, own != nil)
	return within, own
}

// namesOf returns the names of spans.
func namesOf(spans []*tracepb.Span) []string {
	names := []string{}
	for _, s := range spans {
		names = append(names, s.Name)
	}
	return names
}

// number reads an integer as attributes have them.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}
