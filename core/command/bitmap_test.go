package command_test

import (
	"math"
	"testing"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

var (
	lastIndex = int64(-1)
	u8, i64   = options.UnsignedEncoding{Bits: 8}, options.SignedEncoding{Bits: 64}
)

func bitCount(o options.BitCountOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.BitCountWithOptions(a, "k", o) }
}

func bitPos(o options.BitPosOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.BitPosWithOptions(a, "k", 0, o) }
}

func bitOp(operation options.BitOpType, keys ...string) func(a *command.Args) any {
	return func(a *command.Args) any { return command.BitOp(a, operation, "d", keys) }
}

func bitField(operations ...options.BitFieldSubCommands) func(a *command.Args) any {
	return func(a *command.Args) any { return command.BitField(a, "k", operations) }
}

func init() {
	wireTests = append(wireTests, []wireTest{
		{func(a *command.Args) any { return command.SetBit(a, "k", 7, 1) }, "SETBIT @k 7 1"},
		{func(a *command.Args) any { return command.GetBit(a, "k", math.MaxUint32) }, "GETBIT @k 4294967295"},
		{func(a *command.Args) any { return command.BitCount(a, "k") }, "BITCOUNT @k"},
		{bitCount(options.BitCountOptions{Start: 1}), "BITCOUNT @k 1"},
		{bitCount(options.BitCountOptions{End: &lastIndex}), "BITCOUNT @k 0 -1"},
		{bitCount(options.BitCountOptions{End: &lastIndex, IndexType: options.ByteIndex}), "BITCOUNT @k 0 -1 BYTE"},
		{func(a *command.Args) any { return command.BitPos(a, "k", 1) }, "BITPOS @k 1"},
		{bitPos(options.BitPosOptions{}), "BITPOS @k 0 0"},
		{bitPos(options.BitPosOptions{Start: 2, End: &lastIndex}), "BITPOS @k 0 2 -1"},
		{bitPos(options.BitPosOptions{End: &lastIndex, IndexType: options.BitIndex}), "BITPOS @k 0 0 -1 BIT"},
		{bitOp(options.BitOpAnd, "k", "l"), "BITOP AND @d @k @l"},
		{bitOp(options.BitOpOr, "k"), "BITOP OR @d @k"},
		{bitOp(options.BitOpXor, "k", "l"), "BITOP XOR @d @k @l"},
		{bitOp(options.BitOpNot, "k"), "BITOP NOT @d @k"},
		{bitField(options.BitFieldGet{Encoding: u8}), "BITFIELD @k GET u8 0"},
		{bitField(
			options.BitFieldOverflow{OverflowControl: options.OverflowSat},
			options.BitFieldSet{Encoding: i64, Offset: options.BitOffset{Offset: 3}, Value: -5},
			options.BitFieldOverflow{OverflowControl: options.OverflowFail},
			options.BitFieldIncrBy{Encoding: u8, Offset: options.BitOffsetMultiplier{Offset: 2}, Increment: 9},
			options.BitFieldOverflow{OverflowControl: options.OverflowWrap},
		), "BITFIELD @k OVERFLOW SAT SET i64 3 -5 OVERFLOW FAIL INCRBY u8 #2 9 OVERFLOW WRAP"},
		{func(a *command.Args) any {
			return command.BitFieldReadOnly(a, "k", []options.BitFieldGet{{Encoding: u8}, {Encoding: i64, Offset: options.BitOffset{Offset: 1}}})
		}, "BITFIELD_RO @k GET u8 0 GET i64 1"},

		{func(a *command.Args) any { return command.PfAdd(a, "k", []string{"a", "b"}) }, "PFADD @k a b"},
		{func(a *command.Args) any { return command.PfAdd(a, "k", nil) }, "PFADD @k"},
		{func(a *command.Args) any { return command.PfCount(a, []string{"k", "l"}) }, "PFCOUNT @k @l"},
		{func(a *command.Args) any { return command.PfMerge(a, "d", []string{"k", "l"}) }, "PFMERGE @d @k @l"},
		{func(a *command.Args) any { return command.PfMerge(a, "d", nil) }, "PFMERGE @d"},
	}...)
}

func TestBitmapCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"SETBIT value", func(a *command.Args) { command.SetBit(a, "k", 0, 2) }},
		{"BITPOS bit", func(a *command.Args) { command.BitPos(a, "k", -1) }},
		{"BitCountOptions.IndexType", func(a *command.Args) { bitCount(options.BitCountOptions{IndexType: options.BitIndex})(a) }},
		{"BitPosOptions.IndexType", func(a *command.Args) { bitPos(options.BitPosOptions{End: &lastIndex, IndexType: "WORD"})(a) }},
		{"BitOpType", func(a *command.Args) { bitOp("NAND", "k")(a) }},
		{"BITOP keys", func(a *command.Args) { bitOp(options.BitOpOr)(a) }},
		{"BITOP keys", func(a *command.Args) { bitOp(options.BitOpNot, "k", "l")(a) }},
		{"BITFIELD subCommands", func(a *command.Args) { bitField(nil)(a) }},
		{"BITFIELD subCommands", func(a *command.Args) { bitField(&options.BitFieldGet{Encoding: u8})(a) }},
		{"BitFieldSet.Encoding", func(a *command.Args) { bitField(options.BitFieldSet{})(a) }},
		{"BitFieldIncrBy.Offset", func(a *command.Args) {
			bitField(options.BitFieldIncrBy{Encoding: u8, Offset: options.BitOffset{Offset: -1}})(a)
		}},
		{"BitFieldOverflow.OverflowControl", func(a *command.Args) { bitField(options.BitFieldOverflow{})(a) }},
		{"BitFieldGet.Encoding", func(a *command.Args) { command.BitFieldReadOnly(a, "k", []options.BitFieldGet{{}}) }},
		{"PFCOUNT keys", func(a *command.Args) { command.PfCount(a, nil) }},
	})
}
