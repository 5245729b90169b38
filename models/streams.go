package models

import "time"

// XAutoClaimResponse is one step of XAUTOCLAIM through the pending entries of a
// consumer group. A step may claim nothing although there are more to look at.
type XAutoClaimResponse struct {
	// NextEntry is the ID at which the next step starts, "0-0" if this was the last.
	NextEntry string
	// ClaimedEntries are the entries that the consumer now owns, oldest first.
	ClaimedEntries []StreamEntry
	// DeletedMessages are the IDs of entries that no longer exist in the stream and
	// that were therefore taken off the list of pending ones. Since: 7.0.0.
	DeletedMessages []string
}

// XAutoClaimJustIDResponse is [XAutoClaimResponse] with the IDs of the entries alone.
type XAutoClaimJustIDResponse struct {
	// NextEntry is the ID at which the next step starts, "0-0" if this was the last.
	NextEntry string
	// ClaimedEntries are the IDs of the entries that the consumer now owns, oldest first.
	ClaimedEntries []string
	// DeletedMessages are the IDs of entries that no longer exist in the stream and
	// that were therefore taken off the list of pending ones. Since: 7.0.0.
	DeletedMessages []string
}

// XPendingSummary tells how many entries of a stream a consumer group has delivered
// that are not acknowledged yet, and to whom.
type XPendingSummary struct {
	// NumOfMessages is the number of pending entries.
	NumOfMessages int64
	// StartID and EndID are the lowest and the highest ID among them, absent if
	// there are none.
	StartID, EndID Result[string]
	// ConsumerMessages are the consumers that have pending entries.
	ConsumerMessages []ConsumerPendingMessage
}

// ConsumerPendingMessage is a consumer with the number of its pending entries.
type ConsumerPendingMessage struct {
	// ConsumerName is the consumer, MessageCount the number of its entries.
	ConsumerName string
	MessageCount int64
}

// XPendingDetail is an entry that was delivered and is not acknowledged yet.
type XPendingDetail struct {
	// ID is the entry's ID.
	ID string
	// ConsumerName is the consumer that owns the entry.
	ConsumerName string
	// IdleTime is how long ago the entry was last delivered, to the millisecond.
	IdleTime time.Duration
	// DeliveryCount is how often it was delivered.
	DeliveryCount int64
}
