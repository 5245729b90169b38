package options

import "time"

// XReadGroupOptions are the options of XREADGROUP.
// See https://valkey.io/commands/xreadgroup/
type XReadGroupOptions struct {
	// Count is the largest number of entries to return of each stream. 0 or less
	// returns all.
	Count int64
	// Block is how long to wait for an entry where there is none, to the
	// millisecond, rounded up; 0 waits for ever. Nil does not wait.
	Block *time.Duration
	// NoAck counts the entries as acknowledged at once, so that none becomes
	// pending: an entry is lost if the consumer fails (NOACK).
	NoAck bool
}

// Validate returns a *failure.ConfigurationError about a negative Block, or nil.
func (o XReadGroupOptions) Validate() error { return validateBlock("XReadGroupOptions.Block", o.Block) }

// XGroupCreateOptions are the options of XGROUP CREATE.
// See https://valkey.io/commands/xgroup-create/
type XGroupCreateOptions struct {
	// MakeStream creates an empty stream where there is none; without it that is an
	// error (MKSTREAM).
	MakeStream bool
	// EntriesRead is how many entries the group is to count as read, from which the
	// server reckons its lag; -1 makes it unknown. Nil leaves it to the server. Since: 7.0.0.
	EntriesRead *int64
}

// Validate returns a *failure.ConfigurationError about a number below -1, or nil.
func (o XGroupCreateOptions) Validate() error {
	return validateEntriesRead("XGroupCreateOptions.EntriesRead", o.EntriesRead)
}

// XGroupSetIDOptions are the options of XGROUP SETID.
// See https://valkey.io/commands/xgroup-setid/
type XGroupSetIDOptions struct {
	// EntriesRead is how many entries the group is to count as read, from which the
	// server reckons its lag. Nil or -1 makes it unknown. Since: 7.0.0.
	EntriesRead *int64
}

// Validate returns a *failure.ConfigurationError about a number below -1, or nil.
func (o XGroupSetIDOptions) Validate() error {
	return validateEntriesRead("XGroupSetIDOptions.EntriesRead", o.EntriesRead)
}

func validateEntriesRead(field string, number *int64) error {
	if number != nil && *number < -1 {
		return invalid(field, "is below -1; give 0 or more, -1 for unknown, or {nil} to leave it out")
	}
	return nil
}

func validateNumber(field string, number *int64) error {
	if number != nil && *number < 0 {
		return invalid(field, "is negative; give 0 or more, or {nil} to leave it out")
	}
	return nil
}
