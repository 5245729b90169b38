//go:build !js

package bridge

import (
	"time"

	"github.com/glissade-io/glissade/transport/ws"
)

// pipe is a session's way to its client: a WebSocket of its own, or a stream of one that
// several sessions share. One goroutine may receive, another send, others do the rest.
type pipe interface {
	// receive hands what the client sends to take, so many bytes at once, until take
	// returns false, or the client's side ends, which it returns with true. It calls late
	// if the client takes too long over a message.
	receive(size int, take func(p []byte) bool, late func()) (ending, bool)
	// send sends a message.
	send(p []byte) error
	// abort ends a send that is under way, because of the ending.
	abort(end ending)
	// explain returns the ending that an error of send means.
	explain(err error) ending
	// keepAlive has dead called if the client dies before the pipe is closed, unless it
	// is for others to find that out.
	keepAlive(dead func())
	// close ends the pipe and tells the client why, if the ending has a code.
	close(end ending)
}

// ending is why a session is over. Without a code there is no point in a close
// frame: the client is gone, or takes nothing.
type ending struct {
	code          ws.CloseCode
	label, reason string
}

// sender sends messages and ends a client that does not take them.
type sender struct {
	pipe  pipe
	limit time.Duration // for a message
	whole time.Duration // with what it is given to be told
	timer *time.Timer
}

// newSender returns a sender that gives a client as long as limit, and grace to be told so.
func newSender(p pipe, limit, grace time.Duration) *sender {
	s := &sender{pipe: p, limit: limit, whole: limit + grace}
	s.timer = time.AfterFunc(s.whole, func() { p.abort(s.tooSlow()) })
	s.timer.Stop()
	return s
}

// send sends a message, and tells whether the client took it, but too slowly.
func (s *sender) send(p []byte) (slow bool, err error) {
	begun := time.Now()
	s.timer.Reset(s.whole)
	err = s.pipe.send(p)
	s.timer.Stop()
	return err == nil && time.Since(begun) > s.limit, err
}

// tooSlow is the end of a client that takes too long to accept a message.
func (s *sender) tooSlow() ending {
	return ending{ws.CloseSlowConsumer, "slow_consumer", "the client took more than " + s.limit.String() + " to accept a message; read faster, or ask for less at once"}
}
