package cluster

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/retry"
)

// ScanOptions choose the keys of a scan and bound its steps.
type ScanOptions struct {
	// Match, Count and Type are the arguments of SCAN. Nil, 0 or empty stands for none.
	Match *string
	Count int64
	Type  string
	// SkipUncovered has slots that nobody owns left out, rather than the scan fail.
	SkipUncovered bool
	// Timeout bounds a step; 0 leaves that to the context alone.
	Timeout time.Duration
}

// ScanPosition is how far a scan over the keys of all slots has come. It does not
// change: each step makes another one, and an old one can be gone on from again.
//
// A key that exists from the first step to the last is returned at least once. This is
// how: a slot is finished only if all its keys were on one server at each moment at
// which that was scanned, from the beginning of its keyspace to the end. So the server
// tells its view of the cluster in one transaction with every step of its scan, and
// counts as having all keys of a slot if it owns it and is not giving it away key by
// key. What was elsewhere between two steps, and has returned, has lost nothing.
//
// The cursors of a server mean nothing to another, nor to the same one after it was
// started again. When that happens the scan of the server begins anew, for the slots
// that are not finished. Slots that were on their way, and are left therefore, are
// asked for one by one, with all their keys at one instant: so a scan comes to its
// end however often slots are moved.
//
// Not covered is what the servers themselves lose or bring out of reach: writes that a
// failover has dropped, keys that an aborted migration has left on the wrong server.
type ScanPosition struct {
	done   slotSet // all their keys have been returned
	moving slotSet // a pass has gone over them in vain
	pass   *pass   // that is under way
	// plain says that there is a server which does not know CLUSTERSCAN, or cannot
	// execute it since some slots have no owner.
	plain bool
	// ahead is a cursor of CLUSTERSCAN for a slot that has not been begun with.
	ahead string
}

// IsFinished reports whether all slots are finished.
func (p *ScanPosition) IsFinished() bool { return p.done.count() == len(p.done)*64 }

// Scan takes one step of a scan over the keys of all slots: it returns some keys,
// perhaps none, and the position to go on from; nil is the beginning. Keys may come
// more than once. Primaries are scanned, whatever is read from otherwise: replicas
// may lag behind.
//
// The position is of use after an error too. Errors are those of [Cluster.Do]; a slot
// that nobody owns is a *failure.TimeoutError that names it.
func (c *Cluster) Scan(ctx context.Context, from *ScanPosition, o ScanOptions) (*ScanPosition, []string, error) {
	s := &scan{cluster: c, options: &o, name: "SCAN"}
	if from != nil {
		s.at = *from
	}
	s.budget.Start(o.Timeout, 0)
	keys, err := s.step(ctx)
	if err != nil {
		return from, nil, err
	}
	return &s.at, keys, nil
}

// scan is one step of a scan.
type scan struct {
	cluster  *Cluster
	options  *ScanOptions
	at       ScanPosition // what the step changes
	budget   retry.Budget
	name     string // what errors call the command
	call     mux.Call
	answered string       // the address of the server that refused the last request
	reason   failure.Text // why the last try came to nothing
	chased   int          // tries that were made without waiting
}

// step tries to take a step until it succeeds or its time is over.
func (s *scan) step(ctx context.Context) ([]string, error) {
	for try := 0; ; try++ {
		keys, decision, err := s.try(ctx)
		if refused, ok := err.(*failure.ServerError); ok {
			decision, err = s.refused(refused)
		}
		if decision == final || err != nil {
			return keys, err
		}
		if s.chased++; decision == redirected && s.chased <= maxRedirects {
			continue
		}
		s.cluster.refreshNow()
		if err := s.pause(ctx, try); err != nil {
			return nil, err
		}
	}
}

// refused tells what is to be done about an error reply.
func (s *scan) refused(err *failure.ServerError) (verdict, error) {
	switch refusal.OfError(err) {
	case refusal.NotReady, refusal.Unserved, refusal.Split:
		s.reason = failure.Text(err.Error())
		return repeated, nil
	default:
		return final, err
	}
}

// pause waits before the next try, if there is time for one.
func (s *scan) pause(ctx context.Context, try int) error {
	pause := retry.Pause(try)
	if !s.budget.Allows(pause) {
		return &failure.TimeoutError{
			Command: s.name, Delivery: failure.NotSent, After: s.options.Timeout, Reason: s.reason,
		}
	}
	switch {
	case retry.Sleep(ctx, s.cluster.life, pause):
		return nil
	case s.cluster.isClosed():
		return closingError(s.name)
	case ctx.Err() == context.DeadlineExceeded:
		return &failure.TimeoutError{
			Command: s.name, Delivery: failure.NotSent, Reason: s.reason, Cause: context.DeadlineExceeded,
		}
	default:
		return &failure.CanceledError{Command: s.name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
	}
}

// try goes on where the scan is.
func (s *scan) try(ctx context.Context) ([]string, verdict, error) {
	known := s.cluster.snapshot.Load()
	if len(known.shards) == 0 {
		// Whoever it is, when there is one the topology is known.
		r := Request{Request: mux.Request{Name: s.name, Timeout: s.left()}}
		if _, err := s.cluster.await(ctx, &r); err != nil {
			return nil, final, err
		}
		known = s.cluster.snapshot.Load()
	}
	if known.closed {
		return nil, final, closingError(s.name)
	}
	if s.at.pass != nil {
		return s.proceed(ctx, known)
	}
	return s.choose(ctx, known)
}

// choose decides what to do next: to begin a pass for slots that none has gone over,
// or, of those that are left then, to ask for some.
func (s *scan) choose(ctx context.Context, known *snapshot) ([]string, verdict, error) {
	left := s.at.done.complement()
	uncovered := -1
	for number := range left.each {
		if known.slots[number] == 0 {
			left.remove(number)
			if uncovered < 0 {
				uncovered = number
			}
		}
	}
	if uncovered >= 0 && !s.options.SkipUncovered {
		s.reason = ownerless(uncovered)
		return nil, repeated, nil
	}
	fresh := *left
	fresh.removeAll(&s.at.moving)
	for number := range fresh.each {
		if !s.at.plain || s.worthAPass(known, number, &fresh) {
			s.startPass(number)
			return s.proceed(ctx, known)
		}
		return s.scanMovingSlots(ctx, known, number, left)
	}
	for number := range left.each {
		return s.scanMovingSlots(ctx, known, number, left)
	}
	if uncovered >= 0 {
		return s.skip(ctx, uncovered)
	}
	return nil, final, nil
}

// skip gives up the slots that nobody owns, unless that has changed.
func (s *scan) skip(ctx context.Context, uncovered int) ([]string, verdict, error) {
	if left := s.left(); left > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, left)
		defer cancel()
	}
	if err := s.cluster.refresh(ctx); err != nil {
		return nil, final, err
	}
	known := s.cluster.snapshot.Load()
	for number := range s.at.done.complement().each {
		if known.shardOf(uint16(number)) != nil {
			return nil, redirected, nil
		}
	}
	s.at.done = *new(slotSet).complement()
	return nil, final, nil
}
