package options

// FunctionListQuery picks what FUNCTION LIST tells.
type FunctionListQuery struct {
	// LibraryName is the name of a library, or a pattern such as "my*". Empty asks
	// for all libraries.
	LibraryName string
	// WithCode returns the source code of the libraries too.
	WithCode bool
}

// FunctionRestorePolicy says what FUNCTION RESTORE does with the libraries that the
// server has already.
type FunctionRestorePolicy string

const (
	// AppendPolicy keeps them, and fails if one has the name of a restored one (APPEND).
	AppendPolicy FunctionRestorePolicy = "APPEND"
	// FlushPolicy deletes them all first (FLUSH).
	FlushPolicy FunctionRestorePolicy = "FLUSH"
	// ReplacePolicy replaces those that have the name of a restored one (REPLACE). It
	// still fails if libraries of different names have a function of the same name.
	ReplacePolicy FunctionRestorePolicy = "REPLACE"
)

// Validate returns a *failure.ConfigurationError if p is no policy, or nil.
func (p FunctionRestorePolicy) Validate() error {
	switch p {
	case AppendPolicy, FlushPolicy, ReplacePolicy:
		return nil
	default:
		return invalid("FunctionRestorePolicy", "is unknown; use {AppendPolicy}, {FlushPolicy} or {ReplacePolicy}")
	}
}
