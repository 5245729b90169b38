package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func decodeNullableInteger(frame []byte) (models.Result[int64], error) {
	var d decoder
	token, err := d.open(frame, ShapeNullableInteger)
	if err != nil {
		return models.Nil[int64](), err
	}
	return d.nullableNumber(token)
}

func decodeIntegers(frame []byte) ([]int64, error) {
	var d decoder
	n, err := d.openElements(frame, ShapeIntegers)
	if err != nil {
		return nil, err
	}
	list := make([]int64, 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		if token.Null || token.Type != resp.TypeInteger {
			return nil, d.mismatch(token)
		}
		list = append(list, token.Int)
	}
	return list, nil
}

func decodeNullableIntegers(frame []byte) ([]models.Result[int64], error) {
	var d decoder
	n, err := d.openElements(frame, ShapeNullableIntegers)
	if err != nil {
		return nil, err
	}
	list := make([]models.Result[int64], 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		number, err := d.nullableNumber(token)
		if err != nil {
			return nil, err
		}
		list = append(list, number)
	}
	return list, nil
}

func (d *decoder) nullableNumber(token resp.Token) (models.Result[int64], error) {
	switch {
	case token.Null:
		return models.Nil[int64](), nil
	case token.Type == resp.TypeInteger:
		return models.Present(token.Int), nil
	default:
		return models.Nil[int64](), d.mismatch(token)
	}
}
