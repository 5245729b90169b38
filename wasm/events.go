package main

import (
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
)

// eventHandler returns what sends the events of a client's connections to JavaScript, in
// order with the replies.
func (d *dispatcher) eventHandler(client uint32) func(core.ConnectionEvent) {
	return func(e core.ConnectionEvent) {
		if e.Kind == core.AuthenticationFailed {
			return // Who has changed the password gets the error.
		}
		d.out.lock().Event(client, eventName(e.Kind), e.Address, e.Attempt, e.Wait, e.Err)
		d.out.unlock()
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
