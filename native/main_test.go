package native_test

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"testing"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// addressVariable names the environment variable with the host and port of the
// server that the examples talk to: Valkey 9.1, or newer, whose database 0 they empty.
// The tests of test/integration run them with one.
const addressVariable = "GLISSADE_EXAMPLES_ADDRESS"

var address = os.Getenv(addressVariable)

// TestMain leaves the examples out where there is no server for them.
func TestMain(m *testing.M) {
	flag.Parse()
	if address == "" {
		fmt.Println("The examples are skipped: set " + addressVariable + " to the address of a Valkey server that they may write to.")
		if err := flag.Set("test.skip", "^Example"); err != nil {
			log.Fatal(err)
		}
	}
	os.Exit(m.Run())
}

// connect returns a client of a server with an empty database, that waits longer for
// replies than most programs should, since tests run on busy machines. [Example]
// shows how programs connect.
func connect(ctx context.Context) *core.Client {
	configuration := must(options.ParseURL("valkey://" + address))
	configuration.RequestTimeout = 20 * time.Second
	configuration.Advanced.ConnectionTimeout = 20 * time.Second
	client := must(native.NewClient(ctx, configuration))
	must(client.FlushDB(ctx))
	return client
}

// must returns the result of a call that is not expected to fail. It keeps the
// examples short; programs handle the error.
func must[T any](result T, err error) T {
	if err != nil {
		log.Panic(err)
	}
	return result
}
