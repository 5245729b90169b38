package options

// XInfoStreamOptions are the options of XINFO STREAM with FULL.
// See https://valkey.io/commands/xinfo-stream/
type XInfoStreamOptions struct {
	// Count is the largest number of entries of the stream, and of pending entries of
	// each group and consumer, to return; 0 returns all. Nil leaves it to the server,
	// which takes 10.
	Count *int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o XInfoStreamOptions) Validate() error {
	if o.Count != nil && *o.Count < 0 {
		return invalid("XInfoStreamOptions.Count", "is negative; give a positive number, 0 for all, or {nil} to leave it to the server")
	}
	return nil
}

// XSetIDOptions are the options of XSETID. Since: 7.0.0.
// See https://valkey.io/commands/xsetid/
type XSetIDOptions struct {
	// EntriesAdded is how many entries are to count as added to the stream ever. Nil leaves it.
	EntriesAdded *int64
	// MaxDeletedID is the highest ID that counts as deleted. Empty leaves it.
	MaxDeletedID string
}

// Validate returns a *failure.ConfigurationError about a negative number, or nil.
func (o XSetIDOptions) Validate() error {
	return validateNumber("XSetIDOptions.EntriesAdded", o.EntriesAdded)
}
