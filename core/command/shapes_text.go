package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// texts decodes the strings of the array or set that token starts.
func (d *decoder) texts(token resp.Token) ([]string, error) {
	n, err := d.elements(token)
	if err != nil {
		return nil, err
	}
	list := make([]string, 0, d.capacity(n))
	for range n {
		text, err := d.nextText()
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, nil
}

// openElements starts to decode an array or set and returns its number of elements.
func (d *decoder) openElements(frame []byte, shape Shape) (int, error) {
	token, err := d.open(frame, shape)
	if err != nil {
		return 0, err
	}
	d.many()
	return d.elements(token)
}

func decodeTexts(frame []byte) ([]string, error) {
	var d decoder
	token, err := d.open(frame, ShapeTexts)
	if err != nil {
		return nil, err
	}
	d.many()
	return d.texts(token)
}

func decodeNullableTexts(frame []byte) ([]models.Result[string], error) {
	var d decoder
	n, err := d.openElements(frame, ShapeNullableTexts)
	if err != nil {
		return nil, err
	}
	list := make([]models.Result[string], 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		text, err := d.nullableText(token)
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, nil
}

func decodeTextSet(frame []byte) (map[string]struct{}, error) {
	var d decoder
	n, err := d.openElements(frame, ShapeTextSet)
	if err != nil {
		return nil, err
	}
	set := make(map[string]struct{}, d.capacity(n))
	for range n {
		text, err := d.nextText()
		if err != nil {
			return nil, err
		}
		set[text] = struct{}{}
	}
	return set, nil
}

func decodeTextMap(frame []byte) (map[string]string, error) {
	var d decoder
	token, err := d.open(frame, ShapeTextMap)
	if err != nil {
		return nil, err
	}
	n, err := d.pairs(token)
	if err != nil {
		return nil, err
	}
	d.many()
	entries := make(map[string]string, d.capacity(n))
	for range n {
		key, err := d.nextText()
		if err != nil {
			return nil, err
		}
		value, err := d.nextText()
		if err != nil {
			return nil, err
		}
		entries[key] = value
	}
	return entries, nil
}

func decodeKeyAndElement(frame []byte) (models.Result[models.KeyAndElement], error) {
	absent := models.Nil[models.KeyAndElement]()
	var d decoder
	token, err := d.open(frame, ShapeKeyAndElement)
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
	element, err := d.nextText()
	if err != nil {
		return absent, err
	}
	return models.Present(models.KeyAndElement{Key: key, Element: element}), nil
}
