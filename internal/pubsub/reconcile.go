package pubsub

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/models"
)

// run compares whenever something has changed, and at the interval.
func (s *Subscriptions) run() {
	ticker := time.NewTicker(s.interval)
	defer ticker.Stop()
	var soon <-chan time.Time
	for retries := 0; ; {
		select {
		case <-s.signal:
		case <-soon:
			soon = nil
			s.retry()
		case <-ticker.C:
			s.retryAll()
		case <-s.life.Done():
			return
		}
		switch again := s.reconcile(); {
		case !again:
			retries, soon = 0, nil
		case soon == nil:
			soon = time.After(retryBackoff.Pause(retries))
			retries++
		}
	}
}

// retry has names tried again that were refused for the moment, or for which there was no
// server. If there still is none, one is looked for.
func (s *Subscriptions) retry() {
	s.mu.Lock()
	isMissed := s.isConnecting()
	for r := range s.retries {
		isMissed = isMissed || r.isHomeless() || r.leftBy != nil
		r.unpause()
		s.check(r)
	}
	clear(s.retries)
	s.mu.Unlock()
	if isMissed {
		s.servers.Missed()
	}
}

// isConnecting reports whether a server is being connected to. The lock is held.
func (s *Subscriptions) isConnecting() bool {
	for _, l := range s.links {
		if l.isConnecting {
			return true
		}
	}
	return false
}

// retryAll has everything compared, and all names tried again that were refused. Where
// something is wanted on all primaries it is asked who they are: a client that only listens
// gets no redirection that would tell.
func (s *Subscriptions) retryAll() {
	s.mu.Lock()
	s.checkAll()
	clear(s.retries)
	asks := s.wantsPrimaries()
	s.mu.Unlock()
	if asks {
		s.servers.Missed()
	}
}

func (s *Subscriptions) checkAll() {
	for _, routes := range s.routes {
		for _, r := range routes {
			r.unpause()
			s.check(r)
		}
	}
}

// submission is what is to be asked of a server.
type submission struct {
	link    *link
	conn    *mux.Conn
	changes []change
	request []byte
}

// reconcile compares what is wanted with what servers have, and asks for what differs. It
// reports whether names are to be tried again soon.
func (s *Subscriptions) reconcile() (retries bool) {
	servers := s.servers.Primaries()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return false
	}
	s.updatePrimaries(servers)
	for r := range s.unchecked {
		s.place(r)
	}
	clear(s.unchecked)
	submissions, released := s.plan()
	s.count()
	retries = len(s.retries) > 0 || s.isConnecting()
	s.mu.Unlock()
	for _, release := range released {
		release()
	}
	for _, sub := range submissions {
		sub.link.submit(sub.conn, sub.changes, sub.request)
	}
	return retries
}

// updatePrimaries takes in which servers messages are taken from now. The lock is held.
func (s *Subscriptions) updatePrimaries(servers []*node.Node) {
	if s.changed.Swap(false) {
		s.checkAll()
	}
	are := make(map[*node.Node]bool, len(servers))
	for _, n := range servers {
		are[n] = true
	}
	for n, l := range s.links {
		l.isPrimary = are[n]
	}
	s.primaries = s.primaries[:0]
	if s.wantsPrimaries() {
		for _, n := range servers {
			l := s.link(n)
			l.isPrimary = true
			s.primaries = append(s.primaries, l)
		}
	}
	s.isPrimary = are
}

// wantsPrimaries reports whether anybody wants something on all primaries. The lock is
// held.
func (s *Subscriptions) wantsPrimaries() bool {
	for b := range s.subscribers {
		if b.onPrimaries {
			return true
		}
	}
	return false
}

// place decides where a route is to be, and has it subscribed and unsubscribed. The lock is
// held.
func (s *Subscriptions) place(r *route) {
	s.findHome(r)
	if r.isHomeless() || r.leftBy != nil || r.rests() {
		s.retries[r] = struct{}{}
	}
	if r.home != nil && r.isWantedAt(r.home) && r.at(r.home) == nil {
		r.home.todo[r] = struct{}{}
	}
	if len(r.onPrimaries) > 0 {
		for _, l := range s.primaries {
			if r.at(l) == nil {
				l.todo[r] = struct{}{}
				r.addPrimary(l)
			}
		}
	}
	for _, p := range r.places {
		if p.state == confirmed && !r.isWantedAt(p.link) {
			p.link.todo[r] = struct{}{}
		}
	}
	s.resolve(r)
	if !r.isWanted() && len(r.places) == 0 && len(r.waits) == 0 && s.routes[r.mode][r.name] == r {
		delete(s.routes[r.mode], r.name)
	}
}

// findHome decides which server messages of the route are taken from. The lock is held.
func (s *Subscriptions) findHome(r *route) {
	if len(r.subscribers) == 0 {
		r.home = nil
		return
	}
	if r.home != nil && !r.home.isReleased && s.isPrimary[r.home.node] && r.mode != models.Sharded {
		return
	}
	n := s.servers.Home(r.name)
	if n == nil || r.home != nil && r.home.node == n && !r.home.isReleased {
		return
	}
	if r.home != nil && r.isConfirmedAt(r.home) {
		cause := errLeft
		if r.mode == models.Sharded {
			cause = errMoved
		}
		r.lose(r.home, cause)
	}
	r.home = s.link(n)
	r.home.isPrimary = s.isPrimary[n]
	if r.isConfirmedAt(r.home) { // Others have it on all primaries.
		for _, b := range r.subscribers {
			b.restored(r, r.home)
		}
		if !r.home.isBusy {
			r.home.completeGaps(true)
		}
	}
}

// resolve ends the waits for a route that is as it is wanted. The lock is held.
func (s *Subscriptions) resolve(r *route) {
	if !r.isInSync(s.primaries) {
		s.unsynced[r] = struct{}{}
		return
	}
	delete(s.unsynced, r)
	for _, w := range r.waits {
		w.reached()
	}
	r.waits = nil
	r.established = append(r.established[:0], r.onPrimaries...)
	for _, b := range r.onPrimaries {
		b.tellGaps(r)
	}
}

// plan returns what is to be asked of servers, and the connections that are not needed any
// more. The lock is held.
func (s *Subscriptions) plan() (submissions []submission, released []func()) {
	for _, l := range s.links {
		l.forgetUnwanted()
		switch {
		case l.isBusy:
		case len(l.todo) == 0 && len(l.routes) == 0:
			released = append(released, l.release())
		case l.isOutOfDate && l.conn != nil:
			l.isOutOfDate, l.isBusy = false, true
			ctx, cancel := context.WithCancel(s.life)
			l.cancel = cancel
			conn := l.conn
			go func() {
				defer cancel()
				l.handOver(ctx, conn)
			}()
		case len(l.todo) == 0, l.isConnecting:
		case l.conn == nil:
			l.isConnecting = true
			ctx, cancel := context.WithCancel(s.life)
			l.cancel = cancel
			failures := l.failures
			go func() {
				defer cancel()
				l.connect(ctx, failures)
			}()
		default:
			if changes, request := l.plan(); len(changes) > 0 {
				submissions = append(submissions, submission{l, l.conn, changes, request})
			}
		}
		if !l.isBusy {
			l.completeGaps(true) // What was due may be wanted no more.
		}
	}
	return submissions, released
}

// count counts whether all is as it is wanted. The lock is held.
func (s *Subscriptions) count() {
	if len(s.unsynced) > 0 {
		s.stats.OutOfSync++
		return
	}
	s.stats.LastSync = time.Now()
}
