package options

import "math"

// ListDirection is an end of a list.
type ListDirection string

const (
	// Left is the head of a list, its first element.
	Left ListDirection = "LEFT"
	// Right is the tail of a list, its last element.
	Right ListDirection = "RIGHT"
)

// Validate returns a *failure.ConfigurationError if d is no end of a list, or nil.
func (d ListDirection) Validate() error {
	switch d {
	case Left, Right:
		return nil
	default:
		return invalid("ListDirection", "is unknown; use {Left} or {Right}")
	}
}

// InsertPosition is on which side of an element LINSERT puts another.
type InsertPosition string

const (
	// Before is the side towards the head of the list.
	Before InsertPosition = "BEFORE"
	// After is the side towards the tail of the list.
	After InsertPosition = "AFTER"
)

// Validate returns a *failure.ConfigurationError if p is no position, or nil.
func (p InsertPosition) Validate() error {
	switch p {
	case Before, After:
		return nil
	default:
		return invalid("InsertPosition", "is unknown; use {Before} or {After}")
	}
}

// LPosOptions are the options of LPOS.
// See https://valkey.io/commands/lpos/
type LPosOptions struct {
	// Rank is the match from which to return: 2 leaves out the first one, -1 is the
	// last one, from which the search goes towards the head. 0 is the first one.
	Rank int64
	// MaxLen is how many elements to look at, at most. 0 looks at all.
	MaxLen int64
}

// Validate returns a *failure.ConfigurationError about a number that the server does
// not take, or nil.
func (o LPosOptions) Validate() error {
	switch {
	case o.Rank == math.MinInt64:
		return invalid("LPosOptions.Rank", "is too low; give -1 for the last match, -2 for the one before it")
	case o.MaxLen < 0:
		return invalid("LPosOptions.MaxLen", "is negative; give the number of elements to look at, or 0 for all")
	default:
		return nil
	}
}
