package options

// SScanOptions are the options of SSCAN.
// See https://valkey.io/commands/sscan/
type SScanOptions struct {
	// Match is the pattern that the members must match, such as "user:*". Nil
	// returns every member.
	Match *string
	// Count is how many members the server should look at in one step; it may look
	// at more. 0 leaves it to the server, which takes 10.
	Count int64
}

// Validate returns a *failure.ConfigurationError about a negative count, or nil.
func (o SScanOptions) Validate() error { return validateScanCount("SScanOptions.Count", o.Count) }
