package command

import "github.com/glissade-io/glissade/models"

func decodeNullableDoubles(frame []byte) ([]models.Result[float64], error) {
	var d decoder
	token, err := d.open(frame, ShapeNullableDoubles)
	if err != nil {
		return nil, err
	}
	return listOf(&d, token, (*decoder).nullableDouble)
}

func decodeRankAndScore(frame []byte) (models.Result[models.RankAndScore], error) {
	absent := models.Nil[models.RankAndScore]()
	var d decoder
	token, err := d.open(frame, ShapeRankAndScore)
	if err != nil || token.Null {
		return absent, err
	}
	if err := d.isTuple(token, 2); err != nil {
		return absent, err
	}
	rank, err := d.nextInteger()
	if err != nil {
		return absent, err
	}
	score, err := d.nextDouble()
	if err != nil {
		return absent, err
	}
	return models.Present(models.RankAndScore{Rank: rank, Score: score}), nil
}

func decodeKeyAndMember(frame []byte) (models.Result[models.KeyWithMemberAndScore], error) {
	absent := models.Nil[models.KeyWithMemberAndScore]()
	var d decoder
	token, err := d.open(frame, ShapeKeyAndMember)
	if err != nil || token.Null {
		return absent, err
	}
	if err := d.isTuple(token, 3); err != nil {
		return absent, err
	}
	d.many()
	var popped models.KeyWithMemberAndScore
	if popped.Key, err = d.nextText(); err != nil {
		return absent, err
	}
	if popped.Member, err = d.nextText(); err != nil {
		return absent, err
	}
	if popped.Score, err = d.nextDouble(); err != nil {
		return absent, err
	}
	return models.Present(popped), nil
}

func decodeKeyAndMembers(frame []byte) (models.Result[models.KeyWithArrayOfMembersAndScores], error) {
	absent := models.Nil[models.KeyWithArrayOfMembersAndScores]()
	var d decoder
	token, err := d.open(frame, ShapeKeyAndMembers)
	if err != nil || token.Null {
		return absent, err
	}
	if err := d.isTuple(token, 2); err != nil {
		return absent, err
	}
	d.many()
	var popped models.KeyWithArrayOfMembersAndScores
	if popped.Key, err = d.nextText(); err != nil {
		return absent, err
	}
	if token, err = d.next(); err != nil {
		return absent, err
	}
	if popped.MembersAndScores, err = d.scores(token); err != nil {
		return absent, err
	}
	return models.Present(popped), nil
}
