package native_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// A client finds a primary and its replicas through sentinels, and follows them.
func Example_sentinel() {
	ctx := context.Background()
	client, err := native.NewClient(ctx, options.ClientConfiguration{
		Sentinel: &options.SentinelConfiguration{
			Addresses:   []options.NodeAddress{{Host: "sentinel1"}, {Host: "sentinel2"}, {Host: "sentinel3"}},
			PrimaryName: "orders",
		},
		ReadFrom: options.PreferReplica,
	}, native.WithLogger(slog.Default()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	// A failover takes seconds. Who can wait that long says so, and whether a command
	// may be executed twice.
	patient := client.With(options.CallOptions{Timeout: 10 * time.Second, Idempotent: true})
	if _, err := patient.Set(ctx, "greeting", "hello"); err != nil {
		log.Fatal(err)
	}
}

// A client of a cluster sends each command where its keys are.
func ExampleNewClusterClient() {
	ctx := context.Background()
	client, err := native.NewClusterClient(ctx, options.ClusterClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "node1"}, {Host: "node2"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	// Keys of several slots: in parts, with the values in the order of the keys.
	values, err := client.MGet(ctx, []string{"a", "b", "c"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(values))

	// A transaction needs keys of one slot, which a hash tag sees to.
	transfer := batch.NewTransaction()
	transfer.DecrBy("{account}:a", 10)
	transfer.IncrBy("{account}:b", 10)
	if _, err := client.Exec(ctx, transfer, true); err != nil {
		log.Fatal(err)
	}

	// What each of several servers says.
	sizes, err := core.RunOnNodes(ctx, client, options.AllNodes{}, func(a *command.Args) command.Reply[int64] {
		return command.DBSize(a)
	})
	if err != nil {
		log.Fatal(err)
	}
	for address, size := range sizes.MultiValue() {
		fmt.Println(address, size)
	}
	for address, err := range sizes.Errors() {
		fmt.Println(address, "has failed:", err)
	}
}
