package options

import "time"

// XAddOptions are the options of XADD.
// See https://valkey.io/commands/xadd/
type XAddOptions struct {
	// ID is the entry's ID, such as "1526919030474-55" or "1526919030474-*". Empty
	// lets the server choose one (*).
	ID string
	// NoMakeStream adds nothing where the stream does not exist, and the reply is
	// then nil (NOMKSTREAM). Since: 6.2.0.
	NoMakeStream bool
	// Trim removes old entries after adding. Nil removes none.
	Trim StreamTrim
}

// Validate returns a *failure.ConfigurationError about options that cannot work, or nil.
func (o XAddOptions) Validate() error {
	if o.Trim == nil {
		return nil
	}
	return o.Trim.Validate()
}

// StreamTrim tells which old entries of a stream to remove: [TrimByMaxLen] or [TrimByMinID].
type StreamTrim interface {
	// Validate returns a *failure.ConfigurationError about what cannot work, or nil.
	Validate() error
	streamTrim()
}

// TrimByMaxLen removes the oldest entries beyond a number of entries (MAXLEN).
type TrimByMaxLen struct {
	// MaxLen is the number of entries to keep. 0 keeps none: it is not left out.
	MaxLen int64
	// Approximate lets the server keep somewhat more, which is much cheaper (~).
	Approximate bool
	// Limit bounds how many entries are removed at once; with 0 nothing does. Nil
	// leaves it to the server. It goes with Approximate only. Since: 6.2.0.
	Limit *int64
}

// TrimByMinID removes entries older than an ID (MINID). Since: 6.2.0.
type TrimByMinID struct {
	// MinID is the lowest ID to keep.
	MinID string
	// Approximate lets the server keep somewhat more, which is much cheaper (~).
	Approximate bool
	// Limit bounds how many entries are removed at once; with 0 nothing does. Nil
	// leaves it to the server. It goes with Approximate only.
	Limit *int64
}

func (TrimByMaxLen) streamTrim() {}
func (TrimByMinID) streamTrim()  {}

// Validate returns a *failure.ConfigurationError about a negative number or a
// Limit without Approximate, or nil.
func (t TrimByMaxLen) Validate() error {
	if t.MaxLen < 0 {
		return invalid("TrimByMaxLen.MaxLen", "is negative; give 0 or more")
	}
	return validateTrimLimit("TrimByMaxLen", t.Approximate, t.Limit)
}

// Validate returns a *failure.ConfigurationError about a missing ID or a Limit
// without Approximate, or nil.
func (t TrimByMinID) Validate() error {
	if t.MinID == "" {
		return invalid("TrimByMinID.MinID", "is empty; give the lowest ID to keep")
	}
	return validateTrimLimit("TrimByMinID", t.Approximate, t.Limit)
}

func validateTrimLimit(name string, approximate bool, limit *int64) error {
	switch {
	case limit == nil:
		return nil
	case *limit < 0:
		return invalid(name+".Limit", "is negative; give a positive number, 0 for no limit, or {nil} to leave it to the server")
	case !approximate:
		return invalid(name+".Limit", "needs approximate trimming; set {TrimByMaxLen.Approximate}, or leave out {TrimByMaxLen.Limit}")
	default:
		return nil
	}
}

// StreamBound is an end of a range of entries: [MinID], [MaxID], [InclusiveID] or [ExclusiveID].
type StreamBound interface{ streamBound() }

// MinID is the lowest ID there can be (-).
type MinID struct{}

// MaxID is the highest ID there can be (+).
type MaxID struct{}

// InclusiveID bounds a range by an ID that belongs to it.
type InclusiveID struct {
	// ID is an entry's ID. One without a sequence number ("1526919030474") stands
	// for the first with that time at the start of a range and the last at its end.
	ID string
}

// ExclusiveID bounds a range by an ID that does not belong to it. Since: 6.2.0.
type ExclusiveID struct {
	// ID is an entry's ID.
	ID string
}

func (MinID) streamBound()       {}
func (MaxID) streamBound()       {}
func (InclusiveID) streamBound() {}
func (ExclusiveID) streamBound() {}

// XRangeOptions are the options of XRANGE and XREVRANGE.
type XRangeOptions struct {
	// Count is the largest number of entries to return; 0 or less returns none. Nil
	// returns all.
	Count *int64
}

// Validate returns nil.
func (XRangeOptions) Validate() error { return nil }

// XReadOptions are the options of XREAD.
// See https://valkey.io/commands/xread/
type XReadOptions struct {
	// Count is the largest number of entries to return of each stream. 0 or less
	// returns all.
	Count int64
	// Block is how long to wait for an entry where there is none, to the
	// millisecond, rounded up; 0 waits for ever. Nil does not wait.
	Block *time.Duration
}

// Validate returns a *failure.ConfigurationError about a negative Block, or nil.
func (o XReadOptions) Validate() error { return validateBlock("XReadOptions.Block", o.Block) }

func validateBlock(field string, block *time.Duration) error {
	if block != nil && *block < 0 {
		return invalid(field, "is negative; give 0 to wait for ever, or {nil} not to wait")
	}
	return nil
}

func validateCount(field string, count int64) error {
	if count < 0 {
		return invalid(field, "is negative; give a positive number, or 0 for all")
	}
	return nil
}
