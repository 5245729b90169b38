package glissade_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"testing"
	"time"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// addressVariable names the environment variable with the host and port of the server
// that the examples talk to, whose database 0 they empty, as those of package native do.
const addressVariable = "GLISSADE_EXAMPLES_ADDRESS"

// url waits longer for replies than most programs should, since tests run on busy machines.
var url = "valkey://" + os.Getenv(addressVariable) + "/0?request_timeout=20s&connection_timeout=20s"

// TestMain leaves the examples out where there is no server for them.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(addressVariable) == "" {
		fmt.Println("The examples are skipped: set " + addressVariable + " to the address of a Valkey server that they may write to.")
		if err := flag.Set("test.skip", "^Example"); err != nil {
			log.Fatal(err)
		}
	} else if err := empty(context.Background()); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}

func empty(ctx context.Context) error {
	client, err := glissade.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.FlushDB(ctx)
	return err
}

func Example() {
	ctx := context.Background()
	client, err := glissade.Connect(ctx, url) // such as valkey://localhost:6379/0
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close() // A program makes one client, and all its goroutines use it.

	if _, err := client.Set(ctx, "greeting", "hello"); err != nil {
		log.Panic(err)
	}
	for _, key := range []string{"greeting", "farewell"} {
		value, err := client.Get(ctx, key)
		if err != nil {
			log.Panic(err)
		}
		fmt.Println(value.OrElse("there is none"))
	}
	// Output:
	// hello
	// there is none
}

// Pairs are made of maps, where their order does not matter.
func Example_hash() {
	ctx := context.Background()
	client, err := glissade.Connect(ctx, url)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	user := map[string]string{"name": "Ada", "born": "1815"}
	if _, err := client.HSet(ctx, "user:1", models.FieldValues(user)); err != nil {
		log.Panic(err)
	}
	user, err = client.HGetAll(ctx, "user:1")
	if err != nil {
		log.Panic(err)
	}
	fmt.Println(user)
	// Output: map[born:1815 name:Ada]
}

// The commands of a transaction are executed as one. Each has a handle, from which its
// result is had afterwards.
func ExampleNewTransaction() {
	ctx := context.Background()
	client, err := glissade.Connect(ctx, url)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	transaction := glissade.NewTransaction()
	visits := transaction.Incr("visits")
	transaction.LPush("log", []string{"visited"})
	if _, err := client.Exec(ctx, transaction, true); err != nil {
		log.Panic(err)
	}
	n, err := visits.Result() // an int64, without a cast
	if err != nil {
		log.Panic(err)
	}
	fmt.Println(n)
	// Output: 1
}

// A pipeline saves round trips, and nothing else. Where one of its commands may fail
// without the others, Exec is told not to return the first error: handles have them.
func ExampleNewPipeline() {
	ctx := context.Background()
	client, err := glissade.Connect(ctx, url)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	pipeline := glissade.NewPipeline()
	pipeline.Set("word", "glissade")
	length := pipeline.Strlen("word")
	wrong := pipeline.Incr("word")
	if _, err := client.Exec(ctx, pipeline, false); err != nil {
		log.Panic(err)
	}
	fmt.Println(length.Result())
	_, err = wrong.Result()
	fmt.Println(err)
	// Output:
	// 8 <nil>
	// ERR value is not an integer or out of range
}

// What a server refuses is told by its code, and every error tells whether the command may
// have been executed.
func ExampleDeliveryOf() {
	ctx := context.Background()
	client, err := glissade.Connect(ctx, url)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	if _, err := client.Set(ctx, "name", "Ada"); err != nil {
		log.Panic(err)
	}
	_, err = client.LPush(ctx, "name", []string{"Grace"})
	fmt.Println(errors.Is(err, &glissade.ServerError{Code: "WRONGTYPE"}), "-", glissade.DeliveryOf(err))

	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = client.Incr(canceled, "count")
	fmt.Println(errors.Is(err, context.Canceled), "-", glissade.DeliveryOf(err))
	// Output:
	// true - answered
	// true - not sent
}

// TLS is a scheme of the URL, valkeys://, or UseTLS of a configuration, which also takes
// certificates.
func ExampleNewClient() {
	ctx := context.Background()
	authority, err := os.ReadFile("authority.pem")
	if err != nil {
		log.Fatal(err)
	}
	client, err := glissade.NewClient(ctx, glissade.ClientConfiguration{
		Addresses:      []glissade.NodeAddress{{Host: "valkey.example"}},
		UseTLS:         true,
		Credentials:    &glissade.ServerCredentials{Username: "app", Password: os.Getenv("VALKEY_PASSWORD")},
		RequestTimeout: time.Second,
		Advanced: options.AdvancedClientConfiguration{
			TLS: options.TLSConfiguration{RootCertificates: authority},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// One node is enough to find a cluster. Commands go where their keys are.
func ExampleConnectCluster() {
	ctx := context.Background()
	client, err := glissade.ConnectCluster(ctx, "valkey://node1.example:6379")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	values, err := client.MGet(ctx, []string{"a", "b", "c"}) // of several slots, in the order of the keys
	if err != nil {
		log.Panic(err)
	}
	for _, value := range values {
		fmt.Println(value.OrElse("there is none"))
	}

	// A batch, and what else With says, goes elsewhere.
	there := client.With(glissade.CallOptions{Route: options.SlotKeyRoute{Key: "a"}, Timeout: time.Second})
	pipeline := glissade.NewPipeline()
	pipeline.Info()
	if _, err := there.Exec(ctx, pipeline, true); err != nil {
		log.Panic(err)
	}

	sizes, err := glissade.RunOnNodes(ctx, client, options.AllPrimaries{}, command.DBSize)
	if err != nil {
		log.Panic(err)
	}
	for address, size := range sizes.MultiValue() {
		fmt.Println(address, size)
	}
}
