package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// The consumers of a group share a stream's entries. What one has received is
// pending until it is acknowledged, so that another can claim what a consumer that
// is gone has left.
func Example_streams() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.XGroupCreateWithOptions(ctx, "orders", "billing", "$", options.XGroupCreateOptions{MakeStream: true}))
	for _, item := range []string{"tea", "coffee", "milk"} {
		must(client.XAdd(ctx, "orders", []models.FieldValue{{Field: "item", Value: item}}))
	}

	fresh := []models.KeyAndID{{Key: "orders", ID: ">"}}
	for _, stream := range must(client.XReadGroupWithOptions(ctx, "billing", "first", fresh, options.XReadGroupOptions{Count: 1})) {
		for _, entry := range stream.Entries {
			fmt.Println("first bills", entry.Fields[0].Value)
			must(client.XAck(ctx, "orders", "billing", []string{entry.ID}))
		}
	}
	must(client.XReadGroup(ctx, "billing", "second", fresh)) // and is gone

	fmt.Println(must(client.XPending(ctx, "orders", "billing")).NumOfMessages, "are pending")
	claimed := must(client.XAutoClaim(ctx, "orders", "billing", "first", 0, "0"))
	for _, entry := range claimed.ClaimedEntries {
		fmt.Println("first claims", entry.Fields[0].Value)
	}
	// Output:
	// first bills tea
	// 2 are pending
	// first claims coffee
	// first claims milk
}
