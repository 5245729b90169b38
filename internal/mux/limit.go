package mux

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// limitedReply is a reply of a request that is beyond a limit, with its error.
type limitedReply struct {
	index int
	err   *failure.ConnectionError
}

// placeholderFrame stands in the place of a reply that is beyond a limit.
var placeholderFrame = []byte("_\r\n")

// asSkipped returns the error of a reply beyond a limit that is stepped over, or nil
// for any other error.
func asSkipped(err error) *resp.ProtocolError {
	if beyond, ok := err.(*resp.ProtocolError); ok && beyond.Skipped != 0 {
		return beyond
	}
	return nil
}

func kindOfType(typ resp.Type) kind {
	if typ == resp.TypePush {
		return push
	}
	return reply
}

// addPlaceholder notes that the request's next reply, the last that was read, is beyond a
// limit. The lock is held.
func (c *Conn) addPlaceholder(call *Call) {
	call.limited = append(call.limited, limitedReply{len(call.ends), c.limitError(call.name)})
	call.add(placeholderFrame)
}

// limitError is the error of a request whose reply, the last that was read, is beyond a limit.
func (c *Conn) limitError(command string) *failure.ConnectionError {
	return &failure.ConnectionError{
		Address: c.config.Address, Command: command, Delivery: failure.Answered,
		Reason: "the reply is beyond a limit", Cause: c.reading.limitErr,
	}
}

// limitErr is the error of a request with replies that are beyond a limit, or nil.
func (call *Call) limitErr() error {
	if len(call.limited) == 0 || call.independent && call.replies > 1 || call.each != nil {
		return nil
	}
	return call.limited[0].err
}
