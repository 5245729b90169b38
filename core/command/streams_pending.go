package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// XPending summarises the pending entries of a consumer group of the stream at key:
// those that were delivered and are not acknowledged yet.
//
// Reply: their number, the lowest and the highest ID, and the number that each
// consumer has. Errors: NOGROUP if the key or the group does not exist, WRONGTYPE if
// key holds no stream.
// Complexity: O(N) for N consumers. Since: 5.0.0.
// See https://valkey.io/commands/xpending/
func XPending(a *Args, key, group string) Reply[models.XPendingSummary] {
	a.Begin("XPENDING")
	a.Key(key)
	a.String(group)
	return pendingSummary
}

// XPendingWithOptions returns the pending entries of a consumer group of the stream at
// key that opts select.
//
// Reply: each entry's ID, its consumer, and when and how often it was delivered, in
// order of the IDs. Errors: NOGROUP if the key or the group does not exist, WRONGTYPE
// if key holds no stream.
// Complexity: O(N) for N entries returned, and for N looked at with MinIdleTime. Since: 5.0.0.
// See https://valkey.io/commands/xpending/
//
//glissade:javascript xpendingWithOptions
func XPendingWithOptions(a *Args, key, group string, opts options.XPendingOptions) Reply[[]models.XPendingDetail] {
	a.Begin("XPENDING")
	a.Key(key)
	a.String(group)
	a.check(opts.Validate())
	if opts.MinIdleTime > 0 {
		a.Word("IDLE")
		a.Int(milliseconds(opts.MinIdleTime))
	}
	a.streamBound("opts.Start", opts.Start, true)
	a.streamBound("opts.End", opts.End, false)
	a.Int(opts.Count)
	if opts.ConsumerName != nil {
		a.String(*opts.ConsumerName)
	}
	return pendingEntries
}

