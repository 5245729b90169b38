package pubsub

import (
	"slices"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
)

// route is a channel or pattern that somebody wants, or that is still subscribed. All of
// it is guarded by the lock of the Subscriptions.
type route struct {
	mode models.PubSubMode
	name string

	subscribers []*Subscriber // who want it from its home
	onPrimaries []*Subscriber // who want it on all primaries
	home        *link         // nil while there is none
	places      []place       // where it is subscribed, or about to be
	waits       []*wait       // until all is as it is wanted

	established []*Subscriber // who have had it on all primaries

	paused bool // it was refused, and is tried again after a while

	leftBy *node.Node // that has unsubscribed it by itself, and is not asked again at once
	leftAt time.Time

	lastHome *node.Node // where it was confirmed last, and is not
	lastHad  time.Time  // until when

	aside       *aside // of messages to the pattern; nil for a channel
	lastChannel string // of the last message to the pattern
}

func newRoute(mode models.PubSubMode, name string) *route {
	r := &route{mode: mode, name: name}
	if mode == models.Pattern {
		r.aside = &aside{pattern: models.Present(name)}
	}
	return r
}

// leaveTime is for how long a server is not asked again that has unsubscribed a name by
// itself, unless the name has another home by then. One that has become a replica would take
// a sharded channel again, and there would be another gap when that is known.
const leaveTime = 300 * time.Millisecond

// leave has a server not asked for a while that has unsubscribed the route by itself.
func (r *route) leave(by *node.Node) { r.leftBy, r.leftAt = by, time.Now() }

// restTime is for how long a route that moves is asked for nowhere. A message that has come
// from the old home may still be on its way from node to node, and would come again from the
// new one: a server that becomes a replica is slow to pass on what it has just published.
const restTime = 300 * time.Millisecond

// left takes in that messages do not come from a home any more.
func (r *route) left(home *link) { r.lastHome, r.lastHad = home.node, time.Now() }

// rests reports whether the route was elsewhere until just now.
func (r *route) rests() bool {
	return r.lastHome != nil && r.home != nil && r.home.node != r.lastHome && time.Since(r.lastHad) < restTime
}

// unpause has the route tried again.
func (r *route) unpause() {
	r.paused = false
	if r.leftBy != nil && time.Since(r.leftAt) >= leaveTime {
		r.leftBy = nil
	}
}

// isHomeless reports whether there is no server to subscribe the route at.
func (r *route) isHomeless() bool { return len(r.subscribers) > 0 && r.home == nil }

// place is a server where a route is subscribed.
type place struct {
	link  *link
	state placeState
}

// placeState says how far a place is.
type placeState uint8

const (
	asked     placeState = iota // the subscribe is under way
	confirmed                   // messages come
	leaving                     // the unsubscribe is under way
	left                        // its confirmation has come
)

func (r *route) isWanted() bool { return len(r.subscribers) > 0 || len(r.onPrimaries) > 0 }

// isWantedAt reports whether the route is to be subscribed at a server.
func (r *route) isWantedAt(l *link) bool {
	return len(r.subscribers) > 0 && r.home == l || len(r.onPrimaries) > 0 && l.isPrimary
}

// at returns the place of the route at a server, or nil.
func (r *route) at(l *link) *place {
	for i := range r.places {
		if r.places[i].link == l {
			return &r.places[i]
		}
	}
	return nil
}

func (r *route) isConfirmedAt(l *link) bool {
	p := r.at(l)
	return p != nil && p.state == confirmed
}

// isConfirmed reports whether any server has it.
func (r *route) isConfirmed() bool {
	return slices.ContainsFunc(r.places, func(p place) bool { return p.state == confirmed })
}

func (r *route) add(l *link) {
	r.places = append(r.places, place{link: l})
	l.routes[r] = struct{}{}
}

func (r *route) remove(l *link) {
	r.places = slices.DeleteFunc(r.places, func(p place) bool { return p.link == l })
	delete(l.routes, r)
}

// isInSync reports whether the route is subscribed where it is wanted, and nowhere else.
func (r *route) isInSync(primaries []*link) bool {
	for _, p := range r.places {
		if p.state != confirmed || !r.isWantedAt(p.link) {
			return false
		}
	}
	if len(r.subscribers) > 0 && (r.home == nil || !r.isConfirmedAt(r.home)) {
		return false
	}
	if len(r.onPrimaries) > 0 {
		for _, l := range primaries {
			if !r.isConfirmedAt(l) {
				return false
			}
		}
		return len(primaries) > 0
	}
	return true
}

// lose has who want the route told of a gap when it is confirmed again, because a place
// where it was confirmed is one no more.
func (r *route) lose(l *link, cause error) {
	if r.home == l {
		r.left(l)
		for _, b := range r.subscribers {
			b.addGap(r, gap{address: l.node.Address(), cause: cause})
		}
	}
	for _, b := range r.onPrimaries {
		b.addGap(r, gap{primary: l, address: l.node.Address(), cause: cause})
	}
}

// addPrimary has who had the route on all primaries told of a gap when another one has
// confirmed it.
func (r *route) addPrimary(l *link) {
	for _, b := range r.established {
		b.addGap(r, gap{primary: l, address: l.node.Address(), cause: errNewPrimary})
	}
}

// fail ends all waits for the route, and tells those of an error who do not wait.
func (r *route) fail(err error) (quiet []*Subscriber) {
	waiting := map[*Subscriber]bool{}
	for _, w := range r.waits {
		waiting[w.subscriber] = waiting[w.subscriber] || !w.removes && !w.isCanceled
	}
	r.waits = endWaits(r.waits, err)
	for _, b := range slices.Concat(r.subscribers, r.onPrimaries) {
		if !waiting[b] {
			quiet = append(quiet, b)
		}
	}
	return quiet
}

// gap is a break that a subscriber is to be told of.
type gap struct {
	primary *link // that has to confirm the route again; nil stands for its home, whichever it is
	address string
	cause   error
}

// errMoved and errNewPrimary are why there is a gap although no connection was lost.
var (
	errMoved      = &failure.ConnectionError{Delivery: failure.Answered, Reason: "the channel has moved to another server"}
	errLeft       = &failure.ConnectionError{Delivery: failure.Answered, Reason: "the server is not the one to subscribe at any more"}
	errNewPrimary = &failure.ConnectionError{Delivery: failure.Answered, Reason: "another server has become a primary"}
)
