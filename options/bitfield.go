package options

// BitFieldSubCommands is one operation of BITFIELD on the integers that a bitmap is
// taken to hold: [BitFieldGet], [BitFieldSet], [BitFieldIncrBy] or [BitFieldOverflow].
// See https://valkey.io/commands/bitfield/
type BitFieldSubCommands interface {
	// Validate returns a *failure.ConfigurationError about an operation that cannot be sent, or nil.
	Validate() error
	bitField()
}

// BitFieldGet returns an integer of the bitmap.
type BitFieldGet struct {
	// Encoding is how wide the integer is and whether it can be negative.
	Encoding BitEncoding
	// Offset is where it lies. Nil is the beginning.
	Offset BitFieldOffset
}

// BitFieldSet changes an integer of the bitmap and returns what it was before, or
// nil where BitFieldOverflow says to fail and Value does not fit.
type BitFieldSet struct {
	// Encoding is how wide the integer is and whether it can be negative.
	Encoding BitEncoding
	// Offset is where it lies. Nil is the beginning.
	Offset BitFieldOffset
	// Value is what to change it to.
	Value int64
}

// BitFieldIncrBy adds to an integer of the bitmap and returns what it is then, or nil
// where BitFieldOverflow says to fail and the sum does not fit.
type BitFieldIncrBy struct {
	// Encoding is how wide the integer is and whether it can be negative.
	Encoding BitEncoding
	// Offset is where it lies. Nil is the beginning.
	Offset BitFieldOffset
	// Increment is what to add.
	Increment int64
}

// BitFieldOverflow says what the operations after it, up to the next of its kind, do
// with a number that does not fit. It returns nothing itself. Without it they wrap around.
type BitFieldOverflow struct {
	// OverflowControl is what to do.
	OverflowControl BitOverflowControl
}

// BitOverflowControl is what to do with a number that does not fit its encoding.
type BitOverflowControl string

const (
	// OverflowWrap cuts the bits off that do not fit (WRAP).
	OverflowWrap BitOverflowControl = "WRAP"
	// OverflowSat takes the largest or the smallest number that fits (SAT).
	OverflowSat BitOverflowControl = "SAT"
	// OverflowFail changes nothing and returns nil (FAIL).
	OverflowFail BitOverflowControl = "FAIL"
)

// BitEncoding is how an integer is laid out: [SignedEncoding] or [UnsignedEncoding].
type BitEncoding interface {
	valid() bool
}

// SignedEncoding is an integer in two's complement.
type SignedEncoding struct {
	// Bits is its width, from 1 to 64.
	Bits int64
}

// UnsignedEncoding is an integer that is not negative.
type UnsignedEncoding struct {
	// Bits is its width, from 1 to 63: replies have no room for more.
	Bits int64
}

func (e SignedEncoding) valid() bool   { return e.Bits >= 1 && e.Bits <= 64 }
func (e UnsignedEncoding) valid() bool { return e.Bits >= 1 && e.Bits <= 63 }

// BitFieldOffset is where an integer lies in a bitmap: at [BitOffset] or [BitOffsetMultiplier].
type BitFieldOffset interface {
	offset() int64
}

// BitOffset is a distance from the beginning in bits.
type BitOffset struct {
	// Offset is the number of bits, 0 or more.
	Offset int64
}

// BitOffsetMultiplier is a distance from the beginning in integers of the width that
// the encoding has.
type BitOffsetMultiplier struct {
	// Offset is the number of integers, 0 or more.
	Offset int64
}

func (o BitOffset) offset() int64           { return o.Offset }
func (o BitOffsetMultiplier) offset() int64 { return o.Offset }

func (BitFieldGet) bitField()      {}
func (BitFieldSet) bitField()      {}
func (BitFieldIncrBy) bitField()   {}
func (BitFieldOverflow) bitField() {}

// Validate returns a *failure.ConfigurationError about an encoding or an offset that cannot be, or nil.
func (o BitFieldGet) Validate() error { return validateInteger("BitFieldGet", o.Encoding, o.Offset) }

// Validate returns a *failure.ConfigurationError about an encoding or an offset that cannot be, or nil.
func (o BitFieldSet) Validate() error { return validateInteger("BitFieldSet", o.Encoding, o.Offset) }

// Validate returns a *failure.ConfigurationError about an encoding or an offset that cannot be, or nil.
func (o BitFieldIncrBy) Validate() error {
	return validateInteger("BitFieldIncrBy", o.Encoding, o.Offset)
}

// Validate returns a *failure.ConfigurationError about an unknown control, or nil.
func (o BitFieldOverflow) Validate() error {
	switch o.OverflowControl {
	case OverflowWrap, OverflowSat, OverflowFail:
		return nil
	default:
		return invalid("BitFieldOverflow.OverflowControl", "is unknown; use {OverflowWrap}, {OverflowSat} or {OverflowFail}")
	}
}

func validateInteger(operation string, encoding BitEncoding, offset BitFieldOffset) error {
	switch encoding.(type) {
	case SignedEncoding, UnsignedEncoding:
		if !encoding.valid() {
			return invalid(operation+".Encoding", "has a width that cannot be; give 1 to 64 bits, signed, or 1 to 63, unsigned")
		}
	default:
		return invalid(operation+".Encoding", "is missing; give a SignedEncoding or UnsignedEncoding by value")
	}
	switch offset.(type) {
	case nil:
		return nil
	case BitOffset, BitOffsetMultiplier:
		if offset.offset() < 0 {
			return invalid(operation+".Offset", "is negative; give a distance from the beginning, from 0 on")
		}
		return nil
	default:
		return invalid(operation+".Offset", "is unknown; give a BitOffset or BitOffsetMultiplier by value, or {nil} for the beginning")
	}
}
