package native_test

import (
	"context"
	"fmt"
	"log"
)

// Monitor shows what the server executes, whoever sent it, as it happens.
func Example_monitor() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // somebody else
		for ctx.Err() == nil {
			client.Set(ctx, "greeting", "hello\x00")
		}
	}()
	for line, err := range client.Monitor(ctx) {
		if err != nil {
			log.Panic(err)
		}
		if line.Words[0] == "SET" {
			fmt.Printf("%d %q\n", line.Database, line.Words)
			break
		}
	}
	// Output:
	// 0 ["SET" "greeting" "hello\x00"]
}
