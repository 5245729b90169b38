package models

import "time"

// LatencyEntry is a spike of latency: the longest that an event took within a second.
// See https://valkey.io/commands/latency-history/
type LatencyEntry struct {
	// Time is when it was, to the second.
	Time time.Time
	// Latency is how long the event took, to the millisecond.
	Latency time.Duration
}

// LatencyEventInfo is what a server knows of the spikes of one kind of event.
// See https://valkey.io/commands/latency-latest/
type LatencyEventInfo struct {
	// Event is the kind of event, such as "command" or "fork".
	Event string
	// Time is when the latest spike was, to the second.
	Time time.Time
	// Latest is the latency of the latest spike, to the millisecond.
	Latest time.Duration
	// Max is the highest latency there was, to the millisecond.
	Max time.Duration
	// Sum is the latency of all spikes together, to the millisecond, and Count their
	// number. Since: 8.1.0.
	Sum   time.Duration
	Count int64
}

// LatencyHistogram is the distribution of the time that the calls of one command took.
// See https://valkey.io/commands/latency-histogram/
type LatencyHistogram struct {
	// Command is the command's name in small letters, a subcommand's as "config|get".
	Command string
	// Calls is the number of calls.
	Calls int64
	// Buckets are the numbers of calls by how long they took, in ascending order.
	Buckets []LatencyBucket
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// LatencyBucket is the number of calls that took no longer than UpTo, those of the
// buckets before included.
type LatencyBucket struct {
	// UpTo is the longest that these calls took, to the microsecond.
	UpTo time.Duration
	// Calls is their number.
	Calls int64
}
