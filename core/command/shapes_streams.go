package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func decodeStreamEntries(frame []byte) ([]models.StreamEntry, error) {
	var d decoder
	token, err := d.open(frame, ShapeStreamEntries)
	if err != nil {
		return nil, err
	}
	if token.Null { // where none were asked for, as by COUNT 0
		return []models.StreamEntry{}, nil
	}
	d.many()
	return d.streamEntries(token)
}

func decodeStreamResponses(frame []byte) ([]models.StreamResponse, error) {
	var d decoder
	token, err := d.open(frame, ShapeStreamResponses)
	if err != nil || token.Null {
		return nil, err
	}
	d.many()
	// RESP3 has a map, RESP2 an array of pairs: the count is the same, the pair's header is not.
	n := token.Len
	if token.Type != resp.TypeMap {
		if n, err = d.elements(token); err != nil {
			return nil, err
		}
	}
	responses := make([]models.StreamResponse, 0, d.capacity(n))
	for range n {
		if token.Type != resp.TypeMap {
			if err := d.tuple(2); err != nil {
				return nil, err
			}
		}
		key, err := d.nextText()
		if err != nil {
			return nil, err
		}
		header, err := d.next()
		if err != nil {
			return nil, err
		}
		entries, err := d.streamEntries(header)
		if err != nil {
			return nil, err
		}
		responses = append(responses, models.StreamResponse{Key: key, Entries: entries})
	}
	return responses, nil
}

func (d *decoder) streamEntries(token resp.Token) ([]models.StreamEntry, error) {
	n, err := d.elements(token)
	if err != nil {
		return nil, err
	}
	entries := make([]models.StreamEntry, 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		if token.Null {
			continue // To claim a deleted entry, before 7.0.
		}
		entry, err := d.streamEntry(token)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func (d *decoder) streamEntry(token resp.Token) (entry models.StreamEntry, err error) {
	if err := d.isTuple(token, 2); err != nil {
		return entry, err
	}
	if entry.ID, err = d.nextText(); err != nil {
		return entry, err
	}
	entry.Fields, err = d.fields()
	return entry, err
}

// fields decodes the fields of a stream entry, in order. They are null where the
// entry was deleted and a consumer group still lists it.
func (d *decoder) fields() ([]models.FieldValue, error) {
	token, err := d.next()
	if err != nil || token.Null {
		return nil, err
	}
	return d.fieldValues(token)
}

// fieldValues decodes the fields and values of the map or flat array that token starts, in order.
func (d *decoder) fieldValues(token resp.Token) ([]models.FieldValue, error) {
	n, err := d.pairs(token)
	if err != nil {
		return nil, err
	}
	fields := make([]models.FieldValue, 0, d.capacity(n))
	for range n {
		field, err := d.nextText()
		if err != nil {
			return nil, err
		}
		value, err := d.nextText()
		if err != nil {
			return nil, err
		}
		fields = append(fields, models.FieldValue{Field: field, Value: value})
	}
	return fields, nil
}
