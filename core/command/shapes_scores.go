package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func decodeScores(frame []byte) ([]models.MemberAndScore, error) {
	var d decoder
	token, err := d.open(frame, ShapeScores)
	if err != nil {
		return nil, err
	}
	d.many()
	return d.scores(token)
}

// scores decodes members with their scores. RESP3 has one array for each, RESP2 one
// array for all.
func (d *decoder) scores(token resp.Token) (list []models.MemberAndScore, err error) {
	nested := token.Type == resp.TypeArray && !token.Null && token.Len > 0 && d.Peek() == resp.TypeArray
	n := token.Len
	if !nested {
		if n, err = d.pairs(token); err != nil {
			return nil, err
		}
	}
	list = make([]models.MemberAndScore, 0, d.capacity(n))
	for range n {
		if nested {
			if err := d.tuple(2); err != nil {
				return nil, err
			}
		}
		member, err := d.nextText()
		if err != nil {
			return nil, err
		}
		score, err := d.nextDouble()
		if err != nil {
			return nil, err
		}
		list = append(list, models.MemberAndScore{Member: member, Score: score})
	}
	return list, nil
}
