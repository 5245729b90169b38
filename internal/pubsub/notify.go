package pubsub

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/models"
)

// notifyGap has it told that messages may be missing, once for all subscribers that are
// told of it together. The lock is held.
func (s *Subscriptions) notifyGap(g *failure.GapError) {
	if page.Only || s.notify == nil {
		return
	}
	if s.gap == nil {
		s.gap = &models.ClientEvent{Kind: models.SubscriptionGap, Address: g.Address, Err: g.Cause}
		go s.emitGap() // as soon as the lock is free
	}
	s.gap.Subscriptions++
	s.gap.Channels += len(g.Channels)
}

func (s *Subscriptions) emitGap() {
	s.mu.Lock()
	e := *s.gap
	s.gap = nil
	s.mu.Unlock()
	s.notify(e)
}

// notifyRefusal has it told that a server refuses channels. The lock is held.
func (s *Subscriptions) notifyRefusal(address string, subscribers map[*Subscriber]*failure.SubscriptionError) {
	if page.Only || s.notify == nil || len(subscribers) == 0 {
		return
	}
	e := models.ClientEvent{Kind: models.SubscriptionRefused, Address: address, Subscriptions: len(subscribers)}
	for _, refused := range subscribers {
		e.Channels += len(refused.Channels)
		if cause, isServers := refused.Cause.(*failure.ServerError); isServers {
			e.Code = cause.Code
		} else {
			e.Err = refused.Cause
		}
	}
	go s.notify(e)
}
