package cluster

import (
	"strconv"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// sameSlot returns the slot of a command's keys, and whether it has keys at all. ok is
// false if they are not all in one slot.
func sameSlot(a *command.Args) (number uint16, hasKeys, ok bool) {
	ok = true
	for key := range a.EachKey {
		switch other := slot.Of(key); {
		case !hasKeys:
			number, hasKeys = other, true
		case other != number:
			return number, true, false
		}
	}
	return number, hasKeys, ok
}

// splitting is a command whose keys are in several slots, as several commands.
type splitting struct {
	parts   []part
	items   int
	replies splitReplies
}

// part is the command with the keys of one slot.
type part struct {
	slot    uint16
	request []byte
	// keys are the places of the part's items among those of the whole command: of a
	// key, or of a key with what belongs to it.
	keys []int
}

// splitReplies says what the replies to a split command are.
type splitReplies uint8

const (
	confirmations splitReplies = iota
	counts
	values // an element for each key
)

// splitRule says how a command is made up that may be split: of its name, of items of
// a key and the arguments that belong to it, and of arguments that go to each part.
type splitRule struct {
	item    int // arguments, the key included
	tail    int
	replies splitReplies
}

// split makes a command for each slot of one whose keys are in several. The parts come
// in the order of their first keys, each with its keys in the order that they had. It
// returns nil if all keys are in one slot, and for commands that cannot be split:
// those that are more than their parts, such as SINTER and, since it sets all keys or
// none, MSETNX.
func split(name string, encoded []byte) *splitting {
	rule, found := splitRuleOf(name)
	arguments := argumentsIn(encoded) - 1 - rule.tail
	if !found || arguments < 2*rule.item || arguments%rule.item != 0 {
		return nil
	}
	var scratch splitScratch
	plan := planSplit(rule, encoded, arguments/rule.item, &scratch)
	if len(plan.parts) == 1 {
		return nil
	}
	return &splitting{parts: plan.encode(), items: len(plan.items), replies: rule.replies}
}

// join appends one reply made of those to the parts, as if nothing had been split. If
// any is an error, the first of them is the error.
func (s *splitting) join(dst []byte, parts []Outcome) ([]byte, error) {
	for i := range parts {
		if isError(parts[i].Frame) {
			return nil, serverError(parts[i].Frame, parts[i].Address)
		}
	}
	switch s.replies {
	case confirmations:
		return append(dst, parts[0].Frame...), nil
	case counts:
		var total int64
		for i := range parts {
			d := resp.NewDecoder(parts[i].Frame)
			token, err := d.Next()
			if err != nil {
				return nil, err
			}
			if token.Type != resp.TypeInteger {
				return nil, unexpected(parts[i].Address, "the reply to a part of a split command is of type "+token.Type.String()+" where an integer was expected")
			}
			total += token.Int
		}
		return resp.AppendInteger(dst, total), nil
	default:
		return s.joinValues(dst, parts)
	}
}

// joinValues puts the elements of all arrays into the order of the keys.
func (s *splitting) joinValues(dst []byte, parts []Outcome) ([]byte, error) {
	var scratch [fewItems][]byte
	elements := scratch[:]
	if s.items > len(scratch) {
		elements = make([][]byte, s.items)
	}
	elements = elements[:s.items]
	for i := range parts {
		frame := parts[i].Frame
		d := resp.NewDecoder(frame)
		token, err := d.Next()
		if err != nil {
			return nil, err
		}
		keys := s.parts[i].keys
		if token.Type != resp.TypeArray || token.Len != len(keys) {
			return nil, unexpected(parts[i].Address, "the reply to a part of a split command is of type "+token.Type.String()+" with "+
				strconv.Itoa(token.Len)+" elements where an array of "+strconv.Itoa(len(keys))+" was expected")
		}
		for _, key := range keys {
			start := d.Offset()
			if err := d.Skip(); err != nil {
				return nil, err
			}
			elements[key] = frame[start:d.Offset()]
		}
	}
	dst = resp.AppendArrayHeader(dst, s.items)
	for _, element := range elements {
		dst = append(dst, element...)
	}
	return dst, nil
}
