package native_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

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

// A stream keeps messages until they are acknowledged: here none is lost, though the first
// consumer fails with one in its hands.
func Example_streamsInsteadOfSubscriptions() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	const stream, group = "orders", "billing"

	must(client.XGroupCreateWithOptions(ctx, stream, group, "0", options.XGroupCreateOptions{MakeStream: true}))
	for _, item := range []string{"tea", "coffee"} { // the publisher
		must(client.XAdd(ctx, stream, []models.FieldValue{{Field: "item", Value: item}}))
	}

	// consume takes what others have left for too long, and then what is new.
	consume := func(consumer string, idle time.Duration, handle func(item string) error) {
		entries := must(client.XAutoClaim(ctx, stream, group, consumer, idle, "0")).ClaimedEntries
		for _, read := range must(client.XReadGroup(ctx, group, consumer, []models.KeyAndID{{Key: stream, ID: ">"}})) {
			entries = append(entries, read.Entries...)
		}
		for _, entry := range entries {
			if err := handle(entry.Fields[0].Value); err != nil {
				log.Print(err)
				return // It is not acknowledged, so that it comes again.
			}
			must(client.XAck(ctx, stream, group, []string{entry.ID}))
		}
	}
	consume("first", time.Minute, func(item string) error {
		if item == "coffee" {
			return errors.New("there is no power")
		}
		fmt.Println("first bills", item)
		return nil
	})
	consume("second", 0, func(item string) error {
		fmt.Println("second bills", item)
		return nil
	})
	fmt.Println(must(client.XPending(ctx, stream, group)).NumOfMessages, "are left")
	// Output:
	// first bills tea
	// second bills coffee
	// 0 are left
}
