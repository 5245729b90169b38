package options

import "time"

// XPendingOptions select pending entries for XPENDING.
// See https://valkey.io/commands/xpending/
type XPendingOptions struct {
	// Start and End bound the entries' IDs. Nil does not bound that side.
	Start, End StreamBound
	// Count is the largest number of entries to return, 1 or more. Servers take less
	// and return none, which would look as if nothing were pending.
	Count int64
	// ConsumerName selects the entries of one consumer. Nil selects those of all.
	ConsumerName *string
	// MinIdleTime selects entries that were last delivered at least so long ago, to
	// the millisecond, rounded up. 0 or less selects all. Since: 6.2.0.
	MinIdleTime time.Duration
}

// Validate returns a *failure.ConfigurationError about a number that cannot be sent, or nil.
func (o XPendingOptions) Validate() error {
	if o.Count <= 0 {
		return invalid("XPendingOptions.Count", "is not positive; give the largest number of entries to return")
	}
	return nil
}

// XClaimOptions are the options of XCLAIM.
// See https://valkey.io/commands/xclaim/
type XClaimOptions struct {
	// LastDelivery is what counts as the time when the entries were last delivered:
	// [DeliveredAgo] or [DeliveredAt]. Nil is now.
	LastDelivery LastDelivery
	// RetryCount is how often the entries are to count as delivered. Nil adds one to
	// what it is, and nothing where only the IDs are asked for.
	RetryCount *int64
	// Force makes entries of the stream pending that are not yet, as if they had
	// been delivered to another consumer (FORCE).
	Force bool
	// LastID raises the ID of the entry that the group was delivered last, unless it
	// is that far already. Empty leaves it (LASTID).
	LastID string
}

// Validate returns a *failure.ConfigurationError about a field that cannot be sent, or nil.
func (o XClaimOptions) Validate() error {
	if o.LastDelivery == nil {
		return nil
	}
	return o.LastDelivery.Validate()
}

// LastDelivery is a time at which pending entries were last delivered:
// [DeliveredAgo] or [DeliveredAt].
type LastDelivery interface {
	// Validate returns a *failure.ConfigurationError about a time that cannot be sent, or nil.
	Validate() error
	lastDelivery()
}

// DeliveredAgo is a time before now, by the server's clock (IDLE).
type DeliveredAgo struct {
	// Duration is how long ago, to the millisecond, rounded up. What would lie in the
	// future counts as now.
	Duration time.Duration
}

// DeliveredAt is a point in time (TIME).
type DeliveredAt struct {
	// Time is the point in time, to the millisecond, rounded down. What lies in the
	// future or before 1970 counts as now, but for the zero time, which nobody set.
	Time time.Time
}

func (DeliveredAgo) lastDelivery() {}
func (DeliveredAt) lastDelivery()  {}

// Validate returns nil.
func (d DeliveredAgo) Validate() error { return nil }

// Validate returns a *failure.ConfigurationError about the zero time, or nil.
func (d DeliveredAt) Validate() error {
	if d.Time.IsZero() {
		return invalid("DeliveredAt.Time", "is the zero time; give when the entries were delivered")
	}
	return nil
}

// XAutoClaimOptions are the options of XAUTOCLAIM.
// See https://valkey.io/commands/xautoclaim/
type XAutoClaimOptions struct {
	// Count is the largest number of entries to claim in one step. 0 leaves it to
	// the server, which takes 100.
	Count int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o XAutoClaimOptions) Validate() error {
	if o.Count < 0 {
		return invalid("XAutoClaimOptions.Count", "is negative; give a positive number, or 0 to leave it to the server")
	}
	return nil
}
