package options

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
	// ComparisonValue is what the key's value must equal under OnlyIfEquals, which
	// needs it. It may be empty.
	ComparisonValue *string
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
	if err := validateExpiry("SetOptions.Expiry", o.Expiry); err != nil {
		return err
	}
	switch o.Condition {
	case "", OnlyIfExists, OnlyIfDoesNotExist:
		if o.ComparisonValue != nil {
			return invalid("SetOptions.ComparisonValue", "is given without the condition that uses it; set {SetOptions.Condition} to {OnlyIfEquals}")
		}
	case OnlyIfEquals:
		if o.ComparisonValue == nil {
			return invalid("SetOptions.ComparisonValue", "is missing, which {OnlyIfEquals} needs; give the value, which may be empty")
		}
	default:
		return invalid("SetOptions.Condition", "is unknown; use {OnlyIfExists}, {OnlyIfDoesNotExist} or {OnlyIfEquals}")
	}
	return nil
}

// MSetExOptions are the options of MSETEX. Since: 9.1.0.
// See https://valkey.io/commands/msetex/
type MSetExOptions struct {
	// Condition sets the keys only if it holds for all of them: OnlyIfExists or
	// OnlyIfDoesNotExist. Empty sets them in any case.
	Condition ConditionalChange
	// Expiry is when the keys expire. Nil means never, also for keys that had an
	// expiry before; KeepTTL keeps that.
	Expiry Expiry
}

// Validate returns a *failure.ConfigurationError about options that the command has
// not got, or nil.
func (o MSetExOptions) Validate() error {
	switch o.Condition {
	case "", OnlyIfExists, OnlyIfDoesNotExist:
		return validateExpiry("MSetExOptions.Expiry", o.Expiry)
	default:
		return invalid("MSetExOptions.Condition", "is none of the command's; use {OnlyIfExists} or {OnlyIfDoesNotExist}")
	}
}

// GetExOptions are the options of GETEX.
// See https://valkey.io/commands/getex/
type GetExOptions struct {
	// Expiry is what becomes of the key's expiry. Nil leaves it as it is.
	Expiry ExpiryChange
}

// Validate returns a *failure.ConfigurationError about an expiry that cannot be
// meant, or nil.
func (o GetExOptions) Validate() error {
	return validateExpiryChange("GetExOptions.Expiry", o.Expiry)
}

// LCSIdxOptions say which of the common parts LCS returns, and what of each.
// See https://valkey.io/commands/lcs/
type LCSIdxOptions struct {
	// MinMatchLen leaves out parts shorter than this many bytes. 0 or less leaves
	// out none.
	MinMatchLen int64
	// WithMatchLen returns the length of each part as well.
	WithMatchLen bool
}

// Validate returns nil.
func (LCSIdxOptions) Validate() error { return nil }
