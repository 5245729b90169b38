package main

import "github.com/glissade-io/glissade/core"

// eventHandler returns what sends the events of a client's connections to JavaScript, in
// order with the replies.
func (d *dispatcher) eventHandler(client uint32) func(core.ConnectionEvent) {
	return func(e core.ConnectionEvent) {
		d.out.lock().Event(client, string(e.Kind), e.Address, e.Attempt, e.Wait, e.Err)
		d.out.unlock()
	}
}
