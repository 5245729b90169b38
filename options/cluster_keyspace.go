package options

// ClusterKeyspaceScanOptions are the options of a client's scan over all keys of a
// cluster, whatever servers have them. They have nothing to do with those of one
// server's CLUSTERSCAN, [ClusterScanOptions].
type ClusterKeyspaceScanOptions struct {
	// Match is the pattern that returned keys match, such as "user:*". Nil returns
	// all. Keys are left out after they were scanned: a step may hold none.
	Match *string
	// Count is how much to scan in one step, about. 0 means the server's 10; some
	// hundreds are faster where there are many keys.
	Count int64
	// Type is the type of value that returned keys hold. Empty returns all. Since: 6.0.0.
	Type ObjectType
	// AllowNonCoveredSlots leaves slots out that no server owns. Without it a step that
	// comes upon one fails.
	AllowNonCoveredSlots bool
}

// Validate returns a *failure.ConfigurationError about a count that cannot be, or nil.
func (o ClusterKeyspaceScanOptions) Validate() error {
	return validateScanCount("ClusterKeyspaceScanOptions.Count", o.Count)
}
