package cluster

import (
	"context"
	"slices"
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/glob"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// Slots that were moved while the servers were scanned are asked for, with all their
// keys at one instant. A server that gives a slot away key by key is asked first, and
// then the one that takes it: a key that the first did not have any more has arrived
// at the second.

const (
	// mostSlots is how many slots are asked for at once, each for keysOfSlot keys: of
	// those that have more each is asked for alone.
	mostSlots  = 32
	keysOfSlot = 256
	// mostMoves is how often a slot may be moved on, or grow, while it is asked for.
	mostMoves = 8
)

// contents are the keys of a slot at one server.
type contents struct {
	slot  int
	count int // what it has; the keys are fewer if there are more than was asked for
	keys  []string
}

func (c *contents) complete() bool { return c.count <= len(c.keys) }

// scanMovingSlots asks for a slot, and for others of those that are left at the same server.
func (s *scan) scanMovingSlots(ctx context.Context, known *snapshot, number int, left *slotSet) ([]string, verdict, error) {
	var numbers []int
	for other := range left.each {
		if known.slots[other] == known.slots[number] && len(numbers) < mostSlots {
			numbers = append(numbers, other)
		}
	}
	a, all, err := s.contents(ctx, Request{To: BySlot(uint16(number))}, keysOfSlot, numbers...)
	if err != nil {
		return nil, final, err
	}
	if !s.checkProcess(a) {
		return nil, repeated, nil
	}
	var keys []string
	gathered := false
	for _, c := range all {
		if a.whole.has(c.slot) && c.complete() {
			keys = append(keys, c.keys...)
			s.at.done.add(c.slot)
			gathered = true
		}
	}
	if !gathered {
		var decision verdict
		if keys, decision, err = s.followAll(ctx, a, all); err != nil || decision != final {
			return nil, decision, err
		}
	}
	keys, err = s.filter(ctx, keys)
	return keys, final, err
}

// contents asks for the keys of slots, at most limit of each.
func (s *scan) contents(ctx context.Context, r Request, limit int, numbers ...int) (*answer, []contents, error) {
	commands := make([][]byte, 0, 2*len(numbers))
	for _, number := range numbers {
		digits := strconv.Itoa(number)
		commands = append(commands,
			resp.AppendCommand(nil, "CLUSTER", "COUNTKEYSINSLOT", digits),
			resp.AppendCommand(nil, "CLUSTER", "GETKEYSINSLOT", digits, strconv.Itoa(limit)))
	}
	a, err := s.ask(ctx, r, commands...)
	if err != nil {
		return nil, nil, err
	}
	all := make([]contents, len(numbers))
	for i, number := range numbers {
		c := contents{slot: number}
		if c.count, err = a.number("the number of keys", 1<<32); err != nil {
			return nil, nil, err
		}
		var only slotSet
		only.add(number)
		if c.keys, err = a.keys(&only); err != nil {
			return nil, nil, err
		}
		all[i] = c
	}
	return a, all, nil
}

// follow asks for all keys of a slot, whose owner has given an answer already, at all
// the servers where some are.
func (s *scan) follow(ctx context.Context, a *answer, c contents) ([]string, verdict, error) {
	var keys []string
	to, at := "", Request{To: BySlot(uint16(c.slot))}
	for range mostMoves {
		limit := c.count + c.count/8 + keysOfSlot // for it may grow
		if c.complete() {
			keys = append(keys, c.keys...)
			switch {
			case a.whole.has(c.slot), to != "" && a.origin(c.slot) != "":
				s.at.done.add(c.slot)
				return keys, final, nil
			case !a.owned.has(c.slot):
				return s.chase(a, c.slot)
			}
			to, limit = a.destination(c.slot), keysOfSlot
			address := s.located(to, a)
			if address == "" {
				break
			}
			at.redirect = s.cluster.member(identity{address, false})
		}
		next, all, err := s.contents(ctx, at, limit, c.slot)
		if err != nil {
			return nil, final, err
		}
		if !s.checkProcess(next) {
			return nil, repeated, nil
		}
		if to != "" && next.id != to {
			break // It is nobody, or another, who has answered where that one is said to be.
		}
		a, c = next, all[0]
	}
	s.reason = inMotion(c.slot)
	return nil, repeated, nil
}

// followAll does that for slots of which none was whole, up to one that it fails with.
func (s *scan) followAll(ctx context.Context, a *answer, all []contents) (keys []string, decision verdict, err error) {
	for i, c := range all {
		more, decision, err := s.follow(ctx, a, c)
		if i > 0 && (err != nil || decision != final) {
			break // It is tried again in the next step, which will tell.
		}
		if err != nil || decision != final {
			return nil, decision, err
		}
		keys = append(keys, more...)
	}
	return keys, final, nil
}

func inMotion(number int) failure.Text {
	return "slot " + failure.Text(strconv.Itoa(number)) + " is being moved"
}

// chase takes in that a server does not own a slot any more.
func (s *scan) chase(a *answer, number int) ([]string, verdict, error) {
	owner := a.ownerOf(number)
	switch {
	case owner != "":
		s.reason = inMotion(number)
		address := s.located(owner, a)
		s.cluster.patch(uint16(number), address)
		if sh := s.cluster.snapshot.Load().shardOf(uint16(number)); sh != nil && sh.primary != nil && sh.primary.address == address {
			return nil, redirected, nil
		}
		return nil, repeated, nil // It has had no slots so far, or took a primary's place.
	case s.options.SkipUncovered:
		s.at.done.add(number)
		return nil, final, nil
	default:
		s.reason = ownerless(number)
		return nil, repeated, nil
	}
}

// located returns the address of a server: as clients are to know it or, of one that
// has no slots yet, as the servers know it themselves.
func (s *scan) located(id string, a *answer) string {
	for _, shard := range s.cluster.snapshot.Load().topology.Shards {
		if shard.Primary.ID == id {
			return shard.Primary.Address
		}
	}
	return a.addressOf(id, a.from)
}

// filter chooses keys as SCAN does.
func (s *scan) filter(ctx context.Context, keys []string) ([]string, error) {
	if s.options.Match != nil {
		keys = slices.DeleteFunc(keys, func(key string) bool { return !glob.Matches(*s.options.Match, key) })
	}
	if s.options.Type == "" || len(keys) == 0 {
		return keys, nil
	}
	return s.ofType(ctx, keys)
}

// ofType asks for the types of keys.
func (s *scan) ofType(ctx context.Context, keys []string) ([]string, error) {
	var p Pipeline
	for _, key := range keys {
		p.Items = append(p.Items, Item{
			Name: "TYPE", Bytes: resp.AppendCommand(nil, "TYPE", key), To: BySlot(slot.OfString(key)), Idempotent: true,
		})
	}
	s.cluster.Pipeline(ctx, &p, s.left(), RetryPolicy{Refused: true, Lost: true})
	var chosen []string
	for i, o := range p.Outcomes {
		if o.Err != nil {
			return nil, o.Err
		}
		value, err := resp.Decode(o.Frame)
		if err != nil {
			return nil, err
		}
		if value.Type.IsError() {
			return nil, failure.ParseServerError(value.Text)
		}
		if value.Text == s.options.Type {
			chosen = append(chosen, keys[i])
		}
	}
	return chosen, nil
}
