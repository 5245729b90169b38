package pubsub

import (
	"slices"

	"github.com/glissade-io/glissade/core/failure"
)

// addGap notes a break for when the route is confirmed again. The lock is held.
func (b *Subscriber) addGap(r *route, g gap) {
	if b.gaps == nil {
		b.gaps = map[*route][]gap{}
	}
	if !slices.ContainsFunc(b.gaps[r], func(known gap) bool { return known.primary == g.primary }) {
		b.gaps[r] = append(b.gaps[r], g)
	}
}

// takeGap returns the first break of a route that concerns a server, and forgets all of
// those. The lock is held.
func (b *Subscriber) takeGap(r *route, l *link) (first gap, found bool) {
	left := slices.DeleteFunc(b.gaps[r], func(g gap) bool {
		if g.primary != nil && g.primary != l {
			return false
		}
		if !found {
			first, found = g, true
		}
		return true
	})
	if len(left) > 0 {
		b.gaps[r] = left
	} else {
		delete(b.gaps, r)
	}
	return first, found
}

// tellGaps tells of the breaks of a route that is on all primaries again, where the one
// that was lost is a primary no more. The lock is held.
func (b *Subscriber) tellGaps(r *route) {
	gaps := b.gaps[r]
	if len(gaps) == 0 {
		return
	}
	delete(b.gaps, r)
	b.openGap(r, gaps[0])
	if b.gapLinks == 0 {
		b.endGap()
	}
}

// isNews reports whether the subscriber was not told yet that a route is refused so. The
// lock is held.
func (b *Subscriber) isNews(r *route, refusal string) bool {
	if told, isTold := b.refusals[r]; isTold && told == refusal {
		return false
	}
	if b.refusals == nil {
		b.refusals = map[*route]string{}
	}
	b.refusals[r] = refusal
	return true
}

// restored tells of the break of a route that a server has confirmed again, together with
// others that it confirms. The lock is held.
func (b *Subscriber) restored(r *route, l *link) {
	delete(b.refusals, r)
	g, isLost := b.takeGap(r, l)
	if !isLost {
		return
	}
	b.openGap(r, g)
	if !slices.Contains(l.restoring, b) {
		l.restoring = append(l.restoring, b)
		b.gapLinks++
	}
}

// openGap tells of a break, together with those that are told of already and not complete.
// The lock is held.
func (b *Subscriber) openGap(r *route, g gap) {
	if b.gap == nil {
		b.gap = &failure.GapError{Address: g.address, Cause: g.cause}
		b.subscriptions.stats.Gaps++
		b.incoming = append(b.incoming, telling(b.gap))
		b.touch()
	}
	if !b.onPrimaries || !slices.Contains(b.gap.Channels, r.name) {
		b.gap.Channels = append(b.gap.Channels, r.name)
	}
}

// isRestoring reports whether a server is yet to be asked for routes of the gap. The lock
// is held.
func (b *Subscriber) isRestoring(l *link) bool {
	for r := range b.gaps {
		if _, isDue := l.todo[r]; isDue && !r.paused {
			return true
		}
	}
	return false
}

// completeGap says that a server has confirmed all that it was asked to. The lock is held.
func (b *Subscriber) completeGap() {
	if b.gapLinks--; b.gapLinks == 0 {
		b.endGap()
	}
}

func (b *Subscriber) endGap() {
	b.flush()
	b.subscriptions.notifyGap(b.gap)
	b.gap = nil
	b.queue.complete()
}
