package native_test

import (
	"context"
	"fmt"
	"time"

	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// Reads through a cache are answered from memory until somebody changes the key.
func Example_cache() {
	ctx := context.Background()
	configuration, _ := options.ParseURL("valkey://" + address)
	configuration.Cache = &options.CacheConfiguration{EntryTTL: time.Hour}
	client := must(native.NewClient(ctx, configuration))
	defer client.Close()
	cached := client.With(options.CallOptions{Cache: options.UseCache})

	must(client.Set(ctx, "greeting", "hello"))
	for range 3 {
		fmt.Println(must(cached.Get(ctx, "greeting")).Value())
	}
	must(client.Set(ctx, "greeting", "good morning"))
	fmt.Println(must(cached.Get(ctx, "greeting")).Value())

	counts := client.Statistics().Cache
	fmt.Println(counts.Misses, "were asked of the server")
	// Output:
	// hello
	// hello
	// hello
	// good morning
	// 2 were asked of the server
}
