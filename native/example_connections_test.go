package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/options"
)

// Replies with many fields are structs. What a newer server tells besides is in Extra.
func Example_connections() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.ClientSetName(ctx, "reports"))
	me := must(client.ClientInfo(ctx))
	fmt.Println(me.Name, me.Database, me.User, me.LastCommand)

	named := must(client.ClientListWithOptions(ctx, options.ClientFilter{Is: options.ClientProperties{Name: "reports"}}))
	fmt.Println(len(named), named[0].Address == me.Address)
	// Output:
	// reports 0 default client|info
	// 1 true
}

func Example_users() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.ACLSetUser(ctx, "reader", []string{"reset", "on", ">secret", "~app:*", "+@read"}))
	defer client.ACLDelUser(ctx, []string{"reader"})

	user := must(client.ACLGetUser(ctx, "reader")).Value()
	fmt.Println(user.Permissions.Keys, "|", user.Permissions.Commands)
	fmt.Println(must(client.ACLDryRun(ctx, "reader", "GET", []string{"app:1"})))
	fmt.Println(must(client.ACLDryRun(ctx, "reader", "SET", []string{"app:1", "x"})))
	// Output:
	// ~app:* | -@all +@read
	// OK
	// User reader has no permissions to run the 'set' command
}
