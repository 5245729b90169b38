package integration

import (
	"context"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestBits(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		last, second := int64(-1), int64(1)
		expect(t, int64(0))(f.BitCount(ctx, "key"))
		expect(t, int64(0))(f.BitPos(ctx, "key", 0))
		expect(t, int64(-1))(f.BitPos(ctx, "key", 1))
		expect(t, int64(0))(f.GetBit(ctx, "key", math.MaxUint32))
		expect(t, int64(0))(f.SetBit(ctx, "key", 1, 1))
		expect(t, int64(1))(f.SetBit(ctx, "key", 1, 1))
		expect(t, int64(1))(f.GetBit(ctx, "key", 1))
		expectError[int64](t, "ERR")(f.SetBit(ctx, "key", -1, 1))
		expect(t, "OK")(f.Set(ctx, "key", "foobar"))
		expect(t, int64(26))(f.BitCount(ctx, "key"))
		for _, step := range []struct {
			o    options.BitCountOptions
			want int64
		}{
			{options.BitCountOptions{End: &last}, 26},
			{options.BitCountOptions{Start: 1, End: &second}, 6},
			{options.BitCountOptions{Start: 1, End: &second, IndexType: options.ByteIndex}, 6},
			{options.BitCountOptions{Start: 1, End: &second, IndexType: options.BitIndex}, 1},
			{options.BitCountOptions{Start: 7, End: &last}, 0},
		} {
			expect(t, step.want)(f.BitCountWithOptions(ctx, "key", step.o))
		}
		if f.server.Version.AtLeast("8.0") {
			expect(t, int64(22))(f.BitCountWithOptions(ctx, "key", options.BitCountOptions{Start: 1}))
		}

		expect(t, "OK")(f.Set(ctx, "key", "\xff\xf0\x00"))
		expect(t, int64(12))(f.BitPos(ctx, "key", 0))
		expect(t, int64(0))(f.BitPos(ctx, "key", 1))
		for _, step := range []struct {
			bit  int64
			o    options.BitPosOptions
			want int64
		}{
			{1, options.BitPosOptions{Start: 1}, 8},
			{1, options.BitPosOptions{Start: 2}, -1},
			{0, options.BitPosOptions{Start: 2, End: &last}, 16},
			{1, options.BitPosOptions{Start: 9, End: &last, IndexType: options.BitIndex}, 9},
			{0, options.BitPosOptions{End: new(int64), IndexType: options.ByteIndex}, -1},
		} {
			expect(t, step.want)(f.BitPosWithOptions(ctx, "key", step.bit, step.o))
		}
		expect(t, "OK")(f.Set(ctx, "key", "\xff"))
		expect(t, int64(8))(f.BitPosWithOptions(ctx, "key", 0, options.BitPosOptions{}))
		expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
		expectError[int64](t, "WRONGTYPE")(f.BitCount(ctx, "list"))
		expectError[int64](t, "WRONGTYPE")(f.BitPos(ctx, "list", 1))
		expectError[int64](t, "WRONGTYPE")(f.GetBit(ctx, "list", 1))
	})
}

func TestBitOp(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.MSet(ctx, []models.KeyValue{{Key: "a", Value: "\xf0\xff"}, {Key: "b", Value: "\x3c"}}))
		for operation, want := range map[options.BitOpType]string{
			options.BitOpAnd: "\x30\x00", options.BitOpOr: "\xfc\xff", options.BitOpXor: "\xcc\xff",
		} {
			expect(t, int64(2))(f.BitOp(ctx, operation, "result", []string{"a", "b"}))
			expect(t, present(want))(f.Get(ctx, "result"))
		}
		expect(t, int64(2))(f.BitOp(ctx, options.BitOpNot, "result", []string{"a"}))
		expect(t, present("\x0f\x00"))(f.Get(ctx, "result"))
		expect(t, int64(0))(f.BitOp(ctx, options.BitOpAnd, "result", []string{"missing"}))
		expect(t, absent())(f.Get(ctx, "result"))
	})
}

