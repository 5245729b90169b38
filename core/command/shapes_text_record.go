package command

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/models"
)

// A text record is a line of text that holds fields as "name=value", with spaces
// between them. Newer servers add fields to it.

// decodeTextRecord decodes one such line, whose fields are taken up by the given function.
func decodeTextRecord[T any](frame []byte, decode func(d *decoder, fields []models.FieldValue) (T, error)) (T, error) {
	var d decoder
	var none T
	content, err := d.openText(frame, ShapeTextRecord)
	if err != nil {
		return none, err
	}
	fields, err := d.textFields(content)
	if err != nil {
		return none, err
	}
	return decode(&d, fields)
}

// decodeTextRecords decodes a text of such lines.
func decodeTextRecords[T any](frame []byte, decode func(d *decoder, fields []models.FieldValue) (T, error)) ([]T, error) {
	var d decoder
	content, err := d.openText(frame, ShapeTextRecords)
	if err != nil {
		return nil, err
	}
	list := []T{}
	for line := range strings.Lines(content) {
		fields, err := d.textFields(line)
		if err != nil {
			return nil, err
		}
		if len(fields) == 0 {
			continue
		}
		element, err := decode(&d, fields)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
	}
	return list, nil
}

// openText decodes a reply that is a string.
func (d *decoder) openText(frame []byte, shape Shape) (string, error) {
	token, err := d.open(frame, shape)
	if err != nil {
		return "", err
	}
	return d.text(token)
}

// textFields splits a line into its fields, none if it is empty. A word without "="
// belongs to the value before it, which is the path of a socket then, and so does any
// word as long as the address has no end yet.
func (d *decoder) textFields(line string) ([]models.FieldValue, error) {
	line = strings.TrimRight(line, "\r\n")
	fields := make([]models.FieldValue, 0, strings.Count(line, "="))
	if line == "" {
		return fields, nil
	}
	for word := range strings.SplitSeq(line, " ") {
		name, value, isField := strings.Cut(word, "=")
		switch {
		case isField && (len(fields) == 0 || !isOpenAddress(fields[len(fields)-1])):
			fields = append(fields, models.FieldValue{Field: name, Value: value})
		case len(fields) > 0:
			fields[len(fields)-1].Value += " " + word
		default:
			return nil, &ShapeError{Shape: d.shape, Got: "text that does not begin with name=value"}
		}
	}
	return fields, nil
}

// isOpenAddress reports whether a field is an address, which a path with spaces may be,
// that does not end in its port yet.
func isOpenAddress(field models.FieldValue) bool {
	if field.Field != "addr" && field.Field != "laddr" || !strings.Contains(field.Value, "/") {
		return false
	}
	rest := strings.TrimRight(field.Value, "0123456789")
	return len(rest) == len(field.Value) || !strings.HasSuffix(rest, ":")
}

// textInteger takes the integer that a field holds as text.
func (d *decoder) textInteger(field models.FieldValue) (int64, error) {
	n, err := strconv.ParseInt(field.Value, 10, 64)
	if err != nil {
		return 0, &ShapeError{Shape: d.shape, Got: "field " + field.Field + " that is no integer"}
	}
	return n, nil
}
