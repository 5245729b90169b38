package resp

import (
	"strconv"
	"strings"
)

// ProtocolError reports bytes that are not RESP, or a reply beyond a limit. After
// bytes that are not RESP nothing can be understood, so the connection is of no
// further use. A reply beyond a limit concerns itself alone, if Skipped is set.
type ProtocolError struct {
	// Offset is the position of the offending byte, or of the value that is beyond
	// a limit: in the whole stream for a [Reader], in the frame for a [Decoder].
	Offset int64
	// Type is the type byte of the value that the offending byte belongs to. It is
	// that byte itself where it begins no value, and zero where there is none.
	Type Type
	// Message says what is wrong.
	Message string
	// Limit is the setting that the reply is beyond, as the client's configuration
	// spells it, such as "Advanced.ReplyLimits.MaxDepth". It is empty for bytes that
	// are not RESP.
	Limit string
	// Highest is true where the limit is as high as it can be set.
	Highest bool
	// Skipped is the type of a reply beyond a limit that a [Reader] steps over: it goes
	// on with what follows. Zero means that it does not.
	Skipped Type
	// Rest is true where the Reader could not step over all of a reply that an error
	// with Skipped has told of before.
	Rest bool
}

// Error returns a line with the type, the offset and the message, and for a limit which
// setting raises it.
func (e *ProtocolError) Error() string {
	return e.Spelled(func(name string) string { return strings.TrimPrefix(name, configuration) })
}

// configuration is the type that has the settings.
const configuration = "ClientConfiguration."

// Spelled returns the same with the setting as name has it, as package failure wants it.
func (e *ProtocolError) Spelled(name func(name string) string) string {
	text := "resp: "
	if e.Type != 0 {
		text += e.Type.String() + " "
	}
	text += "at byte " + strconv.FormatInt(e.Offset, 10) + ": " + e.Message
	if e.Limit != "" && !e.Highest {
		text += "; raise " + name(configuration+e.Limit) + " to allow it"
	}
	return text
}
