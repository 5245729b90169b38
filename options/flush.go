package options

// FlushMode says whether a command that deletes everything waits until the memory is free.
type FlushMode string

const (
	// Sync replies when everything is deleted. Since: 6.2.0.
	Sync FlushMode = "SYNC"
	// Async replies at once and has the memory freed in the background.
	Async FlushMode = "ASYNC"
)

// Validate returns a *failure.ConfigurationError if m is no mode, or nil.
func (m FlushMode) Validate() error {
	switch m {
	case Sync, Async:
		return nil
	default:
		return invalid("FlushMode", "is unknown; use {Sync} or {Async}")
	}
}
