package boundary

// Tag is the first byte of a value and says of which type it is.
type Tag byte

// The tags, each with what follows it.
const (
	// TagAbsent is undefined and null; nothing follows.
	TagAbsent Tag = iota
	// TagFalse and TagTrue are the booleans; nothing follows.
	TagFalse
	TagTrue
	// TagInt is a whole number: an int64.
	TagInt
	// TagFloat is any other number: a float64.
	TagFloat
	// TagString is text: a uint32 length and as many bytes of UTF-8.
	TagString
	// TagBytes is a Uint8Array: a uint32 length and the bytes.
	TagBytes
	// TagArray is a uint32 count and as many values.
	TagArray
	// TagObject is a uint32 count and as many pairs of a name (a uint32 length and
	// UTF-8, without a tag) and a value.
	TagObject
)

// String returns the type as JavaScript programmers call it, with its article.
func (t Tag) String() string {
	switch t {
	case TagAbsent:
		return "undefined"
	case TagFalse, TagTrue:
		return "a boolean"
	case TagInt, TagFloat:
		return "a number"
	case TagString:
		return "a string"
	case TagBytes:
		return "a Uint8Array"
	case TagArray:
		return "an array"
	case TagObject:
		return "an object"
	default:
		return "a value of an unknown type"
	}
}
