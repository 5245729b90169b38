package native_test

import (
	"context"
	"fmt"
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// A scan fetches keys step by step while the loop runs, and ends when it is left.
func Example_scanAll() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	for i := range 1000 {
		must(client.Set(ctx, fmt.Sprint("user:", i), "x"))
	}
	must(client.SAdd(ctx, "user:names", []string{"ada"}))

	count, users := 0, "user:*"
	for _, err := range client.ScanAll(ctx, options.ScanOptions{Match: &users, Type: options.ObjectTypeString, Count: 200}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		count++
	}
	fmt.Println(count)
	// Output: 1000
}

// With Block set, the loop follows the stream: at its end it waits for more.
func Example_xReadAll() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	add := func(text string) {
		must(client.XAdd(ctx, "log", []models.FieldValue{{Field: "text", Value: text}}))
	}
	add("starting")
	add("ready")

	wait := time.Second
	from := []models.KeyAndID{{Key: "log", ID: "0"}}
	for entry, err := range client.XReadAll(ctx, from, options.XReadOptions{Block: &wait}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		text := entry.Entry.Fields[0].Value
		fmt.Println(text)
		if text == "ready" {
			add("stopping")
		}
		if text == "stopping" {
			break
		}
	}
	// Output:
	// starting
	// ready
	// stopping
}