func TestBitFields(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		u8, i5, i64 := options.UnsignedEncoding{Bits: 8}, options.SignedEncoding{Bits: 5}, options.SignedEncoding{Bits: 64}
		numbers := func(values ...int64) []models.Result[int64] {
			var list []models.Result[int64]
			for _, value := range values {
				list = append(list, models.Present(value))
			}
			return list
		}
		expect(t, numbers(0, 250, 251))(f.BitField(ctx, "key", []options.BitFieldSubCommands{
			options.BitFieldSet{Encoding: u8, Offset: options.BitOffsetMultiplier{Offset: 1}, Value: 250},
			options.BitFieldGet{Encoding: u8, Offset: options.BitOffset{Offset: 8}},
			options.BitFieldIncrBy{Encoding: u8, Offset: options.BitOffset{Offset: 8}, Increment: 1},
		}))
		expect(t, append(numbers(5, 255), models.Nil[int64](), models.Present(int64(255))))(f.BitField(ctx, "key", []options.BitFieldSubCommands{
			options.BitFieldIncrBy{Encoding: u8, Offset: options.BitOffset{Offset: 8}, Increment: 10},
			options.BitFieldOverflow{OverflowControl: options.OverflowSat},
			options.BitFieldIncrBy{Encoding: u8, Offset: options.BitOffset{Offset: 8}, Increment: 1000},
			options.BitFieldOverflow{OverflowControl: options.OverflowFail},
			options.BitFieldIncrBy{Encoding: u8, Offset: options.BitOffset{Offset: 8}, Increment: 1},
			options.BitFieldGet{Encoding: u8, Offset: options.BitOffset{Offset: 8}},
		}))
		expect(t, numbers(0, -16, math.MinInt64))(f.BitField(ctx, "signed", []options.BitFieldSubCommands{
			options.BitFieldOverflow{OverflowControl: options.OverflowWrap},
			options.BitFieldSet{Encoding: i5, Value: 16},
			options.BitFieldGet{Encoding: i5},
			options.BitFieldGet{Encoding: i64},
		}))
		expect(t, numbers(-16, 128))(f.BitFieldReadOnly(ctx, "signed", []options.BitFieldGet{{Encoding: i5}, {Encoding: u8}}))
		expect(t, numbers(0))(f.BitFieldReadOnly(ctx, "missing", []options.BitFieldGet{{Encoding: i5, Offset: options.BitOffset{Offset: 99}}}))
		expect(t, numbers(128))(f.BitFieldReadOnly(ctx, "signed", []options.BitFieldGet{{Encoding: u8, Offset: options.BitOffsetMultiplier{}}}))
		expect(t, numbers(0))(f.BitFieldReadOnly(ctx, "signed", []options.BitFieldGet{{Encoding: u8, Offset: options.BitOffsetMultiplier{Offset: 99}}}))
		expect(t, int64(1))(f.LPush(ctx, "list", []string{"element"}))
		expectError[[]models.Result[int64]](t, "WRONGTYPE")(f.BitFieldReadOnly(ctx, "list", []options.BitFieldGet{{Encoding: u8}}))
	})
}

func TestHyperLogLogs(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, true)(f.PfAdd(ctx, "empty", nil))
		expect(t, false)(f.PfAdd(ctx, "empty", nil))
		expect(t, int64(0))(f.PfCount(ctx, []string{"empty", "missing"}))
		expect(t, true)(f.PfAdd(ctx, "a", []string{"x", "y", "z"}))
		expect(t, false)(f.PfAdd(ctx, "a", []string{"x"}))
		expect(t, int64(3))(f.PfCount(ctx, []string{"a"}))
		expect(t, true)(f.PfAdd(ctx, "b", []string{"z", "w"}))
		expect(t, int64(4))(f.PfCount(ctx, []string{"a", "b"}))
		expect(t, "OK")(f.PfMerge(ctx, "all", []string{"a", "b", "missing"}))
		expect(t, "OK")(f.PfMerge(ctx, "all", nil))
		expect(t, int64(4))(f.PfCount(ctx, []string{"all"}))

		many := make([]string, 10_000)
		for i := range many {
			many[i] = strconv.Itoa(i)
		}
		expect(t, true)(f.PfAdd(ctx, "many", many))
		n, err := f.PfCount(ctx, []string{"many"})
		require.NoError(t, err)
		require.InEpsilon(t, 10_000, n, 0.05)
		expect(t, "OK")(f.Set(ctx, "text", "value"))
		expectError[bool](t, "WRONGTYPE")(f.PfAdd(ctx, "text", []string{"x"}))
		expectError[int64](t, "WRONGTYPE")(f.PfCount(ctx, []string{"text"}))
	})
}
