package options

import "time"

// ConditionalChange says when a command changes anything at all.
type ConditionalChange string

const (
	// OnlyIfExists changes only what exists already (XX).
	OnlyIfExists ConditionalChange = "XX"
	// OnlyIfDoesNotExist changes only what does not exist yet (NX).
	OnlyIfDoesNotExist ConditionalChange = "NX"
	// OnlyIfEquals sets only a key whose value equals SetOptions.ComparisonValue
	// (IFEQ). Since: 8.1.0.
	OnlyIfEquals ConditionalChange = "IFEQ"
)

// SetOptions are the options of SET.
// See https://valkey.io/commands/set/
type SetOptions struct {
	// Condition sets the key only if it holds. Empty sets it in any case.
	Condition ConditionalChange
	// ComparisonValue is what the key's value must equal under OnlyIfEquals.
	ComparisonValue string
	// ReturnOldValue returns the value that the key had before, or nil if it had
	// none, instead of OK (GET). Since: 6.2.0, and together with OnlyIfDoesNotExist 7.0.0.
	ReturnOldValue bool
	// Expiry is when the key expires. Nil means never, also for a key that had an
	// expiry before; KeepTTL keeps that.
	Expiry Expiry
}

// Validate returns a *failure.ConfigurationError about options that cannot go
// together, or nil.
func (o SetOptions) Validate() error {
	switch o.Condition {
	case "", OnlyIfExists, OnlyIfDoesNotExist:
		if o.ComparisonValue != "" {
			return invalid("SetOptions.ComparisonValue", "is given without the condition that uses it; set Condition to OnlyIfEquals")
		}
	case OnlyIfEquals:
	default:
		return invalid("SetOptions.Condition", "is unknown; use OnlyIfExists, OnlyIfDoesNotExist or OnlyIfEquals")
	}
	return validateExpiry("SetOptions.Expiry", o.Expiry)
}

// Expiry is when a key expires: [ExpireIn], [ExpireAt] or [KeepTTL].
type Expiry interface{ expiry() }

// ExpireIn expires a key some time from now (EX or PX). Servers count
// milliseconds: a fraction of one is rounded up.
type ExpireIn struct {
	// Duration is how long the key lives. It must be positive.
	Duration time.Duration
}

// ExpireAt expires a key at a point in time (EXAT or PXAT), to the millisecond,
// rounded up. A time in the past deletes the key. Since: 6.2.0.
type ExpireAt struct {
	// Time is when the key expires. It must lie after 1970.
	Time time.Time
}

// KeepTTL leaves a key the expiry that it has (KEEPTTL). Since: 6.0.0.
type KeepTTL struct{}

func (ExpireIn) expiry() {}
func (ExpireAt) expiry() {}
func (KeepTTL) expiry()  {}

func validateExpiry(field string, expiry Expiry) error {
	switch e := expiry.(type) {
	case ExpireIn:
		if e.Duration <= 0 {
			return invalid(field, "is not in the future; give ExpireIn a positive Duration, or nil to never expire")
		}
	case ExpireAt:
		if e.Time.UnixMilli() <= 0 {
			return invalid(field, "is no time after 1970; give ExpireAt a Time, or nil to never expire")
		}
	}
	return nil
}
