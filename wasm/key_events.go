package main

import (
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// keyEventSource has the events of a loop over them.
type keyEventSource chan entry

// keyEventsAhead is how many events are taken out of the queue before JavaScript asks, so
// that it gets several at once.
const keyEventsAhead = 64

func (c keyEventSource) next(waits bool) (entry, bool) {
	if waits {
		return c.taken(<-c)
	}
	select {
	case e := <-c:
		return c.taken(e)
	default:
		return entry{}, false
	}
}

// taken returns what was taken out of the channel; what has nothing in it comes of one that
// is closed.
func (keyEventSource) taken(e entry) (entry, bool) {
	if e.keyEvent == nil && e.err == nil {
		e.err = errSubscriptionClosed
	}
	return e, true
}

// openKeyEvents makes a subscription to what happens to keys, by the id that JavaScript
// chose.
func (d *dispatcher) openKeyEvents(client client, request boundary.Request, in *boundary.Arguments) {
	id := boundary.Integer[uint32](in, "id")
	var k options.KeyEvents
	var timeout time.Duration
	in.Object("options", func(field string) bool {
		switch field {
		case "pattern":
			k.Pattern = in.String(field)
		case "events":
			k.Events = readNames(in, field)
		case "allDatabases":
			k.AllDatabases = in.Bool(field)
		case "timeoutMs":
			timeout = readTimeout(in)
		default:
			return readQueue(in, field, &k.Queue)
		}
		return true
	})
	in.End()
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	s := d.newSubscription(request.Client, id)
	events := make(keyEventSource, keyEventsAhead)
	s.source = events
	go func() {
		ctx, cancel := withTimeout(s.life, timeout)
		defer cancel()
		followed, err := client.SubscribeKeyEvents(ctx, k)
		if err != nil {
			d.closeSubscription(id)
			d.fail(request.ID, err)
			return
		}
		go s.follow(followed, events)
		d.succeed(request.ID)
	}()
}

// follow has the events of a subscription until it ends.
func (s *subscription) follow(followed *core.KeyEventSubscription, events keyEventSource) {
	defer close(events)
	defer followed.Close()
	for event, err := range followed.Events(s.life) {
		e := entry{err: err}
		if err == nil {
			e.keyEvent = &event
		}
		select {
		case events <- e:
		case <-s.life.Done():
			return
		}
	}
}
