package options

// FieldConditionalChange says when HSETEX sets the fields of a hash. Since: 9.0.0.
type FieldConditionalChange string

const (
	// OnlyIfAllExist sets fields only if all of them exist already (FXX).
	OnlyIfAllExist FieldConditionalChange = "FXX"
	// OnlyIfNoneExist sets fields only if none of them exists yet (FNX).
	OnlyIfNoneExist FieldConditionalChange = "FNX"
)

// HSetExOptions are the options of HSETEX.
// See https://valkey.io/commands/hsetex/
type HSetExOptions struct {
	// KeyConditionalChange sets the fields only if the key exists (OnlyIfExists) or
	// does not (OnlyIfDoesNotExist). Empty sets them in any case. Since: 9.1.0.
	KeyConditionalChange ConditionalChange
	// FieldConditionalChange sets the fields only if all of them exist or none does.
	// Empty sets them in any case.
	FieldConditionalChange FieldConditionalChange
	// Expiry is when the fields expire. Nil means never, also for fields that had an
	// expiry before; KeepTTL keeps that.
	Expiry Expiry
}

// Validate returns a *failure.ConfigurationError about a condition or an expiry that
// HSETEX has not got, or nil.
func (o HSetExOptions) Validate() error {
	switch o.KeyConditionalChange {
	case "", OnlyIfExists, OnlyIfDoesNotExist:
	default:
		return invalid("HSetExOptions.KeyConditionalChange", "does not apply to HSETEX; use {OnlyIfExists} or {OnlyIfDoesNotExist}")
	}
	switch o.FieldConditionalChange {
	case "", OnlyIfAllExist, OnlyIfNoneExist:
	default:
		return invalid("HSetExOptions.FieldConditionalChange", "is unknown; use {OnlyIfAllExist} or {OnlyIfNoneExist}")
	}
	return validateExpiry("HSetExOptions.Expiry", o.Expiry)
}

// HGetExOptions are the options of HGETEX.
// See https://valkey.io/commands/hgetex/
type HGetExOptions struct {
	// Expiry is what becomes of the fields' expiry. Nil leaves it as it is.
	Expiry ExpiryChange
}

// Validate returns a *failure.ConfigurationError about an expiry that cannot be
// meant, or nil.
func (o HGetExOptions) Validate() error {
	return validateExpiryChange("HGetExOptions.Expiry", o.Expiry)
}

// HExpireOptions are the options of HEXPIRE, HPEXPIRE, HEXPIREAT and HPEXPIREAT.
// See https://valkey.io/commands/hexpire/
type HExpireOptions struct {
	// ExpireCondition changes the expiry only of those fields for which it holds. A
	// field without expiry counts as never expiring. Empty changes that of all.
	ExpireCondition ExpireCondition
}

// Validate returns a *failure.ConfigurationError about an unknown condition, or nil.
func (o HExpireOptions) Validate() error {
	if o.ExpireCondition == "" {
		return nil
	}
	return o.ExpireCondition.Validate()
}

// HScanOptions are the options of HSCAN.
// See https://valkey.io/commands/hscan/
type HScanOptions struct {
	// Match is the pattern that the fields must match, such as "user:*". Nil
	// returns every field.
	Match *string
	// Count is how many fields the server should look at in one step; it may look at
	// more. 0 leaves it to the server, which takes 10.
	Count int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o HScanOptions) Validate() error { return validateScanCount("HScanOptions.Count", o.Count) }
