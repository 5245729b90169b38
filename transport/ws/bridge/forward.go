//go:build !js

package bridge

import (
	"context"
	"io"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
)

// forwarder hands a client's messages on to its server.
type forwarder struct {
	*session
	pace  throttle
	stall *time.Timer // runs while the server is written to
	late  *time.Timer // runs while the client sends
}

// forward hands a message on, through a buffer that is taken for it alone. It returns nil if
// the session goes on, else how it ends; ok is false when the server takes no more.
func (f *forwarder) forward(session context.Context, message io.Reader) (end *ending, ok bool) {
	large := takeLarge()
	defer largeBuffers.Put(large)
	buffer := large[:f.pace.piece(copySize)]
	left := f.config().MessageTimeout // without the time that the server takes
	for size := int64(0); ; {
		begun := time.Now()
		f.late.Reset(left)
		n, err := message.Read(buffer)
		f.late.Stop()
		left -= time.Since(begun)
		if size += int64(n); size > f.config().MaxMessage {
			return &ending{ws.CloseTooBig, "message_too_big", "the message is larger than this bridge allows; split it into messages of 64 KiB"}, true
		}
		if n > 0 {
			f.lastIn.Store(time.Now().UnixNano())
			f.pace.wait(session, n)
			passed, wrong := f.passing(buffer[:n])
			if wrong != nil {
				return &ending{ws.CloseForbidden, "bad_request", wrong.Error()}, true
			}
			f.stall.Reset(f.config().WriteTimeout)
			if err := f.write(passed); err != nil {
				return &ending{}, false // stall stays armed, should the server not close its side
			}
			f.stall.Stop()
			f.bytesIn.Add(int64(n))
			f.bridge.metrics.toServer.Add(float64(n))
		}
		switch {
		case err == io.EOF:
			return nil, true
		case err != nil:
			end := f.clientEnding(err)
			return &end, true
		}
	}
}
