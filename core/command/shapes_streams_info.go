package command

import (
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of XINFO, which have the shapes record and records.
var (
	streamInfo     = replyOf(ShapeRecord, decodeStreamInfo)
	streamInfoFull = replyOf(ShapeRecord, decodeStreamInfoFull)
	groupInfos     = replyOf(ShapeRecords, decodeGroupInfos)
	consumerInfos  = replyOf(ShapeRecords, decodeConsumerInfos)
)

func decodeStreamInfo(frame []byte) (models.XInfoStreamResponse, error) {
	return decodeRecord(frame, (*decoder).streamInfo)
}

func decodeStreamInfoFull(frame []byte) (models.XInfoStreamFullResponse, error) {
	return decodeRecord(frame, (*decoder).streamInfoFull)
}

func decodeGroupInfos(frame []byte) ([]models.XInfoGroupInfo, error) {
	return decodeRecords(frame, (*decoder).groupInfo)
}

func decodeConsumerInfos(frame []byte) ([]models.XInfoConsumerInfo, error) {
	return decodeRecords(frame, (*decoder).consumerInfo)
}

func (d *decoder) streamInfo(token resp.Token) (info models.XInfoStreamResponse, err error) {
	info.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "length":
			return d.integerField(&info.Length)
		case "radix-tree-keys":
			return d.integerField(&info.RadixTreeKeys)
		case "radix-tree-nodes":
			return d.integerField(&info.RadixTreeNodes)
		case "last-generated-id":
			return d.textField(&info.LastGeneratedID)
		case "max-deleted-entry-id":
			return d.textField(&info.MaxDeletedEntryID)
		case "entries-added":
			return d.integerField(&info.EntriesAdded)
		case "recorded-first-entry-id":
			return d.textField(&info.RecordedFirstEntryID)
		case "groups":
			return d.integerField(&info.Groups)
		case "first-entry":
			return d.streamEntryField(&info.FirstEntry)
		case "last-entry":
			return d.streamEntryField(&info.LastEntry)
		default:
			return false, nil
		}
	})
	return info, err
}

func (d *decoder) streamInfoFull(token resp.Token) (info models.XInfoStreamFullResponse, err error) {
	info.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "length":
			return d.integerField(&info.Length)
		case "radix-tree-keys":
			return d.integerField(&info.RadixTreeKeys)
		case "radix-tree-nodes":
			return d.integerField(&info.RadixTreeNodes)
		case "last-generated-id":
			return d.textField(&info.LastGeneratedID)
		case "max-deleted-entry-id":
			return d.textField(&info.MaxDeletedEntryID)
		case "entries-added":
			return d.integerField(&info.EntriesAdded)
		case "recorded-first-entry-id":
			return d.textField(&info.RecordedFirstEntryID)
		case "entries":
			return listField(d, &info.Entries, (*decoder).streamEntry)
		case "groups":
			return listField(d, &info.Groups, (*decoder).streamGroup)
		default:
			return false, nil
		}
	})
	return info, err
}

func (d *decoder) streamGroup(token resp.Token) (group models.XInfoStreamGroup, err error) {
	group.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&group.Name)
		case "last-delivered-id":
			return d.textField(&group.LastDeliveredID)
		case "entries-read":
			return d.nullableIntegerField(&group.EntriesRead)
		case "lag":
			return d.nullableIntegerField(&group.Lag)
		case "pel-count":
			return d.integerField(&group.PendingCount)
		case "pending":
			return listField(d, &group.Pending, (*decoder).pendingOfGroup)
		case "consumers":
			return listField(d, &group.Consumers, (*decoder).streamConsumer)
		default:
			return false, nil
		}
	})
	return group, err
}

func (d *decoder) pendingOfGroup(token resp.Token) (entry models.XInfoStreamGroupPending, err error) {
	err = d.places(token, 4,
		d.textPlace(&entry.ID), d.textPlace(&entry.ConsumerName),
		d.timePlace(&entry.DeliveredTime), d.integerPlace(&entry.DeliveredCount))
	return entry, err
}

func (d *decoder) streamConsumer(token resp.Token) (consumer models.XInfoStreamConsumer, err error) {
	consumer.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&consumer.Name)
		case "seen-time":
			return d.timeField(&consumer.SeenTime)
		case "active-time":
			n, err := d.nextInteger()
			if n >= 0 {
				consumer.ActiveTime = models.Present(time.UnixMilli(n))
			}
			return true, err
		case "pel-count":
			return d.integerField(&consumer.PendingCount)
		case "pending":
			return listField(d, &consumer.Pending, (*decoder).pendingToConsumer)
		default:
			return false, nil
		}
	})
	return consumer, err
}

func (d *decoder) pendingToConsumer(token resp.Token) (entry models.XInfoStreamConsumerPending, err error) {
	err = d.places(token, 3,
		d.textPlace(&entry.ID), d.timePlace(&entry.DeliveredTime), d.integerPlace(&entry.DeliveredCount))
	return entry, err
}

func (d *decoder) groupInfo(token resp.Token) (group models.XInfoGroupInfo, err error) {
	group.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&group.Name)
		case "consumers":
			return d.integerField(&group.Consumers)
		case "pending":
			return d.integerField(&group.Pending)
		case "last-delivered-id":
			return d.textField(&group.LastDeliveredID)
		case "entries-read":
			return d.nullableIntegerField(&group.EntriesRead)
		case "lag":
			return d.nullableIntegerField(&group.Lag)
		default:
			return false, nil
		}
	})
	return group, err
}

func (d *decoder) consumerInfo(token resp.Token) (consumer models.XInfoConsumerInfo, err error) {
	consumer.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&consumer.Name)
		case "pending":
			return d.integerField(&consumer.Pending)
		case "idle":
			n, err := d.nextInteger()
			consumer.Idle = time.Duration(n) * time.Millisecond
			return true, err
		case "inactive":
			n, err := d.nextInteger()
			if n >= 0 {
				consumer.Inactive = models.Present(time.Duration(n) * time.Millisecond)
			}
			return true, err
		default:
			return false, nil
		}
	})
	return consumer, err
}

// streamEntryField reads an entry, or null where the stream has none.
func (d *decoder) streamEntryField(into *models.Result[models.StreamEntry]) (bool, error) {
	token, err := d.next()
	if err != nil || token.Null {
		return true, err
	}
	entry, err := d.streamEntry(token)
	if err == nil {
		*into = models.Present(entry)
	}
	return true, err
}
