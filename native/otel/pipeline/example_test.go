package pipeline_test

import (
	"context"
	"fmt"
	"log"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/native/otel"
	"github.com/glissade-io/glissade/native/otel/pipeline"
)

// A program without OpenTelemetry of its own says where spans and metrics are to go.
func Example() {
	ctx := context.Background()
	err := pipeline.Init(pipeline.OpenTelemetryConfig{
		Traces:  &pipeline.OpenTelemetryTracesConfig{Endpoint: "grpc://localhost:4317", SamplePercentage: new(10)},
		Metrics: &pipeline.OpenTelemetryMetricsConfig{Endpoint: "http://localhost:4318"},
	})
	if err != nil {
		log.Panic(err)
	}
	defer pipeline.Shutdown(ctx)

	client, err := glissade.Connect(ctx, "valkey://localhost:6379", pipeline.Instrument(otel.Config{}))
	if err != nil {
		log.Panic(err)
	}
	defer client.Close()
	fmt.Println(client.Get(ctx, "greeting"))
}
