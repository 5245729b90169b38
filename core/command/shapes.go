package command

import (
	"github.com/glissade-io/glissade/core/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies that commands return. Each is named as its shape's String.
var (
	ok               = Reply[string]{ShapeOK, decodeOK}
	text             = Reply[string]{ShapeText, decodeText}
	nullableText     = Reply[models.Result[string]]{ShapeNullableText, decodeNullableText}
	integer          = Reply[int64]{ShapeInteger, decodeInteger}
	boolean          = Reply[bool]{ShapeBoolean, decodeBoolean}
	double           = Reply[float64]{ShapeDouble, decodeDouble}
	nullableDouble   = Reply[models.Result[float64]]{ShapeNullableDouble, decodeNullableDouble}
	texts            = Reply[[]string]{ShapeTexts, decodeTexts}
	nullableTexts    = Reply[[]models.Result[string]]{ShapeNullableTexts, decodeNullableTexts}
	textSet          = Reply[map[string]struct{}]{ShapeTextSet, decodeTextSet}
	textMap          = Reply[map[string]string]{ShapeTextMap, decodeTextMap}
	scores           = Reply[[]models.MemberAndScore]{ShapeScores, decodeScores}
	keyAndElement    = Reply[models.Result[models.KeyAndElement]]{ShapeKeyAndElement, decodeKeyAndElement}
	streamEntries    = Reply[[]models.StreamEntry]{ShapeStreamEntries, decodeStreamEntries}
	streamResponses  = Reply[[]models.StreamResponse]{ShapeStreamResponses, decodeStreamResponses}
	record           = recordOf(anyRecord)
	records          = recordsOf(anyRecord)
	nullableRecord   = nullableRecordOf(anyRecord)
	textRecord       = textRecordOf(anyTextRecord)
	textRecords      = textRecordsOf(anyTextRecord)
	tuple            = tupleOf(anyTuple)
	tuples           = tuplesOf(anyTuple)
	nullableInteger  = Reply[models.Result[int64]]{ShapeNullableInteger, decodeNullableInteger}
	integers         = Reply[[]int64]{ShapeIntegers, decodeIntegers}
	nullableIntegers = Reply[[]models.Result[int64]]{ShapeNullableIntegers, decodeNullableIntegers}
	scan             = Reply[models.ScanResult]{ShapeScan, decodeScan}
	scanFields       = Reply[models.ScanFieldsResult]{ShapeScanFields, decodeScanFields}
	scanScores       = Reply[models.ScanScoresResult]{ShapeScanScores, decodeScanScores}
	textsOrNull      = Reply[models.Result[[]string]]{ShapeTextsOrNull, decodeTextsOrNull}
	booleans         = Reply[[]bool]{ShapeBooleans, decodeBooleans}
	keyAndElements   = Reply[models.Result[models.KeyAndElements]]{ShapeKeyAndElements, decodeKeyAndElements}
	fieldValues      = Reply[[]models.FieldValue]{ShapeFieldValues, decodeFieldValues}
	positions        = Reply[[]models.Result[models.GeospatialData]]{ShapePositions, decodePositions}
	locations        = Reply[[]models.Location]{ShapeLocations, decodeLocations}
	nullableDoubles  = Reply[[]models.Result[float64]]{ShapeNullableDoubles, decodeNullableDoubles}
	rankAndScore     = Reply[models.Result[models.RankAndScore]]{ShapeRankAndScore, decodeRankAndScore}
	keyAndMember     = Reply[models.Result[models.KeyWithMemberAndScore]]{ShapeKeyAndMember, decodeKeyAndMember}
	keyAndMembers    = Reply[models.Result[models.KeyWithArrayOfMembersAndScores]]{ShapeKeyAndMembers, decodeKeyAndMembers}
	claimedEntries   = Reply[models.XAutoClaimResponse]{ShapeClaimedEntries, decodeClaimedEntries}
	anything         = Reply[any]{ShapeAny, decodeAny}
)

func decodeOK(frame []byte) (string, error) {
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
