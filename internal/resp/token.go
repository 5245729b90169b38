package resp

// Token is one value that a [Decoder] met, or the header of an aggregate whose
// elements are the tokens after it.
type Token struct {
	// Type is the value's type. Streamed strings and aggregates have the type of
	// those that are not, and every null is TypeNull.
	Type Type
	// Null is true for a null in each of its three spellings.
	Null bool
	// Bool is the value of a boolean.
	Bool bool
	// Len is the number of elements of an array, set or push, and the number of
	// pairs of a map or attribute.
	Len int
	// Int is the value of an integer.
	Int int64
	// Float is the value of a double.
	Float float64
	// Text is the text of a string, error or big number, and of a verbatim string
	// without its format. It is part of the frame, except for a string that was
	// streamed in several chunks: that is joined in memory of its own.
	Text []byte
	// Format is the format of a verbatim string, "txt" or "mkd"; part of the frame.
	Format []byte
}
