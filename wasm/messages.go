package main

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// How much one record of messages holds at most: it is read at once, and a page has other
// things to do. A message is added while there is less.
const (
	mostMessages     = 512
	mostMessageBytes = 64 << 10
)

// source is what a subscription has.
type source interface {
	// next returns what comes next. If there is nothing yet it waits, or ok is false.
	next(waits bool) (e entry, ok bool)
}

// entry is a message, what has happened to a key, or the error in the place of one.
type entry struct {
	message  models.PubSubMessage
	keyEvent *models.KeyEvent
	err      error
}

// addTo adds the entry to a record, and reports whether it is the last of all.
func (e *entry) addTo(list boundary.MessageList) (ended bool) {
	switch {
	case e.err != nil:
		return list.AddError(e.err)
	case e.keyEvent != nil:
		list.AddKeyEvent(e.keyEvent.Database, e.keyEvent.Key, e.keyEvent.Event)
	case e.message.Pattern.IsNil():
		list.Add(e.message.Channel, e.message.Message, nil)
	default:
		pattern := e.message.Pattern.Value()
		list.Add(e.message.Channel, e.message.Message, &pattern)
	}
	return false
}

// messageSource has the messages of a subscription.
type messageSource struct{ subscription *core.Subscription }

func (s messageSource) next(waits bool) (e entry, ok bool) {
	if waits {
		e.message, e.err = s.subscription.Receive(context.Background()) // ends with the subscription
		return e, true
	}
	e.message, ok, e.err = s.subscription.TryReceive()
	return e, ok || e.err != nil
}

// receive hands over what a subscription has. If it has nothing that is what it says, or it
// waits for something. JavaScript asks when somebody wants a message and it has none, so
// that all others wait in the subscription's queue, within its limits.
func (d *dispatcher) receive(s source, id uint32, waits bool) {
	e, ok := s.next(false)
	if ok || !waits {
		d.deliverMessages(s, id, e, ok)
		return
	}
	go func() {
		e, _ := s.next(true)
		d.deliverMessages(s, id, e, true)
	}()
}

// deliverMessages hands over what has come, and what has come after it.
func (d *dispatcher) deliverMessages(s source, id uint32, e entry, ok bool) {
	list := d.out.lock().Messages(id)
	defer d.out.unlock()
	for n := 1; ok; n++ {
		if e.addTo(list) || n == mostMessages || list.Len() >= mostMessageBytes {
			break
		}
		e, ok = s.next(false)
	}
	list.End()
}
