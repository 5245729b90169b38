package options

// ScoreFilter says which members of a sorted set ZMPOP and BZMPOP take. Since: 7.0.0.
type ScoreFilter string

const (
	// LowestScore takes the members with the lowest scores.
	LowestScore ScoreFilter = "MIN"
	// HighestScore takes the members with the highest scores.
	HighestScore ScoreFilter = "MAX"
)

// Validate returns a *failure.ConfigurationError if f is no filter, or nil.
func (f ScoreFilter) Validate() error {
	switch f {
	case LowestScore, HighestScore:
		return nil
	default:
		return invalid("ScoreFilter", "is unknown; use {LowestScore} or {HighestScore}")
	}
}

// ZPopOptions are the options of ZPOPMIN and ZPOPMAX.
type ZPopOptions struct {
	// Count is the largest number of members to take; 0 takes none. Nil takes one.
	Count *int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o ZPopOptions) Validate() error { return validateNumber("ZPopOptions.Count", o.Count) }

// ZMPopOptions are the options of ZMPOP and BZMPOP.
// See https://valkey.io/commands/zmpop/
type ZMPopOptions struct {
	// Count is the largest number of members to take. 0 takes one.
	Count int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o ZMPopOptions) Validate() error { return validatePopCount("ZMPopOptions.Count", o.Count) }

func validatePopCount(field string, count int64) error {
	if count < 0 {
		return invalid(field, "is negative; give a positive number, or 0 for one")
	}
	return nil
}
