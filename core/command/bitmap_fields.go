package command

import (
	"strconv"

	"github.com/glissade-io/glissade/options"
)

// bitField appends one operation of BITFIELD.
func (a *Args) bitField(operation options.BitFieldSubCommands) {
	switch o := operation.(type) {
	case options.BitFieldGet:
		a.check(o.Validate())
		a.Word("GET")
		a.bitFieldPlace(o.Encoding, o.Offset)
	case options.BitFieldSet:
		a.check(o.Validate())
		a.Word("SET")
		a.bitFieldPlace(o.Encoding, o.Offset)
		a.Int(o.Value)
	case options.BitFieldIncrBy:
		a.check(o.Validate())
		a.Word("INCRBY")
		a.bitFieldPlace(o.Encoding, o.Offset)
		a.Int(o.Increment)
	case options.BitFieldOverflow:
		a.check(o.Validate())
		a.Word("OVERFLOW")
		a.Word(string(o.OverflowControl))
	default:
		a.refuse("subCommands", "holds an operation that is unknown; give a BitFieldGet, BitFieldSet, BitFieldIncrBy or BitFieldOverflow by value")
	}
}

// bitFieldPlace appends how an integer is laid out and where, such as "u8" and "#2".
func (a *Args) bitFieldPlace(encoding options.BitEncoding, offset options.BitFieldOffset) {
	var text [24]byte
	switch e := encoding.(type) {
	case options.SignedEncoding:
		a.Bytes(strconv.AppendInt(append(text[:0], 'i'), e.Bits, 10))
	case options.UnsignedEncoding:
		a.Bytes(strconv.AppendInt(append(text[:0], 'u'), e.Bits, 10))
	}
	switch o := offset.(type) {
	case options.BitOffset:
		a.Int(o.Offset)
	case options.BitOffsetMultiplier:
		a.Bytes(strconv.AppendInt(append(text[:0], '#'), o.Offset, 10))
	default:
		a.Int(0)
	}
}
