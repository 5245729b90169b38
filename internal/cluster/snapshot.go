package cluster

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/options"
)

// snapshot is who has which slot at a moment. It does not change: it is replaced.
type snapshot struct {
	slots  []uint16 // of each slot the index of its shard plus 1, or 0 if nobody has it
	shards []*shard
	// primaries are those of the shards, everyone is they and the replicas.
	primaries, everyone []*member

	topology Topology // what it was made from
	patched  bool     // by redirections, since
	closed   bool
	reason   error         // why nothing is known
	replaced chan struct{} // closed when there is a newer one
}

// shard is a primary with its replicas.
type shard struct {
	primary  *member // nil if it is not known
	replicas []*member
	all      []*member      // they and the primary
	turn     *atomic.Uint32 // whose turn it is to be read from
	slot     uint16         // one of its slots
	// provisional says that only a redirection has told of it, empty that redirections
	// have left it no slot.
	provisional, empty bool
}

func newSnapshot() *snapshot {
	return &snapshot{slots: make([]uint16, slot.Count), replaced: make(chan struct{})}
}

// shardOf returns who has a slot, or nil.
func (s *snapshot) shardOf(slot uint16) *shard {
	if int(slot) >= len(s.slots) || s.slots[slot] == 0 {
		return nil
	}
	return s.shards[s.slots[slot]-1]
}

// publish replaces the snapshot. The lock is held.
func (c *Cluster) publish(s *snapshot) {
	if s.replaced == nil {
		s.replaced = make(chan struct{})
	}
	old := c.snapshot.Swap(s)
	close(old.replaced)
	if c.config.Changed != nil {
		c.config.Changed()
	}
	if c.config.Moved != nil {
		c.tellMoved(old, s)
	}
}

// tellMoved tells which slots requests go elsewhere for, now that they do. The lock is held.
func (c *Cluster) tellMoved(old, s *snapshot) {
	moved := false
	for number := range uint16(slot.Count) {
		before := old.shardOf(number)
		if before == nil {
			continue // Nothing was asked of anybody.
		}
		if now := s.shardOf(number); now == nil || now.primary != before.primary {
			c.config.Moved(number)
			moved = true
		}
	}
	if moved {
		c.config.AllMoved()
	}
}

// apply makes a snapshot of a topology, and lets go of servers that are not in it.
func (c *Cluster) apply(t Topology) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	old := c.snapshot.Load()
	turns := map[string]*atomic.Uint32{}
	for _, sh := range old.shards {
		if sh.primary != nil {
			turns[sh.primary.address] = sh.turn
		}
	}
	s := newSnapshot()
	s.topology = t
	for _, described := range t.Shards {
		sh := &shard{turn: turns[described.Primary.Address]}
		if sh.turn == nil {
			sh.turn = new(atomic.Uint32)
		}
		if described.Primary.Address != "" {
			sh.primary = c.memberLocked(identity{described.Primary.Address, false})
			s.primaries = append(s.primaries, sh.primary)
			sh.all = append(sh.all, sh.primary)
		}
		for _, replica := range described.Replicas {
			sh.replicas = append(sh.replicas, c.memberLocked(identity{replica.Address, true}))
		}
		sh.all = append(sh.all, sh.replicas...)
		s.everyone = append(s.everyone, sh.all...)
		s.shards = append(s.shards, sh)
		for _, r := range described.Slots {
			sh.slot = r.Start
			for i := int(r.Start); i <= int(r.End); i++ {
				s.slots[i] = uint16(len(s.shards))
			}
		}
	}
	c.publish(s)
	c.pruneLocked()
	if c.config.ConnectAll {
		for _, m := range c.members {
			m.KeepDialing()
		}
	}
}

// prune lets go of servers that are not part of the cluster: seeds that have another
// address there, and those that a redirection named before they had joined or after
// they had left.
func (c *Cluster) prune() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.pruneLocked()
	}
}

func (c *Cluster) pruneLocked() {
	present := map[*member]bool{}
	for _, sh := range c.snapshot.Load().shards {
		present[sh.primary] = true
		for _, m := range sh.replicas {
			present[m] = true
		}
	}
	for id, m := range c.members {
		if !present[m] && !m.isAsked() {
			delete(c.members, id)
			c.drop(m)
		}
	}
}

// askedFor is how long a server counts as one that a slot is on its way to: it may have
// no slots yet, so that it is not in the topology, and requests may block there.
const askedFor = 5 * time.Minute

func (m *member) isAsked() bool {
	return time.Now().Unix()-m.asked.Load() < int64(askedFor/time.Second)
}

// drainTimeout is how long requests on a connection that is not needed any more may take.
const drainTimeout = 5 * time.Second

