package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

var lcsMatch = replyOf(ShapeRecord, decodeLCSMatch)

func decodeLCSMatch(frame []byte) (models.LCSMatch, error) {
	return decodeRecord(frame, (*decoder).lcsMatch)
}

func (d *decoder) lcsMatch(token resp.Token) (match models.LCSMatch, err error) {
	match.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "matches":
			token, err := d.next()
			if err != nil {
				return true, err
			}
			match.Matches, err = listOf(d, token, decodeLCSMatchedPosition)
			return true, err
		case "len":
			return d.integerField(&match.Len)
		default:
			return false, nil
		}
	})
	return match, err
}

// decodeLCSMatchedPosition decodes the places of a part in both strings, and its
// length where that was asked for.
func decodeLCSMatchedPosition(d *decoder, token resp.Token) (position models.LCSMatchedPosition, err error) {
	n, err := d.elements(token)
	if err != nil {
		return position, err
	}
	if n != 2 && n != 3 {
		return position, d.mismatch(token)
	}
	if position.Key1, err = d.lcsPosition(); err != nil {
		return position, err
	}
	if position.Key2, err = d.lcsPosition(); err != nil {
		return position, err
	}
	if n == 3 {
		position.MatchLen, err = d.nextInteger()
	}
	return position, err
}

func (d *decoder) lcsPosition() (position models.LCSPosition, err error) {
	if err := d.tuple(2); err != nil {
		return position, err
	}
	if position.Start, err = d.nextInteger(); err != nil {
		return position, err
	}
	position.End, err = d.nextInteger()
	return position, err
}
