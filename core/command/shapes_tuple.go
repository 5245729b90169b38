package command

import (
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// A tuple is an array in which each value has its place and no name. Newer servers
// append values, which are left out.

// decodeTuple decodes one tuple by the given function.
func decodeTuple[T any](frame []byte, decode func(d *decoder, token resp.Token) (T, error)) (T, error) {
	var d decoder
	token, err := d.open(frame, ShapeTuple)
	if err != nil {
		var none T
		return none, err
	}
	d.many()
	return decode(&d, token)
}

// decodeTuples decodes an array of such tuples.
func decodeTuples[T any](frame []byte, decode func(d *decoder, token resp.Token) (T, error)) ([]T, error) {
	var d decoder
	token, err := d.open(frame, ShapeTuples)
	if err != nil {
		return nil, err
	}
	d.many()
	return listOf(&d, token, decode)
}

// places reads the values of the tuple that token starts, the first with the first
// of the given functions and so on, and skips what comes after them. It takes a tuple
// that is shorter, as long as least values are there: older servers send fewer.
func (d *decoder) places(token resp.Token, least int, read ...func() error) error {
	if token.Null || token.Type != resp.TypeArray || token.Len < least {
		return d.mismatch(token)
	}
	for i := range token.Len {
		var err error
		if i < len(read) {
			err = read[i]()
		} else {
			err = d.Skip()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// The following return a function for places that reads a value into its place.

func (d *decoder) textPlace(into *string) func() error {
	return func() error { _, err := d.textField(into); return err }
}

func (d *decoder) integerPlace(into *int64) func() error {
	return func() error { _, err := d.integerField(into); return err }
}

func (d *decoder) nullableTextPlace(into *models.Result[string]) func() error {
	return func() error { _, err := d.nullableTextField(into); return err }
}

func (d *decoder) textsPlace(into *[]string) func() error {
	return func() error { _, err := d.textsField(into); return err }
}

func (d *decoder) timePlace(into *time.Time) func() error {
	return func() error { _, err := d.timeField(into); return err }
}
