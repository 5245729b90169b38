package main

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
)

// How much one record of messages holds at most: it is read at once, and a page has other
// things to do. A message is added while there is less.
const (
	mostMessages     = 512
	mostMessageBytes = 64 << 10
)

// receive hands over what a subscription has. If it has nothing that is what it says, or it
// waits for something. JavaScript asks when somebody wants a message and it has none, so
// that all others wait in the subscription's queue, within its limits.
func (d *dispatcher) receive(s *core.Subscription, id uint32, waits bool) {
	message, ok, err := s.TryReceive()
	if ok || err != nil || !waits {
		d.deliverMessages(s, id, message, ok, err)
		return
	}
	go func() {
		message, err := s.Receive(context.Background()) // ends with the subscription
		d.deliverMessages(s, id, message, err == nil, err)
	}()
}

// deliverMessages hands over the message, or the error in its place, and what has come
// after it.
func (d *dispatcher) deliverMessages(s *core.Subscription, id uint32, message models.PubSubMessage, ok bool, err error) {
	list := d.out.lock().Messages(id)
	defer d.out.unlock()
	for n := 1; ok || err != nil; n++ {
		if err == nil {
			list.Add(message.Channel, message.Message, patternOf(message))
		} else if list.AddError(err) {
			break
		}
		if n == mostMessages || list.Len() >= mostMessageBytes {
			break
		}
		message, ok, err = s.TryReceive()
	}
	list.End()
}

func patternOf(message models.PubSubMessage) *string {
	if message.Pattern.IsNil() {
		return nil
	}
	pattern := message.Pattern.Value()
	return &pattern
}
