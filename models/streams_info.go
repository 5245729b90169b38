package models

import "time"

// XInfoStreamResponse describes a stream.
// See https://valkey.io/commands/xinfo-stream/
type XInfoStreamResponse struct {
	// Length is the number of entries.
	Length int64
	// RadixTreeKeys and RadixTreeNodes are the size of the tree that holds the entries.
	RadixTreeKeys, RadixTreeNodes int64
	// LastGeneratedID is the highest ID that the stream ever had.
	LastGeneratedID string
	// MaxDeletedEntryID is the highest ID that was deleted, "0-0" if none was. Since: 7.0.0.
	MaxDeletedEntryID string
	// EntriesAdded is how many entries were ever added. Since: 7.0.0.
	EntriesAdded int64
	// RecordedFirstEntryID is the ID of the first entry, "0-0" if there is none. Since: 7.0.0.
	RecordedFirstEntryID string
	// Groups is the number of consumer groups.
	Groups int64
	// FirstEntry and LastEntry are the oldest and the newest entry, absent if there are none.
	FirstEntry, LastEntry Result[StreamEntry]
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// XInfoStreamFullResponse describes a stream with its entries, its consumer groups
// and their pending entries.
// See https://valkey.io/commands/xinfo-stream/
type XInfoStreamFullResponse struct {
	// Length is the number of entries.
	Length int64
	// RadixTreeKeys and RadixTreeNodes are the size of the tree that holds the entries.
	RadixTreeKeys, RadixTreeNodes int64
	// LastGeneratedID is the highest ID that the stream ever had.
	LastGeneratedID string
	// MaxDeletedEntryID is the highest ID that was deleted, "0-0" if none was. Since: 7.0.0.
	MaxDeletedEntryID string
	// EntriesAdded is how many entries were ever added. Since: 7.0.0.
	EntriesAdded int64
	// RecordedFirstEntryID is the ID of the first entry, "0-0" if there is none. Since: 7.0.0.
	RecordedFirstEntryID string
	// Entries are the oldest entries, as many as were asked for.
	Entries []StreamEntry
	// Groups are the consumer groups.
	Groups []XInfoStreamGroup
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// XInfoStreamGroup is a consumer group in [XInfoStreamFullResponse].
type XInfoStreamGroup struct {
	// Name is the group's name.
	Name string
	// LastDeliveredID is the ID of the entry that was delivered last.
	LastDeliveredID string
	// EntriesRead is how many entries the group has read, absent if the server
	// cannot tell. Since: 7.0.0.
	EntriesRead Result[int64]
	// Lag is how many entries are still to be delivered to the group, absent if the
	// server cannot tell. Since: 7.0.0.
	Lag Result[int64]
	// PendingCount is the number of entries that are not acknowledged.
	PendingCount int64
	// Pending are the oldest of these, as many as were asked for.
	Pending []XInfoStreamGroupPending
	// Consumers are the group's consumers.
	Consumers []XInfoStreamConsumer
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// XInfoStreamGroupPending is an entry that a consumer group has delivered and that is
// not acknowledged yet.
type XInfoStreamGroupPending struct {
	// ID is the entry's ID.
	ID string
	// ConsumerName is the consumer that owns it.
	ConsumerName string
	// DeliveredTime is when it was last delivered, to the millisecond.
	DeliveredTime time.Time
	// DeliveredCount is how often it was delivered.
	DeliveredCount int64
}

// XInfoStreamConsumer is a consumer of a group in [XInfoStreamFullResponse].
type XInfoStreamConsumer struct {
	// Name is the consumer's name.
	Name string
	// SeenTime is when the consumer last tried to read or claim, to the millisecond.
	SeenTime time.Time
	// ActiveTime is when it last got an entry, absent if it never did or the server
	// does not tell. Since: 7.2.0.
	ActiveTime Result[time.Time]
	// PendingCount is the number of its entries that are not acknowledged.
	PendingCount int64
	// Pending are the oldest of these, as many as were asked for.
	Pending []XInfoStreamConsumerPending
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// XInfoStreamConsumerPending is an entry that was delivered to a consumer and that is
// not acknowledged yet.
type XInfoStreamConsumerPending struct {
	// ID is the entry's ID.
	ID string
	// DeliveredTime is when it was last delivered, to the millisecond.
	DeliveredTime time.Time
	// DeliveredCount is how often it was delivered.
	DeliveredCount int64
}

// XInfoGroupInfo describes a consumer group.
// See https://valkey.io/commands/xinfo-groups/
type XInfoGroupInfo struct {
	// Name is the group's name.
	Name string
	// Consumers is the number of its consumers.
	Consumers int64
	// Pending is the number of entries that are not acknowledged.
	Pending int64
	// LastDeliveredID is the ID of the entry that was delivered last.
	LastDeliveredID string
	// EntriesRead is how many entries the group has read, absent if the server
	// cannot tell. Since: 7.0.0.
	EntriesRead Result[int64]
	// Lag is how many entries are still to be delivered to the group, absent if the
	// server cannot tell. Since: 7.0.0.
	Lag Result[int64]
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// XInfoConsumerInfo describes a consumer of a group.
// See https://valkey.io/commands/xinfo-consumers/
type XInfoConsumerInfo struct {
	// Name is the consumer's name.
	Name string
	// Pending is the number of its entries that are not acknowledged.
	Pending int64
	// Idle is how long ago the consumer last tried to read or claim, to the millisecond.
	Idle time.Duration
	// Inactive is how long ago it last got an entry, to the millisecond, absent if it
	// never did or the server does not tell. Since: 7.2.0.
	Inactive Result[time.Duration]
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
