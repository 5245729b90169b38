package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// decodeFieldValues decodes fields with their values: RESP3 has one array for each
// pair, RESP2 one array for all.
func decodeFieldValues(frame []byte) ([]models.FieldValue, error) {
	var d decoder
	token, err := d.open(frame, ShapeFieldValues)
	if err != nil {
		return nil, err
	}
	d.many()
	if token.Type != resp.TypeArray || token.Null || token.Len == 0 || d.Peek() != resp.TypeArray {
		return d.fieldValues(token)
	}
	list := make([]models.FieldValue, 0, d.capacity(token.Len))
	for range token.Len {
		if err := d.tuple(2); err != nil {
			return nil, err
		}
		field, err := d.nextText()
		if err != nil {
			return nil, err
		}
		value, err := d.nextText()
		if err != nil {
			return nil, err
		}
		list = append(list, models.FieldValue{Field: field, Value: value})
	}
	return list, nil
}
