package telemetry

import (
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// receiver is a receiver of OTLP, over gRPC and HTTP.
type receiver struct {
	overGRPC string // host:port
	overHTTP string

	mu       sync.Mutex
	spans    []*tracepb.Span
	metrics  map[string]*metricspb.Metric // as they came last
	origins  map[string]bool              // scopes, with their schemas
	requests map[string]int               // by what they came as
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{metrics: map[string]*metricspb.Metric{}, origins: map[string]bool{}, requests: map[string]int{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	collectortrace.RegisterTraceServiceServer(server, traceService{r: r})
	collectormetrics.RegisterMetricsServiceServer(server, metricsService{r: r})
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	r.overGRPC = listener.Addr().String()

	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", func(w http.ResponseWriter, h *http.Request) {
		request := new(collectortrace.ExportTraceServiceRequest)
		if r.read(w, h, request) {
			r.addTraces(request)
		}
	})
	mux.HandleFunc("POST /v1/metrics", func(w http.ResponseWriter, h *http.Request) {
		request := new(collectormetrics.ExportMetricsServiceRequest)
		if r.read(w, h, request) {
			r.addMetrics(request)
		}
	})
	httpServer := httptest.NewServer(mux)
	r.overHTTP = httpServer.Listener.Addr().String()
	t.Cleanup(func() {
		httpServer.Close()
		server.Stop()
		<-served
	})
	return r
}

type traceService struct {
	collectortrace.UnimplementedTraceServiceServer
	r *receiver
}

func (s traceService) Export(_ context.Context, request *collectortrace.ExportTraceServiceRequest) (*collectortrace.ExportTraceServiceResponse, error) {
	s.r.count("grpc")
	s.r.addTraces(request)
	return new(collectortrace.ExportTraceServiceResponse), nil
}

type metricsService struct {
	collectormetrics.UnimplementedMetricsServiceServer
	r *receiver
}

func (s metricsService) Export(_ context.Context, request *collectormetrics.ExportMetricsServiceRequest) (*collectormetrics.ExportMetricsServiceResponse, error) {
	s.r.count("grpc")
	s.r.addMetrics(request)
	return new(collectormetrics.ExportMetricsServiceResponse), nil
}

// read reads a request over HTTP, as protobuf or JSON.
func (r *receiver) read(w http.ResponseWriter, h *http.Request, into proto.Message) bool {
	body := io.Reader(h.Body)
	if h.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return false
		}
		body = unpacked
	}
	content, err := io.ReadAll(body)
	kind := h.Header.Get("Content-Type")
	r.count(kind)
	if err == nil && kind == "application/json" {
		// Identifiers are in hexadecimal digits, which read as base64 are other bytes.
		err = protojson.Unmarshal(content, into)
	} else if err == nil {
		err = proto.Unmarshal(content, into)
	}
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return false
	}
	w.Header().Set("Content-Type", kind)
	return true
}

func (r *receiver) count(kind string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests[kind]++
}

func (r *receiver) addTraces(request *collectortrace.ExportTraceServiceRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range request.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			r.origins[scope.Scope.Name+" "+scope.SchemaUrl] = true
			r.spans = append(r.spans, scope.Spans...)
		}
	}
}

func (r *receiver) addMetrics(request *collectormetrics.ExportMetricsServiceRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range request.ResourceMetrics {
		for _, scope := range resource.ScopeMetrics {
			r.origins[scope.Scope.Name+" "+scope.SchemaUrl] = true
			for _, metric := range scope.Metrics {
				r.metrics[metric.Name] = metric
			}
		}
	}
}

// take returns the spans that have come since the last time.
func (r *receiver) take() []*tracepb.Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	spans := r.spans
	r.spans = nil
	return spans
}

// metric returns a metric as it came last, or nil.
func (r *receiver) metric(name string) *metricspb.Metric {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.metrics[name]
}

// came returns how many requests have come in a form.
func (r *receiver) came(kind string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests[kind]
}

// attributes returns attributes by their names: strings, and integers as int64.
func attributes(t *testing.T, list []*commonpb.KeyValue) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, attribute := range list {
		require.NotContains(t, all, attribute.Key)
		switch value := attribute.Value.Value.(type) {
		case *commonpb.AnyValue_StringValue:
			all[attribute.Key] = value.StringValue
		case *commonpb.AnyValue_IntValue:
			all[attribute.Key] = value.IntValue
		default:
			require.Failf(t, "an attribute of another type", "%s", attribute.Key)
		}
	}
	return all
}
