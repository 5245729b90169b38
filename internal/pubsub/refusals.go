package pubsub

import (
	"bytes"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/retry"
)

// retryBackoff is after how long names are tried again that have no server, or that a server
// has refused for a reason of its own: the slot has moved, or it is loading its data.
var retryBackoff = retry.Backoff{First: 50 * time.Millisecond, Max: 400 * time.Millisecond}

// refusals are names that a server has refused, together.
type refusals struct {
	routes []*route
	errs   []error
	late   []*route // that are tried again soon
}

// add takes in why a name was refused. It returns the reply if that says something of the
// server.
func (f *refusals) add(r *route, reply []byte) []byte {
	if isTemporary(reply) {
		f.late = append(f.late, r)
		return bytes.Clone(reply)
	}
	f.routes = append(f.routes, r)
	f.errs = append(f.errs, mux.ErrorOf(reply))
	return nil
}

// report has names tried again, and tells who wants them why they were refused: those who
// wait get the error, each of the others finds it among its messages, once. The lock is held.
func (f *refusals) report(s *Subscriptions, address string) {
	for _, r := range f.late {
		r.paused = true
		s.retries[r] = struct{}{}
	}
	told := map[*Subscriber]*failure.SubscriptionError{}
	for i, r := range f.routes {
		err := f.errs[i]
		if refused, ok := err.(*failure.ServerError); ok {
			refused.Address = address
		}
		r.paused = true
		for _, b := range r.fail(err) {
			if !b.isNews(r, err.Error()) {
				continue
			}
			if told[b] == nil {
				told[b] = &failure.SubscriptionError{Cause: err}
				b.incoming = append(b.incoming, telling(told[b]))
			}
			told[b].Channels = append(told[b].Channels, r.name)
		}
	}
	s.notifyRefusal(address, told)
	for b := range told {
		b.flush()
	}
}
