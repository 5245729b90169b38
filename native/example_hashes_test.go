package native_test

import (
	"context"
	"fmt"
	"time"

	"github.com/glissade-io/glissade/fields"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Fields of a hash can expire each on its own, since Valkey 9.0.
func Example_hashes() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.HSet(ctx, "user:1", models.FieldValues(map[string]string{"name": "Ada"})))
	must(client.HSetEx(ctx, "user:1",
		[]models.FieldValue{{Field: "code", Value: "123456"}},
		options.HSetExOptions{Expiry: options.ExpireIn{Duration: time.Hour}}))
	fmt.Println(must(client.HGetAll(ctx, "user:1")))

	names := []string{"name", "code", "phone"}
	for i, seconds := range must(client.HTTL(ctx, "user:1", names)) {
		switch seconds {
		case models.FieldHasNoExpiry:
			fmt.Println(names[i], "stays")
		case models.FieldNotFound:
			fmt.Println(names[i], "does not exist")
		default:
			fmt.Println(names[i], "expires within the hour:", seconds <= 3600)
		}
	}
	// Output:
	// map[code:123456 name:Ada]
	// name stays
	// code expires within the hour: true
	// phone does not exist
}

// Package fields turns structs into what commands take, and replies into structs.
func Example_structs() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	type Session struct {
		User    string        `valkey:"user"`
		Visits  int           `valkey:"visits"`
		Idle    time.Duration `valkey:"idle"`
		Referer *string       `valkey:"referer"`
	}
	must(client.HSet(ctx, "session:1", must(fields.Of(Session{User: "ada", Visits: 1, Idle: time.Minute}))))
	must(client.HIncrBy(ctx, "session:1", "visits", 1))

	var session Session
	if err := fields.Into(&session, must(client.HGetAll(ctx, "session:1"))); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(session.User, session.Visits, session.Idle, session.Referer == nil)
	// Output: ada 2 1m0s true
}
