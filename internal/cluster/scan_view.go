package cluster

import (
	"errors"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/slot"
)

// ownView is what a server says of itself and of others in CLUSTER NODES. It alone tells
// of slots that are on their way, and those only of the server itself.
// See https://valkey.io/commands/cluster-nodes/
type ownView struct {
	nodes   string // the reply
	id      string // of the server itself
	primary bool
	// cutOff says that the server cannot reach most of the primaries: others may
	// have taken its slots over without it knowing.
	cutOff bool
	owned  slotSet
	// whole are the slots that the server owns and is not giving away key by key:
	// all their keys are there.
	whole slotSet
}

// nodeLine is a line of CLUSTER NODES.
type nodeLine struct {
	id, address, flags string
	slots              string // ranges and slots on their way, parted by spaces
}

// slotFields is where the slots begin.
const slotFields = 8

func lineOf(text string) (line nodeLine, valid bool) {
	fields := strings.SplitN(text, " ", slotFields+1)
	if len(fields) < slotFields {
		return nodeLine{}, false
	}
	line = nodeLine{id: fields[0], address: fields[1], flags: fields[2]}
	if len(fields) > slotFields {
		line.slots = fields[slotFields]
	}
	return line, true
}

func (n *nodeLine) is(flag string) bool {
	for word := range strings.SplitSeq(n.flags, ",") {
		if word == flag {
			return true
		}
	}
	return false
}

// ranges yields the ranges of slots that the server owns.
func (n *nodeLine) ranges(yield func(from, to int) bool) {
	for field := range strings.SplitSeq(n.slots, " ") {
		first, last, isRange := strings.Cut(field, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			continue // A slot on its way, in brackets.
		}
		to, err := strconv.Atoi(last)
		if err == nil && from >= 0 && to < slot.Count && !yield(from, to) {
			return
		}
	}
}

// moving yields the slots that are on their way, by key: out of the server to that
// with the ID, or into it.
func (n *nodeLine) moving(yield func(number int, out bool, id string) bool) {
	for field := range strings.SplitSeq(n.slots, " ") {
		if !strings.HasPrefix(field, "[") {
			continue
		}
		field = strings.Trim(field, "[]")
		digits, id, out := strings.Cut(field, "->-")
		if !out {
			digits, id, _ = strings.Cut(field, "-<-")
		}
		number, err := strconv.Atoi(digits)
		if err == nil && number >= 0 && number < slot.Count && !yield(number, out, id) {
			return
		}
	}
}

func parseOwnView(text string) (*ownView, error) {
	v := &ownView{nodes: text}
	primaries, reachable := 0, 0
	for line := range v.lines {
		owner := false
		for from, to := range line.ranges {
			owner = true
			if line.is("myself") {
				v.owned.addRange(from, to)
			}
		}
		if line.is("myself") {
			v.id, v.primary = line.id, line.is("master")
			v.whole = v.owned
			for number, out := range line.moves {
				if out {
					v.whole.remove(number)
				}
			}
		}
		if owner && line.is("master") {
			primaries++
			if !line.is("fail") && !line.is("fail?") {
				reachable++
			}
		}
	}
	if v.id == "" {
		return nil, errors.New("CLUSTER NODES: the server does not tell of itself")
	}
	v.cutOff = primaries > 0 && 2*reachable <= primaries
	return v, nil
}

// moves yields what moving does without the IDs.
func (n *nodeLine) moves(yield func(number int, out bool) bool) {
	n.moving(func(number int, out bool, _ string) bool { return yield(number, out) })
}

func (v *ownView) lines(yield func(line nodeLine) bool) {
	for text := range strings.SplitSeq(v.nodes, "\n") {
		if line, valid := lineOf(text); valid && !yield(line) {
			return
		}
	}
}

// ownerOf returns the ID of the server that owns a slot, or "" if nobody does.
func (v *ownView) ownerOf(number int) string {
	for line := range v.lines {
		for from, to := range line.ranges {
			if from <= number && number <= to {
				return line.id
			}
		}
	}
	return ""
}

// destination returns the ID of the server that keys of a slot are moved to.
func (v *ownView) destination(number int) string { return v.peer(number, true) }

// origin returns the ID of the server that keys of a slot are moved from.
func (v *ownView) origin(number int) string { return v.peer(number, false) }

func (v *ownView) peer(number int, out bool) (peer string) {
	for line := range v.lines {
		if !line.is("myself") {
			continue
		}
		line.moving(func(moving int, leaves bool, id string) bool {
			if moving == number && leaves == out {
				peer = id
			}
			return peer == ""
		})
	}
	return peer
}

// addressOf returns where the view has a server, or "" if that is no address.
func (v *ownView) addressOf(id, answeredBy string) string {
	for line := range v.lines {
		if line.id != id {
			continue
		}
		said, _, _ := strings.Cut(line.address, "@")
		address, err := node.ParseAnnouncedAddress(said, hostOf(answeredBy))
		if err != nil {
			return ""
		}
		return address
	}
	return ""
}
