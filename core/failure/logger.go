package failure

// LoggerError reports a logger that cannot be set up, or whose file cannot be written to;
// see package native/logger. Commands never fail with it.
type LoggerError struct {
	// Reason says what is wrong and how to fix it.
	Reason Text
	// Cause is the underlying error, or nil.
	Cause error
}

// Error returns the reason and the cause.
func (e *LoggerError) Error() string {
	text := "logger: " + e.Reason.String()
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the underlying error.
func (e *LoggerError) Unwrap() error { return e.Cause }