// XClaim makes a consumer the owner of pending entries of a group of the stream at key
// that were last delivered at least minIdleTime ago, to the millisecond, rounded up.
//
// Reply: the entries that the consumer now owns, in the order of ids. Errors: NOGROUP
// if the key or the group does not exist, ERR if an ID is malformed, WRONGTYPE if key
// holds no stream.
// Complexity: O(log N) for each entry, for N pending ones. Since: 5.0.0.
// See https://valkey.io/commands/xclaim/
func XClaim(a *Args, key, group, consumer string, minIdleTime time.Duration, ids []string) Reply[[]models.StreamEntry] {
	a.Begin("XCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.Strings("ids", ids)
	return streamEntries
}

// XClaimWithOptions makes a consumer the owner of pending entries of a group of the
// stream at key that were last delivered at least minIdleTime ago, to the
// millisecond, rounded up, and sets what opts say of them.
//
// Reply: the entries that the consumer now owns, in the order of ids. Errors: NOGROUP
// if the key or the group does not exist, ERR if an ID is malformed, WRONGTYPE if key
// holds no stream.
// Complexity: O(log N) for each entry, for N pending ones. Since: 5.0.0.
// See https://valkey.io/commands/xclaim/
func XClaimWithOptions(a *Args, key, group, consumer string, minIdleTime time.Duration, ids []string, opts options.XClaimOptions) Reply[[]models.StreamEntry] {
	a.Begin("XCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.Strings("ids", ids)
	a.claimOptions(opts)
	return streamEntries
}

// XClaimJustID makes a consumer the owner of pending entries of a group of the stream
// at key that were last delivered at least minIdleTime ago, to the millisecond,
// rounded up. It does not count as a delivery.
//
// Reply: the IDs of the entries that the consumer now owns, in the order of ids.
// Errors: NOGROUP if the key or the group does not exist, ERR if an ID is malformed,
// WRONGTYPE if key holds no stream.
// Complexity: O(log N) for each entry, for N pending ones. Since: 5.0.0.
// See https://valkey.io/commands/xclaim/
func XClaimJustID(a *Args, key, group, consumer string, minIdleTime time.Duration, ids []string) Reply[[]string] {
	a.Begin("XCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.Strings("ids", ids)
	a.Word("JUSTID")
	return texts
}

// XClaimJustIDWithOptions makes a consumer the owner of pending entries of a group of
// the stream at key that were last delivered at least minIdleTime ago, to the
// millisecond, rounded up, and sets what opts say of them.
//
// Reply: the IDs of the entries that the consumer now owns, in the order of ids.
// Errors: NOGROUP if the key or the group does not exist, ERR if an ID is malformed,
// WRONGTYPE if key holds no stream.
// Complexity: O(log N) for each entry, for N pending ones. Since: 5.0.0.
// See https://valkey.io/commands/xclaim/
func XClaimJustIDWithOptions(a *Args, key, group, consumer string, minIdleTime time.Duration, ids []string, opts options.XClaimOptions) Reply[[]string] {
	a.Begin("XCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.Strings("ids", ids)
	a.claimOptions(opts)
	a.Word("JUSTID")
	return texts
}

// XAutoClaim goes through the pending entries of a group of the stream at key, from
// the ID start on, and makes a consumer the owner of those that were last delivered at
// least minIdleTime ago, to the millisecond, rounded up. Start with "0-0", and go on
// with the ID of the reply.
//
// Reply: where to go on, the entries that the consumer now owns, and the IDs of those
// that were pending but no longer exist. Errors: NOGROUP if the key or the group does
// not exist, WRONGTYPE if key holds no stream.
// Complexity: O(1), since a step is small. Since: 6.2.0.
// See https://valkey.io/commands/xautoclaim/
func XAutoClaim(a *Args, key, group, consumer string, minIdleTime time.Duration, start string) Reply[models.XAutoClaimResponse] {
	a.Begin("XAUTOCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.String(start)
	return claimedEntries
}

// XAutoClaimWithOptions goes through the pending entries of a group of the stream at
// key as XAutoClaim does, in a step as large as opts say.
//
// Reply: where to go on, the entries that the consumer now owns, and the IDs of those
// that were pending but no longer exist. Errors: NOGROUP if the key or the group does
// not exist, WRONGTYPE if key holds no stream.
// Complexity: O(N) for a step of N entries. Since: 6.2.0.
// See https://valkey.io/commands/xautoclaim/
func XAutoClaimWithOptions(a *Args, key, group, consumer string, minIdleTime time.Duration, start string, opts options.XAutoClaimOptions) Reply[models.XAutoClaimResponse] {
	a.Begin("XAUTOCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.String(start)
	a.check(opts.Validate())
	a.countOption(opts.Count)
	return claimedEntries
}

// XAutoClaimJustID goes through the pending entries of a group of the stream at key as
// XAutoClaim does, and returns the IDs alone. It does not count as a delivery.
//
// Reply: where to go on, the IDs of the entries that the consumer now owns, and the
// IDs of those that were pending but no longer exist. Errors: NOGROUP if the key or
// the group does not exist, WRONGTYPE if key holds no stream.
// Complexity: O(1), since a step is small. Since: 6.2.0.
// See https://valkey.io/commands/xautoclaim/
func XAutoClaimJustID(a *Args, key, group, consumer string, minIdleTime time.Duration, start string) Reply[models.XAutoClaimJustIDResponse] {
	a.Begin("XAUTOCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.String(start)
	a.Word("JUSTID")
	return claimedIDs
}

// XAutoClaimJustIDWithOptions goes through the pending entries of a group of the stream
// at key as XAutoClaim does, in a step as large as opts say, and returns the IDs
// alone. It does not count as a delivery.
//
// Reply: where to go on, the IDs of the entries that the consumer now owns, and the
// IDs of those that were pending but no longer exist. Errors: NOGROUP if the key or
// the group does not exist, WRONGTYPE if key holds no stream.
// Complexity: O(N) for a step of N entries. Since: 6.2.0.
// See https://valkey.io/commands/xautoclaim/
func XAutoClaimJustIDWithOptions(a *Args, key, group, consumer string, minIdleTime time.Duration, start string, opts options.XAutoClaimOptions) Reply[models.XAutoClaimJustIDResponse] {
	a.Begin("XAUTOCLAIM")
	a.claim(key, group, consumer, minIdleTime)
	a.String(start)
	a.check(opts.Validate())
	a.countOption(opts.Count)
	a.Word("JUSTID")
	return claimedIDs
}

// claim appends what XCLAIM and XAUTOCLAIM begin with.
func (a *Args) claim(key, group, consumer string, minIdleTime time.Duration) {
	a.Key(key)
	a.String(group)
	a.String(consumer)
	a.Int(milliseconds(minIdleTime))
}

func (a *Args) claimOptions(opts options.XClaimOptions) {
	a.check(opts.Validate())
	switch delivery := opts.LastDelivery.(type) {
	case nil:
	case options.DeliveredAgo:
		a.Word("IDLE")
		a.Int(milliseconds(delivery.Duration))
	case options.DeliveredAt:
		a.Word("TIME")
		a.Int(delivery.Time.UnixMilli())
	default:
		a.refuse("opts.LastDelivery", "is a pointer; give a DeliveredAgo or DeliveredAt by value")
	}
	a.numberOption("RETRYCOUNT", opts.RetryCount)
	if opts.Force {
		a.Word("FORCE")
	}
	if opts.LastID != "" {
		a.Word("LASTID")
		a.String(opts.LastID)
	}
}
