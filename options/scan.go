package options

// ObjectType is what kind of value a key holds, as TYPE names it. A module's types
// have names of their own, which work as well.
type ObjectType string

const (
	// ObjectTypeString is a string, which bitmaps and HyperLogLogs are too.
	ObjectTypeString ObjectType = "string"
	// ObjectTypeList is a list.
	ObjectTypeList ObjectType = "list"
	// ObjectTypeSet is a set.
	ObjectTypeSet ObjectType = "set"
	// ObjectTypeZSet is a sorted set.
	ObjectTypeZSet ObjectType = "zset"
	// ObjectTypeHash is a hash.
	ObjectTypeHash ObjectType = "hash"
	// ObjectTypeStream is a stream.
	ObjectTypeStream ObjectType = "stream"
)

// ScanOptions are the options of SCAN.
// See https://valkey.io/commands/scan/
type ScanOptions struct {
	// Match is the pattern that returned keys match, such as "user:*". Nil returns
	// all. Keys are left out after they were scanned: a step may hold none.
	Match *string
	// Count is how much to scan in one step, about. 0 means the server's 10.
	Count int64
	// Type is the type of value that returned keys hold. Empty returns all. Since: 6.0.0.
	Type ObjectType
}

// Validate returns a *failure.ConfigurationError about a count that cannot be, or nil.
func (o ScanOptions) Validate() error {
	return validateScanCount("ScanOptions.Count", o.Count)
}

func validateScanCount(field string, count int64) error {
	if count < 0 {
		return invalid(field, "is negative; give how much to scan in one step, or 0 for the server's choice")
	}
	return nil
}
