package bloom_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/modules/bloom"
)

func Example() {
	ctx := context.Background()
	// A program calls native.NewClient for a server that has loaded valkey-bloom.
	client, err := wiretest.Connect(ctx, map[string]string{
		"BF.MADD seen ada bob":      "*2\r\n:1\r\n:1\r\n",
		"BF.MEXISTS seen ada carol": "*2\r\n:1\r\n:0\r\n",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	filters := bloom.On(client)
	if _, err := filters.Reserve(ctx, "seen", 0.001, 10_000); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := filters.MAdd(ctx, "seen", []string{"ada", "bob"}); err != nil {
		fmt.Println(err)
		return
	}
	seen, err := filters.MExists(ctx, "seen", []string{"ada", "carol"})
	fmt.Println(seen, err)
	// Output: [true false] <nil>
}
