package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/options"
)

// A bitmap for each day, with a bit for each user.
func Example_bitmaps() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	for _, user := range []int64{1, 5, 9} {
		must(client.SetBit(ctx, "active:monday", user, 1))
	}
	for _, user := range []int64{5, 9, 700} {
		must(client.SetBit(ctx, "active:tuesday", user, 1))
	}
	must(client.BitOp(ctx, options.BitOpAnd, "active:both", []string{"active:monday", "active:tuesday"}))
	fmt.Println(must(client.BitCount(ctx, "active:both")), "users came on both days, the first is", must(client.BitPos(ctx, "active:both", 1)))
	// Output: 2 users came on both days, the first is 5
}

// Many small counters in one string: here of 4 bits, which stop at 15.
func Example_bitFields() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	counter := options.UnsignedEncoding{Bits: 4}
	results := must(client.BitField(ctx, "counters", []options.BitFieldSubCommands{
		options.BitFieldOverflow{OverflowControl: options.OverflowSat},
		options.BitFieldIncrBy{Encoding: counter, Offset: options.BitOffsetMultiplier{Offset: 0}, Increment: 3},
		options.BitFieldIncrBy{Encoding: counter, Offset: options.BitOffsetMultiplier{Offset: 1}, Increment: 100},
		options.BitFieldGet{Encoding: counter, Offset: options.BitOffsetMultiplier{Offset: 2}},
	}))
	for _, result := range results {
		fmt.Println(result.Value())
	}
	// Output:
	// 3
	// 15
	// 0
}

// A HyperLogLog counts different elements in at most 12 KB, with an error below 1 %.
func Example_hyperLogLog() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.PfAdd(ctx, "visitors:monday", []string{"ada", "grace", "ada"}))
	must(client.PfAdd(ctx, "visitors:tuesday", []string{"grace", "alan"}))
	fmt.Println(must(client.PfCount(ctx, []string{"visitors:monday"})))
	fmt.Println(must(client.PfCount(ctx, []string{"visitors:monday", "visitors:tuesday"})))
	// Output:
	// 2
	// 3
}
