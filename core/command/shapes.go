package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies that commands return. Each is named as its shape's String.
var (
	ok               = replyOf(ShapeOK, decodeOK)
	text             = replyOf(ShapeText, decodeText)
	nullableText     = replyOf(ShapeNullableText, decodeNullableText)
	integer          = replyOf(ShapeInteger, decodeInteger)
	boolean          = replyOf(ShapeBoolean, decodeBoolean)
	double           = replyOf(ShapeDouble, decodeDouble)
	nullableDouble   = replyOf(ShapeNullableDouble, decodeNullableDouble)
	texts            = replyOf(ShapeTexts, decodeTexts)
	nullableTexts    = replyOf(ShapeNullableTexts, decodeNullableTexts)
	textSet          = replyOf(ShapeTextSet, decodeTextSet)
	textMap          = replyOf(ShapeTextMap, decodeTextMap)
	scores           = replyOf(ShapeScores, decodeScores)
	keyAndElement    = replyOf(ShapeKeyAndElement, decodeKeyAndElement)
	streamEntries    = replyOf(ShapeStreamEntries, decodeStreamEntries)
	streamResponses  = replyOf(ShapeStreamResponses, decodeStreamResponses)
	nullableInteger  = replyOf(ShapeNullableInteger, decodeNullableInteger)
	integers         = replyOf(ShapeIntegers, decodeIntegers)
	nullableIntegers = replyOf(ShapeNullableIntegers, decodeNullableIntegers)
	scan             = replyOf(ShapeScan, decodeScan)
	scanFields       = replyOf(ShapeScanFields, decodeScanFields)
	scanScores       = replyOf(ShapeScanScores, decodeScanScores)
	textsOrNull      = replyOf(ShapeTextsOrNull, decodeTextsOrNull)
	booleans         = replyOf(ShapeBooleans, decodeBooleans)
	keyAndElements   = replyOf(ShapeKeyAndElements, decodeKeyAndElements)
	fieldValues      = replyOf(ShapeFieldValues, decodeFieldValues)
	positions        = replyOf(ShapePositions, decodePositions)
	locations        = replyOf(ShapeLocations, decodeLocations)
	nullableDoubles  = replyOf(ShapeNullableDoubles, decodeNullableDoubles)
	rankAndScore     = replyOf(ShapeRankAndScore, decodeRankAndScore)
	keyAndMember     = replyOf(ShapeKeyAndMember, decodeKeyAndMember)
	keyAndMembers    = replyOf(ShapeKeyAndMembers, decodeKeyAndMembers)
	claimedEntries   = replyOf(ShapeClaimedEntries, decodeClaimedEntries)
	anything         = replyOf(ShapeAny, decodeAny)
)

func decodeOK(frame []byte) (string, error) {
	if string(frame) == "+OK\r\n" { // as nearly always
		return "OK", nil
	}
	var d decoder
	token, err := d.open(frame, ShapeOK)
	if err != nil {
		return "", err
	}
	if token.Null || !isText(token.Type) {
		return "", d.mismatch(token)
	}
	if string(token.Text) != "OK" {
		return "", &ShapeError{Shape: ShapeOK, Got: "another string"}
	}
	return "OK", nil
}

func decodeText(frame []byte) (string, error) {
	var d decoder
	token, err := d.open(frame, ShapeText)
	if err != nil {
		return "", err
	}
	return d.text(token)
}

func decodeNullableText(frame []byte) (models.Result[string], error) {
	var d decoder
	token, err := d.open(frame, ShapeNullableText)
	if err != nil {
		return models.Nil[string](), err
	}
	return d.nullableText(token)
}

func decodeInteger(frame []byte) (int64, error) {
	var d decoder
	token, err := d.open(frame, ShapeInteger)
	if err != nil {
		return 0, err
	}
	if token.Null || token.Type != resp.TypeInteger {
		return 0, d.mismatch(token)
	}
	return token.Int, nil
}

func decodeBoolean(frame []byte) (bool, error) {
	var d decoder
	token, err := d.open(frame, ShapeBoolean)
	if err != nil {
		return false, err
	}
	return d.boolean(token)
}

func decodeDouble(frame []byte) (float64, error) {
	var d decoder
	token, err := d.open(frame, ShapeDouble)
	if err != nil {
		return 0, err
	}
	return d.double(token)
}

func decodeNullableDouble(frame []byte) (models.Result[float64], error) {
	var d decoder
	token, err := d.open(frame, ShapeNullableDouble)
	if err != nil {
		return models.Nil[float64](), err
	}
	return d.nullableDouble(token)
}
