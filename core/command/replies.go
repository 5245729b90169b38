package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// What follows is for definitions of commands outside of this package, such as those
// of the server's modules in modules/json: they make their replies with [NewReply].
//
//	var lengths = command.NewReply(command.ShapeIntegers, func(d *command.Decoder, token command.Token) ([]int64, error) {
//		return command.List(d, token, (*command.Decoder).Integer)
//	})

// NewReply returns the reply of that shape which decode reads. It gets the reply's
// first token, never an error reply: that is returned as a *failure.ServerError.
func NewReply[T any](shape Shape, decode func(d *Decoder, token Token) (T, error)) Reply[T] {
	return Reply[T]{Shape: shape, Decode: func(frame []byte) (T, error) {
		var d Decoder
		token, err := d.decoder.open(frame, shape)
		if err != nil {
			var none T
			return none, err
		}
		if token.Len > 0 {
			d.decoder.many()
		}
		return decode(&d, Token{token})
	}}
}

// Decoder reads a reply token by token. A value begins with a token that [Decoder.Next]
// returns; the method that is named for what the value should be then reads the rest
// of it. Values may be spelled as in RESP2 or as in RESP3. What is of another type is
// returned as a *ShapeError.
type Decoder struct{ decoder decoder }

// Next returns the token that begins the next value. Where that is an error, it is
// returned as a *failure.ServerError.
func (d *Decoder) Next() (Token, error) {
	token, err := d.decoder.next()
	return Token{token}, err
}

// Text reads a string.
func (d *Decoder) Text(token Token) (string, error) { return d.decoder.text(token.token) }

// NullableText reads a string or null.
func (d *Decoder) NullableText(token Token) (models.Result[string], error) {
	return d.decoder.nullableText(token.token)
}

// Integer reads an integer, or a string that holds one.
func (d *Decoder) Integer(token Token) (int64, error) { return d.decoder.integer(token.token) }

// NullableInteger reads an integer, a string that holds one, or null.
func (d *Decoder) NullableInteger(token Token) (models.Result[int64], error) {
	if token.IsNull() {
		return models.Nil[int64](), nil
	}
	n, err := d.decoder.integer(token.token)
	if err != nil {
		return models.Nil[int64](), err
	}
	return models.Present(n), nil
}

// Double reads a double, an integer, or a string that holds a number.
func (d *Decoder) Double(token Token) (float64, error) { return d.decoder.double(token.token) }

// NullableDouble reads a double, an integer, a string that holds a number, or null.
func (d *Decoder) NullableDouble(token Token) (models.Result[float64], error) {
	return d.decoder.nullableDouble(token.token)
}

// Boolean reads a boolean, or the integers 1 and 0.
func (d *Decoder) Boolean(token Token) (bool, error) { return d.decoder.boolean(token.token) }

// Any reads any value as a tree of plain values, as a custom command returns it.
func (d *Decoder) Any(token Token) (any, error) { return d.decoder.value(token.token, 0) }

// Elements returns the number of elements of an array or set, of which each is still
// to be read.
func (d *Decoder) Elements(token Token) (int, error) { return d.decoder.elements(token.token) }

// Pairs returns the number of pairs of a map, or of an array that holds them one
// after another, of which each is still to be read.
func (d *Decoder) Pairs(token Token) (int, error) { return d.decoder.pairs(token.token) }

// Capacity returns how much room to make for n elements or pairs: no more than the
// reply can still hold, whatever its headers promise.
func (d *Decoder) Capacity(n int) int { return d.decoder.capacity(n) }

// Mismatch returns the *ShapeError that says that the reply has another shape.
func (d *Decoder) Mismatch(got Token) error { return d.decoder.mismatch(got.token) }

// List reads an array or set of which decode reads each element.
func List[T any](d *Decoder, token Token, decode func(d *Decoder, token Token) (T, error)) ([]T, error) {
	return listOf(&d.decoder, token.token, func(_ *decoder, token resp.Token) (T, error) { return decode(d, Token{token}) })
}

// Record reads named fields: a map, or an array of names and values. For a name that
// it knows, field reads all of the value and returns true; for another it reads
// nothing and returns false, and the field is returned among the extra ones.
func (d *Decoder) Record(token Token, field func(name string, value Token) (known bool, err error)) (extra models.Map, err error) {
	n, err := d.Pairs(token)
	if err != nil {
		return nil, err
	}
	for range n {
		name, err := d.decoder.nextText()
		if err != nil {
			return nil, err
		}
		token, err := d.Next()
		if err != nil {
			return nil, err
		}
		known, err := field(name, token)
		if err != nil {
			return nil, err
		}
		if known {
			continue
		}
		value, err := d.Any(token)
		if err != nil {
			return nil, err
		}
		extra = append(extra, models.MapEntry{Key: name, Value: value})
	}
	return extra, nil
}
