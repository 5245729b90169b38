package options

import "time"

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

// ExpiryChange is what a command that reads a value does to its expiry: [ExpireIn],
// [ExpireAt] or [Persist].
type ExpiryChange interface{ expiryChange() }

// Persist removes the expiry (PERSIST), so that the value stays until it is deleted.
type Persist struct{}

func (ExpireIn) expiryChange() {}
func (ExpireAt) expiryChange() {}
func (Persist) expiryChange()  {}

func validateExpiry(field string, expiry Expiry) error {
	switch e := expiry.(type) {
	case nil, KeepTTL:
		return nil
	case ExpireIn:
		return e.validate(field)
	case ExpireAt:
		return e.validate(field)
	default:
		return invalid(field, "is unknown; give an ExpireIn, ExpireAt or KeepTTL by value")
	}
}

func validateExpiryChange(field string, expiry ExpiryChange) error {
	switch e := expiry.(type) {
	case nil, Persist:
		return nil
	case ExpireIn:
		return e.validate(field)
	case ExpireAt:
		return e.validate(field)
	default:
		return invalid(field, "is unknown; give an ExpireIn, ExpireAt or Persist by value")
	}
}

func (e ExpireIn) validate(field string) error {
	if e.Duration <= 0 {
		return invalid(field, "is not in the future; give ExpireIn a positive {ExpireIn.Duration}, or leave the expiry out")
	}
	return nil
}

func (e ExpireAt) validate(field string) error {
	if e.Time.UnixMilli() <= 0 {
		return invalid(field, "is no time after 1970; give ExpireAt a {ExpireAt.Time}, or leave the expiry out")
	}
	return nil
}
