package command

import "strings"

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
	record.Shape:           untyped(record),
	records.Shape:          untyped(records),
	nullableRecord.Shape:   untyped(nullableRecord),
	textRecord.Shape:       untyped(textRecord),
	textRecords.Shape:      untyped(textRecords),
	tuple.Shape:            untyped(tuple),
	tuples.Shape:           untyped(tuples),
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
