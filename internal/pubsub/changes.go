package pubsub

import (
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
)

// change is what is asked of a server about a name.
type change struct {
	route      *route
	subscribes bool
}

var subscribeNames = [modes]string{"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"}

var unsubscribeNames = [modes]string{"UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"}

// mostChanges bounds one request, so that commands on a shared connection need not wait
// for long.
const mostChanges = 1024

// plan returns what to ask of the server now, and takes it as asked. The lock is held.
func (l *link) plan() (changes []change, request []byte) {
	for r := range l.todo {
		if len(changes) == mostChanges {
			break
		}
		delete(l.todo, r)
		p, wanted := r.at(l), r.isWantedAt(l)
		names := &subscribeNames
		switch {
		case wanted && p == nil && !r.paused && r.leftBy != l.node && !r.rests():
			r.add(l)
		case !wanted && p != nil && p.state == confirmed:
			p.state = leaving
			names = &unsubscribeNames
		default:
			continue
		}
		changes = append(changes, change{r, wanted})
		request = resp.AppendCommand(request, names[r.mode], r.name)
	}
	l.isBusy = len(changes) > 0
	return changes, request
}

// submit asks the server for changes. The lock is not held.
func (l *link) submit(conn *mux.Conn, changes []change, request []byte) {
	conn.SubmitFenced(mux.Request{Name: "SUBSCRIBE", Bytes: request}, len(changes), func(frames []byte, err error) {
		l.answered(conn, changes, frames, err)
	})
}

// answered takes in what has become of changes: names that are not confirmed by now have
// an error each.
func (l *link) answered(conn *mux.Conn, changes []change, frames []byte, err error) {
	s := l.subscriptions
	var refusedNames [][]byte
	s.mu.Lock()
	defer func() {
		s.mu.Unlock()
		for _, reply := range refusedNames {
			s.servers.Refused(l.node, reply)
		}
		s.wake()
	}()
	if l.conn != conn {
		return
	}
	if err != nil {
		l.lose(conn, err)
		return
	}
	l.isBusy = false
	errors := errorsOf(frames)
	refusals := refusals{}
	for _, c := range changes {
		p := c.route.at(l)
		if p == nil {
			s.check(c.route)
			continue
		}
		isDone := c.subscribes && p.state == confirmed || p.state == left
		if !isDone && len(errors) > 0 {
			if c.subscribes {
				if reply := refusals.add(c.route, errors[0]); reply != nil {
					refusedNames = append(refusedNames, reply)
				}
			}
			errors = errors[1:]
		}
		if !c.subscribes || p.state != confirmed {
			c.route.remove(l)
		}
		s.check(c.route)
	}
	refusals.report(s, l.node.Address())
	l.completeGaps(true)
}

// errorsOf returns the replies before the last, which is the one to PING.
func errorsOf(frames []byte) [][]byte {
	var replies [][]byte
	for len(frames) > 0 {
		decoder := resp.NewDecoder(frames)
		if decoder.Skip() != nil {
			break
		}
		replies = append(replies, frames[:decoder.Offset()])
		frames = frames[decoder.Offset():]
	}
	return replies[:max(len(replies)-1, 0)]
}

// confirm takes in that a server has subscribed a name. The lock is held.
func (s *Subscriptions) confirm(r *route, l *link) {
	p := r.at(l)
	if p == nil || p.state != asked {
		return
	}
	p.state = confirmed
	if r.home == l {
		for _, b := range r.subscribers {
			b.restored(r, l)
		}
	}
	for _, b := range r.onPrimaries {
		b.restored(r, l)
	}
	s.resolve(r)
}

// unsubscribed takes in that a server has unsubscribed a name: because it was asked to, or
// because the slot of the channel is another server's now. The lock is held.
func (s *Subscriptions) unsubscribed(r *route, l *link) {
	p := r.at(l)
	switch {
	case p == nil:
	case p.state == leaving:
		p.state = left
	case p.state == confirmed:
		r.lose(l, errMoved)
		r.remove(l)
		if r.home == l {
			r.home = nil
		}
		r.leave(l.node)
		r.lastHome = nil // It passes on what it took while the slot was its own.
		s.retries[r] = struct{}{}
		s.servers.Missed()
		s.check(r)
		s.wake()
	}
}

// isTemporary reports whether a refusal is of the server, at the moment, rather than of
// the name.
func isTemporary(reply []byte) bool {
	kind, _ := refusal.OfReply(reply)
	return kind != refusal.None
}
