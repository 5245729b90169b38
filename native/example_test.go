package native_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

func Example() {
	ctx := context.Background()
	configuration, err := options.ParseURL("valkey://" + address) // such as valkey://localhost:6379/0
	if err != nil {
		log.Fatal(err)
	}
	configuration.RequestTimeout = 5 * time.Second
	client, err := native.NewClient(ctx, configuration)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close() // A program makes one client, and all its goroutines use it.

	if _, err := client.Set(ctx, "greeting", "hello"); err != nil {
		log.Panic(err)
	}
	greeting, err := client.Get(ctx, "greeting")
	if err != nil {
		log.Panic(err)
	}
	if greeting.IsNil() {
		fmt.Println("there is none")
	} else {
		fmt.Println(greeting.Value())
	}
	// Output: hello
}

// An error tells what went wrong, and whether the command may have been executed:
// one that was not sent is safe to send again.
func Example_errors() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	must(client.Set(ctx, "name", "Ada"))

	_, err := client.LPush(ctx, "name", []string{"Grace"})
	var refused *failure.ServerError
	if errors.As(err, &refused) {
		fmt.Println(refused.Code, "-", failure.DeliveryOf(err))
	}

	_, err = client.SetWithOptions(ctx, "name", "Grace", options.SetOptions{Condition: options.OnlyIfEquals, Expiry: options.ExpireIn{}})
	var mistaken *failure.ConfigurationError
	if errors.As(err, &mistaken) {
		fmt.Println(mistaken.Field, "-", failure.DeliveryOf(err))
	}

	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = client.Incr(canceled, "visits")
	fmt.Println(errors.Is(err, context.Canceled), "-", failure.DeliveryOf(err))
	// Output:
	// WRONGTYPE - answered
	// SetOptions.Expiry - not sent
	// true - not sent
}
