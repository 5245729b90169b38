package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// INFO is a text; models.ParseInfo finds the fields in it.
func Example_server() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	must(client.Set(ctx, "key", "value"))

	info := models.ParseInfo(must(client.InfoWithOptions(ctx, options.InfoOptions{
		Sections: []options.InfoSection{options.Replication, options.Memory},
	})))
	role, _ := info.Get("Replication", "role")
	policy, _ := info.Get("Memory", "maxmemory_policy")
	fmt.Println(role, policy, must(client.DBSize(ctx)))
	// Output: master noeviction 1
}

// A threshold of 0 microseconds has the server log every command as slow.
func Example_slowLog() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	const threshold = "slowlog-log-slower-than"
	before := must(client.ConfigGet(ctx, []string{threshold}))[threshold]
	must(client.ConfigSet(ctx, []models.ConfigParameter{{Name: threshold, Value: "0"}}))
	must(client.RPush(ctx, "list", []string{"a", "b"}))
	must(client.ConfigSet(ctx, []models.ConfigParameter{{Name: threshold, Value: before}}))

	for _, entry := range must(client.SlowLogGetWithCount(ctx, 1)) {
		fmt.Println(entry.Arguments, entry.Duration >= 0)
	}
	// Output: [RPUSH list a b] true
}

// A cluster keeps keys with the same part in braces in one slot, so that one command
// may use them together.
func Example_cluster() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	for _, key := range []string{"{user:1}:cart", "{user:1}:orders", "user:1"} {
		fmt.Println(must(client.ClusterKeySlot(ctx, key)))
	}
	keys := must(client.CommandGetKeysAndFlags(ctx, []string{"LMOVE", "{user:1}:cart", "{user:1}:orders", "LEFT", "RIGHT"}))
	for _, key := range keys {
		fmt.Println(key.Key, key.Flags)
	}
	// Output:
	// 10778
	// 10778
	// 10778
	// {user:1}:cart [RW access delete]
	// {user:1}:orders [RW insert]
}
