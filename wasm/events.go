package main

import (
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
)

// events returns what tells JavaScript of a client's connections. They go out with
// the replies, in order.
func (s *session) events(client uint32) func(core.ConnectionEvent) {
	return func(e core.ConnectionEvent) {
		s.out.begin().Event(client, eventName(e.Kind), e.Address, e.Attempt, e.Wait, e.Err)
		s.out.end()
	}
}

// eventName returns the type of the event in JavaScript.
func eventName(kind models.ConnectionEventKind) string {
	switch kind {
	case core.ConnectFailed:
		return "connectFailed"
	case core.PrimaryChanged:
		return "primaryChanged"
	default:
		return string(kind)
	}
}
