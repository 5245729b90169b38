package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func decodeScan(frame []byte) (models.ScanResult, error) {
	var d decoder
	cursor, content, err := d.openScan(frame, ShapeScan)
	if err != nil {
		return models.ScanResult{}, err
	}
	elements, err := d.texts(content)
	if err != nil {
		return models.ScanResult{}, err
	}
	return models.ScanResult{Cursor: cursor, Elements: elements}, nil
}

func decodeScanFields(frame []byte) (models.ScanFieldsResult, error) {
	var d decoder
	cursor, content, err := d.openScan(frame, ShapeScanFields)
	if err != nil {
		return models.ScanFieldsResult{}, err
	}
	fields, err := d.fieldValues(content)
	if err != nil {
		return models.ScanFieldsResult{}, err
	}
	return models.ScanFieldsResult{Cursor: cursor, Fields: fields}, nil
}

func decodeScanScores(frame []byte) (models.ScanScoresResult, error) {
	var d decoder
	cursor, content, err := d.openScan(frame, ShapeScanScores)
	if err != nil {
		return models.ScanScoresResult{}, err
	}
	members, err := d.scores(content)
	if err != nil {
		return models.ScanScoresResult{}, err
	}
	return models.ScanScoresResult{Cursor: cursor, Members: members}, nil
}

// openScan starts to decode a step of a scan: a cursor and the content's first token.
func (d *decoder) openScan(frame []byte, shape Shape) (cursor string, content resp.Token, err error) {
	token, err := d.open(frame, shape)
	if err != nil {
		return "", content, err
	}
	if err := d.isTuple(token, 2); err != nil {
		return "", content, err
	}
	d.many()
	if cursor, err = d.nextText(); err != nil {
		return "", content, err
	}
	content, err = d.next()
	return cursor, content, err
}
