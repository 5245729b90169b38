package options

// BitmapIndexType says what positions in a bitmap count. Since: 7.0.0.
type BitmapIndexType string

const (
	// ByteIndex counts bytes (BYTE).
	ByteIndex BitmapIndexType = "BYTE"
	// BitIndex counts bits (BIT).
	BitIndex BitmapIndexType = "BIT"
)

// BitCountOptions are the part of the bitmap whose bits BITCOUNT counts.
// See https://valkey.io/commands/bitcount/
type BitCountOptions struct {
	// Start is the first position that counts; -1 is the last one there is.
	Start int64
	// End is the last position that counts; -1 is the last one there is. Nil means
	// that too, which servers know since 8.0.0.
	End *int64
	// IndexType says whether Start and End count bytes, which is what empty means,
	// or bits. It needs End. Since: 7.0.0.
	IndexType BitmapIndexType
}

// Validate returns a *failure.ConfigurationError about an index type that is unknown
// or lacks End, or nil.
func (o BitCountOptions) Validate() error {
	return validateIndexType("BitCountOptions.IndexType", o.IndexType, o.End)
}

// BitPosOptions are the part of the bitmap in which BITPOS looks for a bit.
// See https://valkey.io/commands/bitpos/
type BitPosOptions struct {
	// Start is the first position to look at; -1 is the last one there is.
	Start int64
	// End is the last position to look at; -1 is the last one there is. Nil looks up
	// to the end, where clear bits are taken to follow: the search for one finds it.
	End *int64
	// IndexType says whether Start and End count bytes, which is what empty means,
	// or bits. It needs End. Since: 7.0.0.
	IndexType BitmapIndexType
}

// Validate returns a *failure.ConfigurationError about an index type that is unknown
// or lacks End, or nil.
func (o BitPosOptions) Validate() error {
	return validateIndexType("BitPosOptions.IndexType", o.IndexType, o.End)
}

func validateIndexType(field string, indexType BitmapIndexType, end *int64) error {
	switch {
	case indexType == "":
		return nil
	case indexType != ByteIndex && indexType != BitIndex:
		return invalid(field, "is unknown; use {ByteIndex} or {BitIndex}")
	case end == nil:
		return invalid(field, "is given without {BitCountOptions.End}; give it too, -1 for the last position")
	default:
		return nil
	}
}

// BitOpType is how BITOP puts bitmaps together.
type BitOpType string

const (
	// BitOpAnd sets the bits that are set in all bitmaps.
	BitOpAnd BitOpType = "AND"
	// BitOpOr sets the bits that are set in at least one bitmap.
	BitOpOr BitOpType = "OR"
	// BitOpXor sets the bits that are set in an odd number of bitmaps.
	BitOpXor BitOpType = "XOR"
	// BitOpNot sets the bits that are clear in the bitmap, of which there is one only.
	BitOpNot BitOpType = "NOT"
)

// Validate returns a *failure.ConfigurationError if o is no operation, or nil.
func (o BitOpType) Validate() error {
	switch o {
	case BitOpAnd, BitOpOr, BitOpXor, BitOpNot:
		return nil
	default:
		return invalid("BitOpType", "is unknown; use {BitOpAnd}, {BitOpOr}, {BitOpXor} or {BitOpNot}")
	}
}
