package models

import "time"

// PubSubMode is how what one subscribes to is named.
// Source: GLIDE's PubSubChannelModes.
type PubSubMode int

const (
	// Exact names channels.
	Exact PubSubMode = iota
	// Pattern names all channels that match a glob-style pattern, such as "news.*".
	Pattern
	// Sharded names channels that belong to the shard of their slot. Only clusters have
	// them. Since: 7.0.0.
	Sharded
)

// String returns the name of the mode: "Exact", "Pattern" or "Sharded".
func (m PubSubMode) String() string {
	switch m {
	case Exact:
		return "Exact"
	case Pattern:
		return "Pattern"
	case Sharded:
		return "Sharded"
	default:
		return "unknown"
	}
}

// PubSubMessage is a message that was published.
// See https://valkey.io/topics/pubsub/
type PubSubMessage struct {
	// Message is what was published.
	Message string
	// Channel is what it was published on.
	Channel string
	// Pattern is the subscribed pattern that the channel matches; it is absent where
	// the channel itself is subscribed.
	Pattern Result[string]
}

// PubSubEvent is what a subscription's channel has: a message, or the error that tells
// that some are missing.
type PubSubEvent struct {
	PubSubMessage
	// Err is a *failure.GapError or *failure.OverflowError, after which more may come, or
	// why there is no more. The message is then empty.
	Err error
}

// PubSubState tells what a client is subscribed to.
type PubSubState struct {
	// DesiredSubscriptions are what the program wants, by mode, sorted.
	DesiredSubscriptions map[PubSubMode][]string
	// ActualSubscriptions are what servers have confirmed, by mode, sorted. Those that
	// are missing are being subscribed, or were refused.
	ActualSubscriptions map[PubSubMode][]string
}

// PubSubStatistics counts what became of subscriptions and messages.
type PubSubStatistics struct {
	// Messages counts the messages received, each once however many subscriptions got it.
	Messages uint64
	// Dropped counts messages that a full queue had no room for.
	Dropped uint64
	// Gaps counts how often a subscription was told that messages may be missing.
	Gaps uint64
	// OutOfSync counts how often the desired and the actual subscriptions were compared
	// and differed. Source: GLIDE's subscription_out_of_sync_count.
	OutOfSync uint64
	// LastSync is when they were last found to agree; the zero time stands for never.
	// Source: GLIDE's subscription_last_sync_timestamp.
	LastSync time.Time
}

// KeyEvent is what has happened to a key, as the server has notified of it. The value is
// not told, and may be another by the time that the event is read.
// See https://valkey.io/topics/notifications/
type KeyEvent struct {
	// Database is the number of the key's database.
	Database int
	// Key is the key.
	Key string
	// Event is the name of what happened: "set", "expired", "del", "hset", …
	Event string
}
