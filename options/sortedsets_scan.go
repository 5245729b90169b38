package options

// ZScanOptions are the options of ZSCAN.
// See https://valkey.io/commands/zscan/
type ZScanOptions struct {
	// Match is the pattern that the members must match, such as "user:*". Nil
	// returns every member.
	Match *string
	// Count is how many members the server should look at in one step; it may look
	// at more. 0 leaves it to the server, which takes 10.
	Count int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o ZScanOptions) Validate() error { return validateScanCount("ZScanOptions.Count", o.Count) }

// ZRangeLimitOptions are the options of the older commands that return a range of a
// sorted set.
type ZRangeLimitOptions struct {
	// Limit returns a part of the members selected. Nil returns all.
	Limit *Limit
}

// Validate returns nil.
func (ZRangeLimitOptions) Validate() error { return nil }
