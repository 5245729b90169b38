// Package resp reads and writes RESP, the protocol of Valkey and Redis, in its
// versions 2 and 3. It holds no connection and does no input or output beyond
// reading an [io.Reader]; what a reply means to a command is the concern of its
// callers.
//
// Requests are written by appending to a slice, which the caller reuses:
//
//	request := resp.AppendArrayHeader(nil, 3)
//	request = resp.AppendBulk(request, "SET")
//	request = resp.AppendBulk(request, "visits")
//	request = resp.AppendBulkInt(request, 1)
//
// Replies are read in two steps. A [Reader] cuts the stream into frames, each the
// raw bytes of one whole reply; it survives a split at any byte and looks at each
// byte once. A [Decoder] then walks a frame without allocating, or [Decode] makes
// a tree of [Value] out of it:
//
//	reader := resp.NewReader(connection, resp.Limits{})
//	frame, err := reader.Next()
//	if err != nil {
//		return err
//	}
//	decoder := resp.NewDecoder(frame)
//	token, err := decoder.Next()
//
// What a server sends is not trusted. Memory grows with the bytes that arrived and
// never with a length that a header promises, and [Limits] bound every dimension: a
// reply beyond one is stepped over, and those after it are read. A byte that breaks
// the protocol ends the stream, with a [ProtocolError] that names its offset.
//
// The protocol is specified at https://valkey.io/topics/protocol/ and, for the
// streamed types, at https://github.com/redis/redis-specifications/blob/master/protocol/RESP3.md.
package resp

import "strconv"

// Type is the kind of a reply: the byte that begins it on the wire.
type Type byte

// The types of RESP2 and RESP3. RESP2 has the first five only.
const (
	// TypeSimpleString is a short text without line breaks, such as OK.
	TypeSimpleString Type = '+'
	// TypeSimpleError is an error in one line, such as "ERR unknown command".
	TypeSimpleError Type = '-'
	// TypeInteger is a signed 64-bit number.
	TypeInteger Type = ':'
	// TypeBulkString is a binary-safe string.
	TypeBulkString Type = '$'
	// TypeArray is an ordered list of replies.
	TypeArray Type = '*'
	// TypeNull is the absence of a value. RESP2 spells it as a bulk string or an
	// array of length -1; both are reported as TypeNull.
	TypeNull Type = '_'
	// TypeBoolean is true or false.
	TypeBoolean Type = '#'
	// TypeDouble is a floating-point number, inf, -inf or nan.
	TypeDouble Type = ','
	// TypeBigNumber is an integer of any size, kept as its decimal text.
	TypeBigNumber Type = '('
	// TypeBulkError is an error that may hold any bytes.
	TypeBulkError Type = '!'
	// TypeVerbatimString is a text with a format of three bytes, "txt" or "mkd".
	TypeVerbatimString Type = '='
	// TypeMap is an ordered list of pairs of key and value.
	TypeMap Type = '%'
	// TypeSet is a list of replies, none of them twice.
	TypeSet Type = '~'
	// TypeAttribute is a map with data about the reply that follows it.
	TypeAttribute Type = '|'
	// TypePush is an array that the server sends of its own accord.
	TypePush Type = '>'
)

// The bytes that continue and end a streamed reply. They begin no value.
const (
	typeChunk Type = ';'
	typeEnd   Type = '.'
)

// String returns the type's name, such as "bulk string". A byte that is no type is
// returned as a quoted character, such as 'x' or '\x00'.
func (t Type) String() string {
	switch t {
	case TypeSimpleString:
		return "simple string"
	case TypeSimpleError:
		return "simple error"
	case TypeInteger:
		return "integer"
	case TypeBulkString:
		return "bulk string"
	case TypeArray:
		return "array"
	case TypeNull:
		return "null"
	case TypeBoolean:
		return "boolean"
	case TypeDouble:
		return "double"
	case TypeBigNumber:
		return "big number"
	case TypeBulkError:
		return "bulk error"
	case TypeVerbatimString:
		return "verbatim string"
	case TypeMap:
		return "map"
	case TypeSet:
		return "set"
	case TypeAttribute:
		return "attribute"
	case TypePush:
		return "push"
	case typeChunk:
		return "chunk of a streamed string"
	case typeEnd:
		return "end of a streamed aggregate"
	default:
		return strconv.QuoteRuneToASCII(rune(t))
	}
}

// IsError reports whether a reply of the type is an error of the server.
func (t Type) IsError() bool { return t == TypeSimpleError || t == TypeBulkError }

// aggregate reports whether values of the type hold other values.
func (t Type) aggregate() bool {
	switch t {
	case TypeArray, TypeMap, TypeSet, TypePush, TypeAttribute:
		return true
	default:
		return false
	}
}

// paired reports whether the type's elements come as key and value.
func (t Type) paired() bool { return t == TypeMap || t == TypeAttribute }

// unbounded reports whether the type is a line that may have any length.
func (t Type) unbounded() bool {
	switch t {
	case TypeSimpleString, TypeSimpleError, TypeBigNumber, TypeDouble:
		return true
	default:
		return false
	}
}
