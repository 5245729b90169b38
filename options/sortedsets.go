package options

import "math"

// UpdateOptions says when ZADD changes the score of a member that exists. New
// members are added in any case. Since: 6.2.0.
type UpdateOptions string

const (
	// ScoreLessThanCurrent changes a score only to a lower one (LT).
	ScoreLessThanCurrent UpdateOptions = "LT"
	// ScoreGreaterThanCurrent changes a score only to a higher one (GT).
	ScoreGreaterThanCurrent UpdateOptions = "GT"
)

// ZAddOptions are the options of ZADD.
// See https://valkey.io/commands/zadd/
type ZAddOptions struct {
	// ConditionalChange limits the command to members that exist (OnlyIfExists) or
	// to new ones (OnlyIfDoesNotExist). Empty adds and changes.
	ConditionalChange ConditionalChange
	// UpdateOptions limits which scores are changed. It does not go together with
	// OnlyIfDoesNotExist, which changes none. Empty changes all.
	UpdateOptions UpdateOptions
	// Changed makes the reply count changed members too, not only added ones (CH).
	Changed bool
}

// Validate returns a *failure.ConfigurationError about options that cannot go
// together, or nil.
func (o ZAddOptions) Validate() error {
	switch o.ConditionalChange {
	case "", OnlyIfExists:
	case OnlyIfDoesNotExist:
		if o.UpdateOptions != "" {
			return invalid("ZAddOptions.UpdateOptions", "is given with {OnlyIfDoesNotExist}, which updates nothing; leave out one of them")
		}
	default:
		return invalid("ZAddOptions.ConditionalChange", "does not apply to ZADD; use {OnlyIfExists} or {OnlyIfDoesNotExist}")
	}
	switch o.UpdateOptions {
	case "", ScoreLessThanCurrent, ScoreGreaterThanCurrent:
		return nil
	default:
		return invalid("ZAddOptions.UpdateOptions", "is unknown; use {ScoreLessThanCurrent} or {ScoreGreaterThanCurrent}")
	}
}

// ZRangeQuery is what part of a sorted set to return: [RangeByIndex],
// [RangeByScore] or [RangeByLex].
type ZRangeQuery interface {
	// Validate returns a *failure.ConfigurationError about a bound that cannot be sent, or nil.
	Validate() error
	rangeQuery()
}

// ZRangeQueryWithScores is what part of a sorted set to return with its scores:
// [RangeByIndex] or [RangeByScore].
type ZRangeQueryWithScores interface {
	ZRangeQuery
	rangeQueryWithScores()
}

// RangeByIndex selects members by their place in the order of scores.
type RangeByIndex struct {
	// Start and End are the first and the last place, both included. 0 is the
	// lowest score, -1 the highest, -2 the one before it. The zero value selects
	// one member, the lowest.
	Start, End int64
	// Reverse counts from the highest score and returns the highest first.
	Reverse bool
}

// RangeByScore selects members by their scores. The zero value selects all.
type RangeByScore struct {
	// Start and End are the bounds in the order of the result: the lower one
	// first, or the higher one first with Reverse. Nil does not bound that side.
	Start, End ScoreBound
	// Reverse returns the highest score first.
	Reverse bool
	// Limit returns a part of the members selected. Nil returns all.
	Limit *Limit
}

// RangeByLex selects members by their bytes, in a set whose members all have the
// same score. The zero value selects all.
type RangeByLex struct {
	// Start and End are the bounds in the order of the result: the lower one
	// first, or the higher one first with Reverse. Nil does not bound that side.
	Start, End LexBound
	// Reverse returns the last member first.
	Reverse bool
	// Limit returns a part of the members selected. Nil returns all.
	Limit *Limit
}

func (RangeByIndex) rangeQuery()           {}
func (RangeByScore) rangeQuery()           {}
func (RangeByLex) rangeQuery()             {}
func (RangeByIndex) rangeQueryWithScores() {}
func (RangeByScore) rangeQueryWithScores() {}

// Validate returns nil: every pair of places can be asked for.
func (RangeByIndex) Validate() error { return nil }

// Validate returns a *failure.ConfigurationError about a bound that is no number, or nil.
func (r RangeByScore) Validate() error {
	if isNaN(r.Start) {
		return invalid("RangeByScore.Start", "is not a number; give one, or {nil} for no bound")
	}
	if isNaN(r.End) {
		return invalid("RangeByScore.End", "is not a number; give one, or {nil} for no bound")
	}
	return nil
}

// Validate returns nil.
func (RangeByLex) Validate() error { return nil }

// ScoreBound is an end of a range of scores: [InclusiveScore] or [ExclusiveScore].
// Infinite scores (math.Inf) are bounds like others.
type ScoreBound interface{ scoreBound() }

// InclusiveScore bounds a range by a score that belongs to it.
type InclusiveScore struct {
	// Score is the bound.
	Score float64
}

// ExclusiveScore bounds a range by a score that does not belong to it.
type ExclusiveScore struct {
	// Score is the bound.
	Score float64
}

func (InclusiveScore) scoreBound() {}
func (ExclusiveScore) scoreBound() {}

func isNaN(bound ScoreBound) bool {
	switch b := bound.(type) {
	case InclusiveScore:
		return math.IsNaN(b.Score)
	case ExclusiveScore:
		return math.IsNaN(b.Score)
	default:
		return false
	}
}

// LexBound is an end of a range of members: [InclusiveLex] or [ExclusiveLex].
type LexBound interface{ lexBound() }

// InclusiveLex bounds a range by a text that belongs to it.
type InclusiveLex struct {
	// Value is the bound; it need not be a member.
	Value string
}

// ExclusiveLex bounds a range by a text that does not belong to it.
type ExclusiveLex struct {
	// Value is the bound; it need not be a member.
	Value string
}

func (InclusiveLex) lexBound() {}
func (ExclusiveLex) lexBound() {}
