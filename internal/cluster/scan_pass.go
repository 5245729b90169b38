package cluster

import (
	"context"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// pass is a scan of one server, by SCAN or by CLUSTERSCAN.
//
// SCAN goes over all keys of a server, and no slot is finished before it has come to
// the end. CLUSTERSCAN, since Valkey 9.1, goes over the slots in their order as far as
// the server owns them without a gap. Its cursor "fingerprint-{tag}-position" has the
// slot of its tag, and those below it are finished. Two things it leaves to its
// callers: of a slot that is given away key by key it returns what is left, without a
// word, if it comes there from another one (a cursor that begins there is answered
// by ASK); and a cursor of which the fingerprint is another server's counts as the
// beginning of its slot, so that what was returned before is returned again. It is
// refused with CLUSTERDOWN if any slot has no owner, unless the servers are told to
// do without.
type pass struct {
	slot    int    // where CLUSTERSCAN is, or one of those that SCAN is for
	cursor  string // of the server
	server  string // its ID, "" before the first step
	address string // and where it is
	process string // the identity of its process, which only SCAN needs to know
	// whole are the slots, of those that are not finished, of which all keys have
	// been there at each step so far of SCAN. CLUSTERSCAN is only ever in the midst
	// of one, which is so or the pass is dropped.
	whole slotSet
}

const lastSlot = slot.Count - 1

func ownerless(number int) failure.Text {
	return "no server has slot " + failure.Text(strconv.Itoa(number)) + ", and {ClusterKeyspaceScanOptions.AllowNonCoveredSlots} is not set"
}

// leastShare is what part of a server's slots must be left for SCAN to go over all of
// them once more.
const leastShare = 16

func (s *scan) worthAPass(known *snapshot, number int, fresh *slotSet) bool {
	index := known.slots[number]
	owned, left := 0, 0
	for other, owner := range known.slots {
		if owner == index {
			owned++
			if fresh.has(other) {
				left++
			}
		}
	}
	return left*leastShare >= owned
}

// startPass begins a pass for a slot.
func (s *scan) startPass(number int) {
	p := &pass{slot: number, cursor: "0"}
	if !s.at.plain {
		p.cursor = s.at.ahead
		if p.cursor == "" || int(slot.OfString(p.cursor)) != number {
			p.cursor = "0-{" + tagOf(number) + "}-0"
		}
	}
	s.at.pass, s.at.ahead = p, ""
}

// tagOf returns a hash tag of the slot.
func tagOf(number int) string {
	for n := uint64(0); ; n++ {
		if tag := strconv.FormatUint(n, 36); int(slot.OfString(tag)) == number {
			return tag
		}
	}
}

// drop ends a pass that cannot go on.
func (s *scan) drop() { s.at.pass = nil }

// proceed takes a step of the pass.
func (s *scan) proceed(ctx context.Context, known *snapshot) ([]string, verdict, error) {
	if s.at.plain {
		return s.scanServer(ctx, known)
	}
	return s.scanSlots(ctx)
}

// command returns the command of the next step.
func (s *scan) command(name string) []byte {
	words := []string{name, s.at.pass.cursor}
	if s.options.Match != nil {
		words = append(words, "MATCH", *s.options.Match)
	}
	if s.options.Count > 0 {
		words = append(words, "COUNT", strconv.FormatInt(s.options.Count, 10))
	}
	if s.options.Type != "" {
		words = append(words, "TYPE", s.options.Type)
	}
	return resp.AppendCommand(nil, words...)
}

// checkProcess reports whether the slots of a server are what it says, and it serves them.
func (s *scan) checkProcess(a *answer) bool {
	switch {
	case a.cutOff:
		s.reason = failure.Text(a.from) + " cannot reach most of the primaries"
	case !a.primary:
		s.reason = failure.Text(a.from) + " is no primary any more"
	default:
		return true
	}
	return false
}

// scanServer takes a step by SCAN.
func (s *scan) scanServer(ctx context.Context, known *snapshot) ([]string, verdict, error) {
	before := s.at.pass
	target := before.slot
	if before.server != "" {
		if target = known.slotAt(before.address, &before.whole); target < 0 {
			s.drop() // It has been replaced.
			return nil, redirected, nil
		}
	}
	a, err := s.ask(ctx, Request{To: BySlot(uint16(target))}, askProcess, s.command("SCAN"))
	if err != nil {
		return nil, final, err
	}
	process, err := a.process()
	if err != nil {
		return nil, final, err
	}
	if !s.checkProcess(a) {
		s.drop()
		return nil, repeated, nil
	}
	p := *before
	p.server, p.address, p.process, p.whole = a.id, a.from, process, a.whole
	switch {
	case before.server == "":
		p.whole.removeAll(&s.at.done)
	case before.server != a.id || before.process != process:
		if before.address == a.from {
			s.drop()
		} // else the slot has been moved just now: by another one the server is found again.
		s.reason = "another server has answered than the one that is scanned"
		return nil, redirected, nil
	default:
		p.whole.retain(&before.whole)
	}
	if p.cursor, err = a.page(); err != nil {
		return nil, final, err
	}
	keys, err := a.keys(&p.whole)
	if err != nil {
		return nil, final, err
	}
	s.at.pass = &p
	if p.cursor == "0" || p.whole == (slotSet{}) {
		s.end(known, a)
	}
	return keys, final, nil
}

// slotAt returns one of the slots that the server at the address has, or -1.
func (s *snapshot) slotAt(address string, slots *slotSet) int {
	for number := range slots.each {
		if sh := s.shardOf(uint16(number)); sh != nil && sh.primary != nil && sh.primary.address == address {
			return number
		}
	}
	return -1
}

// end ends a pass that has come to the end of the server's keys, or that has no slot
// left to finish. What the server has of other slots is not scanned once more.
func (s *scan) end(known *snapshot, a *answer) {
	if s.at.pass.cursor == "0" {
		s.at.done.addAll(&s.at.pass.whole)
	}
	s.drop()
	vain := a.owned
	for number := range known.slots {
		if sh := known.shardOf(uint16(number)); sh != nil && sh.primary != nil && sh.primary.address == a.from {
			vain.add(number)
		}
	}
	vain.removeAll(&s.at.done)
	s.at.moving.addAll(&vain)
}

// scanSlots takes a step by CLUSTERSCAN.
func (s *scan) scanSlots(ctx context.Context) ([]string, verdict, error) {
	before := s.at.pass
	a, err := s.ask(ctx, Request{To: BySlot(uint16(before.slot))}, s.command("CLUSTERSCAN"))
	var cursor string
	if err == nil {
		cursor, err = a.page()
	}
	if refused, ok := err.(*failure.ServerError); ok {
		return s.refusedSlots(refused)
	}
	if err != nil {
		return nil, final, err
	}
	if !s.checkProcess(a) {
		s.drop()
		return nil, repeated, nil
	}
	if before.server != "" && before.server != a.id {
		s.drop() // If all have the same hash seed the cursor counts here too; let it begin anew.
		return nil, redirected, nil
	}
	whole := a.whole
	whole.removeAll(&s.at.done)
	next := slot.Count
	if cursor != "0" {
		next = int(slot.OfString(cursor))
	}
	if next < before.slot {
		return nil, final, a.wrong("CLUSTERSCAN goes back from slot " + strconv.Itoa(before.slot) + " to " + strconv.Itoa(next))
	}
	keys, err := a.keys(&whole)
	if err != nil {
		return nil, final, err
	}
	// What is not whole now was scanned in vain, the slot that the next step goes on
	// in as well. What the server has passed over was its to scan, or has no keys.
	begun := next <= lastSlot && !strings.HasPrefix(cursor, "0-")
	for number := before.slot; number < next || number == next && begun; number++ {
		switch {
		case !whole.has(number) && (a.owned.has(number) || number == before.slot):
			s.at.moving.add(number)
		case whole.has(number) && number < next:
			s.at.done.add(number)
		}
	}
	s.at.pass = &pass{slot: next, cursor: cursor, server: a.id}
	if !begun || s.at.done.has(next) || s.at.moving.has(next) {
		s.drop()
		s.at.ahead = cursor
	}
	return keys, final, nil
}

// refusedSlots tells what is to be done about an error reply to CLUSTERSCAN.
func (s *scan) refusedSlots(err *failure.ServerError) ([]string, verdict, error) {
	number := s.at.pass.slot
	switch kind := refusal.OfError(err); {
	case kind == refusal.Moved:
		s.drop()
		moved, address, malformed := s.cluster.parseRedirect(err.Message, s.answered)
		if malformed != nil {
			return nil, final, &failure.ConnectionError{
				Address: s.answered, Command: s.name, Delivery: failure.Answered,
				Reason: "the server answered MOVED with what is no slot and address", Cause: malformed,
			}
		}
		s.cluster.patch(moved, address)
		s.cluster.refreshSoon()
		s.reason = inMotion(number)
		return nil, redirected, nil
	case kind == refusal.Asked, kind == refusal.Split:
		s.drop()
		s.at.moving.add(number)
		return nil, redirected, nil
	case kind == refusal.Unserved, err.Code == "ERR":
		// It is not known, or does not work as it is known here, or not now. If it is
		// the options that are wrong, SCAN says so too.
		s.drop()
		s.at.plain = true
		return nil, redirected, nil
	default:
		return nil, final, err
	}
}
