package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies that commands return. Each is named as its shape's String.
var (
	//glissade:typescript "OK"
	ok = replyOf(ShapeOK, decodeOK)
	//glissade:typescript GlideString
	text = replyOf(ShapeText, decodeText)
	//glissade:typescript GlideString | null
	nullableText = replyOf(ShapeNullableText, decodeNullableText)
	//glissade:typescript number
	integer = replyOf(ShapeInteger, decodeInteger)
	//glissade:typescript boolean
	boolean = replyOf(ShapeBoolean, decodeBoolean)
	//glissade:typescript number
	double = replyOf(ShapeDouble, decodeDouble)
	//glissade:typescript number | null
	nullableDouble = replyOf(ShapeNullableDouble, decodeNullableDouble)
	//glissade:typescript GlideString[]
	texts = replyOf(ShapeTexts, decodeTexts)
	//glissade:typescript (GlideString | null)[]
	nullableTexts = replyOf(ShapeNullableTexts, decodeNullableTexts)
	//glissade:typescript Set<GlideString>
	textSet = replyOf(ShapeTextSet, decodeTextSet)
	//glissade:typescript GlideRecord<GlideString>
	textMap = replyOf(ShapeTextMap, decodeTextMap)
	//glissade:typescript SortedSetDataType
	scores = replyOf(ShapeScores, decodeScores)
	//glissade:typescript [GlideString, GlideString] | null
	keyAndElement = replyOf(ShapeKeyAndElement, decodeKeyAndElement)
	//glissade:typescript StreamEntryDataType
	streamEntries = replyOf(ShapeStreamEntries, decodeStreamEntries)
	//glissade:typescript GlideRecord<StreamEntryDataType>
	streamResponses = replyOf(ShapeStreamResponses, decodeStreamResponses)
	//glissade:typescript GlideFields
	record = recordOf(anyRecord)
	//glissade:typescript GlideFields[]
	records = recordsOf(anyRecord)
	//glissade:typescript GlideFields | null
	nullableRecord = nullableRecordOf(anyRecord)
	//glissade:typescript Record<string, string>
	textRecord = textRecordOf(anyTextRecord)
	//glissade:typescript Record<string, string>[]
	textRecords = textRecordsOf(anyTextRecord)
	//glissade:typescript GlideReturnType[]
	tuple = tupleOf(anyTuple)
	//glissade:typescript GlideReturnType[][]
	tuples = tuplesOf(anyTuple)
	//glissade:typescript number | null
	nullableInteger = replyOf(ShapeNullableInteger, decodeNullableInteger)
	//glissade:typescript number[]
	integers = replyOf(ShapeIntegers, decodeIntegers)
	//glissade:typescript (number | null)[]
	nullableIntegers = replyOf(ShapeNullableIntegers, decodeNullableIntegers)
	//glissade:typescript [string, GlideString[]]
	scan = replyOf(ShapeScan, decodeScan)
	//glissade:typescript [string, GlideString[]]
	scanFields = replyOf(ShapeScanFields, decodeScanFields)
	//glissade:typescript [string, GlideString[]]
	scanScores = replyOf(ShapeScanScores, decodeScanScores)
	//glissade:typescript GlideString[] | null
	textsOrNull = replyOf(ShapeTextsOrNull, decodeTextsOrNull)
	//glissade:typescript boolean[]
	booleans = replyOf(ShapeBooleans, decodeBooleans)
	//glissade:typescript { key: GlideString; elements: GlideString[] } | null
	keyAndElements = replyOf(ShapeKeyAndElements, decodeKeyAndElements)
	//glissade:typescript [GlideString, GlideString][]
	fieldValues = replyOf(ShapeFieldValues, decodeFieldValues)
	//glissade:typescript (GeoPosition | null)[]
	positions = replyOf(ShapePositions, decodePositions)
	//glissade:typescript GeoLocation[]
	locations = replyOf(ShapeLocations, decodeLocations)
	//glissade:typescript (number | null)[]
	nullableDoubles = replyOf(ShapeNullableDoubles, decodeNullableDoubles)
	//glissade:typescript [number, number] | null
	rankAndScore = replyOf(ShapeRankAndScore, decodeRankAndScore)
	//glissade:typescript [GlideString, GlideString, number] | null
	keyAndMember = replyOf(ShapeKeyAndMember, decodeKeyAndMember)
	//glissade:typescript [GlideString, SortedSetDataType] | null
	keyAndMembers = replyOf(ShapeKeyAndMembers, decodeKeyAndMembers)
	//glissade:typescript [string, StreamEntryDataType, GlideString[]]
	claimedEntries = replyOf(ShapeClaimedEntries, decodeClaimedEntries)
	//glissade:typescript GlideReturnType
	anything = replyOf(ShapeAny, decodeAny)
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
