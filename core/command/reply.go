package command

import "github.com/glissade-io/glissade/core/failure"

// Reply names the shape of a command's reply and decodes it. It is a plain value:
// copying it costs nothing and allocates nothing.
type Reply[T any] struct {
	// Shape tells how the reply is laid out.
	Shape Shape
	// Decode turns one complete reply in RESP2 or RESP3 into a T. The frame may be
	// reused afterwards: nothing in T refers to it. An error reply of the server is
	// returned as a *failure.ServerError, a reply of another shape as a *ShapeError.
	// It is nil in builds that do not decode: see Value.
	Decode func(frame []byte) (T, error)
}

// Value returns what Decode returns, or a *failure.ConfigurationError where it is nil.
func (r Reply[T]) Value(frame []byte) (T, error) {
	if r.Decode == nil {
		var none T
		return none, &failure.ConfigurationError{
			Field: "Reply.Decode", Message: "is nil; give a decoder, and build without the tag shapesonly, which leaves all of them out",
		}
	}
	return r.Decode(frame)
}

// replyOf returns the reply of a shape and its decoder, which is left out of builds
// that do not decode. With nothing in its place a compiler makes of all replies data that
// costs a page nothing, rather than code.
func replyOf[T any](shape Shape, decode func(frame []byte) (T, error)) Reply[T] {
	if !decodes {
		return Reply[T]{Shape: shape}
	}
	return Reply[T]{Shape: shape, Decode: decode}
}

// Shape names a layout of replies. Its String is the name that errors and the golden
// vectors use.
type Shape uint8

// The shapes. Each says what it decodes to and from which RESP types.
const (
	// ShapeOK is the text OK.
	ShapeOK Shape = iota + 1
	// ShapeText is a string: a simple, bulk or verbatim string.
	ShapeText
	// ShapeNullableText is a string or null.
	ShapeNullableText
	// ShapeInteger is a 64-bit integer.
	ShapeInteger
	// ShapeBoolean is a boolean: #t, #f, or the integers 1 and 0.
	ShapeBoolean
	// ShapeDouble is a 64-bit floating-point number: a double, an integer, or a string that holds one.
	ShapeDouble
	// ShapeNullableDouble is a double or null.
	ShapeNullableDouble
	// ShapeNullableDoubles is an array of doubles or nulls, in order.
	ShapeNullableDoubles
	// ShapeTexts is an array or set of strings, in order.
	ShapeTexts
	// ShapeNullableTexts is an array of strings or nulls, in order.
	ShapeNullableTexts
	// ShapeTextSet is a set of strings, from a set or an array.
	ShapeTextSet
	// ShapeTextMap maps strings to strings, from a map or a flat array.
	ShapeTextMap
	// ShapeScores is members with their scores, in order: an array of pairs, a flat array or a map.
	ShapeScores
	// ShapeRankAndScore is a place in a sorted set and the score there, or null.
	ShapeRankAndScore
	// ShapeKeyAndMember is a key, a member and its score, or null.
	ShapeKeyAndMember
	// ShapeKeyAndMembers is a key and members with their scores, in order, or null.
	ShapeKeyAndMembers
	// ShapeKeyAndElement is a key and an element, or null.
	ShapeKeyAndElement
	// ShapeStreamEntries is entries of a stream, in order.
	ShapeStreamEntries
	// ShapeStreamResponses is streams with their entries, in order: a map, an array of pairs, or null for none.
	ShapeStreamResponses
	// ShapeClaimedEntries is a step through pending entries: an ID, entries that were claimed, and IDs.
	ShapeClaimedEntries
	// ShapeRecord is named fields: a map, or a flat array of names and values.
	ShapeRecord
	// ShapeRecords is an array of records.
	ShapeRecords
	// ShapeNullableRecord is a record or null.
	ShapeNullableRecord
	// ShapeTextRecord is a string of fields as "name=value", with spaces between them.
	ShapeTextRecord
	// ShapeTextRecords is a string of lines, each a text record.
	ShapeTextRecords
	// ShapeTuple is an array in which each value has its place.
	ShapeTuple
	// ShapeTuples is an array of tuples.
	ShapeTuples
	// ShapeNullableInteger is a 64-bit integer or null.
	ShapeNullableInteger
	// ShapeIntegers is an array of 64-bit integers, in order.
	ShapeIntegers
	// ShapeNullableIntegers is an array of 64-bit integers or nulls, in order.
	ShapeNullableIntegers
	// ShapeScan is a step of a scan: a cursor and strings, in order.
	ShapeScan
	// ShapeScanFields is a step of a scan: a cursor and fields with their values, in order.
	ShapeScanFields
	// ShapeScanScores is a step of a scan: a cursor and members with their scores, in order.
	ShapeScanScores
	// ShapeTextsOrNull is an array of strings, in order, or null.
	ShapeTextsOrNull
	// ShapeBooleans is an array of booleans, each #t, #f, 1 or 0, in order.
	ShapeBooleans
	// ShapeKeyAndElements is a key and elements, in order, or null.
	ShapeKeyAndElements
	// ShapeFieldValues is fields with their values, in order: an array of pairs, a flat array or a map.
	ShapeFieldValues
	// ShapePositions is an array of positions (longitude and latitude) or nulls, in order.
	ShapePositions
	// ShapeLocations is members of a geospatial index, each alone or in an array with its distance, hash and position, in order.
	ShapeLocations
	// ShapeAny is any reply as a tree of plain values.
	ShapeAny
)

var shapeNames = [...]string{
	ShapeOK:               "ok",
	ShapeText:             "text",
	ShapeNullableText:     "nullableText",
	ShapeInteger:          "integer",
	ShapeBoolean:          "boolean",
	ShapeDouble:           "double",
	ShapeNullableDouble:   "nullableDouble",
	ShapeNullableDoubles:  "nullableDoubles",
	ShapeTexts:            "texts",
	ShapeNullableTexts:    "nullableTexts",
	ShapeTextSet:          "textSet",
	ShapeTextMap:          "textMap",
	ShapeScores:           "scores",
	ShapeRankAndScore:     "rankAndScore",
	ShapeKeyAndMember:     "keyAndMember",
	ShapeKeyAndMembers:    "keyAndMembers",
	ShapeKeyAndElement:    "keyAndElement",
	ShapeStreamEntries:    "streamEntries",
	ShapeStreamResponses:  "streamResponses",
	ShapeClaimedEntries:   "claimedEntries",
	ShapeRecord:           "record",
	ShapeRecords:          "records",
	ShapeNullableRecord:   "nullableRecord",
	ShapeTextRecord:       "textRecord",
	ShapeTextRecords:      "textRecords",
	ShapeTuple:            "tuple",
	ShapeTuples:           "tuples",
	ShapeNullableInteger:  "nullableInteger",
	ShapeIntegers:         "integers",
	ShapeNullableIntegers: "nullableIntegers",
	ShapeScan:             "scan",
	ShapeScanFields:       "scanFields",
	ShapeScanScores:       "scanScores",
	ShapeTextsOrNull:      "textsOrNull",
	ShapeBooleans:         "booleans",
	ShapeKeyAndElements:   "keyAndElements",
	ShapeFieldValues:      "fieldValues",
	ShapePositions:        "positions",
	ShapeLocations:        "locations",
	ShapeAny:              "anything",
}

// String returns the shape's name, such as "nullableText".
func (s Shape) String() string {
	if s == 0 || int(s) >= len(shapeNames) {
		return "unknown"
	}
	return shapeNames[s]
}