// drop closes a member when its requests are answered. The lock is held.
func (c *Cluster) drop(m *member) {
	c.stopped.Go(func() {
		ctx, cancel := context.WithTimeout(c.life, drainTimeout)
		defer cancel()
		// Who was not answered in time has been told so.
		_ = m.Shutdown(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.past.Add(m.Counts())
	})
}

// mostShards bounds how many shards redirections can add.
const mostShards = slot.Count

// patch takes in that a slot is elsewhere now: until the topology tells more, at a shard
// of its own if the server is not known as a primary.
func (c *Cluster) patch(number uint16, address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.snapshot.Load()
	if c.closed || int(number) >= len(old.slots) || len(old.shards) == 0 || len(old.shards) >= mostShards {
		return
	}
	to := slices.IndexFunc(old.shards, func(sh *shard) bool { return sh.primary != nil && sh.primary.address == address })
	if to >= 0 && old.slots[number] == uint16(to+1) {
		return
	}
	s := *old
	s.patched = true
	s.replaced = make(chan struct{})
	s.shards = slices.Clone(old.shards)
	if to < 0 {
		to = len(s.shards)
		s.shards = append(s.shards, &shard{
			primary: c.memberLocked(identity{address, false}), turn: new(atomic.Uint32), slot: number, provisional: true,
		})
	}
	s.slots = slices.Clone(old.slots)
	s.slots[number] = uint16(to + 1)
	s.rename(old.slots[number])
	s.rename(uint16(to + 1))
	c.publish(&s)
}

// rename has a shard, counted from 1, be known by a slot that it has.
func (s *snapshot) rename(index uint16) {
	if index == 0 {
		return
	}
	copied := *s.shards[index-1]
	if s.slots[copied.slot] != index {
		first := slices.Index(s.slots, index)
		copied.slot, copied.empty = uint16(max(first, 0)), first < 0
		s.shards[index-1] = &copied
	}
}

// choose returns the server of a shard for a request, or nil if there is none.
func (c *Cluster) choose(sh *shard, r *Request) *member {
	if !r.Reads || len(sh.replicas) == 0 && !r.ReplicaOnly {
		return sh.primary
	}
	if r.Replica {
		return sh.replica(r)
	}
	turn := sh.turn.Add(1) - 1
	var m *member
	switch c.config.ReadFrom {
	case options.PreferReplica:
		m = sh.next(turn, r.avoid, connected)
	case options.ReadFromAllNodes:
		m = nextInTurn(sh.all, turn, r.avoid, connected)
	case options.AZAffinityAllNodes:
		if m = nextInTurn(sh.all, turn, r.avoid, c.local); m == nil {
			m = nextInTurn(sh.all, turn, r.avoid, connected)
		}
	case options.AZAffinity:
		if m = sh.next(turn, r.avoid, c.local); m == nil {
			m = sh.next(turn, r.avoid, connected)
		}
	case options.AZAffinityReplicasAndPrimary:
		if m = sh.next(turn, r.avoid, c.local); m == nil && sh.primary != nil && c.local(sh.primary) {
			return sh.primary
		}
		if m == nil {
			m = sh.next(turn, r.avoid, connected)
		}
	}
	if m == nil {
		return sh.primary
	}
	return m
}

// replica returns the replica for a request that prefers or demands one: a connected
// one, or one that has not failed to be connected to, which is done when it is needed. If
// there is none the primary does, or else whichever may come back.
func (sh *shard) replica(r *Request) *member {
	turn := sh.turn.Add(1) - 1
	for _, fits := range []func(*member) bool{connected, notFailed} {
		if m := sh.next(turn, r.avoid, fits); m != nil {
			return m
		}
	}
	if m := sh.next(turn, nil, connected); m != nil {
		return m // It is not ready yet.
	}
	if !r.ReplicaOnly && sh.primary != nil {
		return sh.primary
	}
	return sh.next(turn, nil, anyone)
}

// next returns the replica whose turn it is, of those that fit, but not avoid. All questions
// of one request have the same turn: otherwise some replicas' turns would always be passed over.
func (sh *shard) next(turn uint32, avoid *member, fits func(*member) bool) *member {
	return nextInTurn(sh.replicas, turn, avoid, fits)
}

// nextInTurn returns the member whose turn it is of those that fit, but not avoid, or nil.
// In a circle of turns each of them comes equally often: those who come after one that
// does not fit do not take its turns over.
func nextInTurn(members []*member, turn uint32, avoid *member, fits func(*member) bool) *member {
	if len(members) == 0 {
		return nil
	}
	size, count := uint32(len(members)), uint32(0)
	if m := members[turn%size]; m != avoid && fits(m) {
		return m
	}
	for _, m := range members {
		if m != avoid && fits(m) {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	left := turn / size % count
	var last *member
	for _, m := range members {
		if m != avoid && fits(m) {
			if last = m; left == 0 {
				break
			}
			left--
		}
	}
	return last // Some may have been lost meanwhile.
}

func anyone(*member) bool { return true }

func connected(m *member) bool { return m.Connected() }

// notFailed reports whether nothing is known against connecting to a server.
func notFailed(m *member) bool { return m.Failed() == nil }

func (c *Cluster) local(m *member) bool {
	return m.Connected() && m.Server().AvailabilityZone == c.config.Zone
}
