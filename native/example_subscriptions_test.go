package native_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// A loop over a subscription has its messages in order, and in their place what is told of
// those that are missing.
func Example_subscribe() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	news := must(client.Subscribe(ctx, []string{"news", "weather"}))
	defer news.Close()
	must(client.Publish(ctx, "news", "hello"))
	must(client.Publish(ctx, "weather", "rain"))
	must(client.Publish(ctx, "news", "goodbye"))

	for message, err := range news.Messages(ctx) {
		var gap *failure.GapError
		var overflow *failure.OverflowError
		switch {
		case errors.As(err, &gap):
			log.Print("read again what ", gap.Channels, " tell of: ", gap)
			continue
		case errors.As(err, &overflow):
			log.Print(overflow.Dropped, " messages were dropped")
			continue
		case err != nil:
			log.Print(err) // A channel is refused, or the client is closed.
			continue
		}
		fmt.Println(message.Channel, message.Message)
		if message.Message == "goodbye" {
			break
		}
	}
	// Output:
	// news hello
	// weather rain
	// news goodbye
}

// Messages can be taken one by one, from a channel, or by a function too. A subscription
// may have channels and patterns, and other ones later.
func Example_subscribeInOtherForms() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	s := must(client.NewSubscription(options.SubscriptionQueue{MaxMessages: 100, WhenFull: options.DropNewest}))
	defer s.Close()
	if err := s.Subscribe(ctx, []string{"news"}); err != nil {
		log.Panic(err)
	}
	if err := s.PSubscribe(ctx, []string{"weather.*"}); err != nil {
		log.Panic(err)
	}

	must(client.Publish(ctx, "news", "one by one"))
	message := must(s.Receive(ctx))
	fmt.Println(message.Channel, message.Message)
	_, ok, err := s.TryReceive()
	fmt.Println(ok, err)

	must(client.Publish(ctx, "weather.oslo", "from a channel"))
	select {
	case event := <-s.Channel(ctx):
		if event.Err != nil {
			log.Panic(event.Err)
		}
		fmt.Println(event.Channel, event.Message, event.Pattern.Value())
	case <-time.After(20 * time.Second):
	}
	// Output:
	// news one by one
	// false <nil>
	// weather.oslo from a channel weather.*
}

// A function is called with each message, on a goroutine of the client's.
func Example_subscribeWithFunction() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	news := must(client.Subscribe(ctx, []string{"news"}))
	done := make(chan struct{})
	news.Handle(func(message models.PubSubMessage, err error) {
		if err != nil {
			log.Print(err)
			return
		}
		fmt.Println(message.Message)
		news.Close() // It may do so, and use the client.
		close(done)
	})
	must(client.Publish(ctx, "news", "hello"))
	<-done
	// Output: hello
}

// A configuration subscribes a client from the beginning, as in GLIDE.
func Example_subscribeByConfiguration() {
	ctx := context.Background()
	publisher := connect(ctx)
	defer publisher.Close()

	configuration := must(options.ParseURL("valkey://" + address))
	configuration.Subscriptions = &options.SubscriptionConfiguration{
		Channels: map[models.PubSubMode][]string{
			models.Exact:   {"news"},
			models.Pattern: {"weather.*"},
		},
		Callback: func(message models.PubSubMessage, context any) {
			context.(chan string) <- message.Channel + " " + message.Message
		},
		OnMissed: func(err error, _ any) { log.Print(err) },
		Context:  make(chan string, 2),
	}
	subscribed := must(native.NewClient(ctx, configuration))
	defer subscribed.Close()

	must(publisher.Publish(ctx, "weather.oslo", "rain"))
	fmt.Println(<-configuration.Subscriptions.Context.(chan string))
	// Output: weather.oslo rain
}

// Lazy forms do not wait for the server. The state tells what it has confirmed.
func Example_subscribeLazily() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	news := must(client.SubscribeLazy([]string{"news"}))
	defer news.Close()
	fmt.Println(client.GetSubscriptions().DesiredSubscriptions[models.Exact])
	if err := client.Unsubscribe(ctx, options.AllChannels); err != nil {
		log.Panic(err)
	}
	fmt.Println(client.GetSubscriptions().ActualSubscriptions[models.Exact])
	// Output:
	// [news]
	// []
}

// Sharded channels belong to the shard of their slot, as keys do.
func Example_subscribeSharded() {
	ctx := context.Background()
	client := must(native.NewClusterClient(ctx, options.ClusterClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "node1"}, {Host: "node2"}},
	}))
	defer client.Close()

	room := must(client.SSubscribe(ctx, []string{"room:{42}"}))
	defer room.Close()
	must(client.SPublish(ctx, "room:{42}", "hello"))
	fmt.Println(must(room.Receive(ctx)).Message)
}

// What happens to keys is told by the server, if it is configured to.
func Example_keyEvents() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	must(client.ConfigSet(ctx, []models.ConfigParameter{{Name: "notify-keyspace-events", Value: "KEA"}}))

	users := must(client.SubscribeKeyEvents(ctx, options.KeyEvents{Pattern: "user:*"}))
	defer users.Close()
	must(client.Set(ctx, "user:1", "Ada"))
	must(client.Set(ctx, "order:1", "tea"))
	must(client.Del(ctx, []string{"user:1"}))

	for event, err := range users.Events(ctx) {
		if err != nil {
			log.Print(err) // Read the keys again: events may be missing.
			continue
		}
		fmt.Println(event.Database, event.Key, event.Event)
		if event.Event == "del" {
			break
		}
	}
	// Output:
	// 0 user:1 set
	// 0 user:1 del
}
