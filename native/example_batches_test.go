package native_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
)

// A pipeline sends many commands at once. Each has a handle with its typed result.
func Example_pipeline() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	pipeline := batch.NewPipeline()
	var lengths []*batch.Handle[int64]
	for _, word := range []string{"go", "valkey", "glissade"} {
		pipeline.Set("word:"+word, word)
		lengths = append(lengths, pipeline.Strlen("word:"+word))
	}
	must(client.Exec(ctx, pipeline, true))
	for _, length := range lengths {
		fmt.Println(must(length.Result()))
	}
	// Output:
	// 2
	// 6
	// 8
}

// A transaction is executed as one. A command that fails in it does not undo the
// others: its own handle has the error.
func Example_transaction() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	transaction := batch.NewTransaction()
	visits := transaction.Incr("visits")
	wrong := transaction.LPush("visits", []string{"yesterday"})
	members := transaction.SAdd("visitors", []string{"ada", "grace"})
	must(client.Exec(ctx, transaction, false))

	fmt.Println(must(visits.Result()), must(members.Result()))
	_, err := wrong.Result()
	fmt.Println(errors.Is(err, &failure.ServerError{Code: "WRONGTYPE"}))
	// Output:
	// 1 2
	// true
}
