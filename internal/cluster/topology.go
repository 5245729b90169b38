package cluster

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/internal/sorting"
)

// Topology is who serves which slots, as one node of the cluster sees it. What
// [ParseShards] and [ParseSlots] return has a canonical form: shards in the order of
// their first slots, ranges in order and as long as they can be, replicas in the
// order of their addresses. So two views are the same if their [Topology.Hash] is.
type Topology struct {
	// Shards are those that own slots. Others have no keys, and nodes that have just
	// met disagree about them, so they are left out.
	Shards []Shard
	// Problems tell which nodes are left out, or known without their address, because
	// nobody can be reached at what is said of them, and who has said it. They are no
	// part of the hash: what follows from them is.
	Problems []string
}

// reachable reports whether any shard has a primary that can be reached.
func (t Topology) reachable() bool {
	return slices.ContainsFunc(t.Shards, func(s Shard) bool { return s.Primary.Address != "" })
}

// mostProblems is how many problems an error tells.
const mostProblems = 3

// problems returns what is wrong with the addresses, in a sentence for an error, or nil.
func (t Topology) problems() error {
	if len(t.Problems) == 0 {
		return nil
	}
	text := strings.Join(t.Problems[:min(len(t.Problems), mostProblems)], "; ")
	if more := len(t.Problems) - mostProblems; more > 0 {
		text += "; and " + strconv.Itoa(more) + " more"
	}
	return errors.New(text)
}

// Shard is a primary and its replicas, which serve the same slots.
type Shard struct {
	// Primary is the node that takes writes, failing or not. Its Address is empty if
	// the view does not tell where it is.
	Primary Member
	// Replicas are those that can be read from: neither failing nor still loading.
	Replicas []Member
	// Slots are what the shard owns, one range at least.
	Slots []SlotRange
}

// Member is a node of the cluster.
type Member struct {
	// ID is the node's ID of 40 characters; servers before 4.0 leave it out.
	ID string
	// Address is "host:port" or "[IPv6]:port".
	Address string
}

// SlotRange is all slots from Start to End, both included.
type SlotRange struct{ Start, End uint16 }

// Covered returns how many of the [slot.Count] slots belong to a shard.
func (t Topology) Covered() int {
	covered := 0
	for _, shard := range t.Shards {
		for _, slots := range shard.Slots {
			covered += int(slots.End) - int(slots.Start) + 1
		}
	}
	return covered
}

// Hash returns a number that depends on everything in the topology, by FNV-1a.
func (t Topology) Hash() uint64 {
	h := topologyHash(14695981039346656037)
	for _, shard := range t.Shards {
		h.member(shard.Primary)
		h.number(len(shard.Replicas))
		for _, replica := range shard.Replicas {
			h.member(replica)
		}
		h.number(len(shard.Slots))
		for _, slots := range shard.Slots {
			h.number(int(slots.Start)<<16 | int(slots.End))
		}
	}
	return uint64(h)
}

type topologyHash uint64

func (h *topologyHash) member(m Member) {
	h.text(m.ID)
	h.text(m.Address)
}

// text takes in the length too, so that what stands next to each other stays apart.
func (h *topologyHash) text(s string) {
	h.number(len(s))
	for i := range len(s) {
		*h = (*h ^ topologyHash(s[i])) * 1099511628211
	}
}

func (h *topologyHash) number(n int) {
	for range 4 {
		*h = (*h ^ topologyHash(n&0xFF)) * 1099511628211
		n >>= 8
	}
}

// canonical brings the topology into its one form. It is an error if a slot belongs
// to two shards.
func (t *Topology) canonical() error {
	t.Shards = slices.DeleteFunc(t.Shards, func(s Shard) bool { return len(s.Slots) == 0 })
	for i := range t.Shards {
		t.Shards[i].canonical()
	}
	sorting.By(t.Shards, func(a, b Shard) int { return cmp.Compare(a.Slots[0].Start, b.Slots[0].Start) })
	var owned [slot.Count]bool
	for _, shard := range t.Shards {
		for _, slots := range shard.Slots {
			for number := int(slots.Start); number <= int(slots.End); number++ {
				if owned[number] {
					return errors.New("slot " + strconv.Itoa(number) + " is said to belong to two shards")
				}
				owned[number] = true
			}
		}
	}
	return nil
}

func (s *Shard) canonical() {
	sorting.By(s.Slots, func(a, b SlotRange) int { return cmp.Compare(a.Start, b.Start) })
	merged := s.Slots[:1]
	for _, next := range s.Slots[1:] {
		last := &merged[len(merged)-1]
		if int(next.Start) > int(last.End)+1 {
			merged = append(merged, next)
		} else {
			last.End = max(last.End, next.End)
		}
	}
	s.Slots = merged
	sorting.By(s.Replicas, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), cmp.Compare(a.ID, b.ID))
	})
	s.Replicas = slices.CompactFunc(s.Replicas, func(a, b Member) bool { return a.Address == b.Address })
	s.Replicas = slices.DeleteFunc(s.Replicas, func(m Member) bool { return m.Address == s.Primary.Address })
}
