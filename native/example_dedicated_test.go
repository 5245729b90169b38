package native_test

import (
	"context"
	"fmt"
	"strconv"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
)

// Transaction changes keys depending on what they hold. When somebody else changes one
// of them meanwhile, it reads and computes anew.
func Example_optimisticTransaction() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()
	must(client.Set(ctx, "stock", "3"))

	sell := func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
		stock, err := d.Get(ctx, "stock")
		if err != nil {
			return nil, err
		}
		n, err := strconv.Atoi(stock.Value())
		if err != nil || n < 2 {
			return nil, err // Nothing is sold.
		}
		b := batch.NewTransaction()
		b.Set("stock", strconv.Itoa(n-2))
		b.RPush("sold", []string{"two"})
		return b, nil
	}
	fmt.Println(must(client.Transaction(ctx, []string{"stock"}, sell)))
	fmt.Println(must(client.Transaction(ctx, []string{"stock"}, sell)))
	fmt.Println(must(client.Get(ctx, "stock")).Value())
	// Output:
	// [OK 1]
	// []
	// 1
}

// A connection of one's own keeps what the server keeps by connection: the database,
// here, and the keys that are watched.
func Example_dedicated() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	d := must(client.Dedicated(ctx))
	defer d.Release()
	must(d.Select(ctx, 1))
	must(d.Set(ctx, "key", "in database 1"))
	fmt.Println(must(d.Get(ctx, "key")).Value(), must(client.Get(ctx, "key")).IsNil())

	if err := d.Watch(ctx, []string{"key"}); err != nil {
		fmt.Println(err)
	}
	b := batch.NewTransaction()
	b.Del([]string{"key"})
	fmt.Println(must(d.Exec(ctx, b, true)))
	// Output:
	// in database 1 true
	// [1]
}
