package command

import (
	"strings"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// Decoders are the decoders of all shapes, for the tests that run over each.
var Decoders = map[Shape]func(frame []byte) (any, error){
	ok.Shape:               untyped(ok),
	text.Shape:             untyped(text),
	nullableText.Shape:     untyped(nullableText),
	integer.Shape:          untyped(integer),
	boolean.Shape:          untyped(boolean),
	double.Shape:           untyped(double),
	nullableDouble.Shape:   untyped(nullableDouble),
	texts.Shape:            untyped(texts),
	nullableTexts.Shape:    untyped(nullableTexts),
	textSet.Shape:          untyped(textSet),
	textMap.Shape:          untyped(textMap),
	scores.Shape:           untyped(scores),
	keyAndElement.Shape:    untyped(keyAndElement),
	streamEntries.Shape:    untyped(streamEntries),
	streamResponses.Shape:  untyped(streamResponses),
	ShapeRecord:            func(frame []byte) (any, error) { return decodeRecord(frame, anyRecord) },
	ShapeRecords:           func(frame []byte) (any, error) { return decodeRecords(frame, anyRecord) },
	ShapeNullableRecord:    func(frame []byte) (any, error) { return decodeNullableRecord(frame, anyRecord) },
	ShapeTextRecord:        func(frame []byte) (any, error) { return decodeTextRecord(frame, anyTextRecord) },
	ShapeTextRecords:       func(frame []byte) (any, error) { return decodeTextRecords(frame, anyTextRecord) },
	ShapeTuple:             func(frame []byte) (any, error) { return decodeTuple(frame, anyTuple) },
	ShapeTuples:            func(frame []byte) (any, error) { return decodeTuples(frame, anyTuple) },
	nullableInteger.Shape:  untyped(nullableInteger),
	integers.Shape:         untyped(integers),
	nullableIntegers.Shape: untyped(nullableIntegers),
	scan.Shape:             untyped(scan),
	scanFields.Shape:       untyped(scanFields),
	scanScores.Shape:       untyped(scanScores),
	textsOrNull.Shape:      untyped(textsOrNull),
	booleans.Shape:         untyped(booleans),
	keyAndElements.Shape:   untyped(keyAndElements),
	fieldValues.Shape:      untyped(fieldValues),
	positions.Shape:        untyped(positions),
	locations.Shape:        untyped(locations),
	nullableDoubles.Shape:  untyped(nullableDoubles),
	rankAndScore.Shape:     untyped(rankAndScore),
	keyAndMember.Shape:     untyped(keyAndMember),
	keyAndMembers.Shape:    untyped(keyAndMembers),
	claimedEntries.Shape:   untyped(claimedEntries),
	anything.Shape:         untyped(anything),
}

// anyTextRecord takes up the fields of a record of which nothing is known beforehand.
func anyTextRecord(_ *decoder, fields []models.FieldValue) (models.Map, error) {
	record := make(models.Map, 0, len(fields))
	for _, field := range fields {
		record = append(record, models.MapEntry{Key: field.Field, Value: field.Value})
	}
	return record, nil
}

// anyTuple decodes a tuple of which nothing is known beforehand.
func anyTuple(d *decoder, token resp.Token) ([]any, error) {
	if token.Null || token.Type != resp.TypeArray {
		return nil, d.mismatch(token)
	}
	return d.values(token.Len, 0)
}

func untyped[T any](reply Reply[T]) func(frame []byte) (any, error) {
	return func(frame []byte) (any, error) { return reply.Decode(frame) }
}

// Shapes returns all shapes.
func Shapes() []Shape {
	var shapes []Shape
	for s := ShapeOK; int(s) < len(shapeNames); s++ {
		shapes = append(shapes, s)
	}
	return shapes
}

// Names are those of all commands of the catalog.
func Names() (names []string) {
	for line := range strings.Lines(strings.TrimPrefix(catalogTable, "\n")) {
		names = append(names, Metadata{strings.TrimSuffix(line, "\n")}.Name())
	}
	return names
}
