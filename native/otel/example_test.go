package otel_test

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/native/otel"
)

// addressVariable names the environment variable with the host and port of the server that
// the example talks to: one that it may write to. The tests of test/integration run it with one.
const addressVariable = "GLISSADE_EXAMPLES_ADDRESS"

// TestMain leaves the example out where there is no server for it.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(addressVariable) == "" {
		if err := flag.Set("test.skip", "^Example"); err != nil {
			log.Fatal(err)
		}
	}
	os.Exit(m.Run())
}

// A program that has OpenTelemetry set up needs no more than the option, and the zero Config.
// Here spans are recorded in memory, to be shown.
func Example() {
	ctx := context.Background()
	recorder := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder))

	client, err := glissade.Connect(ctx, "valkey://"+os.Getenv(addressVariable)+"?request_timeout=20s",
		otel.Instrument(otel.Config{TracerProvider: provider, QueryText: true}))
	if err != nil {
		log.Panic(err)
	}
	defer client.Close()

	ctx, span := provider.Tracer("program").Start(ctx, "sign in")
	if _, err := client.Set(ctx, "session:5", "a secret"); err != nil {
		log.Panic(err)
	}
	_, err = client.LPush(ctx, "session:5", []string{"another"})
	fmt.Println("refused:", err != nil)
	pipeline := glissade.NewPipeline()
	pipeline.Get("session:5")
	pipeline.Get("session:6")
	if _, err := client.Exec(ctx, pipeline, true); err != nil {
		log.Panic(err)
	}
	span.End()

	for _, span := range recorder.Ended() {
		fmt.Println(span.Name(), span.Status().Code)
		for _, attribute := range span.Attributes() {
			switch attribute.Key {
			case "db.query.text", "db.operation.batch.size", "error.type":
				fmt.Printf("  %s: %v\n", attribute.Key, attribute.Value.String())
			}
		}
	}
	// Output:
	// refused: true
	// SET Unset
	//   db.query.text: SET session:5 ?
	// LPUSH Error
	//   db.query.text: LPUSH session:5 ?
	//   error.type: WRONGTYPE
	// PIPELINE GET Unset
	//   db.query.text: GET session:5; GET session:6
	//   db.operation.batch.size: 2
	// sign in Unset
}
