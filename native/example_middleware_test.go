package native_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// A middleware sees what a client does, and may refuse it: here commands that delete.
func Example_middleware() {
	ctx := context.Background()
	var log []string
	logged := func(next core.Handler) core.Handler {
		return func(ctx context.Context, o *core.Operation) error {
			err := next(ctx, o)
			if o.Kind() == core.CommandOperation {
				log = append(log, fmt.Sprint(o.Name(), " was sent ", o.Attempts(), " times"))
			}
			return err
		}
	}
	errKept := errors.New("nothing is deleted here")
	keeping := func(next core.Handler) core.Handler {
		return func(ctx context.Context, o *core.Operation) error {
			for c := range o.Commands() {
				if c.Name() == "DEL" {
					return errKept
				}
			}
			return next(ctx, o)
		}
	}
	configuration, _ := options.ParseURL("valkey://" + address)
	client := must(native.NewClient(ctx, configuration, native.With(core.WithMiddleware(logged))))
	defer client.Close()
	careful := client.WithMiddleware(keeping) // for some calls

	_, err := careful.Del(ctx, []string{"greeting"})
	fmt.Println(err == errKept)
	must(client.Set(ctx, "greeting", "hello"))
	fmt.Println(log)
	// Output:
	// true
	// [DEL was sent 0 times SET was sent 1 times]
}

// While servers cannot be reached, a circuit breaker has callers fail at once.
func Example_circuitBreaker() {
	ctx := context.Background()
	configuration, _ := options.ParseURL("valkey://" + address)
	configuration.CircuitBreaker = &options.CircuitBreakerConfiguration{MinErrors: 20}
	client := must(native.NewClient(ctx, configuration))
	defer client.Close()

	_, err := client.Get(ctx, "greeting")
	var open *failure.CircuitBreakerError
	if errors.As(err, &open) {
		fmt.Println("nothing was sent; try again in", open.RetryAfter)
	}
	fmt.Println(client.Statistics().CircuitBreaker.State)
	// Output: closed
}
