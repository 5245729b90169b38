package failure

// CompressionError reports a compressed value that could not be decompressed: it is
// damaged, longer than the client takes, or was compressed by a backend that the program
// does not have. The server has replied, and what the command has done is done. A client
// without compression gets the value's bytes as they are.
type CompressionError struct {
	// Command is the command that the value was a reply to.
	Command string
	// Backend is the backend that the value was compressed by, "ZSTD" or "LZ4", or empty.
	Backend string
	// Reason says what is wrong, and what to do about it.
	Reason Text
	// Cause is what the backend says, or nil.
	Cause error
}

// Error returns a sentence with the backend, the reason and the command.
func (e *CompressionError) Error() string { return e.Spelled(nil) }

// Spelled returns the same in another language's spelling, see [Spelled].
func (e *CompressionError) Spelled(spelling Spelling) string {
	subject := "decompression"
	if e.Backend != "" {
		subject += " by " + e.Backend
	}
	return sentence(subject, e.Reason.Spelled(spelling), e.Command, Answered, e.Cause, spelling)
}

// Unwrap returns what the backend says.
func (e *CompressionError) Unwrap() error { return e.Cause }

// RequestDelivery returns Answered; see [DeliveryOf].
func (e *CompressionError) RequestDelivery() Delivery { return Answered }
