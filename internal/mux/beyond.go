package mux

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// beyondReply is a reply of a request that is beyond a limit.
type beyondReply struct {
	index int
	err   *failure.ConnectionError
}

// standInFrame takes the place of a reply that is beyond a limit.
var standInFrame = []byte("_\r\n")

// skippedReply returns the error of a reply beyond a limit that is stepped over, or nil
// for any other error.
func skippedReply(err error) *resp.ProtocolError {
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

// standIn notes that the request's next reply, the last that was read, is beyond a
// limit. The lock is held.
func (c *Conn) standIn(call *Call) {
	call.beyond = append(call.beyond, beyondReply{len(call.ends), &failure.ConnectionError{
		Address: c.config.Address, Command: call.name, Delivery: failure.Answered,
		Reason: "the reply is beyond a limit", Cause: c.reading.beyond,
	}})
	call.add(standInFrame)
}

// beyondErr is the error of a request with replies that are beyond a limit, or nil.
func (call *Call) beyondErr() error {
	if len(call.beyond) == 0 || call.independent && call.replies > 1 {
		return nil
	}
	return call.beyond[0].err
}
