package command

import (
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies about pending entries that have the shapes tuple and tuples.
var (
	pendingSummary = replyOf(ShapeTuple, decodePendingSummary)
	pendingEntries = replyOf(ShapeTuples, decodePendingEntries)
	claimedIDs     = replyOf(ShapeTuple, decodeClaimedIDs)
)

func decodePendingSummary(frame []byte) (models.XPendingSummary, error) {
	return decodeTuple(frame, (*decoder).pendingSummary)
}

func decodePendingEntries(frame []byte) ([]models.XPendingDetail, error) {
	return decodeTuples(frame, (*decoder).pendingEntry)
}

func decodeClaimedIDs(frame []byte) (models.XAutoClaimJustIDResponse, error) {
	return decodeTuple(frame, (*decoder).claimedIDs)
}

func (d *decoder) pendingSummary(token resp.Token) (summary models.XPendingSummary, err error) {
	summary.ConsumerMessages = []models.ConsumerPendingMessage{}
	err = d.places(token, 4,
		d.integerPlace(&summary.NumOfMessages),
		d.nullableTextPlace(&summary.StartID),
		d.nullableTextPlace(&summary.EndID),
		func() error { // null where there are none
			token, err := d.next()
			if err != nil || token.Null {
				return err
			}
			summary.ConsumerMessages, err = listOf(d, token, (*decoder).pendingOfConsumer)
			return err
		},
	)
	return summary, err
}

func (d *decoder) pendingOfConsumer(token resp.Token) (pending models.ConsumerPendingMessage, err error) {
	err = d.places(token, 2, d.textPlace(&pending.ConsumerName), d.integerPlace(&pending.MessageCount))
	return pending, err
}

func (d *decoder) pendingEntry(token resp.Token) (entry models.XPendingDetail, err error) {
	var idle int64
	err = d.places(token, 4,
		d.textPlace(&entry.ID), d.textPlace(&entry.ConsumerName), d.integerPlace(&idle), d.integerPlace(&entry.DeliveryCount))
	entry.IdleTime = time.Duration(idle) * time.Millisecond
	return entry, err
}

// claimedIDs and claimedEntries decode a step through pending entries. Servers before
// 7.0 do not tell which entries were deleted.
func (d *decoder) claimedIDs(token resp.Token) (claimed models.XAutoClaimJustIDResponse, err error) {
	claimed.DeletedMessages = []string{}
	err = d.places(token, 2,
		d.textPlace(&claimed.NextEntry), d.textsPlace(&claimed.ClaimedEntries), d.textsPlace(&claimed.DeletedMessages))
	return claimed, err
}

func decodeClaimedEntries(frame []byte) (claimed models.XAutoClaimResponse, err error) {
	var d decoder
	token, err := d.open(frame, ShapeClaimedEntries)
	if err != nil {
		return claimed, err
	}
	d.many()
	claimed.DeletedMessages = []string{}
	err = d.places(token, 2,
		d.textPlace(&claimed.NextEntry),
		func() error {
			token, err := d.next()
			if err != nil {
				return err
			}
			claimed.ClaimedEntries, err = d.streamEntries(token)
			return err
		},
		d.textsPlace(&claimed.DeletedMessages),
	)
	return claimed, err
}
