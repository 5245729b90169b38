package json

import (
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// isJSONPath tells a JSONPath from a path of the restricted syntax.
func isJSONPath(path string) bool { return strings.HasPrefix(path, "$") }

var (
	text            = command.NewReply(command.ShapeText, (*command.Decoder).Text)
	nullableText    = command.NewReply(command.ShapeNullableText, (*command.Decoder).NullableText)
	integer         = command.NewReply(command.ShapeInteger, (*command.Decoder).Integer)
	nullableInteger = command.NewReply(command.ShapeNullableInteger, (*command.Decoder).NullableInteger)
	truth           = command.NewReply(command.ShapeBoolean, decodeTruth)
	anything        = command.NewReply(command.ShapeAny, (*command.Decoder).Any)

	nullableTexts = command.NewReply(command.ShapeNullableTexts, func(d *command.Decoder, token command.Token) ([]models.Result[string], error) {
		return command.List(d, token, (*command.Decoder).NullableText)
	})
	textsOrNull = command.NewReply(command.ShapeTextsOrNull, func(d *command.Decoder, token command.Token) (models.Result[[]string], error) {
		if token.IsNull() {
			return models.Nil[[]string](), nil
		}
		names, err := decodeTexts(d, token)
		if err != nil {
			return models.Nil[[]string](), err
		}
		return models.Present(names), nil
	})

	textOfEach         = ofEach((*command.Decoder).Text)
	nullableTextOfEach = ofEach((*command.Decoder).NullableText)
	integers           = ofEach((*command.Decoder).Integer)
	integerOfEach      = ofEach((*command.Decoder).NullableInteger)
	truthOfEach        = ofEach(decodeNullableTruth)

	textsOfEach = command.NewReply(command.ShapeAny, func(d *command.Decoder, token command.Token) ([][]string, error) {
		if token.IsNull() {
			return nil, nil
		}
		return command.List(d, token, decodeTexts)
	})
	textsOfOne = command.NewReply(command.ShapeAny, func(d *command.Decoder, token command.Token) ([][]string, error) {
		if token.IsNull() {
			return nil, nil
		}
		names, err := decodeTexts(d, token)
		if err != nil {
			return nil, err
		}
		return [][]string{names}, nil
	})
)

// ofEach returns the reply that has an element for each value that a path matched: an
// array for a JSONPath, the element alone for a restricted path, or null for nothing.
func ofEach[T any](element func(d *command.Decoder, token command.Token) (T, error)) command.Reply[[]T] {
	return command.NewReply(command.ShapeAny, func(d *command.Decoder, token command.Token) ([]T, error) {
		switch {
		case token.IsNull():
			return nil, nil
		case token.IsList():
			return command.List(d, token, element)
		}
		one, err := element(d, token)
		if err != nil {
			return nil, err
		}
		return []T{one}, nil
	})
}

// decodeTexts reads the names of an object's members. What is no object has none, or
// null in their place.
func decodeTexts(d *command.Decoder, token command.Token) ([]string, error) {
	if token.IsNull() {
		return []string{}, nil
	}
	return command.List(d, token, (*command.Decoder).Text)
}

// decodeTruth reads a boolean, which the module writes as 1 or 0, or as JSON.
func decodeTruth(d *command.Decoder, token command.Token) (bool, error) {
	switch token.Text() {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return d.Boolean(token)
	}
}

func decodeNullableTruth(d *command.Decoder, token command.Token) (models.Result[bool], error) {
	if token.IsNull() {
		return models.Nil[bool](), nil
	}
	b, err := decodeTruth(d, token)
	if err != nil {
		return models.Nil[bool](), err
	}
	return models.Present(b), nil
}
