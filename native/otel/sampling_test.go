package otel

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

// judge is a sampler that keeps what it is asked about.
type judge struct{ asked []sdktrace.SamplingParameters }

func (j *judge) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	j.asked = append(j.asked, p)
	return sdktrace.SamplingResult{Decision: sdktrace.Drop}
}

func (j *judge) Description() string { return "judge" }

// What a sampler may decide by is there when a span begins.
func TestSamplersKnowWhatTheyMayDecideBy(t *testing.T) {
	server := fakeserver.New(t, fakeserver.AfterHandshake(func(*fakeserver.Conn, []string) string { return "+OK\r\n" }))
	var sampler judge
	c, err := core.NewClient(t.Context(), stream.DialerFunc(server.Dial), options.ClientConfiguration{
		Protocol: options.ProtocolRESP2, DatabaseID: 3, Addresses: []options.NodeAddress{{Host: "example.com", Port: 7000}},
	}, core.WithMiddleware(Middleware(Config{
		TracerProvider: sdktrace.NewTracerProvider(sdktrace.WithSampler(&sampler)), SystemName: "valkey", QueryText: true,
	})))
	require.NoError(t, err)
	t.Cleanup(c.Close)
	require.Zero(t, len(sampler.asked), "what is dialled for nobody is no span")
	_, err = c.Set(t.Context(), "k", "v")
	require.NoError(t, err)
	require.Equal(t, 1, len(sampler.asked))
	require.Equal(t, "SET", sampler.asked[0].Name)
	require.Equal(t, trace.SpanKindClient, sampler.asked[0].Kind)
	known := attribute.NewSet(sampler.asked[0].Attributes...)
	require.Equal(t, attribute.NewSet(
		attribute.String("db.system.name", "valkey"), attribute.String("db.operation.name", "SET"), attribute.String("db.namespace", "3"),
		attribute.String("server.address", "example.com"), attribute.Int("server.port", 7000), attribute.String("db.query.text", "SET k ?"),
	), known)

	b := batch.NewPipeline()
	b.Set("k", "v")
	b.Set("k", "v")
	_, err = c.Exec(t.Context(), b, true)
	require.NoError(t, err)
	require.Equal(t, "PIPELINE SET", sampler.asked[1].Name)
}
