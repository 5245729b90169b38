package command

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/printable"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// ShapeError reports a reply that is laid out differently from what its command
// promises. The server did answer.
type ShapeError struct {
	// Shape is the layout that was expected.
	Shape Shape
	// Got says what came instead, such as "integer" or "array of 3 elements".
	Got string
}

// Error returns what was expected and what came. It never holds the reply's values.
func (e *ShapeError) Error() string {
	return "unexpected reply: expected " + e.Shape.String() + ", got " + printable.Text(e.Got)
}

// RequestDelivery returns failure.Answered: the server executed the command.
func (e *ShapeError) RequestDelivery() failure.Delivery { return failure.Answered }

// smallestElement is the length in bytes of the shortest encoding of a value, "_\r\n".
const smallestElement = 3

// decoder walks one reply of a known shape.
type decoder struct {
	resp.Decoder
	shape     Shape
	arena     arena
	remaining int // values that the rest of the frame can hold, at most
}

// open starts to decode frame and returns its first token. An error reply becomes a
// *failure.ServerError.
func (d *decoder) open(frame []byte, shape Shape) (resp.Token, error) {
	d.Decoder = resp.NewDecoder(frame)
	d.shape = shape
	d.remaining = len(frame) / smallestElement
	return d.next()
}

// next returns the next token, or the server's error where that is an error.
func (d *decoder) next() (resp.Token, error) {
	token, err := d.Decoder.Next()
	if err != nil {
		return token, err
	}
	if token.Type.IsError() {
		return token, failure.ParseServerError(string(token.Text))
	}
	return token, nil
}

// capacity returns how much room to make for n elements: no more than the frame can
// still hold, whatever a header promises, and so no more for all parts together.
func (d *decoder) capacity(n int) int {
	n = min(n, d.remaining)
	d.remaining -= n
	return n
}

func (d *decoder) mismatch(got resp.Token) error {
	description := got.Type.String()
	switch got.Type {
	case resp.TypeArray, resp.TypeSet, resp.TypePush:
		description += " of " + strconv.Itoa(got.Len) + " elements"
	case resp.TypeMap:
		description += " of " + strconv.Itoa(got.Len) + " pairs"
	}
	return &ShapeError{Shape: d.shape, Got: description}
}

// many prepares for an aggregate reply: its strings are cut from common allocations.
func (d *decoder) many() { d.arena.left = d.remaining * smallestElement }

func (d *decoder) text(token resp.Token) (string, error) {
	if token.Null || !isText(token.Type) {
		return "", d.mismatch(token)
	}
	return d.arena.text(token.Text), nil
}

func (d *decoder) nextText() (string, error) {
	token, err := d.next()
	if err != nil {
		return "", err
	}
	return d.text(token)
}

func (d *decoder) nullableText(token resp.Token) (models.Result[string], error) {
	if token.Null {
		return models.Nil[string](), nil
	}
	text, err := d.text(token)
	if err != nil {
		return models.Nil[string](), err
	}
	return models.Present(text), nil
}

func (d *decoder) double(token resp.Token) (float64, error) {
	switch {
	case token.Null:
	case token.Type == resp.TypeDouble:
		return token.Float, nil
	case token.Type == resp.TypeInteger:
		return float64(token.Int), nil
	case isText(token.Type):
		if f, valid := resp.ParseFloatText(token.Text); valid {
			return f, nil
		}
		return 0, &ShapeError{Shape: d.shape, Got: "string that is no number"}
	}
	return 0, d.mismatch(token)
}

func (d *decoder) nullableDouble(token resp.Token) (models.Result[float64], error) {
	if token.Null {
		return models.Nil[float64](), nil
	}
	f, err := d.double(token)
	if err != nil {
		return models.Nil[float64](), err
	}
	return models.Present(f), nil
}

func (d *decoder) nextDouble() (float64, error) {
	token, err := d.next()
	if err != nil {
		return 0, err
	}
	return d.double(token)
}

// elements returns the number of elements of an array, set or push.
func (d *decoder) elements(token resp.Token) (int, error) {
	if token.Null || (token.Type != resp.TypeArray && token.Type != resp.TypeSet && token.Type != resp.TypePush) {
		return 0, d.mismatch(token)
	}
	return token.Len, nil
}

// tuple requires an array of n elements.
func (d *decoder) tuple(n int) error {
	token, err := d.next()
	if err != nil {
		return err
	}
	return d.isTuple(token, n)
}

func (d *decoder) isTuple(token resp.Token, n int) error {
	if token.Null || token.Type != resp.TypeArray || token.Len != n {
		return d.mismatch(token)
	}
	return nil
}

// pairs returns the number of pairs of a map or of a flat array, which RESP2 has
// for want of maps.
func (d *decoder) pairs(token resp.Token) (int, error) {
	if token.Type == resp.TypeMap && !token.Null {
		return token.Len, nil
	}
	n, err := d.elements(token)
	if err == nil && n%2 != 0 {
		err = d.mismatch(token)
	}
	return n / 2, err
}

func isText(t resp.Type) bool {
	return t == resp.TypeBulkString || t == resp.TypeSimpleString || t == resp.TypeVerbatimString
}

const (
	// chunkSize bounds what a string that the caller keeps can hold in memory besides itself.
	chunkSize = 8 << 10
	// ownAllocation is the length in bytes from which a string is allocated alone.
	ownAllocation = 512
)

// arena copies many short strings into few allocations. Its zero value allocates
// each string alone.
type arena struct {
	chunk strings.Builder
	left  int // bytes of the reply still to come, at most
}

func (a *arena) text(b []byte) string {
	if len(b) >= ownAllocation || a.left <= 0 {
		return string(b)
	}
	if a.chunk.Cap()-a.chunk.Len() < len(b) {
		a.chunk.Reset()
		a.chunk.Grow(min(chunkSize, max(a.left, len(b))))
	}
	a.left -= len(b) + len("$0\r\n\r\n")
	start := a.chunk.Len()
	a.chunk.Write(b)
	return a.chunk.String()[start:]
}
