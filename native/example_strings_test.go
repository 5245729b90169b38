package native_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func Example_strings() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.MSet(ctx, []models.KeyValue{{Key: "page:home", Value: "10"}, {Key: "page:about", Value: "3"}}))
	must(client.IncrBy(ctx, "page:home", 5))
	for _, views := range must(client.MGet(ctx, []string{"page:home", "page:about", "page:missing"})) {
		fmt.Println(views.OrElse("none"))
	}
	// Output:
	// 15
	// 3
	// none
}

// Large values, such as images, are best read and written as bytes: they are not copied
// into strings.
func Example_bytes() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	image := bytes.Repeat([]byte{0x89, 'P', 'N', 'G'}, 16<<10)
	must(client.SetBytes(ctx, "image:1", image))
	must(client.HSet(ctx, "product:1", []models.FieldValue{{Field: "image", Value: "\x89PNG"}}))

	fmt.Println(bytes.Equal(must(client.GetBytes(ctx, "image:1")).Value(), image))
	for _, image := range must(client.MGetBytes(ctx, []string{"image:1", "image:2"})) {
		fmt.Println(len(image.Value()), image.IsNil())
	}
	// Any other command whose reply is a string.
	field := must(core.RunBytes(ctx, client, func(a *command.Args) command.Reply[models.Result[string]] {
		return command.HGet(a, "product:1", "image")
	}))
	fmt.Println(field.Value())
	// Output:
	// true
	// 65536 false
	// 0 true
	// [137 80 78 71]
}

// A lock is a key that only one client can create, that only the client can delete
// whose token it holds, and that expires should this client be gone.
func Example_lock() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	lock := options.SetOptions{
		Condition: options.OnlyIfDoesNotExist,
		Expiry:    options.ExpireIn{Duration: 30 * time.Second},
	}
	for _, token := range []string{"token-a", "token-b"} {
		acquired := !must(client.SetWithOptions(ctx, "lock:report", token, lock)).IsNil()
		fmt.Println(token, "acquired:", acquired)
	}
	for _, token := range []string{"token-b", "token-a"} {
		fmt.Println(token, "released:", must(client.DelIfEq(ctx, "lock:report", token)))
	}
	// Output:
	// token-a acquired: true
	// token-b acquired: false
	// token-b released: false
	// token-a released: true
}

func Example_keys() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.Set(ctx, "draft", "text"))
	must(client.Copy(ctx, "draft", "draft:backup"))
	must(client.Rename(ctx, "draft", "article"))
	fmt.Println(must(client.Exists(ctx, []string{"article", "draft", "draft:backup"})))

	// Times are a time.Duration or time.Time; conditions are options.
	must(client.ExpireAt(ctx, "article", time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)))
	prolonged := must(client.ExpireWithOptions(ctx, "article", 24*time.Hour, options.NewExpiryGreaterThanCurrent))
	fmt.Println(prolonged, time.Unix(must(client.ExpireTime(ctx, "article")), 0).UTC())
	// Output:
	// 2
	// false 2100-01-01 00:00:00 +0000 UTC
}
