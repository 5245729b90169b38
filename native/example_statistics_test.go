package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// A client counts what it does, altogether and by server, and how long that took.
func Example_statistics() {
	ctx := context.Background()
	configuration, _ := options.ParseURL("valkey://" + address)
	client := must(native.NewClient(ctx, configuration, native.With(core.WithLatencies())))
	defer client.Close()
	for range 10 {
		must(client.Incr(ctx, "visits"))
	}

	counts := client.Statistics()
	fmt.Println(counts.Connections.Up, "of", counts.Connections.Wanted, "connections are up,", counts.InFlight, "requests are under way")
	fmt.Println(len(client.NodeStatistics()), "server has counts of its own")
	took := client.Latencies()["INCR"]
	fmt.Println(took.Count, "times INCR:", took.Mean() <= took.Quantile(1))
	fmt.Println(core.GetStatistics()["total_connections"] > 0) // of the whole process, under GLIDE's names
	// Output:
	// 1 of 1 connections are up, 0 requests are under way
	// 1 server has counts of its own
	// 10 times INCR: true
	// true
}
