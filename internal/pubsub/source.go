package pubsub

import (
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

// source is a connection that messages come from: [mux.Listener].
type source struct {
	link *link
	conn *mux.Conn
}

// Push takes in what was pushed, and puts messages into the queues.
func (src *source) Push(frames [][]byte) {
	s := src.link.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, frame := range frames {
		src.take(frame)
		if (i+1)%blockEntries == 0 {
			s.putTouched()
		}
	}
	s.putTouched()
}

// Pushed wakes who waits for what has come.
func (src *source) Pushed() {
	s := src.link.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wakeTouched()
}

// putTouched puts what has come into the queues. The lock is held.
func (s *Subscriptions) putTouched() {
	for _, b := range s.touched {
		b.put()
	}
}

// wakeTouched wakes who waits for what was put. The lock is held.
func (s *Subscriptions) wakeTouched() {
	for i, b := range s.touched {
		b.isTouched = false
		b.queue.wake()
		s.touched[i] = nil
	}
	s.touched = s.touched[:0]
}

// take takes in a push message. The lock is held.
func (src *source) take(frame []byte) {
	l := src.link
	s := l.subscriptions
	if l.handover != nil && l.handover.takes(src, frame) {
		return
	}
	p := parse(frame)
	if p.kind == other || l.conn != src.conn {
		return
	}
	r := s.routes[p.mode][string(p.name)]
	if r == nil {
		return // It was unsubscribed.
	}
	switch p.kind {
	case message:
		s.deliver(r, l, &p)
	case subscribed:
		s.confirm(r, l)
	case unsubscribed:
		s.unsubscribed(r, l)
	}
}

// Ended takes in that the connection has ended.
func (src *source) Ended(reason error) {
	s := src.link.subscriptions
	s.mu.Lock()
	defer s.mu.Unlock()
	src.link.lose(src.conn, reason)
	s.wakeTouched()
}

// deliver hands a message to those who want the route from that server. The lock is held.
func (s *Subscriptions) deliver(r *route, l *link, p *push) {
	toSubscribers := r.home == l && len(r.subscribers) > 0
	// One that is a primary no more has the notifications of its successor's keys too.
	onPrimaries := l.isPrimary && len(r.onPrimaries) > 0
	// From one that is being unsubscribed there may be a few more, and then none for a while.
	if !r.isConfirmedAt(l) || !toSubscribers && !onPrimaries {
		return
	}
	if r.mode == models.Pattern && l.marker != "" && string(p.channel) == l.marker {
		return // A pattern may match it.
	}
	s.stats.Messages++
	e := entry{message: string(p.payload), channel: r.name, aside: r.aside}
	if r.mode == models.Pattern {
		if r.lastChannel != string(p.channel) {
			r.lastChannel = string(p.channel)
		}
		e.channel = r.lastChannel
	}
	if toSubscribers {
		for _, b := range r.subscribers {
			b.receive(e)
		}
	}
	if onPrimaries {
		for _, b := range r.onPrimaries {
			b.receive(e)
		}
	}
}
