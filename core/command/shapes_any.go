package command

import (
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// decodeTree decodes a tree in which the given function knows its way.
func decodeTree[T any](frame []byte, decode func(d *decoder, token resp.Token) (T, error)) (T, error) {
	var d decoder
	token, err := d.open(frame, ShapeAny)
	if err != nil {
		var none T
		return none, err
	}
	d.many()
	return decode(&d, token)
}

func decodeAny(frame []byte) (any, error) {
	var d decoder
	token, err := d.open(frame, ShapeAny)
	if err != nil {
		return nil, err
	}
	if token.Len > 0 {
		d.many()
	}
	return d.value(token, 0)
}

// value turns what token starts into plain values: string, int64, float64, bool,
// nil, models.BigNumber, []any, models.Set, models.Map, and inside of these
// *failure.ServerError.
func (d *decoder) value(token resp.Token, depth int) (any, error) {
	if depth > resp.MaximumDepth { // which bounds the stack
		return nil, &ShapeError{Shape: d.shape, Got: "parts nested deeper than " + strconv.Itoa(resp.MaximumDepth)}
	}
	if token.Null {
		return nil, nil
	}
	switch token.Type {
	case resp.TypeSimpleString, resp.TypeBulkString, resp.TypeVerbatimString:
		return d.arena.text(token.Text), nil
	case resp.TypeInteger:
		return token.Int, nil
	case resp.TypeDouble:
		return token.Float, nil
	case resp.TypeBoolean:
		return token.Bool, nil
	case resp.TypeBigNumber:
		return models.BigNumber(d.arena.text(token.Text)), nil
	case resp.TypeSimpleError, resp.TypeBulkError:
		return failure.ParseServerError(string(token.Text)), nil
	case resp.TypeArray, resp.TypePush:
		return d.values(token.Len, depth)
	case resp.TypeSet:
		elements, err := d.values(token.Len, depth)
		if err != nil {
			return nil, err
		}
		return models.Set(elements), nil
	case resp.TypeMap:
		return d.entries(token.Len, depth)
	default:
		return nil, d.mismatch(token)
	}
}

func (d *decoder) values(n, depth int) ([]any, error) {
	list := make([]any, 0, d.capacity(n))
	for range n {
		value, err := d.nextValue(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

func (d *decoder) entries(n, depth int) (models.Map, error) {
	entries := make(models.Map, 0, d.capacity(n))
	for range n {
		key, err := d.nextValue(depth + 1)
		if err != nil {
			return nil, err
		}
		value, err := d.nextValue(depth + 1)
		if err != nil {
			return nil, err
		}
		entries = append(entries, models.MapEntry{Key: key, Value: value})
	}
	return entries, nil
}

// nextValue decodes a part of the reply. Errors among the parts are values there.
func (d *decoder) nextValue(depth int) (any, error) {
	token, err := d.Decoder.Next()
	if err != nil {
		return nil, err
	}
	return d.value(token, depth)
}
