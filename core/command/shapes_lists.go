package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func decodeTextsOrNull(frame []byte) (models.Result[[]string], error) {
	absent := models.Nil[[]string]()
	var d decoder
	token, err := d.open(frame, ShapeTextsOrNull)
	if err != nil || token.Null {
		return absent, err
	}
	d.many()
	list, err := d.texts(token)
	if err != nil {
		return absent, err
	}
	return models.Present(list), nil
}

func decodeKeyAndElements(frame []byte) (models.Result[models.KeyAndElements], error) {
	absent := models.Nil[models.KeyAndElements]()
	var d decoder
	token, err := d.open(frame, ShapeKeyAndElements)
	if err != nil || token.Null {
		return absent, err
	}
	if err := d.isTuple(token, 2); err != nil {
		return absent, err
	}
	d.many()
	key, err := d.nextText()
	if err != nil {
		return absent, err
	}
	header, err := d.next()
	if err != nil {
		return absent, err
	}
	elements, err := d.texts(header)
	if err != nil {
		return absent, err
	}
	return models.Present(models.KeyAndElements{Key: key, Elements: elements}), nil
}

func decodeBooleans(frame []byte) ([]bool, error) {
	var d decoder
	n, err := d.openElements(frame, ShapeBooleans)
	if err != nil {
		return nil, err
	}
	list := make([]bool, 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		value, err := d.boolean(token)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

func (d *decoder) boolean(token resp.Token) (bool, error) {
	switch {
	case token.Type == resp.TypeBoolean:
		return token.Bool, nil
	case token.Type == resp.TypeInteger && (token.Int == 0 || token.Int == 1):
		return token.Int == 1, nil
	default:
		return false, d.mismatch(token)
	}
}
