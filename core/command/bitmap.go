// BitmapCommands are the commands for the bits of strings: single ones, counts of them,
// bitwise operations, and integers of any width that lie side by side. Bit 0 is the
// highest of the first byte.
// See https://valkey.io/commands/#bitmap
//
//glissade:family Bitmaps

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// SetBit sets or clears the bit at offset of the string at key, which is filled up
// with zero bytes where it is shorter. The highest bit of the first byte is bit 0.
//
// Reply: what the bit was before, 0 or 1. Errors: ERR if offset or value is out of
// range, WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 2.2.0.
// See https://valkey.io/commands/setbit/
func SetBit(a *Args, key string, offset, value int64) Reply[int64] {
	a.Begin("SETBIT")
	a.Key(key)
	a.Int(offset)
	a.bit("value", value)
	return integer
}

// GetBit returns the bit at offset of the string at key. The highest bit of the first
// byte is bit 0.
//
// Reply: 0 or 1; bits past the end are 0. Errors: ERR if offset is out of range,
// WRONGTYPE if key holds no string.
// Complexity: O(1). Since: 2.2.0.
// See https://valkey.io/commands/getbit/
func GetBit(a *Args, key string, offset int64) Reply[int64] {
	a.Begin("GETBIT")
	a.Key(key)
	a.Int(offset)
	return integer
}

// BitCount counts the bits that are set in the string at key.
//
// Reply: the number of bits, 0 if the key does not exist. Errors: WRONGTYPE if key holds no string.
// Complexity: O(N) for N bytes. Since: 2.6.0.
// See https://valkey.io/commands/bitcount/
func BitCount(a *Args, key string) Reply[int64] {
	a.Begin("BITCOUNT")
	a.Key(key)
	return integer
}

// BitCountWithOptions counts the bits that are set in a part of the string at key.
//
// Reply: the number of bits, 0 where there is no such part. Errors: WRONGTYPE if key holds no string.
// Complexity: O(N) for N bytes. Since: 2.6.0; without End: 8.0.0.
// See https://valkey.io/commands/bitcount/
func BitCountWithOptions(a *Args, key string, opts options.BitCountOptions) Reply[int64] {
	a.Begin("BITCOUNT")
	a.Key(key)
	a.check(opts.Validate())
	a.bitmapRange(opts.Start, opts.End, opts.IndexType)
	return integer
}

// BitPos returns where in the string at key the first bit is that is bit, 1 or 0.
//
// Reply: the position, counted in bits from the beginning, or -1 if there is none. The
// search for 0 goes on past the end of a string that exists. Errors: WRONGTYPE if key
// holds no string.
// Complexity: O(N) for N bytes. Since: 2.8.7.
// See https://valkey.io/commands/bitpos/
func BitPos(a *Args, key string, bit int64) Reply[int64] {
	a.Begin("BITPOS")
	a.Key(key)
	a.bit("bit", bit)
	return integer
}

// BitPosWithOptions returns where in a part of the string at key the first bit is that
// is bit, 1 or 0.
//
// Reply: the position, counted in bits from the beginning of the string, or -1 if there
// is none. Errors: WRONGTYPE if key holds no string.
// Complexity: O(N) for N bytes. Since: 2.8.7.
// See https://valkey.io/commands/bitpos/
func BitPosWithOptions(a *Args, key string, bit int64, opts options.BitPosOptions) Reply[int64] {
	a.Begin("BITPOS")
	a.Key(key)
	a.bit("bit", bit)
	a.check(opts.Validate())
	a.bitmapRange(opts.Start, opts.End, opts.IndexType)
	return integer
}

// BitOp puts the bitmaps at keys together and stores the result at destination,
// whatever that held before. Shorter ones are filled up with zero bits. BitOpNot
// takes one key.
//
// Reply: the length of the result in bytes; where that is 0 destination is deleted.
// Errors: WRONGTYPE if a key holds no string.
// Complexity: O(N) for N bytes. Since: 2.6.0.
// See https://valkey.io/commands/bitop/
func BitOp(a *Args, bitwiseOperation options.BitOpType, destination string, keys []string) Reply[int64] {
	a.Begin("BITOP")
	a.check(bitwiseOperation.Validate())
	if bitwiseOperation == options.BitOpNot && len(keys) > 1 {
		a.refuse("keys", "holds more than the one key that {BitOpNot} takes; give one")
	}
	a.Word(string(bitwiseOperation))
	a.Key(destination)
	a.Keys(keys)
	return integer
}

// BitField executes operations on the integers that the string at key is taken to
// hold, in order and at one moment. Without operations it does nothing.
//
// Reply: for each operation but BitFieldOverflow its number, or nil where it failed by
// OverflowFail. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1) for each operation. Since: 3.2.0.
// See https://valkey.io/commands/bitfield/
func BitField(a *Args, key string, subCommands []options.BitFieldSubCommands) Reply[[]models.Result[int64]] {
	a.Begin("BITFIELD")
	a.Key(key)
	for _, operation := range subCommands {
		a.bitField(operation)
	}
	return nullableIntegers
}

// BitFieldReadOnly returns integers that the string at key is taken to hold. Replicas can
// execute it.
//
// Reply: the numbers in order. Errors: WRONGTYPE if key holds no string.
// Complexity: O(1) for each number. Since: 6.0.0.
// See https://valkey.io/commands/bitfield_ro/
func BitFieldReadOnly(a *Args, key string, commands []options.BitFieldGet) Reply[[]models.Result[int64]] {
	a.Begin("BITFIELD_RO")
	a.Key(key)
	for _, get := range commands {
		a.bitField(get)
	}
	return nullableIntegers
}

func (a *Args) bit(field string, bit int64) {
	if bit != 0 && bit != 1 {
		a.refuse(field, "is no bit; give 0 or 1")
	}
	a.Int(bit)
}

func (a *Args) bitmapRange(start int64, end *int64, indexType options.BitmapIndexType) {
	a.Int(start)
	if end == nil {
		return
	}
	a.Int(*end)
	if indexType != "" {
		a.Word(string(indexType))
	}
}
