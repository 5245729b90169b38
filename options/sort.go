package options

// OrderBy is the order of a sorted result.
type OrderBy string

const (
	// Ascending has the smallest first (ASC).
	Ascending OrderBy = "ASC"
	// Descending has the largest first (DESC).
	Descending OrderBy = "DESC"
)

// Validate returns a *failure.ConfigurationError if o is neither empty nor an order, or nil.
func (o OrderBy) Validate() error {
	switch o {
	case "", Ascending, Descending:
		return nil
	default:
		return invalid("OrderBy", "is unknown; use {Ascending} or {Descending}, or leave it out")
	}
}

// SortOptions are the options of SORT and SORT_RO.
// See https://valkey.io/commands/sort/
type SortOptions struct {
	// ByPattern names the keys whose values to sort by, such as "weight_*" or
	// "object:*->field": each element stands in for the asterisk. A name without
	// asterisk leaves the elements unsorted. Empty sorts by the elements themselves.
	// In a cluster since 8.0.0, and only of the same slot.
	ByPattern string
	// Limit is the part of the result to return. Nil returns all of it.
	Limit *Limit
	// GetPatterns name the keys whose values to return for each element, as
	// ByPattern does; "#" is the element itself. None returns the elements.
	GetPatterns []string
	// OrderBy is the order of the result. Empty means ascending.
	OrderBy OrderBy
	// IsAlpha sorts by the text, byte by byte, not by number (ALPHA). Without it
	// what is no number is an error.
	IsAlpha bool
}

// Validate returns a *failure.ConfigurationError about an unknown order, or nil.
func (o SortOptions) Validate() error { return o.OrderBy.Validate() }
