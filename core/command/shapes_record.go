package command

import (
	"strconv"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// A record is a reply with named fields: a map under RESP3, a flat array of names
// and values under RESP2. Newer servers add fields to it, so that a name that is
// not known is kept and is no error.

// decodeRecord decodes a record by the given function.
func decodeRecord[T any](frame []byte, decode func(d *decoder, token resp.Token) (T, error)) (T, error) {
	var d decoder
	token, err := d.open(frame, ShapeRecord)
	if err != nil {
		var none T
		return none, err
	}
	d.many()
	return decode(&d, token)
}

// decodeRecords decodes an array of such records.
func decodeRecords[T any](frame []byte, decode func(d *decoder, token resp.Token) (T, error)) ([]T, error) {
	var d decoder
	token, err := d.open(frame, ShapeRecords)
	if err != nil {
		return nil, err
	}
	d.many()
	return listOf(&d, token, decode)
}

// decodeNullableRecord decodes such a record, or null.
func decodeNullableRecord[T any](frame []byte, decode func(d *decoder, token resp.Token) (T, error)) (models.Result[T], error) {
	var d decoder
	token, err := d.open(frame, ShapeNullableRecord)
	if err != nil || token.Null {
		return models.Nil[T](), err
	}
	d.many()
	value, err := decode(&d, token)
	if err != nil {
		return models.Nil[T](), err
	}
	return models.Present(value), nil
}

// listOf decodes an array of which each element is decoded by the given function.
func listOf[T any](d *decoder, token resp.Token, decode func(d *decoder, token resp.Token) (T, error)) ([]T, error) {
	n, err := d.elements(token)
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		element, err := decode(d, token)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
	}
	return list, nil
}

// record walks the fields of the record that token starts. For a name that it knows,
// field reads the value, all of it, and returns true; for another it reads nothing
// and returns false, and the field is returned among the extra ones.
func (d *decoder) record(token resp.Token, field func(name string) (known bool, err error)) (extra models.Map, err error) {
	n, err := d.pairs(token)
	if err != nil {
		return nil, err
	}
	for range n {
		name, err := d.nextText()
		if err != nil {
			return nil, err
		}
		known, err := field(name)
		if err != nil {
			return nil, err
		}
		if known {
			continue
		}
		value, err := d.nextValue(0)
		if err != nil {
			return nil, err
		}
		extra = append(extra, models.MapEntry{Key: name, Value: value})
	}
	return extra, nil
}

// anyRecord decodes a record of which nothing is known beforehand.
func anyRecord(d *decoder, token resp.Token) (models.Map, error) {
	extra, err := d.record(token, func(string) (bool, error) { return false, nil })
	if extra == nil && err == nil {
		extra = models.Map{}
	}
	return extra, err
}

// The following read the value of a field into its place, whatever the protocol
// spells it with. They return true, to be returned by a record's field function.

func (d *decoder) textField(into *string) (bool, error) {
	text, err := d.nextText()
	*into = text
	return true, err
}

func (d *decoder) nullableTextField(into *models.Result[string]) (bool, error) {
	token, err := d.next()
	if err != nil {
		return true, err
	}
	*into, err = d.nullableText(token)
	return true, err
}

func (d *decoder) integerField(into *int64) (bool, error) {
	n, err := d.nextInteger()
	*into = n
	return true, err
}

func (d *decoder) nullableIntegerField(into *models.Result[int64]) (bool, error) {
	token, err := d.next()
	if err != nil || token.Null {
		return true, err
	}
	n, err := d.integer(token)
	*into = models.Present(n)
	return true, err
}

func (d *decoder) doubleField(into *float64) (bool, error) {
	f, err := d.nextDouble()
	*into = f
	return true, err
}

// integer takes an integer, or a string that holds one.
func (d *decoder) integer(token resp.Token) (int64, error) {
	if token.Type == resp.TypeInteger {
		return token.Int, nil
	}
	if !token.Null && isText(token.Type) {
		if n, err := strconv.ParseInt(string(token.Text), 10, 64); err == nil {
			return n, nil
		}
		return 0, &ShapeError{Shape: d.shape, Got: "string that is no integer"}
	}
	return 0, d.mismatch(token)
}

func (d *decoder) nextInteger() (int64, error) {
	token, err := d.next()
	if err != nil {
		return 0, err
	}
	return d.integer(token)
}

func (d *decoder) textsField(into *[]string) (bool, error) {
	return listField(d, into, (*decoder).text)
}

// timeField reads an instant, as milliseconds since 1970, into its place.
func (d *decoder) timeField(into *time.Time) (bool, error) {
	n, err := d.nextInteger()
	*into = time.UnixMilli(n)
	return true, err
}

// listField reads a field that is an array into its place.
func listField[T any](d *decoder, into *[]T, decode func(*decoder, resp.Token) (T, error)) (bool, error) {
	token, err := d.next()
	if err != nil {
		return true, err
	}
	*into, err = listOf(d, token, decode)
	return true, err
}
