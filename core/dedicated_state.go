package core

import (
	"bytes"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
)

// connectionState follows how a connection differs from a new one. What is uncertain
// counts as a difference.
type connectionState struct {
	changed     bool // for good
	userChanged bool // it is not the client's user any more, perhaps
	watching    bool // keys are watched
	queuing     bool // MULTI was not followed by EXEC or DISCARD
	sentCount   int  // how many WATCH and MULTI were sent,
	endedCount  int  // and how many of them are over
}

// asNew reports whether the connection is as good as a new one.
func (s *connectionState) asNew() bool {
	return !s.changed && !s.watching && !s.queuing && s.sentCount == s.endedCount
}

// sent is a command on its way, with what the state was when it was sent.
type sent struct {
	name        string
	transaction bool // from MULTI to EXEC
	blocks      bool // or may
	sentBefore  int  // WATCH and MULTI sent before, or -1 if some of them were under way
	queuing     bool // and what the state was
	watching    bool
}

// send notes that a command is sent.
func (s *connectionState) send(name string) sent {
	c := sent{name: name, sentBefore: s.sentCount, queuing: s.queuing, watching: s.watching}
	if s.sentCount != s.endedCount {
		c.sentBefore = -1
	}
	switch name {
	case "WATCH":
		s.watching = true
		s.sentCount++
	case "MULTI":
		s.queuing = true
		s.sentCount++
	default:
		s.changed = s.changed || changesConnection(name)
		s.userChanged = s.userChanged || name == "AUTH" || name == "HELLO" || name == "RESET"
	}
	return c
}

// receive notes the reply to a command; that to EXEC for a whole transaction.
func (s *connectionState) receive(c sent, reply []byte) {
	refused := len(reply) == 0 || resp.Type(reply[0]).IsError()
	queued := bytes.Equal(reply, []byte("+QUEUED\r\n"))
	switch c.name {
	case "WATCH":
		s.endedCount++
		if refused && !c.watching && c.sentBefore == s.sentCount-1 {
			s.watching = false // Nothing is watched of what is refused.
		}
	case "MULTI":
		s.endedCount++
		s.queuing = !refused || c.queuing
	case "UNWATCH":
		if !refused && !queued {
			s.unwatched(c)
		}
	case "EXEC", "DISCARD", "RESET":
		if !refused || isDiscarded(reply) {
			s.queuing = false
			s.unwatched(c)
		}
	}
}

// isDiscarded reports whether a transaction is over that was refused: with one that is
// not executed because of a command in it, and with one whose keys are elsewhere.
func isDiscarded(reply []byte) bool {
	kind, _ := refusal.OfReply(reply)
	return kind.IsOfCluster() || bytes.HasPrefix(reply, []byte("-EXECABORT ")) || bytes.HasPrefix(reply, []byte("-CROSSSLOT "))
}

// unwatched notes that a command has ended all watching. If a WATCH or MULTI of
// another goroutine crossed it, nobody knows which of them came first.
func (s *connectionState) unwatched(c sent) {
	if c.sentBefore == s.sentCount {
		s.watching = false
	} else {
		s.changed = true
	}
}

// fail notes that a command had no reply.
func (s *connectionState) fail(c sent, delivery failure.Delivery) {
	if delivery != failure.NotSent {
		return
	}
	switch c.name {
	case "WATCH":
		s.endedCount++
	case "MULTI":
		s.endedCount++
		s.queuing = c.queuing
	}
}
