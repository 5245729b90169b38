package command

import (
	"time"

	"github.com/glissade-io/glissade/core/resp"
	"github.com/glissade-io/glissade/models"
)

func decodeClaimedEntries(frame []byte) (claimed models.XAutoClaimResponse, err error) {
	claimed.NextEntry, claimed.ClaimedEntries, claimed.DeletedMessages, err = claim(frame, ShapeClaimedEntries, (*decoder).streamEntries)
	return claimed, err
}

func decodeClaimedIDs(frame []byte) (claimed models.XAutoClaimJustIDResponse, err error) {
	claimed.NextEntry, claimed.ClaimedEntries, claimed.DeletedMessages, err = claim(frame, ShapeClaimedIDs, (*decoder).texts)
	return claimed, err
}

// claim decodes a step through pending entries. Servers before 7.0 do not tell which
// entries were deleted.
func claim[T any](frame []byte, shape Shape, entries func(*decoder, resp.Token) ([]T, error)) (next string, claimed []T, deleted []string, err error) {
	var d decoder
	token, err := d.open(frame, shape)
	if err != nil {
		return "", nil, nil, err
	}
	withDeleted := token.Len != 2
	if withDeleted {
		err = d.isTuple(token, 3)
	} else {
		err = d.isTuple(token, 2)
	}
	if err != nil {
		return "", nil, nil, err
	}
	d.many()
	if next, err = d.nextText(); err != nil {
		return "", nil, nil, err
	}
	if token, err = d.next(); err != nil {
		return "", nil, nil, err
	}
	if claimed, err = entries(&d, token); err != nil {
		return "", nil, nil, err
	}
	deleted = []string{}
	if withDeleted {
		if token, err = d.next(); err != nil {
			return "", nil, nil, err
		}
		deleted, err = d.texts(token)
	}
	return next, claimed, deleted, err
}

func decodePendingSummary(frame []byte) (models.XPendingSummary, error) {
	var d decoder
	var summary, none models.XPendingSummary
	token, err := d.open(frame, ShapePendingSummary)
	if err != nil {
		return none, err
	}
	if err := d.isTuple(token, 4); err != nil {
		return none, err
	}
	d.many()
	if summary.NumOfMessages, err = d.nextInteger(); err != nil {
		return none, err
	}
	for _, id := range []*models.Result[string]{&summary.StartID, &summary.EndID} {
		if _, err := d.nullableTextField(id); err != nil {
			return none, err
		}
	}
	if token, err = d.next(); err != nil {
		return none, err
	}
	summary.ConsumerMessages = []models.ConsumerPendingMessage{}
	if !token.Null {
		if summary.ConsumerMessages, err = listOf(&d, token, (*decoder).pendingOfConsumer); err != nil {
			return none, err
		}
	}
	return summary, nil
}

func (d *decoder) pendingOfConsumer(token resp.Token) (pending models.ConsumerPendingMessage, err error) {
	if err := d.isTuple(token, 2); err != nil {
		return pending, err
	}
	if pending.ConsumerName, err = d.nextText(); err != nil {
		return pending, err
	}
	pending.MessageCount, err = d.nextInteger()
	return pending, err
}

func decodePendingEntries(frame []byte) ([]models.XPendingDetail, error) {
	var d decoder
	token, err := d.open(frame, ShapePendingEntries)
	if err != nil {
		return nil, err
	}
	d.many()
	return listOf(&d, token, (*decoder).pendingEntry)
}

func (d *decoder) pendingEntry(token resp.Token) (entry models.XPendingDetail, err error) {
	if err := d.isTuple(token, 4); err != nil {
		return entry, err
	}
	if entry.ID, err = d.nextText(); err != nil {
		return entry, err
	}
	if entry.ConsumerName, err = d.nextText(); err != nil {
		return entry, err
	}
	idle, err := d.nextInteger()
	if err != nil {
		return entry, err
	}
	entry.IdleTime = time.Duration(idle) * time.Millisecond
	entry.DeliveryCount, err = d.nextInteger()
	return entry, err
}
