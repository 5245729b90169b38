package native_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/glissade-io/glissade/options"
)

// A command that blocks has a connection of its own, so that it holds up no other
// command of the same client.
func Example_lists() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	done := make(chan string)
	go func() {
		job := must(client.BLPop(ctx, []string{"urgent", "jobs"}, time.Minute))
		done <- job.Value().Element + " from " + job.Value().Key
	}()
	must(client.RPush(ctx, "jobs", []string{"send mail"}))
	fmt.Println(<-done)

	must(client.RPush(ctx, "jobs", []string{"resize", "index", "clean"}))
	taken := must(client.LMove(ctx, "jobs", "working", options.Left, options.Right))
	fmt.Println(taken.Value(), must(client.LRange(ctx, "jobs", 0, -1)), must(client.LLen(ctx, "working")))
	// Output:
	// send mail from jobs
	// resize [index clean] 1
}

// Sets come as Go sets, since they have no order.
func Example_sets() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.SAdd(ctx, "langs:ada", []string{"Go", "Rust", "Lua"}))
	must(client.SAdd(ctx, "langs:grace", []string{"COBOL", "Go", "Lua"}))

	both := must(client.SInter(ctx, []string{"langs:ada", "langs:grace"}))
	_, lua := both["Lua"]
	fmt.Println(slices.Sorted(maps.Keys(both)), lua)
	fmt.Println(must(client.SMIsMember(ctx, "langs:grace", []string{"COBOL", "Rust"})))
	// Output:
	// [Go Lua] true
	// [true false]
}
