package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/options"
)

// A script is made once. It travels to a server once, and is then called by its hash.
func Example_scripts() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	limit := options.NewScript(`
		local used = server.call("INCR", KEYS[1])
		return math.max(tonumber(ARGV[1]) - used, -1)`)
	for range 3 {
		left := must(client.InvokeScriptWithOptions(ctx, limit, options.ScriptOptions{Keys: []string{"quota:ada"}, Args: []string{"2"}}))
		fmt.Println(left) // an int64, as any reply that is a number
	}
	// Output:
	// 1
	// 0
	// -1
}

// Functions are scripts that live in the server, in libraries.
func Example_functions() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	library := must(client.FunctionLoad(ctx, `#!lua name=profiles
		server.register_function{
			function_name = "fullname",
			callback = function(keys, args) return args[1] .. " " .. table.concat(server.call("HMGET", keys[1], "first", "last"), " ") end,
			flags = {"no-writes"},
		}`, true))
	defer client.FunctionDelete(ctx, library)

	must(client.CustomCommand(ctx, []string{"HSET", "user:1", "first", "Ada", "last", "Lovelace"}))
	fmt.Println(must(client.FCallReadOnlyWithKeysAndArgs(ctx, "fullname", []string{"user:1"}, []string{"Countess"})))
	for _, l := range must(client.FunctionList(ctx, options.FunctionListQuery{LibraryName: library})) {
		fmt.Println(l.Name, l.Engine, l.Functions[0].Name, l.Functions[0].Flags)
	}
	// Output:
	// Countess Ada Lovelace
	// profiles LUA fullname [no-writes]
}

// Publishing tells how many subscribers got the message.
func Example_publish() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	fmt.Println(must(client.Publish(ctx, "news", "Hello")))
	fmt.Println(must(client.PubSubNumSub(ctx, []string{"news", "weather"})))
	// Output:
	// 0
	// map[news:0 weather:0]
}
