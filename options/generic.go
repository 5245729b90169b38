package options

// ExpireCondition says when EXPIRE and its kin change a key's expiry. Since: 7.0.0.
type ExpireCondition string

const (
	// HasNoExpiry changes only a key that has no expiry (NX).
	HasNoExpiry ExpireCondition = "NX"
	// HasExistingExpiry changes only a key that has an expiry (XX).
	HasExistingExpiry ExpireCondition = "XX"
	// NewExpiryGreaterThanCurrent changes only to a later expiry (GT). A key
	// without one counts as never expiring.
	NewExpiryGreaterThanCurrent ExpireCondition = "GT"
	// NewExpiryLessThanCurrent changes only to a sooner expiry (LT). A key without
	// one counts as never expiring.
	NewExpiryLessThanCurrent ExpireCondition = "LT"
)

// Validate returns a *failure.ConfigurationError if c is no condition, or nil.
func (c ExpireCondition) Validate() error {
	switch c {
	case HasNoExpiry, HasExistingExpiry, NewExpiryGreaterThanCurrent, NewExpiryLessThanCurrent:
		return nil
	default:
		return invalid("ExpireCondition", "is unknown; use HasNoExpiry, HasExistingExpiry, NewExpiryGreaterThanCurrent or NewExpiryLessThanCurrent")
	}
}

// Limit is a part of a result: Count elements after the first Offset ones.
type Limit struct {
	// Offset is the number of elements to leave out at the beginning, 0 or more.
	Offset int64
	// Count is the number of elements to return; a negative one means all.
	Count int64
}
